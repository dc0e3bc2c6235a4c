"""The first answer as a test of the machine, and the report without personal content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from app.commands.doctor import _answer, without_personal_content
from app.diagnosis import Report

SECRET = "Anna's headset"


def _report() -> Report:
    device = {"name": SECRET, "rate": 48_000, "channels": 1, "default": True}
    return Report(
        {
            "aloud": "1", "microphones": [device], "speakers": [device, device], "microphone": SECRET,
            "speaker": SECRET, "folders": {"data": f"{Path.home()}/Anna"}, "gpu": {"name": "Card", "vram_free": 1},
            "bundles": [{"name": "starter", "path": f"{Path.home()}/Anna/starter", "problem": ""}],
        }
    )  # fmt: skip


def test_the_report_names_no_person_device_or_folder() -> None:
    log = json.dumps({"level": "error", "frames": [f"{Path.home()}/x.py:1"]})
    made = json.dumps(without_personal_content(_report(), log))
    assert "Anna" not in made
    assert str(Path.home()) not in made
    found = json.loads(made)
    assert (found["microphones"], found["speakers"], found["gpu"]["name"]) == (1, 2, "Card")
    assert found["bundles"] == [{"name": "starter", "problem": ""}]
    assert "~/x.py:1" in found["log"][0]


@pytest.mark.needs_starter
def test_the_first_answer_is_measured_and_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.json"
    assert run(["doctor", "--report", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "starter: 12 (right)" in shown
    found = json.loads(file.read_text())["first_answer"]
    assert (found["answer"], found["right"]) == ("12", True)
    assert found["tokens_per_s"] > 0
    assert found["first_sound_s"] > 0
    assert found["memory"] > 50_000_000


def test_a_bundle_that_does_not_load_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--answer", "--bundle", "nobody"]) == 0
    assert "there is no bundle 'nobody'" in capsys.readouterr().out


def test_what_was_done_differently_is_shown() -> None:
    answer = {"bundle": "omni-3b", "answer": "13", "right": False, "tokens_per_s": 41.4, "first_sound_s": None,
              "memory": 6_050_000_000, "loaded_s": 9.0, "notices": ["graphs are off"]}  # fmt: skip
    assert _answer({"first_answer": answer}) == [
        ("first answer", "omni-3b: 13 (wrong); 41 tokens a second, no voice, 6.05 GB"),
        ("", "graphs are off"),
    ]
