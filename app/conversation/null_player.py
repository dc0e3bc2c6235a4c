"""A player without a sound card: the clock, the underruns and the speed of a real one, but no sound.

Thread-safe.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from audio_io.errors import QueueFull
from model.events import FloatArray
from model.playback_clock import SilentPlayback

QUEUE_LIMIT_S = 120.0


class NullPlayer(SilentPlayback):
    """The methods of `audio_io.output.player.Player`; `now` and `latency_s` are those of `SilentPlayback`."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, latency_s: float = 0.0) -> None:
        super().__init__(now, latency_s=latency_s)
        self._lock = threading.Lock()
        self._rate = 1

    def play(self, samples: FloatArray, rate: int) -> None:
        """Queues samples, float32 mono, shape (n,), at `rate` Hz. Raises QueueFull beyond 120 s."""
        if rate < 1:
            raise ValueError(f"a sample rate must be positive, not {rate}")
        if not len(samples):
            return
        with self._lock:
            seconds = len(samples) / rate
            if max(0.0, self._dry_at - self._now()) * self._speed + seconds > QUEUE_LIMIT_S:
                raise QueueFull("more than {queue_limit_s:.0f} s of sound are queued", queue_limit_s=QUEUE_LIMIT_S)
            self._rate = rate
            self.hand_out(seconds)

    def finish(self) -> None:
        """No more comes for this answer: running dry is not an underrun."""
        with self._lock:
            self._underruns += self._is_dry(self._now())
            self._open = False

    def stop(self) -> int:
        """Drops what is queued. Returns how many samples of this answer had been heard."""
        heard = self.heard_samples()
        with self._lock:
            self._underruns += self._is_dry(self._now())
            self._open, self._handed_s = False, 0.0
            self._dry_at = self._now() - self._latency
        return heard

    def heard_samples(self) -> int:
        """Number of samples of the newest answer have been heard, at the rate of `play`."""
        with self._lock:
            return round(max(0.0, self._handed_s - self.queued_s() * self._speed) * self._rate)

    def underruns(self) -> int:
        """Number of times it ran dry before `finish`, since construction."""
        with self._lock:
            return self._underruns + self._is_dry(self._now())

    def set_speed(self, speed: float) -> None:
        """Playback speed, ; what is queued included."""
        with self._lock:
            now = self._now()
            if self._dry_at > now:
                self._dry_at = now + (self._dry_at - now) * self._speed / speed
            self._speed = speed

    def set_volume(self, volume: float) -> None:
        """Nothing sounds."""

    def use(self, device: str | None) -> None:
        """There is no device to change."""

    def watch(self, on_state: Callable[[str], None]) -> None:
        """There is no device to lose: `on_state` is never called."""

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """There is no device to close."""
        yield

    def reference(self) -> None:
        """There is no sound to take out of a microphone's."""

    def close(self) -> None:
        """Ends it; there is nothing to release."""
        self.stop()
