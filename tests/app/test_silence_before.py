"""A question after twenty seconds of silence, through the microphone's own path to the starter."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from app.storage import QUESTIONS, STARTER
from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.input.turn_detector import EndpointOptions, TurnDetector
from audio_io.sound_files import read_question
from model.corpus.synthesis import SpeechJob, speak
from model.engine import TutorEngine
from model.events import Heard, TurnEnded, TurnEvent
from model.turn import TurnOptions
from tests.audio_io.sounds import noise, pieces

pytestmark = [pytest.mark.slow, pytest.mark.needs_starter, pytest.mark.needs_system("flite")]
VOICES = ("flite:slt", "flite:rms", "flite:awb")
SILENCE_S = 20.0


def synthesised(count: int) -> list[FloatArray]:
    """Questions in three voices, float32 mono (n,) at 16 kHz."""
    rng = np.random.default_rng(17)
    jobs = []
    for at in range(count):
        a, b = (int(n) for n in rng.integers(11, 99, 2))
        text = (f"What is {a} plus {b}?", f"What is {a + b} minus {b}?", f"What is {a % 9 + 2} times {b % 9 + 2}?")
        jobs.append(SpeechJob(VOICES[at % 3], text[at // 3 % 3]))
    return speak(jobs)


class Listener:
    """Asks the starter and waits for its answer."""

    def __init__(self) -> None:
        self._heard = ""
        self._answer = ""
        self._over = threading.Event()
        self.engine = TutorEngine(STARTER, self._take)
        self.engine.wait_ready()

    def _take(self, event: TurnEvent) -> None:
        if isinstance(event, Heard):
            self._heard = event.text
        elif isinstance(event, TurnEnded):
            self._answer = event.answer
            self._over.set()

    def understood(self, samples: FloatArray) -> tuple[str, str]:
        """(question as it was understood, answer)."""
        self._over.clear()
        self.engine.start_turn(samples, TurnOptions())
        assert self._over.wait(120)
        return self._heard, self._answer


@pytest.fixture(scope="module")
def starter() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.engine.close()


def by_hand(samples: FloatArray) -> FloatArray:
    """What a recording by hand of this sound asks."""
    detector = TurnDetector(EndpointOptions.by_hand())
    events = [event for piece in pieces(samples) for event in detector.push(piece)] + detector.finish()
    (question,) = [event.question for event in events if event.question is not None]
    return question


def check(starter: Listener, questions: list[FloatArray]) -> int:
    """How many were understood after silence as they are without it."""
    same = 0
    for at, question in enumerate(questions):
        before, after = noise(SILENCE_S, -65.0, at), noise(3.0, -65.0, at + 1000)
        plain = starter.understood(question)
        late = starter.understood(by_hand(np.concatenate([before, question, after])))
        same += plain == late
        if plain != late:
            print(f"{plain} became {late}")
    return same


def test_five_questions_after_twenty_seconds_of_silence(starter: Listener) -> None:
    shipped = [read_question(QUESTIONS / f"{name}.wav") for name in ("sum", "difference", "product")]
    assert check(starter, shipped + synthesised(2)) == 5


def test_without_the_cut_the_question_is_lost(starter: Listener) -> None:
    """The cut is what helps: the same sound, uncut, is not understood."""
    question = read_question(QUESTIONS / "sum.wav")
    late = np.concatenate([np.zeros(round(SILENCE_S * SAMPLE_RATE), np.float32), question])
    assert starter.understood(late)[1] != starter.understood(question)[1]
