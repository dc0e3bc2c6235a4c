"""A player without a sound card: the same clock, the same underruns, nothing heard.

Owns: real-time pacing for the command line and the evaluation, on the monotonic clock or one that is given. Thread:
any; one lock.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from audio_io.backend import FloatArray
from audio_io.errors import QueueFull

QUEUE_LIMIT_S: Final = 120.0
_TICK_S: Final = 1e-6  # sums of chunk lengths are not exact


class NullPlayer:
    """Plays into nothing, in real time; the interface of `audio_io.output.player.Player`.

    now: seconds, monotonic; a test gives its own. latency_s: how long before a sample is heard the imaginary
    device takes it, so that the queue must be that far ahead (an underrun is counted when it is not).
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic, latency_s: float = 0.0) -> None:
        self._now = now
        self._latency = latency_s
        self._lock = threading.Lock()
        self._rate = 1
        self._handed = 0.0  # seconds of this answer handed out
        self._dry_at = 0.0  # when the device has taken all of it
        self._open = False  # more of this answer may come
        self._dry = False
        self._underruns = 0

    def play(self, samples: FloatArray, rate: int) -> None:
        """Queues samples, float32 mono, shape (n,), at `rate` Hz. Raises QueueFull beyond 120 s."""
        if rate < 1:
            raise ValueError(f"a sample rate must be positive, not {rate}")
        if not len(samples):
            return
        with self._lock:
            now = self._settle()
            if not self._open:
                self._handed, self._open = 0.0, True
            length = len(samples) / rate
            if max(0.0, self._dry_at - now) + length > QUEUE_LIMIT_S:
                raise QueueFull("more than {queue_limit_s:.0f} s of sound are queued", queue_limit_s=QUEUE_LIMIT_S)
            self._rate = rate
            self._handed += length
            self._dry_at = max(self._dry_at, now) + length
            self._dry = False

    def finish(self) -> None:
        """No more comes for this answer: running dry is no underrun."""
        with self._lock:
            self._settle()
            self._open = False

    def stop(self) -> int:
        """Drops what is queued. Returns how many samples of this answer had been heard."""
        with self._lock:
            now = self._settle()
            heard = self._heard_samples(now)
            self._open = self._dry = False
            self._handed = 0.0
            self._dry_at = now - self._latency
            return heard

    def close(self) -> None:
        """Ends it; nothing is held."""
        self.stop()

    def reference(self) -> None:
        """Nothing sounds, so nothing has to be taken out of a microphone."""

    def watch(self, on_state: Callable[[str], None]) -> None:
        """There is no device that could go: `on_state` is never called."""

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """There is no device to let go."""
        yield

    def use(self, device: str | None) -> None:
        """There is no device to change."""

    def queued_s(self) -> float:
        """Seconds handed out and not heard yet."""
        with self._lock:
            return self._unheard(self._settle())

    def underruns(self) -> int:
        """How often it ran dry before `finish`, since construction."""
        with self._lock:
            self._settle()
            return self._underruns

    def heard_samples(self) -> int:
        """How many samples of the newest answer have been heard, at the rate of `play`."""
        with self._lock:
            return self._heard_samples(self._settle())

    def _settle(self) -> float:
        now = self._now()
        if self._open and not self._dry and now > self._dry_at + _TICK_S:
            self._dry = True
            self._underruns += 1
        return now

    def _unheard(self, now: float) -> float:
        return max(0.0, self._dry_at + self._latency - now)

    def _heard_samples(self, now: float) -> int:
        return round(max(0.0, self._handed - self._unheard(now)) * self._rate)
