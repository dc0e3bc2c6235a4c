"""Going over to another engine while the lesson goes on."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.conversation.conversation import RESCUED, Conversation
from app.conversation.messages import Ask, ChangeModel, Event, ModelKept, Notice, Refused, Replay, StateChanged, Stop
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts, Sink
from app.history.store import SessionStore
from app.history.writer import SavedTurns
from app.settings import Settings
from model.errors import BadInput, MissingCapability
from model.events import SpokenText, TurnEnded
from tests.app.conversation.test_conversation import Room
from tests.fakes.conversation import settle
from tests.fakes.engine import FakeEngine, answer, ended

Factory = Callable[[Sink], FakeEngine]


class Lesson:
    """A conversation whose engines are all kept. `choose` loads another one."""

    def __init__(self, folder: Path, first: Factory | None = None) -> None:
        self.engines: list[FakeEngine] = []
        self.heard: list[Event] = []
        self.store = SessionStore(folder / "sessions.sqlite3")
        self.settings = Settings()
        self.chosen: Factory = self.make()
        self.talk = Conversation(
            Parts(
                first or self.make(),  # type: ignore[arg-type]
                lambda: (NullPlayer(), ""),
                saved=lambda: SavedTurns(self.store, "starter"),
                settings=lambda: self.settings,
                engine_for=lambda _settings: self.chosen,  # type: ignore[arg-type, return-value]
            )
        )
        self.talk.subscribe(self.heard.append)
        self.talk.start()

    def make(self, error: Exception | None = None, held: threading.Event | None = None) -> Factory:
        def factory(sink: Sink) -> FakeEngine:
            engine = FakeEngine(sink, load_error=error)
            engine.loaded = held or engine.loaded
            self.engines.append(engine)
            return engine

        return factory

    def do(self, *commands: object) -> None:
        for command in commands:
            self.talk.post(command)
        settle(self.talk)

    def emit(self, engine: int, *events: object) -> None:
        self.engines[engine].emit(*events)  # type: ignore[arg-type]
        settle(self.talk)

    def choose(self, factory: Factory) -> None:
        self.chosen = factory
        self.settings = dataclasses.replace(self.settings, bundle=f"bundle-{len(self.heard)}")
        self.do(ChangeModel())

    def change(self, factory: Factory) -> None:
        """Chooses a model and waits until it is loaded, or the one before is back."""
        self.choose(factory)
        self.wait_ready()

    def wait_ready(self) -> None:
        Room.until(lambda: self.talk.state == "ready")
        settle(self.talk)

    def troubles(self) -> list[str]:
        return [message.trouble for message in self.heard if isinstance(message, ModelKept)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Lesson]:
    made = Lesson(tmp_path)
    made.talk.wait_loaded()
    assert made.talk.state == "ready"
    yield made
    made.talk.close()


def test_another_engine_takes_over_and_numbers_go_on(room: Lesson) -> None:
    room.do(Ask("2+2"))
    first = 1
    room.emit(0, *answer(first))
    held = threading.Event()
    room.choose(room.make(held=held))
    Room.until(lambda: len(room.engines) == 2)
    assert room.talk.state == "loading"
    assert room.engines[0].closed
    held.set()
    room.wait_ready()
    assert room.troubles() == []
    room.do(Ask("3+3"))
    room.emit(1, *answer(1))
    second = first + 1
    assert [m.turn_id for m in room.heard if isinstance(m, TurnEnded)] == [first, second]
    assert [m.state for m in room.heard if isinstance(m, StateChanged)][-2:] == ["thinking", "speaking"]
    room.do(Stop())
    assert room.engines[1].asides[-1][:2] == ("heard", 1)  # by its own number
    room.do(Replay(first))
    assert room.talk.playing_turn() == first  # sounds of the first engine's answers are still there


def test_the_running_turn_is_ended_and_saved(room: Lesson) -> None:
    room.do(Ask("2+2"))
    turn = 1
    room.emit(0, *answer(turn)[:5])
    room.change(room.make())
    Room.until(lambda: bool(room.store.sessions()) and bool(room.store.turns(1)))
    assert [(t.question, t.reason) for t in room.store.turns(1)] == [("2+2", "cancelled")]
    room.emit(0, SpokenText(turn, 1.0, "late"))
    assert not any(isinstance(m, SpokenText) and m.text == "late" for m in room.heard)


def test_what_does_not_load_leaves_the_old_engine_in_its_place(room: Lesson) -> None:
    room.change(room.make(BadInput("omni-3b is damaged; run: aloud bundle verify omni-3b")))
    assert room.troubles() == ["omni-3b is damaged; run: aloud bundle verify omni-3b"]
    assert room.talk.state == "ready"
    assert len(room.engines) == 3  # the one from before was made again: two may not fit into memory
    room.do(Ask("2+2"))
    room.emit(2, *answer(1))
    assert any(isinstance(m, TurnEnded) and m.turn_id == 1 for m in room.heard)


def test_after_a_failed_start_another_engine_can_be_chosen(tmp_path: Path) -> None:
    made = Lesson(tmp_path, first=lambda sink: FakeEngine(sink, load_error=BadInput("gone")))
    with pytest.raises(BadInput):
        made.talk.wait_loaded()
    assert made.talk.state == "error"
    made.change(FakeEngine)
    assert made.talk.state == "ready"
    assert made.troubles() == []
    made.talk.close()


def test_the_last_of_several_choices_counts(room: Lesson) -> None:
    held = threading.Event()
    room.choose(room.make(held=held))
    Room.until(lambda: len(room.engines) == 2)
    for _ in range(3):
        room.choose(room.make())
    held.set()
    room.wait_ready()
    assert len(room.engines) == 3
    assert room.talk.state == "ready"


def test_a_question_while_it_loads_is_refused_and_nothing_hangs(room: Lesson) -> None:
    held = threading.Event()
    room.choose(lambda sink: held.wait() and FakeEngine(sink))  # type: ignore[return-value]
    Room.until(lambda: room.engines[0].closed)
    room.do(Ask("2+2"))
    assert [type(m.error) for m in room.heard if isinstance(m, Refused)] == [MissingCapability]
    assert room.talk.state == "loading"
    held.set()
    room.wait_ready()
    assert room.troubles() == []


def test_closing_while_one_loads_does_not_load_the_old_one_again(room: Lesson) -> None:
    """A load that is broken off raises; that is no reason to begin another."""
    error, held = MissingCapability("the model did not load in time: wait longer, or restart Aloud"), threading.Event()
    room.choose(room.make(error, held))
    Room.until(lambda: len(room.engines) == 2)
    room.talk.close()
    assert len(room.engines) == 2
    assert room.troubles() == []


def test_after_two_choices_at_once_the_engine_that_people_know_of_comes_back(room: Lesson) -> None:
    known: list[FakeEngine] = []

    def make(sink: Sink) -> FakeEngine:
        known.append(FakeEngine(sink))
        return known[-1]

    room.change(make)
    held = threading.Event()
    room.choose(room.make(held=held))
    Room.until(lambda: room.engines[-1].loaded is held)
    room.choose(room.make(BadInput("damaged")))
    held.set()
    room.wait_ready()
    assert room.troubles() == ["damaged"]
    assert len(known) == 2
    assert room.talk.state == "ready"


def test_after_a_lost_card_the_rescue_answers_the_next_question(tmp_path: Path) -> None:
    heard: list[Event] = []
    lost, rescue = [list[FakeEngine]() for _ in range(2)]

    def make(kept: list[FakeEngine]) -> Any:
        def factory(sink: Sink) -> FakeEngine:
            kept.append(FakeEngine(sink))
            return kept[-1]

        return factory

    parts = Parts(make(lost), player=lambda: (NullPlayer(), ""), rescue=make(rescue))
    conversation = Conversation(parts)
    conversation.subscribe(heard.append)
    conversation.start()
    conversation.wait_loaded()
    conversation.post(Ask("347+286"))
    settle(conversation)
    assert rescue == []
    lost[0].state = "failed"
    lost[0].sink(ended(1, "error", "", "the graphics card stopped working"))
    settle(conversation)
    until = time.monotonic() + 60
    while not rescue or conversation.state == "loading":
        assert time.monotonic() < until
        time.sleep(0.01)
    assert [event.message for event in heard if isinstance(event, Notice)][-1] == RESCUED
    conversation.post(Ask("1+1"))
    settle(conversation)
    assert rescue[0].questions == ["1+1"]
    conversation.close()
