"""Going over to another engine while the lesson goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.conversation.conversation import Conversation
from app.conversation.messages import Message, StateChanged
from app.conversation.protocols import Sink
from app.history.store import SessionStore
from app.history.writer import SavedTurns
from audio_io.output.null_player import NullPlayer
from model.errors import BadInput, MissingCapability
from model.events import SpokenText, TurnEnded
from tests.app.conversation.test_conversation import Room
from tests.app.fakes import ScriptedEngine, answer


class Lesson:
    """A conversation whose engines are all kept."""

    def __init__(self, folder: Path) -> None:
        self.engines: list[ScriptedEngine] = []
        self.heard: list[Message] = []
        self.done: list[Exception | None] = []
        self.store = SessionStore(folder / "sessions.sqlite3")
        self.talk = Conversation(self.make(), player=NullPlayer(), saved=SavedTurns(self.store, "starter"))
        self.talk.subscribe(self.heard.append)
        self.talk.start()
        self.talk.wait_loaded()
        Room.until(lambda: self.talk.state == "ready")

    def make(
        self, error: Exception | None = None, held: threading.Event | None = None
    ) -> Callable[[Sink], ScriptedEngine]:
        def factory(sink: Sink) -> ScriptedEngine:
            engine = ScriptedEngine(sink, load_error=error)
            engine.loaded = held or engine.loaded
            self.engines.append(engine)
            return engine

        return factory

    def change(self, factory: Callable[[Sink], ScriptedEngine]) -> None:
        before = len(self.done)
        self.talk.change_engine(factory, self.done.append)
        Room.until(lambda: len(self.done) > before)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Lesson]:
    made = Lesson(tmp_path)
    yield made
    made.talk.close()


def test_another_engine_takes_over_and_numbers_go_on(room: Lesson) -> None:
    first = room.talk.ask("2+2")
    room.engines[0].emit(*answer(first))
    held = threading.Event()
    room.talk.change_engine(room.make(held=held), room.done.append)
    Room.until(lambda: len(room.engines) == 2)
    assert room.talk.state == "loading"
    assert room.engines[0].closed
    held.set()
    Room.until(lambda: room.done == [None])
    assert room.talk.state == "ready"
    second = room.talk.ask("3+3")
    room.engines[1].emit(*answer(1))
    assert second == first + 1
    assert [m.turn for m in room.heard if isinstance(m, TurnEnded)] == [first, second]
    assert [m.state for m in room.heard if isinstance(m, StateChanged)][-2:] == ["thinking", "speaking"]
    room.talk.stop()
    assert room.engines[1].asides[-1][:2] == ("heard", 1)  # by its own number
    room.talk.replay(first)
    assert room.talk.playing_turn() == first  # sounds of the first engine's answers are still there


def test_the_running_turn_is_ended_and_saved(room: Lesson) -> None:
    turn = room.talk.ask("2+2")
    room.engines[0].emit(*answer(turn)[:5])
    room.change(room.make())
    row = room.store.sessions()[0]
    assert [(t.question, t.reason) for t in room.store.turns(row.id)] == [("2+2", "cancelled")]
    room.engines[0].emit(SpokenText(turn, 1.0, "late"))
    assert not any(isinstance(m, SpokenText) and m.text == "late" for m in room.heard)


def test_what_does_not_load_leaves_the_old_engine_in_its_place(room: Lesson) -> None:
    room.change(room.make(BadInput("omni-3b is damaged; run: aloud bundle verify omni-3b")))
    assert [str(error) for error in room.done] == ["omni-3b is damaged; run: aloud bundle verify omni-3b"]
    assert room.talk.state == "ready"
    assert len(room.engines) == 3  # the one from before was made again: two may not fit into memory
    turn = room.talk.ask("2+2")
    room.engines[2].emit(*answer(turn))
    assert any(isinstance(m, TurnEnded) and m.turn == turn for m in room.heard)


def test_after_a_failed_start_another_engine_can_be_chosen(tmp_path: Path) -> None:
    talk = Conversation(lambda sink: ScriptedEngine(sink, load_error=BadInput("gone")), player=NullPlayer())
    talk.start()
    with pytest.raises(BadInput):
        talk.wait_loaded()
    Room.until(lambda: talk.state == "error")
    done: list[Exception | None] = []
    talk.change_engine(ScriptedEngine, done.append)
    Room.until(lambda: done == [None])
    assert talk.state == "ready"
    talk.close()


def test_the_last_of_several_choices_counts(room: Lesson) -> None:
    held = threading.Event()
    room.talk.change_engine(room.make(held=held), room.done.append)
    Room.until(lambda: len(room.engines) == 2)
    for _ in range(3):
        room.talk.change_engine(room.make(), room.done.append)
    held.set()
    Room.until(lambda: bool(room.done))
    assert len(room.engines) == 3
    assert room.talk.state == "ready"


def test_a_question_while_it_loads_is_refused_and_nothing_hangs(room: Lesson) -> None:
    held = threading.Event()
    room.talk.change_engine(lambda sink: held.wait() and ScriptedEngine(sink), room.done.append)  # type: ignore[return-value]
    Room.until(lambda: room.engines[0].closed)
    with pytest.raises(MissingCapability):
        room.talk.ask("2+2")
    assert room.talk.state == "loading"
    held.set()
    Room.until(lambda: room.done == [None])
    assert room.talk.state == "ready"


def test_closing_while_one_loads_does_not_load_the_old_one_again(room: Lesson) -> None:
    """A load that is broken off raises; that is no reason to begin another."""
    error, held = MissingCapability("the model did not load in time: wait longer, or restart Aloud"), threading.Event()
    room.talk.change_engine(room.make(error, held), room.done.append)
    Room.until(lambda: len(room.engines) == 2)
    room.talk.close()
    assert len(room.engines) == 2
    assert room.done == []


def test_after_two_choices_at_once_the_engine_that_people_know_of_comes_back(room: Lesson) -> None:
    known: list[ScriptedEngine] = []

    def make(sink: Sink) -> ScriptedEngine:
        known.append(ScriptedEngine(sink))
        return known[-1]

    room.change(make)
    held = threading.Event()
    room.talk.change_engine(room.make(held=held), room.done.append)
    Room.until(lambda: room.engines[-1].loaded is held)
    room.talk.change_engine(room.make(BadInput("damaged")), room.done.append)
    held.set()
    Room.until(lambda: len(room.done) == 2)
    assert str(room.done[1]) == "damaged"
    assert len(known) == 2
    assert room.talk.state == "ready"
