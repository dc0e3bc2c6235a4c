"""Hands-free talk over the tutor's voice: interruptions, spoken commands, devices that go and come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.conversation.messages import CommandHeard, DevicePresent, Level, Notice, SetHandsFree
from app.conversation.voice_input import CommandSpotted, SpeechEnded, SpeechStarted
from audio_io import devices
from audio_io.input.echo_control import EchoMode
from audio_io.output.echo_reference import EchoReference
from model.events import FloatArray
from tests.app.conversation.test_conversation import Room
from tests.fakes.conversation import FakeRecorder
from tests.fakes.engine import RATE, answer, ended, sound


class Talk(Room):
    """A conversation that listens hands-free; `word` speaks a command as the microphone's thread would."""

    def __init__(self, folder: Path) -> None:
        self.recorder: FakeRecorder = FakeRecorder()
        super().__init__(folder, self.recorder)
        self.do(SetHandsFree(True))

    def speech(self) -> None:
        self.do(SpeechStarted())

    def turn_end(self, samples: FloatArray) -> None:
        self.do(SpeechEnded(samples))

    def say(self, command: str = "", seconds: float = 1.5) -> None:
        self.speech()
        if command:
            self.do(CommandSpotted(command))
        self.turn_end(sound(seconds))

    def answering(self, whole: bool) -> int:
        """A question was asked aloud; 0.3 s of its answer have been heard."""
        self.say(seconds=3.0)
        turn = self.engine.turn
        events = answer(turn)
        self.emit(*(events if whole else events[:4]))
        self.now += 0.3
        assert self.conversation.state == "speaking"
        return turn

    @property
    def sounding(self) -> bool:
        return self.conversation.playing_turn() is not None

    def questions(self) -> int:
        return sum(call[0] == "start_turn" for call in self.engine.calls)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    here = Talk(tmp_path)
    yield here
    here.conversation.close()


def test_speech_over_the_tutors_voice_stops_it_and_is_the_next_question(talk: Talk) -> None:
    first = talk.answering(whole=False)
    talk.speech()
    assert not talk.sounding
    assert talk.conversation.state == "hearing"
    assert talk.ended() == [(first, "cancelled")]
    talk.turn_end(sound(3.0))
    assert talk.engine.turn == first + 1
    assert talk.conversation.state == "thinking"


def test_silence_does_not_wait_for_the_conversations_thread(talk: Talk) -> None:
    first = talk.answering(whole=False)
    may_go_on = threading.Event()
    talk.conversation.subscribe(lambda event: isinstance(event, Level) and may_go_on.wait(60))
    talk.conversation.post(Level(0.5))
    talk.engine.emit(answer(first)[6])  # more sound, behind what blocks
    calls = talk.recorder.hands_free
    assert calls is not None
    calls.speech()
    assert not talk.sounding
    may_go_on.set()
    talk.settle()
    assert not talk.sounding
    assert talk.conversation.state == "hearing"
    assert talk.ended() == [(first, "cancelled")]
    assert talk.saved()[0][1] == ""  # of half a second of sound 0.3 s were heard


def test_the_history_of_an_interrupted_answer_holds_what_was_heard(talk: Talk) -> None:
    talk.answering(whole=True)
    talk.now += 0.3  # 0.6 s: the first chunk and a part of the second
    talk.speech()
    talk.turn_end(sound(3.0))
    talk.emit(*answer(talk.engine.turn))
    assert [heard for _, heard, _ in talk.saved()][:1] == ["Okay, let me see. "]


def test_speech_while_it_thinks_ends_the_thinking(talk: Talk) -> None:
    talk.say(seconds=3.0)
    assert talk.conversation.state == "thinking"
    talk.speech()
    assert talk.conversation.state == "hearing"
    assert talk.ended() == [(1, "cancelled")]


@pytest.mark.parametrize("word", ["stop", "wait"])
def test_stop_and_wait_silence_and_are_no_question(talk: Talk, word: str) -> None:
    talk.answering(whole=True)
    talk.say(word)
    assert not talk.sounding
    assert talk.conversation.state == "listening"
    assert talk.questions() == 1
    assert CommandHeard(word) in talk.heard


def test_a_stop_that_is_not_known_as_speech_yet_silences_at_once(talk: Talk) -> None:
    talk.answering(whole=True)
    talk.do(CommandSpotted("stop"))
    assert not talk.sounding
    assert talk.conversation.state == "listening"
    talk.speech()  # known a moment later
    talk.turn_end(sound(1.2))
    assert talk.questions() == 1


def test_a_question_that_begins_with_a_command_is_a_question(talk: Talk) -> None:
    talk.answering(whole=True)
    talk.say("wait", seconds=4.0)
    assert talk.questions() == 2
    talk.say(seconds=1.5)  # and the word is forgotten with it
    assert talk.questions() == 3


def test_go_on_goes_on_where_it_was_cut(talk: Talk) -> None:
    turn = talk.answering(whole=True)
    talk.now += 0.4  # 0.7 s heard
    talk.say("stop")
    talk.say("go on")
    assert talk.conversation.playing_turn() == turn
    assert talk.conversation.played_s() == pytest.approx(0.2)  # half a second back
    assert talk.questions() == 1
    talk.now += 5.0
    talk.until(lambda: not talk.sounding)
    talk.say("go on")  # nothing is left
    assert not talk.sounding


def test_go_on_works_where_the_turn_ends_after_the_stop(talk: Talk) -> None:
    """The last event, which says that all of the answer was made, may come after the stop."""
    talk.say(seconds=3.0)
    turn = talk.engine.turn
    *events, last = answer(turn)
    talk.emit(*events)
    talk.now += 0.7
    talk.engine.cancel = lambda: talk.engine.emit(last)  # type: ignore[method-assign]
    talk.say("stop")
    talk.say("go on")
    assert talk.conversation.playing_turn() == turn
    assert talk.questions() == 1


def test_go_on_after_a_cancelled_answer_asks_again(talk: Talk) -> None:
    talk.answering(whole=False)
    talk.say("wait")
    talk.say("go on")
    assert talk.questions() == 2
    first, second = (call[1] for call in talk.engine.calls)
    assert first is second


@pytest.mark.parametrize("word", ["repeat", "slower"])
def test_repeat_and_slower_play_the_answer_again(talk: Talk, word: str) -> None:
    turn = talk.answering(whole=True)
    talk.say(word)
    assert talk.conversation.playing_turn() == turn
    assert talk.conversation.played_s() == 0.0
    talk.now += 0.5
    assert talk.conversation.played_s() == pytest.approx(0.4 if word == "slower" else 0.5, abs=0.01)
    talk.now += 0.6
    if word == "slower":  # a second of sound takes a quarter longer
        assert talk.conversation.played_s() == pytest.approx(0.88, abs=0.01)
        talk.now += 0.2
    talk.until(lambda: not talk.sounding)
    assert talk.questions() == 1


def test_a_command_before_any_question_is_explained(talk: Talk) -> None:
    talk.say("repeat")
    assert talk.notices == ["there is no answer yet to come back to; ask a question first"]
    assert talk.conversation.state == "listening"


def test_a_typed_answer_is_interrupted_too(talk: Talk) -> None:
    turn = talk.ask("one")
    talk.emit(*answer(turn)[:4])
    talk.speech()
    assert talk.conversation.state == "hearing"
    assert talk.ended() == [(turn, "cancelled")]


def test_the_tutors_sound_is_kept_out_of_the_microphone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(tmp_path)
    reference = EchoReference(RATE)
    mode: list[EchoMode] = ["gate"]
    talk.conversation._microphone._reference = lambda: reference
    talk.conversation._microphone._echo = lambda: mode[0]
    talk.do(SetHandsFree(False))
    talk.do(SetHandsFree(True))
    assert talk.recorder.hands_free is not None
    gate = talk.recorder.hands_free.gate
    reference.write(sound(1.0), 5.0)
    assert not gate(sound(0.1), 5.5).any()
    assert not gate(sound(0.1), 6.2).any()  # the room has to fall silent too
    for at in range(5):
        last = gate(sound(0.1), 6.3 + at / 10)
    assert last.any()
    mode[0] = "headphones"  # a changed setting holds at once
    reference.write(sound(1.0), 7.0)
    assert gate(sound(0.1), 7.5).any()
    talk.conversation.close()


def test_a_lost_device_is_told_and_typing_still_works(talk: Talk) -> None:
    talk.recorder.tell("lost")
    talk.settle()
    assert DevicePresent("microphone", False) in talk.heard
    assert "type the question" in talk.notices[-1]
    turn = talk.ask("one")
    talk.emit(*answer(turn))
    assert talk.conversation.state == "speaking"
    talk.recorder.tell("ok")
    talk.settle()
    assert talk.heard[-2:] == [DevicePresent("microphone", True), Notice("The microphone is back.")]


def test_devices_are_listed_anew_only_while_nobody_speaks(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_then: list[bool] = []
    refresh: Callable[[], bool] = lambda: not open_then.append(talk.recorder.is_open)  # noqa: E731
    monkeypatch.setattr(devices, "default_backend", lambda: type("System", (), {"refresh": staticmethod(refresh)}))
    talk.answering(whole=True)
    assert not talk.conversation.refresh_devices()
    talk.do(DevicePresent("speaker", False))
    assert talk.conversation.refresh_devices()  # an answer that nobody hears does not keep the speaker away
    talk.do(DevicePresent("speaker", True))
    talk.speech()
    assert not talk.conversation.refresh_devices()
    talk.turn_end(np.zeros(RATE * 3, np.float32))
    talk.emit(ended(talk.engine.turn))
    talk.recorder.is_open = True
    assert talk.conversation.refresh_devices()
    assert open_then == [False, False]
    assert talk.recorder.is_open
