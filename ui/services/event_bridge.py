"""Delivers events from any thread to the GUI thread, in batches at about 30 Hz.

The first event after a pause is delivered at once; those that follow within 33 ms wait for the next batch. Beyond
`CAPACITY` events (a GUI thread stuck for minutes) the newest are dropped and counted in `lost`.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal

CAPACITY = 20_000
PERIOD_MS = 33


class EventBridge(QObject):
    """Emits `batch` with a list of events on the GUI thread."""

    batch = Signal(list)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lost = 0
        self._lock = Lock()
        self._queue: deque[object] = deque()
        self._woken = False
        self._closed = False
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._deliver)
        self._wake.connect(self._schedule, Qt.ConnectionType.QueuedConnection)

    def post(self, event: object) -> None:
        """Queues an event; returns at once. Any thread."""
        with self._lock:
            if self._closed:
                return
            if len(self._queue) >= CAPACITY:
                self.lost += 1
                return
            self._queue.append(event)
            wake, self._woken = not self._woken, True
        if wake:
            self._wake.emit()

    def close(self) -> None:
        """Drops what is queued and all later events. GUI thread."""
        with self._lock:
            self._closed = True
            self._queue.clear()
        self._timer.stop()

    def _schedule(self) -> None:
        if self._closed or self._timer.isActive():
            return
        since = (monotonic() - self._last) * 1000
        self._timer.start(0 if since >= PERIOD_MS else round(PERIOD_MS - since))

    def _deliver(self) -> None:
        with self._lock:
            events = list(self._queue)
            self._queue.clear()
            self._woken = False
        self._last = monotonic()
        if events:
            self.batch.emit(events)
