"""Labels of the two-track picture: words when they are heard, steps when they were written, in rows without overlap."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.transcript.reasoning_steps import is_result, plain, pretty, result_text
from app.transcript.timeline import Timeline
from app.transcript.turn_transcript import TurnTranscript

_CORRECTION = re.compile(r"Sorry, I mean[^.!?]*[.!?]?")  # how the tutor takes a number back
STEP_ROWS = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A word or step with its begin and end in seconds. correction: a word that takes a number back."""

    start: float
    end: float
    text: str
    result: bool = False
    correction: bool = False


def spoken_labels(turn: TurnTranscript) -> list[Label]:
    """Each word of the answer at the time it is heard."""
    caption, line = turn.caption, turn.timeline
    taken_back = [m.span() for m in _CORRECTION.finditer(caption.text)]
    return [
        Label(
            line.moment_of(caption.time_of(a)),
            line.moment_of(caption.time_of(b)),
            plain(caption.text[a:b]) if "\\" not in caption.text[a:b] else "ƒ",
            correction=any(low <= a < high for low, high in taken_back),
        )
        for a, b in caption.words()
    ]


def step_labels(line: Timeline) -> list[Label]:
    """Each line of the reasoning, set for reading, at the time it was written."""
    return [_step(*step) for step in step_lines(line)]


def step_lines(line: Timeline) -> list[tuple[str, float, float]]:
    """Each line of the reasoning as (text, begin, end); seconds since the question ended."""
    made: list[tuple[str, float, float]] = []
    text, start, end = "", 0.0, 0.0
    for mark in (m for m in line.marks if m.track == "thought"):
        for i, part in enumerate(mark.text.split("\n")):
            if i and text.strip():
                made.append((text.strip(), start, end))
                text = ""
            if part:
                start = start if text else mark.t
                text += part
                end = mark.t
    if text.strip():
        made.append((text.strip(), start, end))
    return made


def _step(text: str, start: float, end: float) -> Label:
    result = is_result(text)
    return Label(start, end, plain("= " + result_text(text) if result else pretty(text)), result)


def pack(spans: list[tuple[float, float]], rows: int, gap: float = 6.0) -> list[int]:
    """A row for each (left, right) so that none overlap; -1 where there is no room."""
    ends = [float("-inf")] * rows
    placed: list[int] = []
    for left, right in spans:
        row = next((i for i, end in enumerate(ends) if left >= end + gap), -1)
        if row >= 0:
            ends[row] = right
        placed.append(row)
    return placed


def step_rows(labels: list[Label], spans: list[tuple[float, float]]) -> list[int]:
    """A row for each step; the result has the last row to itself, so that it is never left out."""
    last = min(STEP_ROWS, sum(not label.result for label in labels))
    steps = iter(pack([s for label, s in zip(labels, spans, strict=True) if not label.result], STEP_ROWS))
    return [last if label.result else next(steps) for label in labels]


def rows_needed(labels: list[Label]) -> int:
    """Number of rows that these steps may take, the result's own included."""
    return min(STEP_ROWS, sum(not label.result for label in labels)) + 1
