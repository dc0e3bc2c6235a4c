"""Spoken-MQA from parquet files in its published layout, made here."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from model.engine import TurnOptions
from model.errors import BadInput
from model.evaluation import spoken_mqa
from model.evaluation.runner import Inbox, Outcome, read_audio, run_set
from model.evaluation.spoken_mqa import SPLITS
from tests.fakes.engine import FakeEngine, sum_answer

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def recording() -> bytes:
    file = io.BytesIO()
    sf.write(file, np.full(1600, 0.1), 16_000, format="WAV")
    return file.getvalue()


def row(text: str, answer: Any) -> dict[str, Any]:
    return {
        "context": {"bytes": recording(), "path": "q.wav"},
        "context_transcript": text,
        "instruction": {"text": "Please answer.", "audio": None},
        "answer": {"text": answer, "audio": None},
        "other_attributes": {},
    }


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    named = [{key: value for key, value in row.items() if key != "other_attributes"} for row in rows]
    pq.write_table(pa.Table.from_pylist(named), path)


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """Four splits; the word problems have worked solutions, the last split two files."""
    folder = tmp_path / "spoken-mqa"
    folder.mkdir()
    for split in SPLITS[:3]:
        answer = ["633"] if split.endswith("digit") else ["347 + 286 = 633\n#### 633.0"]
        write(folder / "data" / f"{split}-00000-of-00001.parquet", [row("What is 347 plus 286?", answer)] * 2)
    for shard in range(2):
        file = folder / "data" / f"multi_step_reasoning-{shard:05d}-of-00002.parquet"
        write(file, [row("One and one?", f"#### {shard}")])
    return folder


def test_every_split_is_read_with_its_sound(benchmark: Path, tmp_path: Path) -> None:
    questions = spoken_mqa.read(benchmark, tmp_path)
    assert [q.kind for q in questions] == [s for s in SPLITS for _ in range(2)]
    assert [q.answer for q in questions] == ["633"] * 6 + ["0", "1"]
    assert questions[0].text == "What is 347 plus 286?"
    assert questions[0].audio is not None
    assert read_audio(questions[0].audio).shape == (1600,)
    assert len({q.audio for q in questions}) == 8
    assert [q.answer for q in spoken_mqa.read(benchmark, tmp_path, limit=1)] == ["633"] * 3 + ["0"]


def test_other_columns_are_refused_in_one_line(benchmark: Path, tmp_path: Path) -> None:
    file = benchmark / "data" / "long_digit-00000-of-00001.parquet"
    pq.write_table(pa.table({"audio": ["x"], "answer": ["1"]}), file)
    with pytest.raises(
        BadInput, match=r"long_digit.* has the columns audio, answer, without context: .*hf download"
    ) as found:
        spoken_mqa.read(benchmark, tmp_path)
    assert "\n" not in str(found.value)


def test_other_answers_are_refused(benchmark: Path, tmp_path: Path) -> None:
    good = row("One?", "1")
    for bad in (good | {"answer": "1"}, good | {"context": {"bytes": None, "path": "q.wav"}}, row("One?", [])):
        write(benchmark / "data" / "short_digit-00000-of-00001.parquet", [bad])
        with pytest.raises(BadInput, match="rows that are not Spoken-MQA's"):
            spoken_mqa.read(benchmark, tmp_path)


@pytest.mark.parametrize("kept", [0, 3, 0.5, 0.99])
def test_a_file_cut_short_is_named(benchmark: Path, tmp_path: Path, kept: float) -> None:
    file = benchmark / "data" / "single_step_reasoning-00000-of-00001.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    with pytest.raises(BadInput, match=r"single_step_reasoning.*damaged or cut short.*get it again") as found:
        spoken_mqa.read(benchmark, tmp_path)
    assert "\n" not in str(found.value)


def test_a_missing_file_is_named(benchmark: Path, tmp_path: Path) -> None:
    (benchmark / "data" / "multi_step_reasoning-00001-of-00002.parquet").unlink()
    with pytest.raises(BadInput, match=r"lacks multi_step_reasoning-00001-of-00002\.parquet"):
        spoken_mqa.read(benchmark, tmp_path)
    (benchmark / "data" / "short_digit-00000-of-00001.parquet").unlink()
    with pytest.raises(BadInput, match="has no short_digit"):
        spoken_mqa.read(benchmark, tmp_path)


def answered(benchmark: Path, sounds: Path) -> list[Outcome]:
    inbox = Inbox()
    engine: Any = FakeEngine(inbox.put, sum_answer)
    return list(run_set(engine, inbox, spoken_mqa.read(benchmark, sounds), TurnOptions(follow_up=False)))


def test_the_table_has_a_column_for_each_split(benchmark: Path, tmp_path: Path) -> None:
    outcomes = answered(benchmark, tmp_path)  # each one "Okay. It's six hundred and thirty-three."
    rows = spoken_mqa.scores(outcomes)
    assert {name: row["accuracy"] for name, row in rows.items()} == {
        "short_digit": 1, "long_digit": 1, "single_step_reasoning": 1, "multi_step_reasoning": 0, "arithmetic": 1,
        "reasoning": 0.5, "all": 0.75}  # fmt: skip
    assert rows["all"]["questions"] == 8
    assert rows["reasoning"]["words"] == 6.0
    lines = spoken_mqa.table([("interleaved 2:8", rows)]).splitlines()
    assert lines[0].split() == [
        "Spoken-MQA", "short", "long", "arithmetic", "single-step", "multi-step", "reasoning", "all", "95", "%",
        "words", "single", "words", "multi"]  # fmt: skip
    assert lines[1].split() == [
        "interleaved", "2:8", "100.0", "100.0", "100.0", "100.0", "0.0", "50.0", "75.0", "40.9-92.8",
        "6.0", "6.0"]  # fmt: skip


def test_the_speech_counts_and_not_the_reasoning(benchmark: Path, tmp_path: Path) -> None:
    outcome = replace(answered(benchmark, tmp_path)[0], spoken="It's six hundred and thirty-four.")
    assert outcome.right
    assert spoken_mqa.scores([outcome])["short_digit"]["accuracy"] == 0
