"""The microphone's part of a conversation: recording by hand, or listening all the time.

Owns: which of both is on, the level meter's ticks, the gate that keeps the tutor from hearing itself. Must
not know: devices, what a question means. Threads: any; levels and hands-free calls come from threads of
their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import numpy as np

from app.ports import FloatArray, HandsFree, Recorder, RecorderFactory
from model.errors import MissingCapability

_TICK_S: Final = 0.05
_FLOOR_DBFS: Final = -60.0
# How long after the last sound of the tutor the microphone stays deaf: the room has to fall silent too.
_TAIL_S: Final = 0.3


class Microphone:
    """make: opens microphones, None without any. on_level: 0..1 while one is open, about 20 a second.

    sounding: whether the tutor can be heard; the detector then gets silence instead of the tutor's own voice.
    """

    def __init__(
        self,
        make: RecorderFactory | None,
        *,
        on_level: Callable[[float], None],
        on_notice: Callable[[str], None],
        sounding: Callable[[], bool],
    ) -> None:
        self._make = make
        self._on_level = on_level
        self._on_notice = on_notice
        self._sounding = sounding
        self._lock = threading.Lock()
        self._open: Recorder | None = None
        self._meter: threading.Thread | None = None
        self._closed = threading.Event()
        self._deaf_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def record(self) -> None:
        """Records until `stop`. Raises an expected error if there is no microphone."""
        self._start(None)

    def listen(
        self, speech: Callable[[], None], turn_end: Callable[[FloatArray], None], reopen: Callable[[], None]
    ) -> None:
        """Listens hands-free until `stop`, see `HandsFree`. Raises an expected error without a microphone."""
        self._start(HandsFree(speech, turn_end, reopen, self.gate))

    def stop(self) -> FloatArray | None:
        """Closes the microphone; what was recorded, float32 mono (n,) at 16 kHz, None if it was not open."""
        with self._lock:
            recorder, self._open = self._open, None
            meter, self._meter = self._meter, None
            self._closed.set()
        if recorder is None:
            return None
        samples = recorder.stop()
        if meter is not None and meter is not threading.current_thread():
            meter.join()
        return samples

    def gate(self, samples: FloatArray, captured_at: float) -> FloatArray:
        """Silence in place of what was captured while the tutor could be heard."""
        if self._sounding():
            self._deaf_until = captured_at + _TAIL_S
            return np.zeros_like(samples)
        return samples if captured_at >= self._deaf_until else np.zeros_like(samples)

    def _start(self, hands_free: HandsFree | None) -> None:
        self.stop()
        if self._make is None:
            raise MissingCapability("there is no microphone; type the question instead")
        recorder = self._make(hands_free, self._on_notice)
        recorder.start()
        with self._lock:
            self._open = recorder
            self._closed = closed = threading.Event()
            self._deaf_until = 0.0
            self._meter = threading.Thread(
                target=self._tick, args=(recorder, closed), name="microphone-level", daemon=True
            )
            self._meter.start()

    def _tick(self, recorder: Recorder, closed: threading.Event) -> None:
        while not closed.wait(_TICK_S):
            self._on_level(min(1.0, max(0.0, 1.0 - recorder.level / _FLOOR_DBFS)))
