"""The conversation over a scripted engine, a player on a virtual clock and a microphone that obeys."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.conversation.conversation import CLOSED, LONGEST_QUESTION_S, NOT_CAUGHT, SENT, TOO_LONG, Conversation
from app.conversation.messages import (
    AsideStarted,
    Ask,
    DevicePresent,
    Dictate,
    Dictated,
    Event,
    FinishListening,
    HandsFreeIs,
    Level,
    Notice,
    Refused,
    Replay,
    Say,
    SetHandsFree,
    StartListening,
    StateChanged,
    Stop,
    TurnStarted,
)
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts
from app.conversation.voice_input import SpeechEnded
from app.history.store import SessionStore, turn_id_of
from app.history.writer import SavedTurns
from audio_io.input.turn_detector import QUIET_BEFORE_S
from model.errors import BadInput, MissingCapability
from model.events import AudioChunk, FloatArray, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.playback_clock import PlaybackClock
from tests.fakes.conversation import FakeRecorder, settle
from tests.fakes.engine import RATE, FakeEngine, answer, ended, sound


class Room:
    """A conversation with everything around it under the test's hand."""

    def __init__(self, folder: Path, recorder: FakeRecorder | None = None) -> None:
        self.now = 100.0
        self.heard: list[Event] = []
        self.recorder = recorder
        self.engine: FakeEngine
        self.path = folder / "sessions.sqlite3"
        self.conversation = Conversation(
            Parts(
                self._make,
                player=lambda: (NullPlayer(now=lambda: self.now), ""),
                recorder=recorder.make if recorder is not None else None,
                saved=lambda: SavedTurns(SessionStore(self.path), "starter"),
            )
        )
        self.conversation.subscribe(self.heard.append)
        self.conversation.start()
        self.conversation.wait_loaded()
        self.until(lambda: self.conversation.state == "ready")

    def _make(self, sink: object) -> FakeEngine:
        self.engine = FakeEngine(sink)  # type: ignore[arg-type]
        return self.engine

    def do(self, *commands: object) -> None:
        """Posts commands and waits until they are done."""
        for command in commands:
            self.conversation.post(command)
        self.settle()

    def ask(self, question: FloatArray | str) -> int:
        self.do(Ask(question))
        return self.engine.turn

    def emit(self, *events: TurnEvent) -> None:
        """Lets the engine emit events and waits until they are handled."""
        self.engine.emit(*events)
        self.settle()

    def settle(self) -> None:
        settle(self.conversation)

    @property
    def states(self) -> list[str]:
        return [message.state for message in self.heard if isinstance(message, StateChanged)]

    @property
    def notices(self) -> list[str]:
        return [message.message for message in self.heard if isinstance(message, Notice)]

    def ended(self) -> list[tuple[int, str]]:
        return [(event.turn_id, event.reason) for event in self.heard if isinstance(event, TurnEnded)]

    def saved(self) -> list[tuple[str, str, str]]:
        """(question, heard, reason) of every saved turn, read after the conversation has closed."""
        self.conversation.close()
        store = SessionStore(self.path)
        rows = [turn for session in store.sessions() for turn in store.turns(session.id)]
        store.close()
        return [(row.question, row.heard, row.reason) for row in rows]

    @staticmethod
    def until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.002)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    here = Room(tmp_path)
    yield here
    here.conversation.close()


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Room]:
    here = Room(tmp_path, FakeRecorder())
    yield here
    here.conversation.close()


def test_the_model_gets_plain_signs_and_the_reader_what_was_typed(room: Room) -> None:
    room.ask("12 − 7")
    room.ask("What is 12×7?")
    assert room.engine.questions == ["12-7", "What is 12*7?"]
    assert [event.text for event in room.heard if isinstance(event, TurnStarted)] == ["12 − 7", "What is 12×7?"]


def test_a_turn_runs_through_its_states_and_is_saved(room: Room) -> None:
    turn = room.ask("What is 347 plus 286?")
    room.emit(*answer(turn))
    assert room.conversation.state == "speaking"
    assert room.conversation.playing_turn() == turn
    room.now += 0.6
    assert room.conversation.played_s() == pytest.approx(0.6)
    room.now += 0.6
    room.until(lambda: room.conversation.state == "ready")
    assert room.states == ["loading", "ready", "thinking", "speaking", "ready"]
    assert TurnStarted(turn, "What is 347 plus 286?") in room.heard
    assert room.conversation.playing_turn() is None
    said = "Okay, let me see. It's six hundred and thirty-three."
    assert room.saved() == [("What is 347 plus 286?", said, "complete")]


def test_a_turn_is_announced_before_its_first_event(room: Room) -> None:
    room.engine.script = answer  # plays on a thread: the first event can come before start_turn has returned
    turn = room.ask(sound(1.0))
    room.until(lambda: bool(room.ended()))
    mine = [message for message in room.heard if getattr(message, "turn_id", None) == turn]
    assert mine[0] == TurnStarted(turn, "")
    assert isinstance(mine[-1], TurnEnded)


def test_stopping_drops_what_still_comes_and_keeps_only_what_was_heard(room: Room) -> None:
    turn = room.ask("What is 347 plus 286?")
    room.emit(*answer(turn)[:5])  # 0.5 s of sound for "Okay, let me see. "
    room.now += 0.5
    room.do(Stop())
    assert room.conversation.state == "ready"
    room.emit(ReasoningText(turn, 1.0, "late"), AudioChunk(turn, 1.0, sound(1.0), RATE, 30))
    assert not any(isinstance(m, ReasoningText) and m.text == "late" for m in room.heard)
    assert room.conversation.playing_turn() is None
    assert room.ended() == [(turn, "cancelled")]
    assert room.saved() == [("What is 347 plus 286?", "Okay, let me see. ", "cancelled")]


def test_the_engine_is_told_how_much_of_a_stopped_answer_was_heard(room: Room) -> None:
    turn = room.ask("What is 347 plus 286?")
    room.emit(*answer(turn)[:5])
    room.now += 0.5
    room.ask("And 2 more?")
    second = room.engine.turn
    room.emit(*answer(second))
    room.now += 0.7
    room.do(Stop())
    assert room.engine.asides == [("heard", turn, "Okay, let me see. "), ("heard", second, "Okay, let me see. ")]


def test_stopping_while_a_finished_answer_sounds_corrects_the_history(room: Room) -> None:
    turn = room.ask("What is 347 plus 286?")
    room.emit(*answer(turn))
    room.now += 0.7
    room.do(Stop())
    assert room.conversation.state == "ready"
    assert room.saved() == [("What is 347 plus 286?", "Okay, let me see. ", "complete")]


def test_a_new_question_ends_the_running_one(room: Room) -> None:
    first = room.ask("one")
    room.emit(SpokenText(first, 0.1, "Okay. "))
    second = room.ask("two")
    room.emit(SpokenText(first, 0.2, "never shown"), *answer(second))
    texts = [message.text for message in room.heard if isinstance(message, SpokenText)]
    assert "never shown" not in texts
    assert room.ended() == [(first, "cancelled"), (second, "complete")]
    assert room.conversation.state == "speaking"


def test_questions_from_two_threads_keep_their_own_turns(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    start_turn = room.engine.start_turn
    other = threading.Thread(target=lambda: room.conversation.post(Ask("two")))

    def slow(question: FloatArray | str, options: object = None, clock: object = None) -> int:
        if question == "one":
            other.start()
            time.sleep(0.1)
        return start_turn(question, options, clock)

    monkeypatch.setattr(room.engine, "start_turn", slow)
    room.ask("one")
    other.join()
    room.settle()
    begun = [(message.turn_id, message.text) for message in room.heard if isinstance(message, TurnStarted)]
    assert begun == [(1, "one"), (2, "two")]


def test_a_question_put_while_the_old_answer_is_stopped_lives(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = room.engine.cancel
    other = threading.Thread(target=lambda: room.conversation.post(Ask("two")))
    room.ask("one")

    def slow() -> None:
        if not other.ident:
            other.start()
            time.sleep(0.1)
        cancel()

    monkeypatch.setattr(room.engine, "cancel", slow)
    room.do(Stop())
    other.join()
    room.settle()
    assert room.ended() == [(1, "cancelled")]
    assert room.conversation.state == "thinking"


def test_a_failed_turn_is_said_and_the_next_one_works(room: Room) -> None:
    turn = room.ask("one")
    room.emit(ended(turn, "error", "", "the memory is full; use a smaller bundle"))
    assert room.notices == ["the memory is full; use a smaller bundle"]
    assert room.conversation.state == "ready"
    turn = room.ask("two")
    room.emit(*answer(turn))
    assert room.conversation.state == "speaking"


def test_a_failed_load_is_an_error_with_its_reason() -> None:
    engines: list[FakeEngine] = []
    heard: list[Event] = []

    def make(sink: object) -> FakeEngine:
        engines.append(FakeEngine(sink, load_error=BadInput("the bundle is damaged: get it again")))  # type: ignore[arg-type]
        return engines[0]

    conversation = Conversation(Parts(make, lambda: (NullPlayer(), "")))  # type: ignore[arg-type, return-value]
    conversation.subscribe(heard.append)
    conversation.start()
    with pytest.raises(BadInput, match="get it again"):
        conversation.wait_loaded()
    assert conversation.state == "error"
    assert conversation.message == "the bundle is damaged: get it again"
    conversation.post(Ask("2+2"))
    settle(conversation)
    assert [message.error for message in heard if isinstance(message, Refused)] == [engines[0].load_error]
    assert (conversation.state, conversation.message) == ("error", "the bundle is damaged: get it again")
    conversation.close()
    assert engines[0].closed


def test_a_recording_is_asked(listening: Room) -> None:
    listening.do(StartListening())
    assert listening.conversation.state == "listening"
    listening.until(lambda: any(isinstance(m, Level) for m in listening.heard))
    assert next(m.value for m in listening.heard if isinstance(m, Level)) == pytest.approx(0.5)
    listening.do(FinishListening())
    assert listening.conversation.state == "thinking"
    call = listening.engine.calls[-1]
    assert call[0] == "start_turn"
    assert isinstance(call[1], np.ndarray)


def test_the_engine_listens_while_the_question_is_spoken(listening: Room) -> None:
    recorder, asides = listening.recorder, listening.engine.asides
    assert recorder is not None
    recorder.gains = [sound(0.5), sound(0.25)]
    listening.do(StartListening())
    listening.until(lambda: len(asides) == 2)
    listening.do(FinishListening())
    assert [(name, len(samples)) for name, samples in asides] == [("listen", RATE // 2), ("listen", RATE // 4)]  # type: ignore[misc, arg-type]
    listening.do(StartListening())
    listening.do(Stop())
    assert asides[-1] == ("stop_listening",)


def test_without_a_sound_system_the_speaker_is_missing(tmp_path: Path) -> None:
    heard: list[Event] = []
    parts = Parts(FakeEngine, player=lambda: (NullPlayer(), "Answers will not be heard: no sound system"))
    conversation = Conversation(parts)
    conversation.subscribe(heard.append)
    conversation.start()
    conversation.wait_loaded()
    conversation.close()
    assert DevicePresent("speaker", present=False) in heard
    assert Notice("Answers will not be heard: no sound system") in heard


def test_a_damaged_history_is_told(tmp_path: Path) -> None:
    (tmp_path / "sessions.sqlite3").write_bytes(b"SQLite format 3\0 but no more than that" * 40)
    room = Room(tmp_path)
    room.until(lambda: bool(room.notices))
    (told,) = room.notices
    (aside,) = [file for file in tmp_path.iterdir() if "damaged" in file.name]
    assert str(aside) in told
    room.conversation.close()


def test_only_the_spoken_part_of_a_recording_is_asked(listening: Room) -> None:
    recorder = listening.recorder
    assert recorder is not None
    recorder.samples = sound(50.0)
    listening.do(StartListening())
    assert recorder.by_hand is not None
    recorder.by_hand.turn_end(sound(3.0))  # as the microphone does while it closes
    listening.conversation.post(FinishListening())
    listening.settle()
    (asked,) = listening.engine.questions
    assert len(asked) == 3 * RATE  # type: ignore[arg-type]


def test_a_forgotten_microphone_sends_what_was_said(listening: Room) -> None:
    recorder = listening.recorder
    assert recorder is not None
    listening.do(StartListening())
    assert recorder.by_hand is not None
    recorder.by_hand.turn_end(sound(3.0))
    listening.until(lambda: not recorder.is_open)
    listening.settle()
    assert listening.conversation.state == "thinking"
    assert listening.notices == [SENT]
    recorder.by_hand.turn_end(sound(3.0))  # late: this recording is over
    listening.do(StartListening())
    assert recorder.is_open


def test_a_microphone_into_which_nobody_speaks_is_closed(listening: Room) -> None:
    recorder = listening.recorder
    assert recorder is not None
    listening.do(StartListening())
    recorder.quiet_s = QUIET_BEFORE_S
    listening.until(lambda: not recorder.is_open)
    listening.until(lambda: listening.conversation.state == "ready")
    assert listening.notices == [CLOSED]
    assert listening.engine.calls == []


@pytest.mark.parametrize("way", ["by hand", "hands-free"])
def test_a_question_that_is_too_long_is_refused_in_words(listening: Room, way: str) -> None:
    recorder = listening.recorder
    assert recorder is not None
    long = sound(LONGEST_QUESTION_S + 1.0)
    if way == "hands-free":
        listening.do(SetHandsFree(True), SpeechEnded(long))
    else:
        listening.do(StartListening())
        assert recorder.by_hand is not None
        recorder.by_hand.turn_end(long)
        listening.do(FinishListening())
    assert TOO_LONG in listening.notices
    assert ("say", TOO_LONG) in listening.engine.calls
    assert listening.engine.questions == []


def test_long_noise_without_a_voice_is_not_asked(listening: Room) -> None:
    assert listening.recorder is not None
    listening.recorder.samples = sound(40.0)
    listening.do(StartListening(), FinishListening())
    assert listening.notices == [NOT_CAUGHT]


@pytest.mark.parametrize("samples", [np.zeros(RATE, np.float32), sound(0.05)], ids=["silent", "too short"])
def test_nothing_heard_gets_an_apology_and_no_turn(listening: Room, samples: np.ndarray) -> None:
    assert listening.recorder is not None
    listening.recorder.samples = samples
    listening.do(StartListening())
    listening.do(FinishListening())
    assert listening.engine.calls == [("say", NOT_CAUGHT)]
    assert listening.notices == [NOT_CAUGHT]
    listening.emit(AudioChunk(1, 0.1, sound(0.2), RATE, 0), ended(1, answer=""))
    assert listening.saved() == []


def test_what_the_engine_did_not_understand_is_said_but_not_remembered(room: Room) -> None:
    turn = room.ask(sound(1.0))
    room.emit(ended(turn, "no_speech", "", "I didn't catch that."))
    assert room.notices == ["I didn't catch that."]
    assert room.saved() == []


def test_a_missing_microphone_is_said_and_typing_still_works(room: Room) -> None:
    room.do(StartListening())
    assert room.conversation.state == "ready"
    assert room.notices == ["there is no microphone; type the question instead"]
    room.ask("two plus two")
    assert room.conversation.state == "thinking"


def test_a_microphone_that_fails_to_open_is_said(tmp_path: Path) -> None:
    here = Room(tmp_path, FakeRecorder(error=MissingCapability("the microphone is in use; close the other program")))
    here.do(StartListening())
    here.do(SetHandsFree(True))
    assert here.conversation.state == "ready"
    assert here.notices == ["the microphone is in use; close the other program"] * 2
    here.conversation.close()


def test_hands_free_listens_asks_and_listens_again(listening: Room) -> None:
    conversation, recorder = listening.conversation, listening.recorder
    assert recorder is not None
    listening.do(SetHandsFree(True))
    assert recorder.hands_free is not None
    recorder.hands_free.speech()
    recorder.hands_free.turn_end(sound(1.0))
    listening.settle()
    listening.emit(*answer(1))
    listening.now += 2.0
    listening.until(lambda: conversation.state == "listening")
    assert listening.states[2:] == ["listening", "hearing", "thinking", "speaking", "listening"]
    listening.do(SetHandsFree(False))
    assert conversation.state == "ready"
    assert not recorder.is_open


def test_what_the_open_microphone_brings_while_it_closes_for_a_recording_is_no_question(listening: Room) -> None:
    conversation, recorder = listening.conversation, listening.recorder
    assert recorder is not None
    listening.do(SetHandsFree(True))
    close, calls = recorder.stop, recorder.hands_free
    assert calls is not None

    def stop() -> FloatArray:
        calls.turn_end(sound(1.0))
        return close()

    recorder.stop = stop  # type: ignore[method-assign]
    listening.do(StartListening())
    assert listening.engine.calls == []
    assert conversation.state == "listening"


def test_a_question_hands_free_never_closes_the_microphone(listening: Room) -> None:
    recorder = listening.recorder
    assert recorder is not None
    listening.do(SetHandsFree(True), SpeechEnded(sound(1.0)))
    assert listening.engine.turn == 1
    assert recorder.is_open


def test_a_microphone_that_cannot_be_opened_again_is_not_listening(listening: Room) -> None:
    conversation, recorder = listening.conversation, listening.recorder
    assert recorder is not None
    listening.do(SetHandsFree(True))
    recorder.error = MissingCapability("the microphone is in use; close the other program")
    listening.do(SetHandsFree(True))
    assert HandsFreeIs(False) in listening.heard
    assert conversation.state == "ready"


def test_a_pause_that_was_no_end_throws_the_silent_answer_away(listening: Room) -> None:
    conversation, recorder = listening.conversation, listening.recorder
    assert recorder is not None
    listening.do(SetHandsFree(True))
    assert recorder.hands_free is not None
    recorder.hands_free.turn_end(sound(1.0))
    recorder.hands_free.reopen()
    listening.settle()
    assert conversation.state == "hearing"
    assert listening.ended() == [(1, "cancelled")]
    assert listening.engine.asides == [("heard", 1, "")]
    recorder.hands_free.turn_end(sound(2.0))
    listening.settle()
    listening.emit(*answer(2)[:3])  # the opener sounds already
    recorder.hands_free.reopen()
    listening.settle()
    assert conversation.state == "hearing"
    recorder.hands_free.turn_end(sound(3.0))
    listening.settle()
    listening.emit(*answer(3))
    assert [len(call[1]) for call in listening.engine.calls] == [RATE, 2 * RATE, 3 * RATE]  # type: ignore[arg-type]
    assert [reason for _, _, reason in listening.saved()] == ["complete"]


def test_an_answer_can_be_heard_again(room: Room) -> None:
    turn = room.ask("one")
    room.emit(*answer(turn))
    room.now += 2.0
    room.until(lambda: room.conversation.state == "ready")
    room.do(Replay(turn, from_s=0.25))
    assert room.conversation.playing_turn() == turn
    room.now += 0.5
    assert room.conversation.played_s() == pytest.approx(0.75)
    room.now += 0.5
    room.until(lambda: room.conversation.playing_turn() is None)
    room.do(Replay(99))
    assert room.notices == ["the sound of that answer is not kept any more; ask it again"]
    assert room.saved()[0][1].endswith("thirty-three.")


def test_a_player_that_fails_leaves_the_text(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.ask("one")
    for _ in range(3):
        room.emit(AudioChunk(1, 0.1, sound(59.0), RATE, 5))  # more than the player's two minutes
    room.emit(SpokenText(1, 0.2, "still here"))
    assert any(isinstance(m, SpokenText) for m in room.heard)
    assert len(room.notices) == 1
    assert "sound was not played" in caplog.text


def test_a_broken_listener_does_not_stop_the_others(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    def broken(message: Event) -> None:
        raise ValueError("broken")

    room.conversation.subscribe(broken)
    turn = room.ask("one")
    room.emit(*answer(turn))
    assert room.ended() == [(turn, "complete")]
    assert "a listener failed" in caplog.text


def test_nobody_is_told_anything_after_unsubscribing(room: Room) -> None:
    mine: list[Event] = []
    room.conversation.subscribe(mine.append)()
    room.ask("one")
    assert mine == [StateChanged("ready")]


def test_closing_twice_in_the_middle_of_an_answer_is_quiet(room: Room) -> None:
    turn = room.ask("one")
    room.engine.emit(*answer(turn)[:4])
    room.conversation.close()
    room.conversation.close()
    assert not room.conversation._thread.is_alive()
    assert room.conversation.state == "closed"
    assert room.engine.closed


def test_the_engine_counts_sound_as_queued_that_the_conversation_has_not_played_yet(room: Room) -> None:
    turn = room.ask("one")
    clock: PlaybackClock = room.engine.calls[-1][3]  # type: ignore[assignment]
    may_go_on = threading.Event()
    room.conversation.subscribe(lambda event: isinstance(event, SpokenText) and may_go_on.wait(60))
    room.engine.emit(SpokenText(turn, 0.1, "Okay."), AudioChunk(turn, 0.1, sound(1.0), RATE, 5))
    assert clock.queued_s() == pytest.approx(1.0)
    assert room.conversation.playing_turn() is None
    may_go_on.set()
    room.settle()
    assert clock.queued_s() == pytest.approx(1.0)
    assert room.conversation.playing_turn() == turn
    room.now += 0.4
    assert clock.queued_s() == pytest.approx(0.6)


def test_a_history_that_is_locked_keeps_nothing_waiting(tmp_path: Path) -> None:
    free, heard, path = threading.Event(), list[Event](), tmp_path / "sessions.sqlite3"

    def saved() -> SavedTurns:
        free.wait(600.0)
        return SavedTurns(SessionStore(path), "starter")

    parts = Parts(
        lambda sink: FakeEngine(sink, answer),  # type: ignore[arg-type, return-value]
        lambda: (NullPlayer(), ""),
        saved=saved,
    )
    conversation = Conversation(parts)
    conversation.subscribe(heard.append)
    conversation.start()
    conversation.wait_loaded()
    conversation.post(Ask("What is 347 plus 286?"))
    Room.until(lambda: any(isinstance(event, TurnEnded) for event in heard))
    conversation.post(Replay(turn_id_of(1)))  # of an earlier day: its sound is in the history
    conversation.post(Stop())
    settle(conversation)
    assert not path.exists()
    free.set()
    conversation.close()
    store = SessionStore(path)
    assert store.sessions()[0].turns == 1
    store.close()
    assert not any(isinstance(event, Notice) for event in heard)  # the replay was stopped before its sound was read


def test_a_turn_that_cannot_be_saved_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("app.history.store._WAIT_S", 0.05)
    room = Room(tmp_path)
    room.ask("one")
    room.emit(*answer(room.engine.turn))
    store = SessionStore(room.path)
    room.until(lambda: [row.turns for row in store.sessions()] == [1])
    store._db.execute("BEGIN IMMEDIATE")
    room.ask("two")
    room.emit(*answer(room.engine.turn))
    room.until(lambda: any("is locked by another program" in notice for notice in room.notices))
    store._db.rollback()
    store.close()
    assert sorted(row[0] for row in room.saved()) == ["one", "two"]


# Dictation


def test_what_is_dictated_is_written_down_and_not_asked(listening: Room) -> None:
    listening.do(Dictate(True), StartListening(), FinishListening())
    assert [call[0] for call in listening.engine.calls] == ["write_down"]
    listening.emit(Heard(1, 0.1, "63?", 0.2), ended(1))
    assert [event for event in listening.heard if isinstance(event, Dictated)] == [Dictated("63?", 0.2)]
    assert [event for event in listening.heard if isinstance(event, AsideStarted)] == [AsideStarted(1)]
    assert listening.conversation.state == "ready"
    listening.do(Dictate(False), StartListening(), FinishListening())
    assert [call[0] for call in listening.engine.calls] == ["write_down", "start_turn"]
    listening.emit(*answer(2))
    assert [event for event in listening.heard if isinstance(event, TurnStarted)] == [TurnStarted(2, "")]
    assert len(listening.saved()) == 1  # the dictation is no question


def test_a_dictation_that_nobody_understood_is_told_once(listening: Room) -> None:
    listening.do(Dictate(True), StartListening(), FinishListening())
    listening.emit(ended(1, "no_speech", "", "I didn't catch that."))
    assert [event for event in listening.heard if isinstance(event, Dictated)] == [Dictated("")]
    assert listening.conversation.state == "ready"


def test_a_dictation_that_was_stopped_is_not_told(listening: Room) -> None:
    listening.do(Dictate(True), StartListening(), FinishListening(), Stop())
    assert not [event for event in listening.heard if isinstance(event, Dictated)]
    assert listening.conversation.state == "ready"


def test_a_text_that_is_spoken_is_told_to_be_no_question(room: Room) -> None:
    room.do(Say("Twelve times seven."))
    assert [event for event in room.heard if isinstance(event, AsideStarted)] == [AsideStarted(1)]
