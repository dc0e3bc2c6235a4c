"""Devices that go and come back through PortAudio and a private PulseAudio, while a player and a recorder run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from audio_io.input.recorder import Recorder
from audio_io.output.player import Player
from tests.audio_io.pulse import RATE, Ear, PulseServer, served
from tests.audio_io.waiting import until

pytestmark = [pytest.mark.audio_loop, pytest.mark.needs_system("pulseaudio", "portaudio")]


@dataclass
class Told:
    """What a device's `on_state` said, and when."""

    states: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __call__(self, state: str) -> None:
        self.times.append(time.monotonic())
        self.states.append(state)


@pytest.fixture
def server() -> Iterator[PulseServer]:
    with served() as server:
        yield server


def tone(seconds: float) -> np.ndarray:
    return (0.4 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def sounding(player: Player) -> Callable[[], bool]:
    """Whether more has been heard than when this was called: sound moves on."""
    before = player.heard_samples()
    return lambda: player.heard_samples() > before + RATE // 4


def test_both_devices_go_and_come_back_in_the_middle_of_an_answer(
    server: PulseServer, record_property: pytest.RecordProperty
) -> None:
    speaker, microphone = Told(), Told()
    player, recorder = Player(on_state=speaker), Recorder(on_state=microphone)
    player.play(tone(100.0), RATE)
    recorder.start()
    try:
        until(sounding(player), 20.0)
        until(lambda: len(recorder.drain()), 20.0)
        for again in range(2):
            gone = time.monotonic()
            server.unplug()
            until(lambda: speaker.states[-1:] == microphone.states[-1:] == ["lost"], 30.0)
            for name, told in (("speaker", speaker), ("microphone", microphone)):
                record_property(f"no_{name}_after_s", round(told.times[-1] - gone, 3))
                print(f"no {name} after {told.times[-1] - gone:.3f} s")
            until(sounding(player))  # unheard, but in time: the conversation goes on
            recorder.drain()
            server.plug_in()
            back = time.monotonic()
            until(lambda: speaker.states[-1] == microphone.states[-1] == "ok", 30.0)
            record_property("back_after_s", round(time.monotonic() - back, 3))
            print(f"both back after {time.monotonic() - back:.3f} s")
            until(lambda: len(recorder.drain()), 20.0)
            ear = Ear()
            until(sounding(player), 20.0)
            time.sleep(0.5)
            assert np.abs(ear.stop()).max() > 0.2
            assert speaker.states == microphone.states == ["lost", "ok"] * (again + 1)
    finally:
        recorder.stop()
        player.close()
    assert player.underruns() == 0
