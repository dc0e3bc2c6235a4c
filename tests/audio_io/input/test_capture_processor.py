"""Commands through the echo control: the student's are found, the tutor's own are not."""

from __future__ import annotations

import numpy as np
import pytest

from audio_io.input import echo_control as module
from audio_io.input.echo_control import CaptureProcessor, EchoMode
from audio_io.input.keyword_spotter import KeywordDetection
from audio_io.output.echo_reference import EchoReference
from audio_io.sound_files import read_question
from tests.audio_io.input.test_echo_control import room
from tests.audio_io.sounds import QUESTION, RATE, noise, pieces, silence, spoken

DATA = QUESTION.parent


class OneWord:
    """A spotter that takes anything loud for "stop", if nothing as loud was played meanwhile."""

    def __init__(self, _net: object) -> None: ...

    def push(self, samples: np.ndarray, far: np.ndarray) -> list[KeywordDetection]:
        assert samples.shape == far.shape
        loud = len(samples) and np.abs(samples).max() > 0.2 and np.abs(far).max() < 0.2
        return [KeywordDetection(0.0, "stop", 1.0)] if loud else []


@pytest.fixture
def one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KeywordSpotter", OneWord)


def run(mode: EchoMode, played: np.ndarray, captured: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The commands that were told, and what was let through."""
    reference, found, out = EchoReference(RATE), list[str](), []
    capture = CaptureProcessor(lambda: reference, lambda: mode, found.append)
    at = 5.0
    reference.write(played, at)  # a device takes sound before it is heard
    for here in pieces(captured):
        at += len(here) / RATE
        out.append(capture.process(here, at))
    assert capture.mode == mode
    return found, np.concatenate(out)


def stop_word() -> np.ndarray:
    return np.concatenate([silence(1.5), read_question(DATA / "stop.ogg"), silence(1.0)])


@pytest.mark.parametrize("mode", ["gate", "cancel", "headphones"])
def test_a_spoken_stop_is_recognised_over_the_tutors_voice(mode: EchoMode) -> None:
    if mode == "cancel":
        pytest.importorskip("pywebrtc_audio")
    word = stop_word()
    played = (0.3 * spoken()[: len(word)]).astype(np.float32)
    echo = silence(len(word) / RATE) if mode == "headphones" else room(played, delay_s=0.03, gain=0.1)
    told, through = run(mode, played, word + echo)
    assert told == ["stop"]
    assert through.any() == (mode != "gate")


def test_a_stop_that_the_tutor_says_is_not_recognised() -> None:
    word = stop_word()
    assert run("headphones", silence(3.0), word)[0] == ["stop"]
    assert run("gate", word, room(word, delay_s=0.03, gain=0.8))[0] == []


def test_a_question_is_not_a_command() -> None:
    assert run("gate", silence(6.0), np.concatenate([spoken(), silence(1.0)]))[0] == []


@pytest.mark.usefixtures("one_word")
def test_a_command_over_the_tutors_voice_is_heard_even_behind_the_gate() -> None:
    told, through = run("gate", noise(2.0, -30.0), noise(2.0, -8.0))
    assert told
    assert not through.any()


@pytest.mark.usefixtures("one_word")
def test_the_tutors_own_command_is_none() -> None:
    told, _ = run("gate", noise(2.0, -8.0), noise(1.9, -8.0))
    assert not told
    told, _ = run("headphones", noise(2.0, -8.0), noise(1.9, -8.0))  # the microphone cannot have heard it
    assert told


@pytest.mark.usefixtures("one_word")
def test_without_the_tutor_everything_is_let_through() -> None:
    told, through = run("gate", silence(1.0), noise(1.0, -8.0))
    assert told
    assert through[int(0.5 * RATE) :].all()
