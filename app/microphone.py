"""The microphone's part of a conversation: recording by hand, or listening all the time.

Owns: which of both is on, the level meter's ticks, the ears that keep the tutor from hearing itself. Must
not know: devices, what a question means. Threads: any; levels and hands-free calls come from threads of
their own.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.ports import FloatArray, HandsFree, Recorder, RecorderFactory
from model.errors import MissingCapability

if TYPE_CHECKING:
    from audio_io.echo import EchoMode
    from audio_io.reference import Reference

_TICK_S: Final = 0.05
_FLOOR_DBFS: Final = -60.0


@dataclass(frozen=True, slots=True)
class Calls:
    """What hands-free listening calls, on the microphone's thread, which must not close the microphone.

    speech, turn_end, reopen: see `HandsFree`. command: a spoken command was recognised.
    """

    speech: Callable[[], None]
    turn_end: Callable[[FloatArray], None]
    reopen: Callable[[], None]
    command: Callable[[str], None]


class Microphone:
    """make: opens microphones, None without any. on_level: 0..1 while one is open, about 20 a second.

    on_more: what the question that is being spoken has gained, float32 (n,) at 16 kHz, on the meter's thread.
    on_state: "lost" when the open one goes, "ok" when it is back. reference: what the tutor plays; echo: how
    that is kept out of what is heard, asked again and again.
    """

    def __init__(
        self,
        make: RecorderFactory | None,
        *,
        on_level: Callable[[float], None],
        on_more: Callable[[FloatArray], None],
        on_state: Callable[[str], None],
        reference: Callable[[], Reference | None],
        echo: Callable[[], EchoMode],
    ) -> None:
        self._make = make
        self._on_level = on_level
        self._on_more = on_more
        self._on_state = on_state
        self._reference = reference
        self._echo = echo
        self._lock = threading.Lock()
        self._open: Recorder | None = None
        self._by_hand = False
        self._meter: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def by_hand(self) -> bool:
        """Is it open for a recording that ends with `stop`?"""
        return self._open is not None and self._by_hand

    def record(self) -> None:
        """Records until `stop`. Raises an expected error if there is no microphone."""
        self._start(None)

    def listen(self, calls: Calls) -> None:
        """Listens hands-free until `stop`. Raises an expected error without a microphone."""
        from audio_io.ears import Ears

        ears = Ears(self._reference, self._echo, calls.command)
        self._start(HandsFree(calls.speech, calls.turn_end, calls.reopen, ears.process))

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

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """An open microphone is let go for as long as the context lasts."""
        with self._lock:
            recorder = self._open
        with recorder.released() if recorder is not None else contextlib.nullcontext():
            yield

    def _start(self, hands_free: HandsFree | None) -> None:
        self.stop()
        if self._make is None:
            raise MissingCapability("there is no microphone; type the question instead")
        recorder = self._make(hands_free, self._on_state)
        recorder.start()
        with self._lock:
            self._open, self._by_hand = recorder, hands_free is None
            self._closed = closed = threading.Event()
            self._meter = threading.Thread(
                target=self._tick, args=(recorder, closed), name="microphone-level", daemon=True
            )
            self._meter.start()

    def _tick(self, recorder: Recorder, closed: threading.Event) -> None:
        while not closed.wait(_TICK_S):
            self._on_level(min(1.0, max(0.0, 1.0 - recorder.level / _FLOOR_DBFS)))
            if len(more := recorder.gained()):
                self._on_more(more)
