"""Devices let go for a fresh list, exchanged while they run, or waited for from the start."""

from __future__ import annotations

import numpy as np
import pytest

from audio_io.input.recorder import Recorder
from audio_io.output.player import Player
from tests.audio_io.fake_backend import FakeBackend
from tests.audio_io.sounds import sine
from tests.audio_io.waiting import until

RATE = 24_000


def tone(seconds: float) -> np.ndarray:
    return np.full(round(seconds * RATE), 0.5, dtype=np.float32)


def test_a_released_speaker_is_closed_and_comes_back_without_a_word() -> None:
    backend = FakeBackend(rate=RATE)
    states: list[str] = []
    player = Player(backend=backend, now=backend.clock, on_state=states.append)
    player.open()
    with player.released():
        assert backend.stream.closed
        assert player.reference() is None
        backend.clock.now += 5.0
    until(lambda: len(backend.opened) == 2 and player.state == "ok")
    player.play(tone(1.0), RATE)
    player.finish()
    assert backend.stream.run(0.5).max() == 0.5
    assert states == []
    assert player.stats().lost == 0
    player.close()


def test_an_answer_goes_over_to_another_speaker() -> None:
    backend = FakeBackend(rate=RATE)
    player = Player(backend=backend, now=backend.clock)
    player.play(tone(4.0), RATE)
    player.finish()
    backend.stream.run(1.0)
    player.use(None)  # it is that one already
    assert not backend.stream.closed
    player.use("Fake: USB headset")
    until(lambda: len(backend.opened) == 2)
    assert backend.opened[0].closed
    until(lambda: backend.stream.active)
    assert backend.stream.run(1.0).max() == 0.5
    assert player.heard_samples() / RATE == pytest.approx(2.0, abs=0.2)
    player.close()


def test_a_speaker_that_is_gone_for_good_is_told_after_the_release() -> None:
    backend = FakeBackend(rate=RATE)
    states: list[str] = []
    player = Player(backend=backend, now=backend.clock)
    player.open()
    player.watch(states.append)
    with player.released():
        backend.known["output"] = []
    until(lambda: states == ["lost"])
    player.close()


def test_a_speaker_is_waited_for_from_the_start() -> None:
    backend = FakeBackend(rate=RATE)
    speakers, backend.known["output"] = backend.known["output"], []
    states: list[str] = []
    player = Player("USB headset", backend=backend, now=backend.clock)
    player.open(patient=True)
    player.watch(states.append)
    assert states == ["lost"]
    player.play(tone(3.0), RATE)
    until(lambda: backend.clock.pass_by(0.05) and player.heard_samples() > RATE)  # the answer runs, unheard
    backend.known["output"] = speakers
    until(lambda: backend.clock.pass_by(0.05) and states == ["lost", "ok"])
    player.close()


def test_a_released_microphone_goes_on_afterwards() -> None:
    backend = FakeBackend(rate=16_000, channels=1)
    states: list[str] = []
    recorder = Recorder(backend=backend, now=backend.clock, on_state=states.append)
    with recorder.released():  # nothing is open: nothing to wait for
        pass
    recorder.start()
    backend.stream.feed(sine(0.5, 300, 0.5)[:, None])
    with recorder.released():
        assert backend.stream.closed
    until(lambda: len(backend.opened) == 2 and backend.stream.active)
    backend.stream.feed(sine(0.5, 300, 0.5)[:, None])
    assert len(recorder.stop()) == pytest.approx(16_000, abs=4)
    assert states == []
    assert recorder.stats().lost == 0


def test_a_microphone_that_is_gone_after_the_release_is_told_once() -> None:
    backend = FakeBackend(rate=16_000, channels=1)
    states: list[str] = []
    recorder = Recorder(backend=backend, now=backend.clock, on_state=states.append)
    recorder.start()
    with recorder.released():
        backend.refused = True
    until(lambda: backend.clock.pass_by(0.5) and states == ["lost"])
    backend.refused = False
    until(lambda: backend.clock.pass_by(0.5) and states == ["lost", "ok"])
    recorder.stop()
