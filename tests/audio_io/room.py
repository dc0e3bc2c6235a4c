"""Simulated rooms: what a microphone gets of what a loudspeaker plays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

FloatArray = npt.NDArray[np.float32]
TAIL_S = 0.25


@dataclass(frozen=True)
class Room:
    """delay_s: how far the loudspeaker is. drift: how much faster its clock runs than the microphone's, 1e-4: 100 ppm.

    The way there is a direct path and a tail that falls by 60 dB in 0.25 s, another for each seed.
    """

    delay_s: float
    gain: float
    drift: float = 0.0
    seed: int = 0

    def echo(self, played: FloatArray, rate: int) -> FloatArray:
        """The echo of what was played, shape (n,), both at `rate` Hz."""
        t = np.arange(int(TAIL_S * rate)) / rate
        response = np.random.default_rng(self.seed).standard_normal(len(t)) * 10 ** (-3 * t / TAIL_S)
        response *= 0.5 / np.linalg.norm(response)
        response[0] += 1.0
        size = 1 << (len(played) + len(t)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(response, size), size)[: len(played)]
        late = np.concatenate([np.zeros(round(self.delay_s * rate)), self.gain * wet]).astype(np.float32)
        return soxr.resample(late, rate, rate * (1 + self.drift)) if self.drift else late
