"""A whole conversation through PortAudio and a private PulseAudio: interrupted by voice, and unplugged."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
import soxr

from app.conversation.audio_devices import recorder_factory
from app.conversation.conversation import Conversation
from app.conversation.messages import Ask, DevicePresent, Event, SetHandsFree, StateChanged, Stop
from app.conversation.parts import Parts
from app.settings import Settings
from audio_io.output.player import Player
from model.events import AudioChunk, TurnEnded
from tests.audio_io.pulse import RATE, Ear, PulseServer, served
from tests.audio_io.sounds import spoken
from tests.audio_io.waiting import until
from tests.fakes.conversation import settle
from tests.fakes.engine import FakeEngine, ended

pytestmark = [pytest.mark.slow, pytest.mark.audio_loop, pytest.mark.needs_system("pulseaudio", "portaudio")]


@pytest.fixture(scope="module")
def server() -> Iterator[PulseServer]:
    with served() as server:
        yield server


@pytest.fixture
def echoing(server: PulseServer) -> Iterator[None]:
    with server.echo():
        yield


class Lesson:
    """A hands-free conversation whose engine answers everything with half a minute of speech."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Event]] = []
        self.engine: FakeEngine
        self.player = Player()
        self.player.open()
        self.conversation = Conversation(
            Parts(self._make, lambda: (self.player, ""), recorder_factory(Settings))  # type: ignore[arg-type]
        )
        self.conversation.subscribe(lambda message: self.heard.append((time.monotonic(), message)))
        self.conversation.start()
        self.conversation.wait_loaded()
        self.conversation.post(SetHandsFree(True))
        time.sleep(1.5)

    def _make(self, sink: object) -> FakeEngine:
        self.engine = FakeEngine(sink)  # type: ignore[arg-type]
        return self.engine

    def answer(self, whole: bool = True) -> int:
        self.conversation.post(Ask("Tell me everything."))
        settle(self.conversation)
        turn = self.engine.turn
        pause = np.zeros(16_000 // 4, np.float32)
        sound = np.tile(np.concatenate([spoken(), pause]), 8)
        self.engine.emit(AudioChunk(turn, 0.1, sound, 16_000, 10))
        if whole:
            self.engine.emit(ended(turn))
        settle(self.conversation)
        return turn

    def when(self, state: str) -> float:
        """When the newest change to this state was told."""
        return next(at for at, m in reversed(self.heard) if isinstance(m, StateChanged) and m.state == state)

    def close(self) -> None:
        self.conversation.close()


@pytest.fixture
def lesson(server: PulseServer) -> Iterator[Lesson]:
    made = Lesson()
    yield made
    made.close()


def silent_after(ear: Ear, heard: np.ndarray, decided: float) -> float:
    """Seconds from a decision to the last loud sample that left the speaker in the second after it."""
    times, counts = (np.array(column) for column in zip(*ear.arrived, strict=True))
    first = int(np.interp(decided, times, counts))
    loud = np.flatnonzero(np.abs(heard[first : first + RATE]) > 0.02)
    return float((loud[-1] + 1) / RATE) if len(loud) else 0.0


def test_the_tutor_is_interrupted_by_voice(
    server: PulseServer, echoing: None, lesson: Lesson, record_property: pytest.RecordProperty
) -> None:
    pytest.importorskip("pywebrtc_audio")
    ear = Ear()
    decided = []
    for round_ in range(3):
        turn = lesson.answer(whole=round_ == 0)
        until(lambda: lesson.player.heard_samples() > (8 if decided == [] else 4) * 16_000, 30.0)
        assert lesson.conversation.state == "speaking"  # its own voice does not interrupt it
        asked = len(lesson.engine.calls)
        student = server.speak(0.8 * soxr.resample(spoken(), 13_500, RATE))  # a deeper voice than the tutor's
        until(lambda: lesson.conversation.state == "hearing", 10.0)
        decided.append(lesson.when("hearing"))
        until(lambda: len(lesson.engine.calls) > asked, 20.0)  # noqa: B023 - it is done before the next round
        assert student.wait(timeout=90.0) == 0
        question = lesson.engine.calls[-1][1]
        assert isinstance(question, np.ndarray)
        assert len(question) > 2.0 * 16_000
        lesson.conversation.post(Stop())
        assert turn < lesson.engine.turn
        time.sleep(0.5)
    heard = ear.stop()
    late = [silent_after(ear, heard, at) for at in decided]
    record_property("silent_after_decision_s", [round(value, 4) for value in late])
    print("silent after the decision, s:", late)
    assert max(late) < 0.9  # it fell silent, and nothing came after it
    reasons = [m.reason for _, m in lesson.heard if isinstance(m, TurnEnded)]
    assert reasons.count("complete") == 1


def test_unplugged_devices_are_a_state_and_typing_goes_on(server: PulseServer, lesson: Lesson) -> None:
    def told(present: bool) -> bool:
        newest = {m.device: m.present for _, m in lesson.heard if isinstance(m, DevicePresent)}
        return newest == {"speaker": present, "microphone": present}

    lesson.answer()
    until(lambda: lesson.player.heard_samples() > 8_000, 20.0)
    server.unplug()
    until(lambda: told(False), 20.0)
    turn = lesson.answer()
    assert lesson.conversation.state == "speaking"
    assert lesson.conversation.playing_turn() == turn
    before = lesson.player.heard_samples()
    until(lambda: lesson.player.heard_samples() > before + 16_000)  # unheard, but in time
    server.plug_in()
    until(lambda: told(True), 20.0)
    assert lesson.conversation.playing_turn() == turn
    ear = Ear()
    before = lesson.player.heard_samples()
    until(lambda: lesson.player.heard_samples() > before + 16_000)
    time.sleep(0.5)
    assert np.abs(ear.stop()).max() > 0.2
