"""The drawing of a row of the board, with its words."""

from __future__ import annotations

from functools import lru_cache

from app.transcript.board import Row
from app.transcript.drawing import Drawing
from app.transcript.equations import equations
from app.transcript.reasoning_steps import pretty
from app.transcript.written_sum import written_sum


def drawing_of(row: Row) -> Drawing | None:
    """None for rows that are shown as text."""
    if row.kind not in ("sum", "equations"):
        return None
    return _drawing(row.kind, row.lines, row.open)


@lru_cache(maxsize=512)
def _drawing(kind: str, lines: tuple[str, ...], is_open: bool) -> Drawing | None:
    made = written_sum(lines, is_open) if kind == "sum" else equations(lines)
    if made is not None:
        made.words = words_of(lines)
    return made


def words_of(lines: tuple[str, ...]) -> str:
    """The lines as one text in plain characters."""
    return "; ".join(pretty(line) for line in lines)
