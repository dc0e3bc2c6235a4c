"""An engine without a model: answers every question by the script, on a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from model.errors import AloudError
from model.events import AudioChunk, TurnEnded, TurnEvent
from tests.ui.scripted import answer


class FakeEngine:
    """`app.conversation.protocols.Engine`. `failure`: raised when loading; `pause_s`: between two events."""

    def __init__(self, sink: Callable[[TurnEvent], None], pause_s: float = 0.002, failure: AloudError | None = None):
        self._sink, self._pause, self._failure = sink, pause_s, failure
        self.questions: list[object] = []
        self._turn = 0
        self._cancelled = 0
        self._ending = threading.Event()
        self._jobs: queue.SimpleQueue[list[TurnEvent] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="fake-engine")
        self._thread.start()

    def wait_ready(self, timeout_s: float | None = None) -> None:
        if self._failure is not None:
            raise self._failure

    def start_turn(self, question, options=None, clock=None) -> int:  # type: ignore[no-untyped-def]
        self.questions.append(question)
        return self._put(answer)

    def say(self, text: str) -> int:
        def events(turn: int) -> list[TurnEvent]:
            whole = answer(turn)
            return [e for e in whole if isinstance(e, AudioChunk | TurnEnded)]

        return self._put(events)

    def listen(self, samples: object) -> None:
        """Nothing is done ahead."""

    def stop_listening(self) -> None:
        """Nothing was done ahead."""

    def heard(self, turn: int, text: str) -> None:
        """Nothing is remembered."""

    def cancel(self) -> None:
        self._cancelled = self._turn

    def close(self, timeout_s: float = 2.0) -> None:
        self.cancel()  # a running turn ends, as with a real engine
        self._ending.set()
        self._jobs.put(None)
        self._thread.join(timeout_s)

    def _put(self, make: Callable[[int], list[TurnEvent]]) -> int:
        self._cancelled = self._turn
        self._turn += 1
        self._jobs.put(make(self._turn))
        return self._turn

    def _run(self) -> None:
        while (events := self._jobs.get()) is not None:
            for event in events:
                if isinstance(event, TurnEnded):
                    cut = event.turn <= self._cancelled
                    self._sink(replace(event, reason="cancelled") if cut else event)
                elif event.turn > self._cancelled:
                    self._sink(event)
                    self._ending.wait(self._pause)
