"""Playback clocks for evaluation: no sound card, but the schedule is told how much speech is queued.

Owns: what an evaluation needs of a player. Must not know: sound cards, engines. Thread: `hand_out` and the
readings come from the engine's worker.
"""

from __future__ import annotations

from typing import Protocol

from model.speaker import PacedClock

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
