"""Work that takes time, off the GUI thread, with its outcome back on it.

Owns: one thread for each job. Threads: `run` and `close` from the GUI thread; jobs run on their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.error_reports import describe


class Background(QObject):
    """Runs jobs; each one's outcome goes to the callables it was given."""

    _over = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._over.connect(lambda then, outcome: then(outcome))

    def run(self, job: Callable[[], object], done: Callable[[object], None], failed: Callable[[str], None]) -> None:
        """Starts a job. done gets what it returns; failed gets one line if it raises."""

        def work() -> None:
            try:
                outcome = job()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: the reader sees what went wrong
                self._report(failed, describe(error))
            else:
                self._report(done, outcome)

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name="window-background", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _report(self, then: Callable[[str], None] | Callable[[object], None], outcome: object) -> None:
        with self._lock:
            if not self._closed:
                self._over.emit(then, outcome)

    def close(self, timeout_s: float = 1.0) -> None:
        """No outcome comes after this; waits a little for jobs that run."""
        with self._lock:
            self._closed = True
        for thread in self._threads:
            thread.join(timeout_s)
