"""Ring buffer of float32 samples between exactly one writer thread and one reader thread.

Each thread moves only its own counter, after the samples are in place, so under the interpreter lock no other lock is
needed.
"""

from __future__ import annotations

import numpy as np

from audio_io.backend import FloatArray


class RingBuffer:
    """Mono ring of `capacity` samples. `written` and `taken` count samples since construction and never wrap.

    Overflow policy: `write` takes what fits and returns how many samples that were; the caller counts the rest.
    """

    __slots__ = ("_data", "capacity", "taken", "written")

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("a ring buffer needs room for at least one sample")
        self.capacity = capacity
        self.written = 0
        self.taken = 0
        self._data = np.zeros(capacity, dtype=np.float32)

    @property
    def available(self) -> int:
        """Samples written and not yet taken."""
        return self.written - self.taken

    @property
    def free(self) -> int:
        """Samples that can be written now."""
        return self.capacity - self.available

    def write(self, samples: FloatArray) -> int:
        """Appends samples, shape (n,); returns how many fitted. Writer thread only."""
        count = min(len(samples), self.free)
        self._put(self.written, samples[:count])
        return count

    def rewrite(self, position: int, samples: FloatArray) -> None:
        """Replaces everything from the count `position` on. Writer thread only.

        `position` must be so far ahead of `taken` that the reader cannot reach it during the call. Raises
        ValueError if it is outside of what waits, or if the samples do not fit.
        """
        if not self.taken <= position <= self.written or position - self.taken + len(samples) > self.capacity:
            raise ValueError(f"{len(samples)} samples cannot be put at {position}")
        self._put(position, samples)

    def _put(self, position: int, samples: FloatArray) -> None:
        # The samples first, then the count that makes them visible to the reader.
        start = position % self.capacity
        first = min(len(samples), self.capacity - start)
        self._data[start : start + first] = samples[:first]
        self._data[: len(samples) - first] = samples[first:]
        self.written = position + len(samples)

    def peek_from(self, position: int) -> FloatArray:
        """A copy of what waits from the count `position` on, which must not have been taken. Writer thread only."""
        count, start = self.written - position, position % self.capacity
        return np.concatenate([self._data[start : start + count], self._data[: max(0, start + count - self.capacity)]])

    def peek_into(self, out: FloatArray) -> int:
        """Copies the oldest samples into `out`, shape (n,), without taking them; returns how many."""
        count = min(len(out), self.available)
        start = self.taken % self.capacity
        first = min(count, self.capacity - start)
        out[:first] = self._data[start : start + first]
        out[first:count] = self._data[: count - first]
        return count

    def read_into(self, out: FloatArray) -> int:
        """Moves the oldest samples into `out`, shape (n,); returns how many. Reader thread only."""
        count = self.peek_into(out)
        self.taken += count
        return count

    def read(self) -> FloatArray:
        """Everything available, as a new array. Reader thread only."""
        out = np.empty(self.available, dtype=np.float32)
        return out[: self.read_into(out)]

    def skip_to(self, position: int) -> None:
        """Drops samples up to the count `position` (at most what was written). Reader thread only."""
        self.taken = max(self.taken, min(position, self.written))
