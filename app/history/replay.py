"""Reads saved event lines, which `model.events.to_json` wrote, into events and transcripts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final, get_args

import numpy as np

from app.history.audio_store import AudioStore, Sound
from app.history.store import Saved, TurnRow, turn_id_of
from app.transcript.reasoning_steps import Steps
from app.transcript.turn_transcript import TurnTranscript, Way
from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

_NOTHING: Final[dict[str, Any]] = {
    "answer": "",
    "spoken_answer": "",
    "reason": "cancelled",
    "ttfa_s": None,
    **dict.fromkeys(("reasoning_tokens", "spoken_tokens", "spoken_words", "underruns", "drift"), 0),
}
_VERDICTS: Final = ("right", "wrong", "unchecked")


def events_of(row: TurnRow, sound: Sound | None = None) -> list[TurnEvent]:
    """The events of a saved turn, in order, with the id that stands for it.

    sound: the kept sound of the answer; what it does not cover is silence of the right length. Lines that are
    damaged or of an unknown kind are left out, and a turn without an end gets one.
    """
    turn, at = turn_id_of(row.id), 0
    events: list[TurnEvent] = []
    for line in row.events.splitlines():
        try:
            raw = json.loads(line)
            kind, t = raw["kind"], float(raw["t"])
            if kind == "heard":
                events.append(Heard(turn, t, str(raw["text"]), float(raw.get("doubt", 0.0))))
            elif kind == "reasoning":
                events.append(_reasoning(turn, t, raw))
            elif kind == "spoken":
                events.append(SpokenText(turn, t, str(raw["text"])))
            elif kind == "audio":
                chunk = _chunk(turn, t, raw, sound, at)
                at += len(chunk.samples)
                events.append(chunk)
            elif kind == "ended":
                events.append(_ended(turn, t, raw))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    if not events or not isinstance(events[-1], TurnEnded):
        last = events[-1].t if events else 0.0
        events.append(_ended(turn, last, {"answer": row.answer, "reason": row.reason or "cancelled"}))
    return events


def _chunk(turn: int, t: float, raw: dict[str, Any], sound: Sound | None, at: int) -> AudioChunk:
    count, rate = int(raw["samples"]), int(raw["sample_rate"])
    samples = np.zeros(max(0, count), np.float32)
    if sound is not None and sound.rate == rate:
        kept = sound.samples[at : at + len(samples)]
        samples[: len(kept)] = kept
    return AudioChunk(turn, t, samples, rate, int(raw["text_upto"]))


def _reasoning(turn: int, t: float, raw: dict[str, Any]) -> ReasoningText:
    """Without a verdict in sessions of versions that gave none."""
    verdict = raw.get("verdict")
    if verdict not in _VERDICTS:
        return ReasoningText(turn, t, str(raw["text"]))
    return ReasoningText(turn, t, str(raw["text"]), verdict, int(raw["line"]), raw.get("withdrawn") is True)


def _ended(turn: int, t: float, raw: dict[str, Any]) -> TurnEnded:
    said = {name: raw[name] for name in TurnEnded.__dataclass_fields__ if name in raw and name not in ("turn_id", "t")}
    said["candidates"] = tuple(str(question) for question in raw.get("candidates", ()))
    return TurnEnded(turn_id=turn, t=t, **(_NOTHING | said))


def transcripts_of(saved: Saved, sounds: AudioStore) -> list[TurnTranscript]:
    """The turns of a session, oldest first; sound is there where it was kept."""
    place = saved.row.id, saved.row.started
    return [transcript_of(row, sounds.read(*place, row.id, "answer")) for row in saved.turns]


def steps_of(row: TurnRow) -> Steps:
    """The reasoning of a saved turn with its verdicts, what was taken back included."""
    steps = transcript_of(row, unheard=True).steps
    if steps.text.split() != row.reasoning.split():  # the events are damaged
        steps = Steps()
        steps.add(row.reasoning)
        steps.finish()
    return steps


def exact_arithmetic(row: TurnRow) -> bool:
    """Whether the working of the reasoning was carried out exactly."""
    ended = transcript_of(row).ended
    return ended is not None and ended.calculator and bool(row.reasoning.strip())


def transcript_of(row: TurnRow, sound: Sound | None = None, *, unheard: bool = False) -> TurnTranscript:
    """One saved turn. unheard: with the spoken text that was not heard because the answer was stopped."""
    turn = TurnTranscript(turn_id_of(row.id), "text" if row.source == "text" else "voice", row.question)
    turn.way = next((way for way in get_args(Way) if way == row.mode), turn.way)
    length = len(row.spoken if unheard else row.heard)
    for event in events_of(row, sound):
        if isinstance(event, SpokenText):
            event, length = replace(event, text=event.text[:length]), max(0, length - len(event.text))
        if not isinstance(event, SpokenText) or event.text:
            turn.apply(event)
    return turn
