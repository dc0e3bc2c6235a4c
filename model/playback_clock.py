"""The playback clock that paces a turn, and playback without a sound card."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class PlaybackClock(Protocol):
    """The playback clock that a turn reads."""

    def queued_s(self) -> float:
        """Seconds of sound handed over and not heard yet."""
        ...

    def underruns(self) -> int:
        """Number of times playback ran dry since construction."""
        ...


class SilentPlayback:
    """Playback that nobody hears: it starts with the first sound and takes as long as the sound.

    now: seconds, monotonic. latency_s: how long before a sample is heard the imaginary device takes it. realtime: False
    is for runs as fast as the machine can: from the first sound on one second is queued, which is between the
    schedule's thresholds, so that pacing changes nothing and results do not depend on how busy the machine is.

    An underrun is counted when sound comes after the queue ran dry; the end of an answer is not one.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, *, latency_s: float = 0.0, realtime: bool = True
    ) -> None:
        self._now, self._latency, self._realtime = now, latency_s, realtime
        self._speed = 1.0
        self._open = False  # more sound of this answer may come
        self._handed_s = 0.0  # of this answer
        self._dry_at = 0.0  # when the device has taken all of it
        self._underruns = 0

    @property
    def realtime(self) -> bool:
        """False if nothing is paced by this clock."""
        return self._realtime

    def hand_out(self, seconds: float) -> None:
        """`seconds` more are to be played."""
        now = self._now()
        self._underruns += self._is_dry(now)
        if not self._open:
            self._open, self._handed_s = True, 0.0
        self._handed_s += seconds
        self._dry_at = max(self._dry_at, now) + seconds / self._speed

    def queued_s(self) -> float:
        if not self._realtime:
            return 1.0 if self._handed_s > 0 else 0.0
        return max(0.0, self._dry_at + self._latency - self._now())

    def underruns(self) -> int:
        return self._underruns

    def _is_dry(self, now: float) -> bool:
        return self._realtime and self._open and now > self._dry_at + 1e-6  # sums of lengths are not exact
