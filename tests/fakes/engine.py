"""An engine without a model, for every test that needs one, and the events of an ordinary turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from model.events import AudioChunk, FloatArray, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

RATE = 16_000
Script = Callable[[int], Sequence[TurnEvent]]


def sound(seconds: float, rate: int = RATE) -> FloatArray:
    """A quiet tone, float32 (n,)."""
    return (0.1 * np.sin(np.arange(round(seconds * rate)) * 0.1)).astype(np.float32)


def ended(turn: int, reason: str = "complete", answer: str = "633", message: str = "") -> TurnEnded:
    return TurnEnded(
        turn_id=turn,
        t=0.5,
        answer=answer,
        spoken_answer=answer,
        reasoning_tokens=12,
        spoken_tokens=9,
        spoken_words=7,
        ttfa_s=0.123,
        underruns=0,
        drift=0,
        reason=reason,  # type: ignore[arg-type]
        message=message,
    )


def answer(turn: int) -> list[TurnEvent]:
    """The events of an ordinary turn with 1 s of sound."""
    return [
        Heard(turn, 0.05, "What is 347 plus 286?"),
        SpokenText(turn, 0.1, "Okay, let me see. "),
        ReasoningText(turn, 0.1, "347+286\n"),
        AudioChunk(turn, 0.123, sound(0.5), RATE, 18),
        ReasoningText(turn, 0.2, "=633"),
        SpokenText(turn, 0.3, "It's six hundred and thirty-three."),
        AudioChunk(turn, 0.4, sound(0.5), RATE, 52),
        ended(turn),
    ]


def sum_answer(turn: int) -> list[TurnEvent]:
    """The events of a turn as an evaluation reads them, with 2 s of sound, after a late one of an older turn."""
    silence = np.zeros(RATE, np.float32)
    return [
        SpokenText(turn - 1, 0.0, "ninety-nine "),
        Heard(turn, 0.0, "347+286"),
        SpokenText(turn, 0.0, "Okay. "),
        AudioChunk(turn, 0.0, silence, RATE, 0),
        ReasoningText(turn, 0.0, "347+286\n=6"),
        ReasoningText(turn, 0.0, "33\n"),
        SpokenText(turn, 0.0, "It's six hundred "),
        SpokenText(turn, 0.0, "and thirty-three."),
        AudioChunk(turn, 0.0, silence, RATE, 0),
        TurnEnded(turn, 0.0, "633", "", 12, 5, 6, 0.2, 0, 0, "complete"),
    ]


class FakeEngine:
    """The methods of `TutorEngine`. Each turn ends with one `TurnEnded`, unless its script has none.

    script: the events of a turn, emitted on a thread with `pause_s` between them; without one a test emits them
    with `emit`. load_error: raised by `wait_ready`, which blocks until `loaded` is set.
    """

    def __init__(
        self,
        sink: Callable[[TurnEvent], None],
        script: Script | None = None,
        *,
        pause_s: float = 0.0,
        load_error: Exception | None = None,
    ) -> None:
        self.sink, self.script, self.load_error = sink, script, load_error
        self.turn = 0
        self.calls: list[tuple[object, ...]] = []
        self.asides: list[tuple[object, ...]] = []
        self.cancels = 0
        self.loaded = threading.Event()
        self.loaded.set()
        self.closed = False
        self.state = "ready"
        self._pause_s = pause_s
        self.running = 0  # the turn that a test emits
        self._cancelled = 0  # turns up to this one
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def questions(self) -> list[object]:
        return [call[1] for call in self.calls if call[0] == "start_turn"]

    def wait_ready(self, timeout_s: float | None = None) -> None:
        self.loaded.wait(timeout_s)
        if self.load_error is not None:
            raise self.load_error

    def start_turn(self, question: object, options: object = None, clock: object = None) -> int:
        self.calls.append(("start_turn", question, options, clock))
        return self._start()

    def say(self, text: str) -> int:
        self.calls.append(("say", text))
        return self._start()

    def write_down(self, samples: FloatArray) -> int:
        self.calls.append(("write_down", samples))
        return self._start()

    def listen(self, samples: FloatArray) -> None:
        self.asides.append(("listen", samples))

    def stop_listening(self) -> None:
        self.asides.append(("stop_listening",))

    def heard(self, turn: int, text: str) -> None:
        self.asides.append(("heard", turn, text))

    def recall(self, turn: object) -> None:
        self.asides.append(("recall", turn))

    def cancel(self) -> None:
        self.cancels += 1
        self._cancel()

    def close(self, timeout_s: float = 2.0) -> None:
        self.closed = True
        self.loaded.set()
        self._cancel()
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def emit(self, *events: TurnEvent) -> None:
        for event in events:
            if isinstance(event, TurnEnded) and event.turn_id == self.running:
                self.running = 0
            self.sink(event)

    def _start(self) -> int:
        self._cancel()
        self.turn += 1
        if self.script is None:
            self.running = self.turn
        else:
            work = (self.turn, self.script(self.turn), self._thread)
            self._thread = threading.Thread(target=self._play, args=work, name="fake-engine")
            self._thread.start()
        return self.turn

    def _cancel(self) -> None:
        self._cancelled = self.turn
        running, self.running = self.running, 0
        if running:
            self.sink(ended(running, "cancelled", ""))

    def _play(self, turn: int, events: Sequence[TurnEvent], earlier: threading.Thread | None) -> None:
        if earlier is not None:
            earlier.join()
        for event in events:
            if turn > self._cancelled:
                self.sink(event)
                self._closing.wait(self._pause_s)
            elif isinstance(event, TurnEnded):
                self.sink(replace(event, reason="cancelled"))
