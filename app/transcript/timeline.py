"""The times of a turn: when each token was written and each chunk of sound was heard, with the sound's envelope.

Seconds since the question ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Track = Literal["spoken", "thought"]
BIN_S = 0.02
LONGEST_SLOT = 10
"""Reasoning tokens between two spoken ones in the slowest rhythm (1:9), and one to spare; more is a wait."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of text: when it was written, on which track, and what it says."""

    t: float
    track: Track
    text: str


@dataclass(slots=True)
class Timeline:
    """The contents of the two-track picture. sound: start, end, envelope; end_s: of the last token or sound."""

    marks: list[Mark] = field(default_factory=list)
    sound: list[tuple[float, float, npt.NDArray[np.float32]]] = field(default_factory=list)
    revision: int = 0
    end_s: float = 0.0

    def add_text(self, t: float, track: Track, text: str) -> None:
        self.marks.append(Mark(t, track, text))
        self.end_s = max(self.end_s, t)
        self.revision += 1

    def add_sound(self, t: float, samples: npt.NDArray[np.float32], rate: int) -> None:
        """A chunk is heard when it arrives, or when the one before it is over, whichever is later."""
        start = max(t, self.sound[-1][1]) if self.sound else t
        end = start + len(samples) / rate
        self.sound.append((start, end, envelope(samples, rate)))
        self.end_s = max(self.end_s, end)
        self.revision += 1

    @property
    def first_sound_s(self) -> float | None:
        """Seconds from the question's end to the first sound."""
        return self.sound[0][0] if self.sound else None

    @property
    def thinking_s(self) -> tuple[float, float] | None:
        """From the first to the last reasoning token."""
        times = [m.t for m in self.marks if m.track == "thought"]
        return (times[0], times[-1]) if times else None

    @property
    def waits(self) -> list[tuple[float, float]]:
        """The times (from, to) in which the voice waited for the reasoning."""
        found: list[tuple[float, float]] = []
        said: float | None = None
        thoughts = 0
        for mark in self.marks:
            if mark.track == "thought":
                thoughts += 1
                continue
            if said is not None and thoughts > LONGEST_SLOT:
                found.append((said, mark.t))
            said, thoughts = mark.t, 0
        return found

    def moment_of(self, played_s: float) -> float:
        """The time at which `played_s` seconds of sound had been heard."""
        left = played_s
        for start, end, _ in self.sound:
            if left <= end - start:
                return start + max(0.0, left)
            left -= end - start
        return self.end_s if not self.sound else self.sound[-1][1]

    def played_at(self, moment: float) -> float:
        """Seconds of sound heard by the time `moment` (the inverse of `moment_of`)."""
        return sum(min(end, moment) - start for start, end, _ in self.sound if start < moment)

    def text_until(self, moment: float, track: Track) -> str:
        """The text of a track up to `moment`."""
        return "".join(m.text for m in self.marks if m.track == track and m.t <= moment)

    def step_from(self, moment: float, direction: int) -> float:
        """The time of the next (+1) or previous (-1) token after `moment`."""
        times = sorted({m.t for m in self.marks})
        if direction > 0:
            return next((t for t in times if t > moment + 1e-6), self.end_s)
        return next((t for t in reversed(times) if t < moment - 1e-6), 0.0)


def joined(
    sound: list[tuple[float, float, npt.NDArray[np.float32]]],
) -> list[tuple[float, npt.NDArray[np.float32]]]:
    """Joins the envelopes of chunks without a pause between them: (start, peaks)."""
    made: list[tuple[float, list[npt.NDArray[np.float32]]]] = []
    last = -1.0
    for start, end, peaks in sound:
        if made and start - last < BIN_S:
            made[-1][1].append(peaks)
        else:
            made.append((start, [peaks]))
        last = end
    return [(start, np.concatenate(parts)) for start, parts in made]


def envelope(samples: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """Peak of each `BIN_S` of sound, float32 in [0, 1], shape (bins,)."""
    size = max(1, round(rate * BIN_S))
    bins = -(-len(samples) // size)
    padded = np.zeros(bins * size, dtype=np.float32)
    padded[: len(samples)] = np.abs(samples)
    peaks: npt.NDArray[np.float32] = padded.reshape(bins, size).max(axis=1, initial=0.0)
    return np.minimum(peaks, 1.0)
