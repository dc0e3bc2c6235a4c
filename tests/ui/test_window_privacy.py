"""The window as strace sees it, silent and with a spoken question: no connection, no file outside Aloud's folders."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from app.storage import QUESTIONS
from audio_io.sound_files import read_question
from tests.audio_io.pulse import RATE, PulseServer
from tests.tracing import Trace, traced

pytestmark = [pytest.mark.needs_starter, pytest.mark.needs_system("strace", "qt")]


def opened(folder: Path, mode: str, **more: object) -> tuple[Trace, dict[str, object]]:
    """The window in a home of its own, until it was closed; and the end of its one answer."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **dict(more.pop("environment", {}))}  # type: ignore[call-overload]
    trace = traced(["-m", "tests.ui.privacy_child", mode], folder, environment=environment, **more)  # type: ignore[arg-type]
    assert trace.code == 0, trace.shown
    return trace, json.loads(next(line for line in trace.shown.splitlines() if line.startswith("{")))


@pytest.fixture(scope="module")
def sound() -> Iterator[PulseServer]:
    server = PulseServer()
    yield server
    server.close()


def test_a_typed_question_without_a_microphone(tmp_path: Path) -> None:
    nobody = {"PULSE_SERVER": f"unix:{tmp_path / 'nobody'}"}
    trace, ended = opened(tmp_path, "silent", environment=nobody)
    assert ended["reason"] == "complete"
    assert trace.inet_sockets == []
    assert trace.foreign_files() == []


@pytest.mark.audio_loop
@pytest.mark.needs_system("pulseaudio", "portaudio")
def test_a_spoken_question(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    server: PulseServer = request.getfixturevalue("sound")  # not before it is known to be installed
    question = soxr.resample(read_question(QUESTIONS / "sum.wav"), 16_000, RATE).astype(np.float32)

    def speak(process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "listening":
                break
        server.speak(question).wait(timeout=60)

    theirs = {name: os.environ[name] for name in os.environ if name.startswith("PULSE_")}
    trace, ended = opened(tmp_path, "microphone", environment=theirs, talk=speak)
    assert ended["reason"] == "complete"
    assert ended["answer"]
    assert trace.inet_sockets == []
    assert trace.foreign_files(shared=[server.folder]) == []
