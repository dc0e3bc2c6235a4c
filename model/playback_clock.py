"""Playback clocks for evaluation: no sound card, but the schedule is told how much speech is queued.

Owns: what an evaluation needs of a player. Thread: `hand_out` and the readings come from the engine's worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class PlaybackClock(Protocol):
    """What the player tells the schedule."""

    def queued_s(self) -> float:
        """Seconds of audio handed out and not heard yet."""
        ...

    def underruns(self) -> int:
        """How often playback ran dry, ever."""
        ...


class PacedClock:
    """A player that does not exist: starts with the first sound and plays in real time.

    An underrun is counted when sound comes after the queue ran dry; the end of an answer is none.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: float | None = None
        self._dry = 0

    def hand_out(self, seconds: float) -> None:
        """`seconds` of sound are queued now."""
        now = self._now()
        if self._until is not None and now > self._until:
            self._dry += 1
        self._until = max(now, self._until or now) + seconds

    def queued_s(self) -> float:
        return max(0.0, (self._until or 0.0) - self._now())

    def underruns(self) -> int:
        return self._dry


__all__ = ["Clock", "InstantClock", "PacedClock"]


class Clock(Protocol):
    """A playback clock that is told what was handed out."""

    def hand_out(self, seconds: float) -> None: ...

    def queued_s(self) -> float: ...

    def underruns(self) -> int: ...


class InstantClock:
    """For runs as fast as the machine can: once it has begun, speech is always comfortably ahead.

    One second queued is between the schedule's thresholds, so pacing changes nothing, and results do not
    depend on how busy the machine is. Nothing is queued before the first sound, which is made in a hurry.
    """

    def __init__(self) -> None:
        self._begun = False

    def hand_out(self, seconds: float) -> None:
        self._begun = self._begun or seconds > 0

    def queued_s(self) -> float:
        return 1.0 if self._begun else 0.0

    def underruns(self) -> int:
        return 0
