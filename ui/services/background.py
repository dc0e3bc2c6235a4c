"""Runs slow work on threads and delivers its outcome on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.error_reports import describe

T = TypeVar("T")


class Background(QObject):
    """One thread for each job, all called `name`. After `close` nothing is delivered."""

    _delivered = Signal(object, object)

    def __init__(self, parent: QObject | None = None, name: str = "window-background") -> None:
        super().__init__(parent)
        self._name = name
        self._lock = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._delivered.connect(self._call)

    def run(self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[str], None]) -> None:
        """Start a job. done gets what it returns; failed gets one line for the user if it raises."""

        def work() -> None:
            try:
                outcome = job()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: the reader sees what went wrong
                self.deliver(failed, describe(error))
            else:
                self.deliver(done, outcome)

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name=self._name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def deliver(self, to: Callable[[T], None], value: T) -> None:
        """Call `to(value)` on the GUI thread; may be called from any thread."""
        with self._lock:
            if not self._closed:
                self._delivered.emit(to, value)

    def _call(self, to: Callable[[T], None], value: T) -> None:
        to(value)

    def close(self, timeout_s: float = 1.0) -> None:
        """Deliver nothing more; waits up to `timeout_s` for each job that runs."""
        with self._lock:
            self._closed = True
        for thread in self._threads:
            thread.join(timeout_s)
