"""Plays speech faster or slower at the same pitch.

Waveform-similarity overlap-add (WSOLA; Verhelst and Roelands, ICASSP 1993): the output is a chain of short pieces of
the input, each taken from where it fits best onto the piece before it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from audio_io.backend import FloatArray

SLOWEST: Final = 0.7
FASTEST: Final = 1.5
HOP_S: Final = 0.016
SEARCH_S: Final = 0.01
"""A piece is looked for this far to either side: together more than one period of the deepest voice."""
_SILENT: Final = np.zeros(0, dtype=np.float32)


def stretched(samples: FloatArray, rate: int, speed: float) -> FloatArray:
    """A whole recording, float32 (n,) at `rate` Hz, as float32 (about n / speed,)."""
    if speed == 1.0:
        return samples
    stretcher = TimeStretcher(rate)
    return np.concatenate([stretcher.push(samples, speed), stretcher.finish(speed)])


class TimeStretcher:
    """Streaming WSOLA of a mono signal. A new speed takes effect with the next hop of 16 ms."""

    def __init__(self, rate: int) -> None:
        self._hop = max(1, round(HOP_S * rate))
        self._search = round(SEARCH_S * rate)
        self._step = max(1, rate // 24_000)  # the search looks at every so many samples
        self._rise = np.linspace(0.0, 1.0, self._hop, dtype=np.float32)
        self._input = _SILENT  # what is still needed of the input
        self._at = 0.0  # the next output sample stands for this place in `_input`
        self._follow = 0  # the place in `_input` that follows the last output without a seam

    @property
    def pending(self) -> float:
        """Samples of the input that the output so far does not stand for."""
        return len(self._input) - self._at

    def push(self, samples: FloatArray, speed: float) -> FloatArray:
        """float32 (n,) of input; returns the output that is certain now, float32 (m,)."""
        self._input = np.concatenate([self._input, samples])
        made = [_SILENT]
        while max(self._follow, int(self._at + 0.5) + self._search) + self._hop <= len(self._input):
            made.append(self._next_hop(speed))
        used = max(0, min(self._follow, int(self._at) - self._search))
        self._input = self._input[used:]
        self._at -= used
        self._follow -= used
        return np.concatenate(made)

    def finish(self, speed: float) -> FloatArray:
        """The rest of the output, float32 (m,)."""
        size = round(self.pending / speed)
        padding = np.zeros(round(self.pending) + 2 * (self._search + self._hop), dtype=np.float32)
        made = self.push(padding, speed)[:size]
        self.take_rest()
        return made

    def take_rest(self) -> FloatArray:
        """Removes and returns the input that follows the output so far, unstretched."""
        rest = self._input[self._follow :]
        self._input, self._at, self._follow = _SILENT, 0.0, 0
        return rest

    def _next_hop(self, speed: float) -> FloatArray:
        hop, step, near = self._hop, self._step, int(self._at + 0.5)
        first = max(0, near - self._search)
        seam = self._input[self._follow : self._follow + hop]
        template, places = seam[::step], self._input[first : near + self._search + hop : step]
        sums = np.concatenate([[0.0], np.cumsum(np.square(places, dtype=np.float64))])
        loudness = np.sqrt(np.maximum(sums[len(template) :] - sums[: -len(template)], 1e-9))
        best = first + step * int(np.argmax(np.correlate(places, template) / loudness))
        start = min(best, len(self._input) - hop)
        self._at += hop * speed
        self._follow = start + hop
        return seam + (self._input[start : start + hop] - seam) * self._rise
