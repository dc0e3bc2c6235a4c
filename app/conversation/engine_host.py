"""Loads the engine on a separate thread, and replaces it during a conversation.

All methods except `listen` are called on the conversation's thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from app.conversation.parts import EngineFactory
from app.error_reports import EXPECTED
from model.errors import MissingCapability
from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from model.engine import PlaybackClock, TurnOptions, TutorEngine

_RELEASE_S: Final = 10.0  # for the old engine to end its step and free its weights

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineLoaded:
    """A load is over. error: why `make` failed; engine: what runs now, None if nothing does (`failure` says why)."""

    make: EngineFactory
    engine: TutorEngine | None
    error: Exception | None
    failure: Exception | None


class EngineHost:
    """The current engine, if one is loaded. post: takes the engine's events, and `EngineLoaded`."""

    def __init__(self, post: Callable[[object], None]) -> None:
        self.loading = True
        self.error: Exception | None = None
        self._post = post
        self._engine: TutorEngine | None = None
        self._incoming: TutorEngine | None = None  # made by the loading thread, not taken into use yet
        self._wanted: EngineFactory | None = None
        self._working: EngineFactory | None = None  # made the engine that loaded last
        self._offset = 0  # turns that earlier engines numbered
        self._newest = 0
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def load(self, make: EngineFactory) -> None:
        """Replaces the engine. `EngineLoaded` follows, to be given to `loaded`; of several requests the last counts."""
        self._wanted = make
        if not self.loading or self._thread is None:
            self._start(make)

    def loaded(self, message: EngineLoaded) -> bool:
        """Takes the loaded engine into use. False if another is wanted by now, which is then loaded instead."""
        self._engine, self._incoming, self.error = message.engine, None, message.failure
        if self._wanted is not None and self._wanted is not message.make:
            self._start(self._wanted)
            return False
        self.loading = False
        if message.error is None:
            self._working = message.make
        return True

    def close(self, timeout_s: float) -> None:
        """Ends the engine and a running load."""
        self._closed.set()
        deadline = time.monotonic() + timeout_s
        for engine in (self._engine, self._incoming):
            if engine is not None:
                engine.close(max(0.0, deadline - time.monotonic()))
        if self._thread is not None:
            self._thread.join(max(0.0, deadline - time.monotonic()))

    @property
    def is_lost(self) -> bool:
        """True if the engine failed after it was loaded, as after the loss of a graphics card."""
        return self._engine is not None and self._engine.state == "failed"

    # Calls to the engine. Turns are numbered on across engines.

    def start_turn(self, question: FloatArray | str, options: TurnOptions, clock: PlaybackClock) -> int:
        """Starts a turn. Raises MissingCapability while there is no engine."""
        return self._numbered(self._running().start_turn(question, options, clock))

    def say(self, text: str) -> int:
        """Speaks a text. Raises MissingCapability while there is no engine."""
        return self._numbered(self._running().say(text))

    def write_down(self, samples: FloatArray) -> int:
        """Writes down what was said. Raises MissingCapability while there is no engine."""
        return self._numbered(self._running().write_down(samples))

    def listen(self, samples: FloatArray) -> None:
        """The next piece of a question that is being spoken. Any thread."""
        engine = self._engine
        if engine is not None:
            engine.listen(samples)

    def stop_listening(self) -> None:
        """Drops what `listen` was given."""
        if self._engine is not None:
            self._engine.stop_listening()

    def heard(self, turn: int, text: str) -> None:
        """The part of the newest turn's speech was heard; turns of an earlier engine are ignored."""
        if self._engine is not None and turn > self._offset:
            self._engine.heard(turn - self._offset, text)

    def cancel(self) -> None:
        """Ends the running turn."""
        if self._engine is not None:
            self._engine.cancel()

    def _running(self) -> TutorEngine:
        if self._engine is None:
            raise self.error or MissingCapability("the model is being loaded: ask again when it is ready")
        return self._engine

    def _numbered(self, turn: int) -> int:
        self._newest = self._offset + turn
        return self._newest

    def _start(self, make: EngineFactory) -> None:
        self.loading = True
        self._offset = self._newest
        old, self._engine = self._engine, None
        self._thread = threading.Thread(
            target=self._load, args=(make, self._working, old, self._offset), name="engine-loading", daemon=True
        )
        self._thread.start()

    def _load(self, make: EngineFactory, fallback: EngineFactory | None, old: TutorEngine | None, offset: int) -> None:
        if old is not None:  # first: two engines may not fit into memory together
            old.close(_RELEASE_S)
            old = None
        engine, error = self._make(make, offset)
        failure = error
        if error is not None and fallback is not None and self._wanted is make and not self._closed.is_set():
            log.info("engine was not changed", extra={"kind": type(error).__name__})
            engine, failure = self._make(fallback, offset)
        self._post(EngineLoaded(make, engine, error, failure))

    def _make(self, make: EngineFactory, offset: int) -> tuple[TutorEngine | None, Exception | None]:
        """Makes an engine and waits until it is loaded; an engine, or the error."""

        def sink(event: TurnEvent) -> None:
            self._post(replace(event, turn_id=event.turn_id + offset) if offset else event)

        engine: TutorEngine | None = None
        try:
            engine = self._incoming = make(sink)
            if self._closed.is_set():  # `close` may have come too early to see it
                engine.close()
            engine.wait_ready()
        except Exception as error:  # the boundary of this thread: whatever it is, the user sees it
            if not isinstance(error, EXPECTED):
                log.exception("loading failed")
            if engine is not None:
                engine.close(_RELEASE_S)
            return None, error
        return engine, None
