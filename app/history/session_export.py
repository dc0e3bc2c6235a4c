"""Writes a saved session as Markdown, HTML, JSON or WAV, whole or not at all."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np

import app
from app.history.audio_store import AudioStore, Sound
from app.history.export_markdown import markdown
from app.history.replay import exact_arithmetic, steps_of
from app.history.store import Saved, TurnRow
from app.storage import write_whole
from model.errors import BadInput

if TYPE_CHECKING:
    from model.events import FloatArray

Format = Literal["md", "html", "json", "wav", "aloud"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
WITHIN_S: Final = 0.5  # silence between question and answer
BETWEEN_S: Final = 1.0  # and between two turns


def export(saved: Saved, sounds: AudioStore, kind: Format, path: Path) -> None:
    """Write a session. Raises an expected error if there is nothing to write or it cannot be written."""
    if kind == "wav":
        from audio_io.sound_files import wav_bytes

        sound = joined(saved, sounds)
        write_whole(path, wav_bytes(sound.samples, sound.rate))
    else:
        write_whole(path, text_of(saved, sounds, kind))


def text_of(saved: Saved, sounds: AudioStore, kind: Format) -> str:
    """The session as Markdown, HTML or JSON; a session file (`aloud`) is JSON, too."""
    if kind == "html":
        from app.history.export_html import page

        return page(saved, sounds)
    return markdown(saved) if kind == "md" else as_json(saved)


def file_name(saved: Saved, kind: Format) -> str:
    """A name for the file: day and title, in letters that every file system takes."""
    title = re.sub(r"[^\w-]+", "-", saved.row.title).strip("-")[:48].strip("-")
    day = time.strftime("%Y-%m-%d", time.localtime(saved.row.started))
    return f"{day}-{title or 'session'}.{kind}"


def as_json(saved: Saved) -> str:
    """One JSON object; each turn has its `events`."""
    turns = [_turn_json(turn) for turn in saved.turns]
    row = saved.row
    about = {"id": row.id, "title": row.title, "started": row.started, "bundle": row.bundle}
    whole = {"format": "aloud-session", "version": 1, "aloud": app.__version__, "session": about, "turns": turns}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _turn_json(turn: TurnRow) -> dict[str, Any]:
    made = {name: getattr(turn, name) for name in TurnRow.__dataclass_fields__ if name not in ("session", "events")}
    events = []
    for line in turn.events.splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:  # a damaged line must not cost the session
            continue
    steps = steps_of(turn)
    lines = [{"text": line, "verdict": steps.state(at) or None} for at, line in enumerate(steps.closed)]
    checked = {"verdict": steps.final or None, "exact_arithmetic": exact_arithmetic(turn)}
    return made | {"steps": lines} | checked | {"events": events}


def joined(saved: Saved, sounds: AudioStore) -> Sound:
    """Questions and answers one after another. Raises BadInput if no sound of the session was kept."""
    kept: list[tuple[Sound, float]] = []
    for turn in saved.turns:
        for kind, pause in (("question", WITHIN_S), ("answer", BETWEEN_S)):
            sound = sounds.read(saved.row.id, saved.row.started, turn.id, kind)  # type: ignore[arg-type]
            if sound is not None and len(sound.samples):
                kept.append((sound, pause))
    if not kept:
        raise BadInput(
            "no sound of this session was kept; choose to keep the sound in the settings before the next lesson, "
            "or export it as text"
        )
    rate = max(sound.rate for sound, _ in kept)
    pieces: list[FloatArray] = []
    for sound, pause in kept:
        pieces += [_at_rate(sound, rate), np.zeros(round(pause * rate), np.float32)]
    return Sound(np.concatenate(pieces[:-1]), rate)


def _at_rate(sound: Sound, rate: int) -> FloatArray:
    from audio_io.resampler import Resampler

    converter = Resampler(sound.rate, rate)
    return np.concatenate([converter.push(sound.samples), converter.flush()])
