"""Time as a turn reads it: the system's, or virtual time that passes only when something is charged for."""

from __future__ import annotations

import time
from typing import Protocol


class TimeSource(Protocol):
    """What a turn needs of time; the module `time` is one."""

    def monotonic(self, /) -> float:
        """Seconds since any fixed moment."""
        ...

    def sleep(self, seconds: float, /) -> None:
        """Waits `seconds`."""
        ...


SYSTEM_TIME: TimeSource = time


class VirtualTime:
    """A clock that stands still but for `sleep`; the same on every machine."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        """Lets `seconds` pass at once."""
        self._now += seconds
