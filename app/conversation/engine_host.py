"""The place where a conversation's engine sits: loading one, and going over to another while the lesson goes on.

Owns: the thread that loads, the engine before the present one in case the new one does not load, turn numbers that
never come twice. Threads: any; `on_loaded` comes on the loading thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.conversation.protocols import Engine, EngineFactory, Sink
from app.error_reports import EXPECTED
from model.errors import MissingCapability
from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from model.engine import PlaybackClock, TurnOptions

_SLICE_S: Final = 0.5
_FREE_S: Final = 10.0  # for the old engine to end its step and let go of its weights

OnLoaded = Callable[[Exception | None], None]
log = logging.getLogger(__name__)


class EngineSlot:
    """An engine that may not be there yet, or be exchanged. sink: gets its events."""

    def __init__(self, sink: Sink) -> None:
        self.error: Exception | None = None
        self._sink = sink
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._make: EngineFactory | None = None  # of the engine that loaded last
        self._wanted: EngineFactory | None = None
        self._before = 0  # turns that earlier engines numbered
        self._newest = 0
        self._loaded = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def loaded(self) -> bool:
        """Did loading end, well or not, and is no other engine being loaded?"""
        return self._loaded.is_set()

    def load(self, make: EngineFactory, on_loaded: OnLoaded) -> None:
        """Starts an engine in the background, in place of the present one.

        on_loaded: told of the error, or None. Where an engine was there before, that one is then back.
        """
        with self._lock:
            self._loaded.clear()
            self._wanted = make
            self._thread = threading.Thread(
                target=self._load, args=(make, on_loaded, self._thread), name="conversation-loading", daemon=True
            )
            self._thread.start()

    def wait_loaded(self) -> None:
        """Blocks until the engine is loaded. Raises what went wrong while loading."""
        # In slices: an endless wait would keep Ctrl-C from arriving on some systems.
        while not self._loaded.wait(_SLICE_S):
            pass
        if self.error is not None:
            raise self.error

    def close(self, timeout_s: float) -> None:
        """Ends the engine and its loading."""
        with self._lock:
            self._closed = True
            engine, thread = self._engine, self._thread
        deadline = time.monotonic() + timeout_s
        if engine is not None:
            engine.close(timeout_s)
        if thread is not None:
            thread.join(max(0.0, deadline - time.monotonic()))

    # -- what is asked of the engine

    def start_turn(self, question: FloatArray | str, options: TurnOptions | None, clock: PlaybackClock) -> int:
        """Begins a turn. Raises MissingCapability while there is no engine."""
        with self._lock:
            engine = self._running()
            if options is None:
                return self._numbered(engine.start_turn(question, clock=clock))
            return self._numbered(engine.start_turn(question, options, clock))

    def say(self, text: str) -> int:
        """Speaks a text. Raises MissingCapability while there is no engine."""
        with self._lock:
            return self._numbered(self._running().say(text))

    def listen(self, samples: FloatArray) -> None:
        """More of a question that is being spoken."""
        engine = self._engine
        if engine is not None and self.loaded:
            engine.listen(samples)

    def stop_listening(self) -> None:
        """What was given to `listen` is no question after all."""
        engine = self._engine
        if engine is not None:
            engine.stop_listening()

    def heard(self, turn: int, text: str) -> None:
        """How much of the newest turn's speech was heard; a turn of an earlier engine is nobody's any more."""
        with self._lock:
            if self._engine is not None and turn > self._before:
                self._engine.heard(turn - self._before, text)

    def cancel(self) -> None:
        """Ends the running turn."""
        engine = self._engine
        if engine is not None:
            engine.cancel()

    # -- inside

    def _running(self) -> Engine:
        if self._engine is None:
            raise MissingCapability("the model is being loaded: ask again when it is ready")
        return self._engine

    def _numbered(self, turn: int) -> int:
        self._newest = self._before + turn
        return self._newest

    def _load(self, make: EngineFactory, on_loaded: OnLoaded, earlier: threading.Thread | None) -> None:
        if earlier is not None:
            earlier.join()
        if not self._wants(make):
            return
        self._clear()
        error = self.error = self._try(make)
        if error is not None and self._make is not None and self._wants(make):
            log.info("engine was not changed", extra={"kind": type(error).__name__})
            self._clear()
            self.error = self._try(self._make)
        with self._lock:
            if not self._wants(make):
                return
            if error is None:
                self._make = make  # not before: nobody was told of one that was loaded in vain
            self._loaded.set()
        on_loaded(error)

    def _wants(self, make: EngineFactory) -> bool:
        """Did neither another choice, which has its own thread, nor the end come meanwhile?"""
        return self._wanted is make and not self._closed

    def _try(self, make: EngineFactory) -> Exception | None:
        """Puts an engine in the slot and waits until it is loaded; what went wrong, if anything did."""
        try:
            before = self._newest

            def sink(event: TurnEvent) -> None:
                self._sink(replace(event, turn=event.turn + before) if before else event)

            engine = make(sink)
            with self._lock:
                self._engine, self._before = engine, before
                closed = self._closed
            if closed:
                engine.close()
            engine.wait_ready()
        except Exception as error:  # the boundary of this thread: whatever it is, the user sees it
            if not isinstance(error, EXPECTED):
                log.exception("loading failed")
            return error
        return None

    def _clear(self) -> None:
        """Two engines may not fit into memory together: the old one goes first."""
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close(_FREE_S)
