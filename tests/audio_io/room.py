"""A simulated room between the virtual speaker and the virtual microphone of `tests.audio_io.pulse`.

`python -m tests.audio_io.room DELAY_S GAIN DRIFT SEED < captured > echoed`: float32 mono at `RATE` Hz, piece by
piece. DRIFT: how much faster the loudspeaker's clock runs than the microphone's, 1e-4 for 100 ppm.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr

FloatArray = npt.NDArray[np.float32]
RATE: Final = 44_100
TAIL_S: Final = 0.25
_PIECE: Final = 441


def response(seed: int) -> FloatArray:
    """A direct path and a tail that falls by 60 dB in 0.25 s, shape (n,)."""
    t = np.arange(int(TAIL_S * RATE)) / RATE
    wet = np.random.default_rng(seed).standard_normal(len(t)) * 10 ** (-3 * t / TAIL_S)
    wet *= 0.5 / np.linalg.norm(wet)
    wet[0] += 1.0
    return wet.astype(np.float32)


class Room:
    """Convolution by overlap and add, then the other clock."""

    def __init__(self, gain: float, drift: float, seed: int) -> None:
        impulse = gain * response(seed)
        self._size = 1 << (len(impulse) + _PIECE).bit_length()
        self._spectrum = np.fft.rfft(impulse, self._size)
        self._tail = np.zeros(self._size, dtype=np.float64)
        self._clock = soxr.ResampleStream(RATE, RATE * (1 + drift), 1, dtype="float32") if drift else None

    def push(self, piece: FloatArray) -> FloatArray:
        """The echo of the next samples, shape (n,) with n at most 441, about as long."""
        self._tail += np.fft.irfft(np.fft.rfft(piece, self._size) * self._spectrum, self._size)
        out = self._tail[: len(piece)].astype(np.float32)
        self._tail = np.concatenate([self._tail[len(piece) :], np.zeros(len(piece))])
        return out if self._clock is None else self._clock.resample_chunk(out)


def drain() -> None:
    """Leaves out what came while this program was loaded: it would add to the delay."""
    os.set_blocking(sys.stdin.fileno(), False)
    deadline = time.monotonic() + 0.3
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            os.read(sys.stdin.fileno(), 1 << 16)
        time.sleep(0.005)
    os.set_blocking(sys.stdin.fileno(), True)


def main() -> None:
    """Runs until the input ends."""
    delay, gain, drift, seed = sys.argv[1:]
    room = Room(float(gain), float(drift), int(seed))
    drain()
    sys.stdout.buffer.write(np.zeros(round(float(delay) * RATE), dtype=np.float32).tobytes())
    while data := sys.stdin.buffer.read(4 * _PIECE):
        sys.stdout.buffer.write(room.push(np.frombuffer(data, dtype=np.float32)).tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
