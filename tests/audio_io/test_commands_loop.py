"""A command said over the tutor's voice, through PortAudio, a private PulseAudio, a room and the echo canceller."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
import soxr

from audio_io.input.echo_control import CaptureProcessor
from audio_io.input.recorder import Recorder, RecorderOptions
from audio_io.input.turn_detector import EndpointOptions
from audio_io.output.player import Player
from model.corpus import synthesis
from tests.audio_io.pulse import RATE, Ear, PulseServer, served
from tests.audio_io.room import Room
from tests.audio_io.sounds import spoken
from tests.audio_io.waiting import until

pytestmark = [pytest.mark.audio_loop, pytest.mark.needs_system("pulseaudio", "portaudio", "flite")]


@pytest.fixture(scope="module")
def server() -> Iterator[PulseServer]:
    with served() as server:
        yield server


def test_a_spoken_stop_is_obeyed_over_the_tutors_voice(
    server: PulseServer, record_property: pytest.RecordProperty
) -> None:
    pytest.importorskip("pywebrtc_audio")
    (stop,) = synthesis.speak([synthesis.SpeechJob("flite:rms", "stop.")])
    stop = soxr.resample(stop * np.float32(0.3 / np.abs(stop).max()), 16_000, RATE)
    for _ in range(3):  # a host that gives nobody time tears the echo to pieces
        waited = obeyed(server, Room(0.0, 0.28), stop)
        if waited is not None:
            record_property("obeyed_after_s", waited)
            print(f"obeyed {waited:.2f} s after the word's end")
            return
    pytest.fail("three times in a row another command was found, or none")


def obeyed(server: PulseServer, room: Room, stop: np.ndarray) -> float | None:
    """Six seconds of the tutor, then the word: seconds from its end to the silence, None if it was not taken for it."""
    found: list[tuple[float, str]] = []

    def command(word: str) -> None:
        found.append((time.monotonic(), word))
        player.stop()

    player = Player()
    capture = CaptureProcessor(player.reference, lambda: "cancel", command)
    recorder = Recorder(options=RecorderOptions(EndpointOptions(), process=capture.process))
    answer = np.tile(np.concatenate([soxr.resample(spoken(), 16_000, RATE), np.zeros(RATE // 4, np.float32)]), 4)
    echo = server.waiting_speech()
    feeding = threading.Thread(target=echo.communicate, args=(room.echo(answer, RATE).tobytes(),))
    with closing(player), Ear():
        player.open()
        recorder.start()
        time.sleep(1.0)
        player.play(answer, RATE)
        until(lambda: player.heard_samples() > 0, 20.0)
        feeding.start()
        until(lambda: found or player.heard_samples() > 6 * RATE, 20.0)
        early = bool(found)
        server.speak(stop).wait(timeout=30.0)
        ended = time.monotonic()
        until(lambda: found or player.queued_s() == 0.0, 20.0)
        echo.kill()
        feeding.join(timeout=30.0)
        recorder.stop()
    if early or [word for _, word in found] != ["stop"]:
        return None
    return found[0][0] - ended
