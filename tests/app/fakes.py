"""An engine that follows a script, and a microphone that hears what it is told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from app.conversation.conversation import Conversation
from app.conversation.protocols import HandsFree, Sink
from model.events import AudioChunk, FloatArray, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

RATE = 16_000
Script = Callable[[int], Sequence[TurnEvent]]


def sound(seconds: float, rate: int = RATE) -> FloatArray:
    """A quiet tone, float32 (n,)."""
    return (0.1 * np.sin(np.arange(round(seconds * rate)) * 0.1)).astype(np.float32)


def ended(turn: int, reason: str = "complete", answer: str = "633", message: str = "") -> TurnEnded:
    return TurnEnded(
        turn=turn,
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


def settle(conversation: Conversation) -> None:
    """Waits until the conversation has handled everything that was posted, and what it posted itself then."""
    for _ in range(3):
        reached = threading.Event()
        conversation.subscribe(lambda _event, reached=reached: reached.set())()  # type: ignore[misc]
        assert reached.wait(20)


class ScriptedEngine:
    """`TutorEngine`'s interface; every turn plays the script on a thread, or waits for `emit` without one."""

    def __init__(self, sink: Sink, script: Script | None = None, load_error: Exception | None = None) -> None:
        self.sink = sink
        self.script = script
        self.load_error = load_error
        self.turn = 0
        self.calls: list[tuple[object, ...]] = []
        self.asides: list[tuple[object, ...]] = []
        self.loaded = threading.Event()
        self.loaded.set()
        self.closed = False
        self._running = 0

    def wait_ready(self, timeout_s: float | None = None) -> None:
        self.loaded.wait(timeout_s)
        if self.load_error is not None:
            raise self.load_error

    def start_turn(self, question: FloatArray | str, options: object = None, clock: object = None) -> int:
        self.cancel()
        self.turn += 1
        self._running = self.turn
        self.calls.append(("start_turn", question, options, clock))
        self._play()
        return self.turn

    def say(self, text: str) -> int:
        self.turn += 1
        self.calls.append(("say", text))
        self._play()
        return self.turn

    def listen(self, samples: FloatArray) -> None:
        self.asides.append(("listen", samples))

    def stop_listening(self) -> None:
        self.asides.append(("stop_listening",))

    def heard(self, turn: int, text: str) -> None:
        self.asides.append(("heard", turn, text))

    def cancel(self) -> None:
        running, self._running = self._running, 0
        if running and self.script is None:
            self.sink(ended(running, "cancelled", ""))

    def close(self, timeout_s: float = 2.0) -> None:
        self.closed = True
        self.loaded.set()

    def emit(self, *events: TurnEvent) -> None:
        for event in events:
            if isinstance(event, TurnEnded) and event.turn == self._running:
                self._running = 0
            self.sink(event)

    def _play(self) -> None:
        if self.script is None:
            return
        events = self.script(self.turn)

        def work() -> None:
            for event in events:
                self.sink(event)

        threading.Thread(target=work, name="scripted-engine").start()


class FakeRecorder:
    """Returns the samples it is given; `hands_free` holds what an open microphone would call."""

    def __init__(self, samples: FloatArray | None = None, error: Exception | None = None) -> None:
        self.samples = sound(1.0) if samples is None else samples
        self.error = error
        self.hands_free: HandsFree | None = None
        self.tell: Callable[[str], None] = print
        self.is_open = False
        self.level = -30.0
        self.gains: list[FloatArray] = []

    def drain(self) -> FloatArray:
        return self.gains.pop(0) if self.gains else np.zeros(0, np.float32)

    def make(self, hands_free: HandsFree | None, tell: Callable[[str], None]) -> FakeRecorder:
        self.hands_free, self.tell = hands_free, tell
        return self

    def start(self) -> None:
        if self.error is not None:
            raise self.error
        self.is_open = True

    def stop(self) -> FloatArray:
        self.is_open = False
        return self.samples

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        was, self.is_open = self.is_open, False
        yield
        self.is_open = was
