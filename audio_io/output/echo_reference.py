"""The far end for echo cancellation: the last seconds of played sound, aligned with the captured sound.

`write` belongs to the speaker's audio callback, which copies into a ring; `aligned` belongs to the microphone's
consumer thread.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.resampler import Resampler
from audio_io.ring_buffer import RingBuffer

LEAD_S: Final = 0.03
"""The reference runs this far ahead of the capture: the times of two devices are not exact, and an echo that seems to
come before its cause cannot be cancelled."""
_RING_S: Final = 4.0
_HISTORY_S: Final = 4.0
_JUMP_S: Final = 0.04


class EchoReference:
    """Played sound of one output stream at `rate` Hz. Overflow policy: what does not fit is dropped."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._ring = RingBuffer(int(rate * _RING_S))
        self._newest: tuple[float, int] | None = None  # (stream time, sample number that sounds then)
        self._resampler = Resampler(rate, SAMPLE_RATE)
        self._history = np.zeros(int(_HISTORY_S * SAMPLE_RATE), dtype=np.float32)  # the newest are last
        self._converted = 0  # samples at 16 kHz so far
        self._next: int | None = None  # the one of these that belongs to the next capture

    def write(self, mono: FloatArray, dac_time: float) -> None:
        """Notes a block, shape (n,), whose first sample is heard at stream time `dac_time`."""
        self._newest = (dac_time, self._ring.written)
        self._ring.write(mono)

    def aligned(self, until: float, count: int) -> FloatArray:
        """`count` samples at 16 kHz, the last of which sounds `LEAD_S` after stream time `until`.

        Successive calls continue where the last one ended, unless the clocks have drifted apart by more than 40 ms.
        Unknown sound is zeros.
        """
        newest = self._newest
        self._convert()
        if newest is None:
            return np.zeros(count, dtype=np.float32)
        at, number = newest
        wanted = round((number / self.rate + (until + LEAD_S - at)) * SAMPLE_RATE) - count
        if self._next is None or abs(self._next - wanted) > _JUMP_S * SAMPLE_RATE:
            self._next = wanted
        begin = self._next
        self._next += count
        return self._history_at(begin, count)

    def _convert(self) -> None:
        fresh = self._resampler.push(self._ring.read())[-len(self._history) :]
        if len(fresh):
            self._history = np.concatenate([self._history[len(fresh) :], fresh])
            self._converted += len(fresh)

    def _history_at(self, begin: int, count: int) -> FloatArray:
        """Samples begin..begin+count, with zeros for those that are too old or not there yet."""
        oldest = self._converted - len(self._history)
        out = np.zeros(count, dtype=np.float32)
        first, last = max(begin, oldest), min(begin + count, self._converted)
        if first < last:
            out[first - begin : last - begin] = self._history[first - oldest : last - oldest]
        return out
