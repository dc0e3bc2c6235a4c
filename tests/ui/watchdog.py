"""How long the event loop did not turn."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

PERIOD_MS = 5


class Watchdog(QObject):
    """Ticks every 5 ms; remembers the longest time between two ticks, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self.ticks = 0
        self.cpu_s = 0.0
        self._last = time.perf_counter()
        self._cpu = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(PERIOD_MS)

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self.longest_s = max(self.longest_s, now - self._last)
        self.cpu_s = max(self.cpu_s, cpu - self._cpu)
        self._last, self._cpu = now, cpu
        self.ticks += 1

    def forget(self) -> None:
        """What was done since the last tick was the test's own work."""
        self._last, self._cpu = time.perf_counter(), time.thread_time()

    def stop(self) -> None:
        self._timer.stop()
