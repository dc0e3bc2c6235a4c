"""The event file: whole or absent, and stdout line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.transcript.event_log import EventLines
from model.errors import BadInput
from tests.fakes.engine import answer


def write(target: str) -> None:
    with EventLines(target) as lines:
        for event in answer(1):
            lines.write(event)
        lines.commit()


def test_the_file_holds_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("an older run")
    write(str(path))
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["kind"] for row in rows[:4]] == ["heard", "spoken", "reasoning", "audio"]
    assert rows[3]["samples"] == 8000
    assert rows[-1]["kind"] == "ended"
    assert rows[-1]["answer"] == "633"
    assert [file.name for file in tmp_path.iterdir()] == ["events.jsonl"]


def test_leaving_without_commit_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("an older run")
    with EventLines(str(path)) as lines:
        lines.write(answer(1)[0])
    assert path.read_text() == "an older run"
    assert [file.name for file in tmp_path.iterdir()] == ["events.jsonl"]


def test_stdout_gets_each_line_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with EventLines("-") as lines:
        lines.write(answer(1)[0])
        assert json.loads(capsys.readouterr().out)["kind"] == "heard"
        lines.commit()


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("{")


@pytest.mark.parametrize("target", ["missing/events.jsonl", ".", "x" * 300])
def test_a_place_that_cannot_be_written_is_said_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput):
        write(target)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said_and_the_device_survives() -> None:
    with pytest.raises(BadInput, match="free some space"):
        write("/dev/full")
    assert Path("/dev/full").is_char_device()
