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
        start = self.written % self.capacity
        first = min(count, self.capacity - start)
        self._data[start : start + first] = samples[:first]
        self._data[: count - first] = samples[first:count]
        self.written += count  # only now does the reader see them
        return count

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

    def read(self, limit: int | None = None) -> FloatArray:
        """Everything available, or at most `limit` samples, as a new array. Reader thread only."""
        out = np.empty(self.available if limit is None else min(limit, self.available), dtype=np.float32)
        return out[: self.read_into(out)]

    def skip_to(self, position: int) -> None:
        """Drops samples up to the count `position` (at most what was written). Reader thread only."""
        self.taken = max(self.taken, min(position, self.written))
