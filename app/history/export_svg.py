"""The two-track timeline of a turn as an SVG picture for a page.

Owns: where words, tokens and sound stand on the axis. Any thread.

From the top: the words at the time they are heard, the sound, a tick for each piece of spoken text at the time
it was written, the axis in seconds, a tick for each piece of reasoning, the steps at the time they were begun.
Colours are classes; the page gives them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

import numpy as np

from model.events import AudioChunk, ReasoningText, SpokenText, TurnEvent

WIDTH: Final = 960
_LEFT: Final = 12.0
_RIGHT: Final = WIDTH - 12.0
_LETTER: Final = 6.7  # a mean letter of 12 px type, with air
_ROW: Final = 17.0
_WORD_ROWS, _STEP_ROWS = 2, 9
_WAVE: Final = 40.0
_BIN_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class _Label:
    t: float
    text: str
    result: bool = False


@dataclass(slots=True)
class _Tracks:
    """What there is to draw; times in seconds since the question ended."""

    spoken: list[float] = field(default_factory=list)
    thought: list[float] = field(default_factory=list)
    sounds: list[tuple[float, float, AudioChunk]] = field(default_factory=list)
    words: list[_Label] = field(default_factory=list)
    steps: list[_Label] = field(default_factory=list)

    @property
    def end(self) -> float:
        heard = [end for _, end, _ in self.sounds]
        return max([1.0, *self.spoken, *self.thought, *heard])


def timeline(events: Sequence[TurnEvent]) -> str:
    """An `<svg>` element for the events of one turn; empty if nothing was written."""
    tracks = _read(events)
    if not (tracks.spoken or tracks.thought):
        return ""
    scale = (_RIGHT - _LEFT) / tracks.end

    def x(t: float) -> float:
        return round(_LEFT + t * scale, 2)

    word_rows = _pack([(x(w.t), w.text) for w in tracks.words], _WORD_ROWS)
    step_rows = _pack([(x(s.t), s.text) for s in tracks.steps], _STEP_ROWS)
    parts: list[str] = []
    top = _ROW * (max(word_rows, default=0) + 1)
    for label, row in zip(tracks.words, word_rows, strict=True):
        if row >= 0:
            parts.append(_text(x(label.t), top - 4 - _ROW * row, label.text, "word"))
    middle = top + _WAVE / 2
    parts += [_wave(x(a), x(b), middle, chunk) for a, b, chunk in tracks.sounds]
    axis = top + _WAVE + 26
    parts += [_tick(x(t), axis - 18, 12, "spoken") for t in tracks.spoken]
    parts += [_tick(x(t), axis + 20, 12, "thought") for t in tracks.thought]
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{axis}" y2="{axis}"/>')
    parts += _seconds(tracks.end, axis, x)
    below = axis + 48
    for label, row in zip(tracks.steps, step_rows, strict=True):
        if row >= 0:
            parts.append(_text(x(label.t), below + _ROW * row, label.text, "result" if label.result else "step"))
    height = round(below + _ROW * max(step_rows, default=-1) + 10)
    told = "Timeline: what was spoken above, what was thought below, by the second"
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{told}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _read(events: Sequence[TurnEvent]) -> _Tracks:
    tracks, spoken, line, covered = _Tracks(), "", "", 0
    begun = 0.0
    for event in events:
        if isinstance(event, SpokenText):
            tracks.spoken.append(event.t)
            spoken += event.text
        elif isinstance(event, ReasoningText):
            tracks.thought.append(event.t)
            for i, piece in enumerate(event.text.split("\n")):
                if i:
                    _add_step(tracks, begun, line)
                    line = ""
                begun = event.t if not line else begun
                line += piece
        elif isinstance(event, AudioChunk) and len(event.samples):
            start = max(event.t, tracks.sounds[-1][1]) if tracks.sounds else event.t
            end = start + len(event.samples) / event.sample_rate
            tracks.sounds.append((start, end, event))
            upto = max(covered, min(event.text_upto, len(spoken)))
            _add_words(tracks, spoken[covered:upto], start, end)
            covered = upto
    _add_step(tracks, begun, line)
    return tracks


def _add_step(tracks: _Tracks, t: float, line: str) -> None:
    if line.strip():
        tracks.steps.append(_Label(t, line.strip(), line.startswith("=")))


def _add_words(tracks: _Tracks, text: str, start: float, end: float) -> None:
    """Words evenly over the time of the sound that says them."""
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tracks.words.append(_Label(start + (end - start) * at / len(text), word))
        at += len(word)


def _pack(labels: list[tuple[float, str]], rows: int) -> list[int]:
    """A row for each label so that none overlap; -1 where there is no room."""
    ends = [-math.inf] * rows
    placed = []
    for left, text in labels:
        width = _LETTER * len(text) + 8
        start = min(left, _RIGHT - width)
        row = next((i for i, end in enumerate(ends) if start >= end), -1)
        if row >= 0:
            ends[row] = start + width
        placed.append(row)
    return placed


def _text(x: float, y: float, text: str, kind: str) -> str:
    start = max(_LEFT, min(x, _RIGHT - _LETTER * len(text)))
    return f'<text class="{kind}" x="{start:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _tick(x: float, y: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x - 0.7:.2f}" y="{y:.1f}" width="1.4" height="{height}"/>'


def _seconds(end: float, axis: float, x: object) -> list[str]:
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 60, math.inf) if end / step <= 12)
    if step == math.inf:
        return []
    assert callable(x)
    made = []
    for i in range(math.floor(end / step) + 1):
        t = i * step
        made.append(f'<text class="second" x="{x(t):.1f}" y="{axis + 13:.1f}">{t:g} s</text>')
    return made


def _wave(left: float, right: float, middle: float, chunk: AudioChunk) -> str:
    """The sound's outline, or a plain bar where the sound was not kept."""
    size = max(1, round(chunk.sample_rate * _BIN_S))
    peaks = [float(np.abs(chunk.samples[i : i + size]).max()) for i in range(0, len(chunk.samples), size)]
    if max(peaks) == 0.0:
        width = max(1.0, right - left - 1)
        return f'<rect class="sound" x="{left}" y="{middle - 5:.1f}" width="{width:.2f}" height="10" rx="3"/>'
    step = (right - left) / len(peaks)
    upper = [f"{left + (i + 0.5) * step:.1f},{middle - max(0.6, p * _WAVE / 2):.1f}" for i, p in enumerate(peaks)]
    lower = [f"{left + (i + 0.5) * step:.1f},{middle + max(0.6, p * _WAVE / 2):.1f}" for i, p in enumerate(peaks)]
    return f'<polygon class="sound" points="{" ".join(upper + lower[::-1])}"/>'
