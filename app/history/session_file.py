"""Session files (`.aloud`): a session as JSON, to be opened again here or on another computer.

They hold text and times alone: no sound, nothing that is executed.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Final

from app.history.store import SessionStore, TurnRow
from model.errors import BadInput

SUFFIX: Final = ".aloud"
FORMAT: Final = "aloud-session"
VERSION: Final = 1
LARGEST: Final = 64 << 20  # bytes; a long lesson has about one
_TEXTS: Final = ("source", "mode", "ratio", "question", "reasoning", "spoken", "heard", "answer", "reason")
_LONGEST: Final = 1 << 20  # characters of one text


def take(path: Path, store: SessionStore) -> int:
    """Puts the session of a file into the history; returns its number. One that is there already is not added again.

    Raises BadInput for a file that cannot be read or is no session.
    """
    title, started, bundle, turns = read(path)
    for row in store.sessions():
        if (row.title, row.started, row.bundle) == (title, started, bundle) and row.turns >= len(turns):
            return row.id
    return store.add(title, started, bundle, turns)


def read(path: Path) -> tuple[str, float, str, list[TurnRow]]:
    """Title, time of the beginning (seconds since 1970), bundle and turns of a session file."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput("{path} is too large for a session of Aloud", path=path)
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise ValueError("another format")
        if raw["version"] > VERSION:
            raise BadInput("{path} was written by a newer Aloud; update Aloud to open it", path=path)
        about = raw["session"]
        return (
            _text(about["title"]),
            _time(about["started"]),
            _text(about["bundle"]),
            [_turn(row) for row in raw["turns"]],
        )
    except OSError as error:
        raise BadInput("cannot read {path} ({reason})", path=path, reason=error.strerror) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput("{path} is not a session of Aloud, or is damaged", path=path) from error


def _turn(row: dict[str, Any]) -> TurnRow:
    texts = {name: _text(row[name]) for name in _TEXTS}
    lines = [json.dumps(event, ensure_ascii=False) for event in row["events"] if isinstance(event, dict)]
    return TurnRow(id=0, session=0, started=_time(row["started"]), events="\n".join(lines), **texts)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("no text")
    return value


def _time(value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or not 0 <= value < 2**40
    ):
        raise ValueError("no time")
    return float(value)
