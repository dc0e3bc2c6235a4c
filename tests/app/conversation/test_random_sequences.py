"""Random commands and engine events: no `TurnEnded` is lost, nothing follows a stop, closing never hangs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.conversation import Conversation
from app.conversation.messages import (
    Ask,
    ChangeModel,
    ChangeSettings,
    DevicePresent,
    Event,
    FinishListening,
    ListDevices,
    Replay,
    Say,
    SetHandsFree,
    StartListening,
    StateChanged,
    Stop,
    TurnStarted,
)
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts, Sink
from app.conversation.voice_input import CommandSpotted, SpeechEnded, SpeechResumed, SpeechStarted
from model.errors import BadInput
from model.events import TurnEnded, TurnEvent
from tests.fakes.conversation import FakeRecorder, settle
from tests.fakes.engine import FakeEngine, answer, sound

QUESTION = sound(1.0)
COMMANDS = [
    *(Ask("two plus two"), Ask(QUESTION), Say("Hello."), Stop(), Replay(1), Replay(2, 0.2, 0.8)),
    *(StartListening(), FinishListening(), SetHandsFree(True), SetHandsFree(False)),
    *(SpeechStarted(), SpeechEnded(QUESTION), SpeechEnded(sound(3.0)), SpeechResumed()),
    *(CommandSpotted(word) for word in ("stop", "wait", "go on", "repeat", "slower")),
    *(ChangeModel(), ChangeSettings(), ListDevices(), DevicePresent("speaker", False)),
]


@dataclass(frozen=True)
class Emit:
    """The engine emits its next events. late: of the turn before the newest, which a real engine could still do."""

    count: int
    late: bool = False


@dataclass(frozen=True)
class Wait:
    """Time passes for the player; the conversation comes to rest."""

    seconds: float


STEPS = st.lists(
    st.one_of(
        st.sampled_from(COMMANDS),
        st.sampled_from([Ask("two plus two"), SpeechEnded(QUESTION), Stop(), SpeechStarted()]),
        st.builds(Emit, st.integers(1, 8), st.booleans()),
        st.builds(Wait, st.floats(0.0, 1.5)),
    ),
    max_size=30,
)


@dataclass
class Lesson:
    """A conversation with engines that answer by themselves, or as the steps say."""

    scripted: bool
    bad_models: set[int]
    now: float = 0.0
    heard: list[Event] = field(default_factory=list)
    engines: list[FakeEngine] = field(default_factory=list)
    emitted: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.talk = Conversation(
            Parts(
                self.make,  # type: ignore[arg-type]
                lambda: (NullPlayer(now=lambda: self.now), ""),
                FakeRecorder().make,  # type: ignore[arg-type]
                engine_for=lambda _settings: self.other,  # type: ignore[arg-type, return-value]
            )
        )
        self.talk.subscribe(self.heard.append)
        self.talk.start()
        self.talk.wait_loaded()

    def make(self, sink: Sink) -> FakeEngine:
        self.engines.append(FakeEngine(sink, answer if self.scripted else None))
        return self.engines[-1]

    def other(self, sink: Sink) -> FakeEngine:
        engine = self.make(sink)
        if len(self.engines) in self.bad_models:
            engine.load_error = BadInput("damaged")
        return engine

    def do(self, step: object) -> None:
        engine = self.engines[-1]
        if isinstance(step, Wait):
            self.now += step.seconds
            settle(self.talk)
        elif isinstance(step, Emit):
            if not self.scripted and engine.turn and step.late:
                engine.sink(answer(max(1, engine.turn - 1))[step.count % 7])
            elif engine.running:
                key = id(engine) + engine.turn
                at, self.emitted[key] = self.emitted[key], self.emitted[key] + step.count
                engine.emit(*answer(engine.turn)[at : at + step.count])
        else:
            self.talk.post(step)

    def close(self) -> None:
        self.talk.close(60.0)
        assert not self.talk._thread.is_alive()


def check_order(heard: list[Event]) -> None:
    """Events of a turn come while it runs: not after it was stopped, replaced or ended."""
    newest = stopped = 0
    for event in heard:
        if isinstance(event, TurnStarted):
            stopped = event.turn_id - 1
            newest = event.turn_id
        elif isinstance(event, StateChanged) and event.state not in ("thinking", "speaking"):
            stopped = newest
        elif isinstance(event, TurnEvent):
            if not isinstance(event, TurnEnded):
                assert event.turn_id > stopped, f"{event} after the turn was stopped"
            newest = max(newest, event.turn_id)


@settings(max_examples=150)
@given(STEPS, st.booleans(), st.booleans(), st.sets(st.integers(2, 6)))
def test_no_sequence_loses_an_end_or_lets_a_stopped_turn_speak(
    steps: list[object], scripted: bool, stops: bool, bad_models: set[int]
) -> None:
    lesson = Lesson(scripted, bad_models)
    try:
        for step in steps:
            lesson.do(step)
        if stops:
            lesson.talk.post(Stop())
            settle(lesson.talk)
            assert lesson.talk.playing_turn() is None
    finally:
        lesson.close()
    ends = Counter(event.turn_id for event in lesson.heard if isinstance(event, TurnEnded))
    assert ends == Counter(range(1, sum(engine.turn for engine in lesson.engines) + 1))
    check_order(lesson.heard)
    assert lesson.talk.state == "closed"
