"""Timing of the speech as it is heard, and whole evaluations in virtual time."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.commands import evaluate
from model.errors import BadInput
from model.evaluation.report import median_interval
from model.evaluation.simulation import SPEECH_RATE, VOICE_LOAD, SimulatedVoice, timing
from model.events import AudioChunk, SpokenText
from model.time_source import VirtualTime

TEXT = "Okay, seven plus five. It's twelve."


def chunk(t: float, seconds: float, upto: int) -> AudioChunk:
    return AudioChunk(1, t, np.zeros(int(seconds * 1000), np.float32), 1000, upto)


def test_numbers_are_heard_when_the_player_comes_to_them() -> None:
    events = [SpokenText(1, 0.0, TEXT), chunk(0.5, 2.2, 22), chunk(4.0, 1.3, len(TEXT))]
    found = timing(events)
    assert found.first_word_s == pytest.approx(0.5 + 2.2 * 6 / 22)
    assert found.answer_s == pytest.approx(4.0 + 1.3 * 12 / 13)
    assert found.silence_s == pytest.approx(4.0 - 2.7)


def test_sound_that_is_made_early_is_heard_after_the_sound_before_it() -> None:
    events = [SpokenText(1, 0.0, TEXT), chunk(0.5, 2.2, 22), chunk(0.6, 1.3, len(TEXT))]
    found = timing(events)
    assert found.answer_s == pytest.approx(2.7 + 1.3 * 12 / 13)
    assert found.silence_s == 0.0


def test_speech_without_a_number_has_no_times() -> None:
    assert timing([SpokenText(1, 0.0, "Please say that again."), chunk(0.5, 2.0, 22)]).answer_s is None


def test_the_voice_costs_its_share_of_its_sound() -> None:
    time = VirtualTime()
    pieces = list(SimulatedVoice(time).speak(TEXT))
    seconds = sum(len(piece.samples) for piece in pieces) / SimulatedVoice.sample_rate
    assert seconds == pytest.approx(len(TEXT) / SPEECH_RATE, rel=1e-3)
    assert time.monotonic() == pytest.approx(seconds * VOICE_LOAD, rel=1e-3)


def test_the_interval_of_a_median_holds_the_middle_ranks() -> None:
    assert median_interval([float(n) for n in range(100)]) == [40.0, 60.0]
    assert median_interval([3.0]) == [3.0, 3.0]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [
        {"text": "What is 347 plus 286?", "answer": "633"},
        {"text": "Sam has 24 apples and gives 7 away. How many are left?", "answer": "17"},
    ]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def aloud_eval(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate.run(parser.parse_args(arguments))


def simulate(questions: Path, rate: int, *options: str) -> list[dict[str, Any]]:
    out = questions / "figures.json"
    assert aloud_eval(str(questions), "--text", "--simulate", str(rate), "--json", str(out), *options) == 0
    runs: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))["runs"]
    return runs


def test_virtual_seconds_are_the_same_twice_and_follow_the_rate(questions: Path) -> None:
    (slow,), (again,), (fast,) = (simulate(questions, rate, "--mode", "interleaved") for rate in (20, 20, 80))
    for name in ("answer_s", "first_word_s", "silence_s", "ttfa_s"):
        assert slow[name] == again[name]
    assert slow["answer_s"]["p50"] > fast["answer_s"]["p50"] + 0.5


def test_all_forms_are_compared_and_drawn(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = simulate(questions, 40, "--limit", "1", "--plot", str(questions / "plot"))
    names = [(run["mode"], run["ratio"], run["filler"]) for run in runs]
    assert names[:2] == [("interleaved", "1:9", False), ("interleaved", "2:8", False)]
    assert names[-2:] == [("think-first", "2:8", False), ("think-first", "2:8", True)]
    plain, filled = runs[-2:]
    assert filled["ttfa_s"]["p50"] < plain["ttfa_s"]["p50"] / 2
    assert (questions / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (questions / "plot.svg").read_text("utf-8")
    assert "think-first with filler" in capsys.readouterr().out


def test_a_plot_without_a_simulation_is_wrong_use(questions: Path) -> None:
    with pytest.raises(BadInput, match="--simulate"):
        aloud_eval(str(questions), "--text", "--plot", str(questions / "plot"))
