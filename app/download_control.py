"""The hand on a running download, and what it tells.

Owns: pause, resume, cancel. Must not know: HTTP, files, Qt. Threads: any; the download holds, others turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from model.errors import AloudError

Phase = Literal["download", "check", "wait", "paused"]


class Stopped(AloudError):
    """The download was ended by hand; what is here is kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is. done, total: bytes of all its files; note: why it waits, if it does."""

    phase: Phase
    path: str
    done: int
    total: int
    note: str = ""


class Control:
    """Pauses, resumes and ends a running download at once."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._paused = False
        self._cancelled = False
        self._cut: Callable[[], None] | None = None

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def pause(self) -> None:
        with self._change:
            self._paused = True
            self._interrupt()

    def resume(self) -> None:
        with self._change:
            self._paused = False
            self._change.notify_all()

    def cancel(self) -> None:
        with self._change:
            self._cancelled = True
            self._interrupt()

    def check(self) -> None:
        """Raises Stopped once `cancel` was called."""
        if self._cancelled:
            raise Stopped("stopped; what was downloaded is kept, and the next try goes on from there")

    def hold(self) -> None:
        """Blocks while paused. Raises Stopped."""
        with self._change:
            while self._paused and not self._cancelled:
                self._change.wait(0.5)
        self.check()

    def sleep(self, seconds: float) -> None:
        """Waits, unless something is turned meanwhile. Raises Stopped."""
        with self._change:
            if not (self._paused or self._cancelled):
                self._change.wait(seconds)
        self.check()

    @contextmanager
    def cutting(self, cut: Callable[[], None]) -> Iterator[None]:
        """Within this block `pause` and `cancel` call `cut`, which ends a read that blocks."""
        with self._change:
            self._cut = cut
            if self._paused or self._cancelled:
                cut()
        try:
            yield
        finally:
            with self._change:
                self._cut = None

    def _interrupt(self) -> None:
        if self._cut is not None:
            self._cut()
        self._change.notify_all()
