"""The main job on the shipped bundle, through the real front door: no sound card, display or network."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import soundfile

from app import cli
from app.storage import QUESTIONS

pytestmark = pytest.mark.needs_starter

SHIPPED = [json.loads(line) for line in (QUESTIONS / "questions.jsonl").read_text().splitlines()]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> None:
    """A folder of its own, and no way to any other machine."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PULSE_SERVER"):
        monkeypatch.delenv(name, raising=False)


def asked(*arguments: str) -> list[dict[str, Any]]:
    assert cli.run(["ask", *arguments, "--events", "e.jsonl", "--out", "a.wav"]) == 0
    return [json.loads(line) for line in Path("e.jsonl").read_text().splitlines()]


def test_the_demo_answers_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["demo"]) == 0
    shown = capsys.readouterr().out
    assert "think" in shown
    assert "speak" in shown
    samples, rate = soundfile.read("answer.wav")
    assert len(samples) > rate  # an opener and a result take more than a second
    assert np.sqrt(np.mean(samples**2)) > 0.01


@pytest.mark.parametrize("question", SHIPPED, ids=lambda row: Path(row["audio"]).stem)
def test_it_reasons_while_it_speaks(question: dict[str, str]) -> None:
    rows = asked(str(QUESTIONS / question["audio"]))
    kinds = [row["kind"] for row in rows]
    ended = rows[-1]
    assert kinds.count("ended") == 1
    assert ended["answer"]
    assert ended["spoken_answer"] == ended["answer"]
    assert ended["drift"] == 0
    last_thought = max(index for index, kind in enumerate(kinds) if kind == "reasoning")
    assert kinds.index("spoken") < last_thought
    heard = soundfile.info("a.wav")
    assert heard.frames == sum(row["samples"] for row in rows if row["kind"] == "audio")


def test_it_answers_most_shipped_questions_right() -> None:
    """Rounding differs between processors, and a small model stands on edges: one of four may be wrong."""
    right = [asked(str(QUESTIONS / row["audio"]))[-1]["answer"] == row["answer"] for row in SHIPPED]
    assert sum(right) >= 3


@pytest.mark.parametrize("mode", ["interleaved", "think-first", "direct"])
def test_typed_questions_are_answered_in_every_mode(mode: str) -> None:
    rows = asked("--text", "What is 12 plus 30?", "--mode", mode)
    assert rows[-1]["reason"] == "complete"
    assert (rows[-1]["reasoning_tokens"] == 0) is (mode == "direct")


def test_silence_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(0).normal(0.0, 1e-4, 16_000)
    soundfile.write("quiet.wav", noise, 16_000)
    assert cli.run(["ask", "quiet.wav"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_text_is_said() -> None:
    assert cli.run(["say", "The answer is 3/4.", "--out", "s.wav"]) == 0
    usual = soundfile.info("s.wav").duration
    assert usual > 0.5
    assert cli.run(["say", "The answer is 3/4.", "--speed", "0.7", "--out", "slow.wav"]) == 0
    assert abs(soundfile.info("slow.wav").duration - usual / 0.7) < 0.05 * usual
