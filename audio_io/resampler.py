"""Streaming rate conversion with soxr; the chunks, joined, equal the whole sound converted at once."""

from __future__ import annotations

import numpy as np
import soxr

from audio_io.backend import FloatArray


class Resampler:
    """Mono float32 from `rate_in` to `rate_out` Hz; passes samples through where the rates are equal."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        if rate_in < 1 or rate_out < 1:
            raise ValueError(f"sample rates must be positive, not {rate_in} and {rate_out}")
        self.rate_in = rate_in
        self.rate_out = rate_out
        self._taken = 0
        self._given = 0
        same = rate_in == rate_out
        self._stream = None if same else soxr.ResampleStream(rate_in, rate_out, 1, dtype="float32")

    @property
    def pending_s(self) -> float:
        """Seconds of sound taken and not returned yet."""
        return max(0.0, self._taken / self.rate_in - self._given / self.rate_out)

    def push(self, samples: FloatArray) -> FloatArray:
        """Takes the next samples, shape (n,); returns those ready at the new rate, shape (m,), maybe empty."""
        return self._convert(samples, last=False)

    def flush(self) -> FloatArray:
        """Returns the rest, shape (m,), and resets the stream for the next push."""
        if not self._taken:
            return np.zeros(0, dtype=np.float32)
        tail = self._convert(np.zeros(0, dtype=np.float32), last=True)
        if self._stream is not None:
            self._stream.clear()
        self._taken = self._given = 0
        return tail

    def _convert(self, samples: FloatArray, *, last: bool) -> FloatArray:
        self._taken += len(samples)
        if self._stream is None:
            out = samples.astype(np.float32, copy=True)
        else:
            out = self._stream.resample_chunk(np.ascontiguousarray(samples, dtype=np.float32), last=last)
        self._given += len(out)
        return out
