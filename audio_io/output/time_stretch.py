"""Plays speech faster or slower at the same pitch.

Waveform-similarity overlap-add (WSOLA; Verhelst and Roelands, ICASSP 1993): the output is a chain of segments of the
input, each begun where it fits best onto the one before.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from audio_io.backend import FloatArray

SLOWEST: Final = 0.7
FASTEST: Final = 1.5
SEGMENT_S: Final = 0.03
FADE_S: Final = 0.008
SEARCH_S: Final = 0.01
"""A segment is looked for this far to either side: together more than one period of the deepest voice."""
PIECE_S: Final = 0.01
"""Output and input are at most so long a piece: 480 samples at 48 kHz, see `TimeStretcher`."""
_SEARCH_RATE: Final = 12_000


def stretched(samples: FloatArray, rate: int, speed: float) -> FloatArray:
    """A whole recording, float32 (n,) at `rate` Hz, as float32 (n / speed,)."""
    if speed == 1.0:
        return samples
    stretcher, made = TimeStretcher(rate), list[FloatArray]()
    stretcher.push(samples)
    while (piece := stretcher.pull(speed)) is not None:
        made.append(piece)
    return np.concatenate([*made, stretcher.finish(speed)])


class TimeStretcher:
    """Streaming WSOLA of a mono signal: `push` input, `pull` output. A new speed begins with the next 30 ms segment.

    It runs in the audio callback. NumPy releases the interpreter lock for `correlate` and for loops over more than 500
    values, and a busy interpreter takes tens of milliseconds to return it, so up to 48 kHz neither is used here.
    """

    def __init__(self, rate: int) -> None:
        self._segment, self._fade = max(2, round(SEGMENT_S * rate)), max(1, round(FADE_S * rate))
        self._search, self._piece = round(SEARCH_S * rate), max(1, round(PIECE_S * rate))
        self._stride = max(1, rate // _SEARCH_RATE)
        self._rise = np.linspace(0.0, 1.0, self._fade, dtype=np.float32)
        self._buffer = np.zeros(rate, dtype=np.float32)
        self._end = 0  # of the input in the buffer
        self._begin_at = 0.0  # the segment stands for the input from this place on
        self._speed = 1.0  # of the segment
        self._given = 0  # samples of the segment
        self._left = 0
        self._follow = 0  # the place that follows the last output without a seam

    @property
    def pending(self) -> float:
        """Samples of the input that the output so far does not stand for."""
        return self._end - self._at

    @property
    def _at(self) -> float:
        return self._begin_at + self._given * self._speed

    def push(self, samples: FloatArray) -> None:
        """More input, float32 (n,)."""
        if self._end + len(samples) > len(self._buffer):
            self._make_room(len(samples))
        self._buffer[self._end : self._end + len(samples)] = samples
        self._end += len(samples)

    def pull(self, speed: float) -> FloatArray | None:
        """The next piece of output, float32 (n,); None if more input is needed."""
        if self._left:
            size = min(self._left, self._piece, self._end - self._follow, int(self.pending / self._speed))
            if size <= 0:
                return None
            made = self._buffer[self._follow : self._follow + size].copy()
            self._follow += size
            self._given += size
            self._left -= size
            return made
        if max(self._follow, int(self._at + 0.5) + self._search) + self._fade > self._end:
            return None
        self._begin_at, self._given, self._speed = self._at, self._fade, speed
        self._left = self._segment - self._fade
        start = self._best_start()
        seam = self._buffer[self._follow : self._follow + self._fade]
        self._follow = start + self._fade
        return seam + (self._buffer[start : start + self._fade] - seam) * self._rise

    def finish(self, speed: float) -> FloatArray:
        """The rest of the output, float32 (m,)."""
        size = round(self.pending / speed)
        self.push(np.zeros(round(self.pending) + 2 * (self._search + self._segment), dtype=np.float32))
        made, count = [np.zeros(0, dtype=np.float32)], 0
        while count < size and (piece := self.pull(speed)) is not None:
            made.append(piece)
            count += len(piece)
        rest = np.concatenate(made)[:size]
        self.take_rest()
        return rest

    def take_rest(self) -> FloatArray:
        """Removes and returns the input that follows the output so far, unstretched."""
        rest = self._buffer[self._follow : self._end].copy()
        self._end = self._given = self._left = self._follow = 0
        self._begin_at = 0.0
        return rest

    def _best_start(self) -> int:
        """Where the input around the present place is most like what would follow the last output."""
        stride, near = self._stride, int(self._begin_at + 0.5)
        first = max(0, near - self._search)
        seam = self._buffer[self._follow : self._follow + self._fade : stride]
        places = self._buffer[first : near + self._search + self._fade : stride]
        exact = places.astype(np.float64)
        sums = np.concatenate([[0.0], np.cumsum(exact * exact)])
        loudness = np.sqrt(np.maximum(sums[len(seam) :] - sums[: -len(seam)], 1e-9))
        best = first + stride * int(np.argmax(sliding_window_view(places, len(seam)) @ seam / loudness))
        return min(best, self._end - self._fade)

    def _make_room(self, count: int) -> None:
        """Drops input that is not needed any more; enlarges the buffer if that is not enough."""
        used = max(0, min(self._follow, int(self._at) - self._search))
        rest = self._buffer[used : self._end].copy()
        if len(rest) + count > len(self._buffer):
            self._buffer = np.zeros(2 * (len(rest) + count), dtype=np.float32)
        self._buffer[: len(rest)] = rest
        self._end, self._follow, self._begin_at = len(rest), self._follow - used, self._begin_at - used
