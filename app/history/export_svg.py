"""Draws the two-track timeline of a turn as SVG for an HTML page.

From the top: the words when they are heard, the sound, a tick for each piece of spoken text when it was written, the
axis in seconds, a tick for each piece of reasoning, the steps when they were begun. The page colours the classes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from typing import Final

from app.transcript.timeline_labels import pack, step_lines
from app.transcript.turn_transcript import TurnTranscript
from model.events import FloatArray

WIDTH: Final = 960
_LEFT: Final = 12.0
_RIGHT: Final = WIDTH - 12.0
_LETTER: Final = 6.7  # a mean letter of 12 px type, with air
_ROW: Final = 17.0
_WORD_ROWS, _STEP_ROWS = 2, 9
_WAVE: Final = 40.0


def timeline(turn: TurnTranscript) -> str:
    """An `<svg>` element for a turn; empty if nothing was written."""
    line, caption = turn.timeline, turn.caption
    if not line.marks:
        return ""
    end = max(1.0, line.end_s)
    covered = caption.chars_at(caption.duration_s)
    words = [
        (line.moment_of(caption.time_of(first)), caption.text[first:last])
        for first, last in caption.words()
        if first < covered
    ]
    steps = [(t, text) for text, t, _ in step_lines(line)]
    scale = (_RIGHT - _LEFT) / end

    def x(t: float) -> float:
        return round(_LEFT + t * scale, 2)

    word_rows, step_rows = _rows(words, _WORD_ROWS, x), _rows(steps, _STEP_ROWS, x)
    parts: list[str] = []
    top = _ROW * (max(word_rows, default=0) + 1)
    for (t, text), row in zip(words, word_rows, strict=True):
        if row >= 0:
            parts.append(_text(x(t), top - 4 - _ROW * row, text, "word"))
    middle = top + _WAVE / 2
    parts += [_wave(x(a), x(b), middle, peaks) for a, b, peaks in line.sound if len(peaks)]
    axis = top + _WAVE + 26
    parts += [_tick(x(mark.t), axis - 18, 12, "spoken") for mark in line.marks if mark.track == "spoken"]
    parts += [_tick(x(mark.t), axis + 20, 12, "thought") for mark in line.marks if mark.track == "thought"]
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{axis}" y2="{axis}"/>')
    parts += _seconds(end, axis, x)
    below = axis + 48
    for (t, text), row in zip(steps, step_rows, strict=True):
        if row >= 0:
            parts.append(_text(x(t), below + _ROW * row, text, "result" if text.startswith("=") else "step"))
    height = round(below + _ROW * max(step_rows, default=-1) + 10)
    title = "Timeline: what was spoken above, what was thought below, by the second"
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _rows(labels: list[tuple[float, str]], rows: int, x: Callable[[float], float]) -> list[int]:
    """A row for each (time, text) so that none overlap; -1 where there is no room."""
    widths = [_LETTER * len(text) + 8 for _, text in labels]
    starts = [min(x(t), _RIGHT - width) for (t, _), width in zip(labels, widths, strict=True)]
    return pack([(start, start + width) for start, width in zip(starts, widths, strict=True)], rows, 0.0)


def _text(x: float, y: float, text: str, kind: str) -> str:
    start = max(_LEFT, min(x, _RIGHT - _LETTER * len(text)))
    return f'<text class="{kind}" x="{start:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _tick(x: float, y: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x - 0.7:.2f}" y="{y:.1f}" width="1.4" height="{height}"/>'


def _seconds(end: float, axis: float, x: Callable[[float], float]) -> list[str]:
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 60, math.inf) if end / step <= 12)
    if step == math.inf:
        return []
    made = []
    for i in range(math.floor(end / step) + 1):
        t = i * step
        made.append(_text(x(t), axis + 13, f"{t:g} s", "second"))
    return made


def _wave(left: float, right: float, middle: float, peaks: FloatArray) -> str:
    """The sound's outline, or a plain bar where the sound was not kept."""
    if max(peaks) == 0.0:
        width = max(1.0, right - left - 1)
        return f'<rect class="sound" x="{left}" y="{middle - 5:.1f}" width="{width:.2f}" height="10" rx="3"/>'
    step = (right - left) / len(peaks)
    upper = [f"{left + (i + 0.5) * step:.1f},{middle - max(0.6, p * _WAVE / 2):.1f}" for i, p in enumerate(peaks)]
    lower = [f"{left + (i + 0.5) * step:.1f},{middle + max(0.6, p * _WAVE / 2):.1f}" for i, p in enumerate(peaks)]
    return f'<polygon class="sound" points="{" ".join(upper + lower[::-1])}"/>'
