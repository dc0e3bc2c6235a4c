"""A question played into a virtual microphone: reasoning in the window, an answer from the virtual speaker.

The window runs in a process of its own, on an X server of the test's, through PortAudio's real backend.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from app.storage import QUESTIONS, STARTER
from app.transcript.reasoning_steps import is_result
from audio_io.sound_files import read_question
from tests.audio_io.pulse import RATE, Ear, PulseServer

pytestmark = [
    pytest.mark.audio_loop,
    pytest.mark.needs_system("pulseaudio", "portaudio", "xvfb", "qt", "qt-x11"),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sound() -> Iterator[PulseServer]:
    server = PulseServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of our own; it picks a free number and writes it into the pipe."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)


def lesson(bundle: str, mode: str, picture: Path, sound: PulseServer, display: str) -> tuple[dict, np.ndarray]:
    """Ask the shipped question: what the window showed, what the speaker gave (float32 mono, RATE)."""
    question = soxr.resample(read_question(QUESTIONS / "sum.wav"), 16_000, RATE)
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.ui.loop_child", bundle, mode, str(picture)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        lines = iter(child.stdout.readline, "")
        first = next(lines, "").strip()
        assert first == "listening", f"the window never listened: {first}"
        ear = Ear()
        sound.speak(question.astype(np.float32)).wait(timeout=60)
        child.stdin.write("send\n")
        child.stdin.flush()
        shown = json.loads(next(lines))
        heard = ear.stop()
        child.stdin.close()
        assert child.wait(timeout=20) == 0
    return shown, heard


def loud_s(samples: np.ndarray) -> float:
    """Seconds in which something sounds."""
    block = RATE // 50
    whole = samples[: len(samples) // block * block].reshape(-1, block)
    return float((np.abs(whole).max(axis=1) > 0.01).sum() / 50)


@pytest.mark.parametrize("mode", ["button", "hands-free"])
def test_scripted_answer_through_the_sound_server(mode, tmp_path, sound, display, record_property) -> None:
    shown, heard = lesson("scripted", mode, tmp_path / "window.png", sound, display)
    assert shown["reasoning"].split("\n")[-1] == "633"
    assert shown["loudest"] > 0.3
    assert {"listening", "thinking", "speaking"} <= set(shown["states"])
    assert ("hearing" in shown["states"]) == (mode == "hands-free")
    assert shown["words_marked"] >= 5
    assert loud_s(heard) > 0.6 * shown["sound_s"]
    assert (tmp_path / "window.png").stat().st_size > 10_000
    record_property("stall_ms", shown["stall_ms"])
    print(f"{mode}: longest stall {shown['stall_ms']} ms, work in one go {shown['work_ms']} ms")


@pytest.mark.needs_starter
@pytest.mark.parametrize("mode", ["button", "hands-free"])
def test_the_starter_answers_aloud(mode, tmp_path, sound, display, record_property) -> None:
    """The main job: real weights, real sound path."""
    shown, heard = lesson(str(STARTER), mode, tmp_path / "window.png", sound, display)
    ended = shown["ended"]
    assert ended is not None, shown
    assert ended["reason"] == "complete"
    assert shown["reasoning"]
    assert is_result(f"={ended['answer']}")
    assert shown["question"]
    assert loud_s(heard) > 0.4 * shown["sound_s"] > 0.0
    record_property("stall_ms", shown["stall_ms"])
    record_property("work_ms", shown["work_ms"])
    print(f"{mode}: {shown['question']} -> {ended['answer']}; longest stall {shown['stall_ms']} ms")
