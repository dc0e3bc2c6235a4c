"""Dates and figures of a session as text, for every export."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.history.store import TurnRow

if TYPE_CHECKING:
    pass


def moment(started: float) -> str:
    """Seconds since 1970 as people write a time."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(started))


def facts(turn: TurnRow) -> list[str]:
    """What is worth knowing of a turn, in words."""
    found = [f"result {turn.answer}"] if turn.answer else []
    found += [f"{turn.mode} {turn.ratio}".strip()] if turn.mode else []
    return found
