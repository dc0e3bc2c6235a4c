"""Question sets on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from model.errors import BadInput
from model.evaluation.runner import read_audio, read_questions


def write(folder: Path, *lines: str) -> Path:
    (folder / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_folder_and_file_are_the_same(tmp_path: Path) -> None:
    write(
        tmp_path,
        '{"audio": "a.wav", "text": "1+1", "answer": 2, "kind": "sum"}',
        "",
        '{"text": "2+2", "answer": "4"}',
    )
    questions = read_questions(tmp_path)
    assert questions == read_questions(tmp_path / "questions.jsonl")
    assert (questions[0].audio, questions[0].answer, questions[0].kind) == (tmp_path / "a.wav", "2", "sum")
    assert (questions[1].audio, questions[1].kind) == (None, "")
    assert len(read_questions(tmp_path, limit=1)) == 1
    assert read_questions(write(tmp_path, '{"text": "Who are you?", "answer": null}'))[0].answer is None


@pytest.mark.parametrize(
    "line", ["{", "[]", '"x"', '{"text": "1+1"}', '{"answer": "2"}', '{"audio": 3, "answer": "2"}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadInput, match=r"questions\.jsonl:1 "):
        read_questions(write(tmp_path, line))


def test_missing_and_empty_sets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no question set"):
        read_questions(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="has no questions"):
        read_questions(write(tmp_path, ""))


def test_audio_becomes_mono_16_khz(tmp_path: Path) -> None:
    sf.write(tmp_path / "a.wav", np.full((4800, 2), 0.25), 48_000)
    samples = read_audio(tmp_path / "a.wav")
    assert samples.dtype == np.float32
    assert samples.shape == (1600,)


def test_what_is_no_audio_is_refused(tmp_path: Path) -> None:
    for name in ("a.wav", "a.raw"):
        (tmp_path / name).write_text("no sound")
    for name in ("a.wav", "a.raw", "missing.wav"):
        with pytest.raises(BadInput, match="cannot read the recording"):
            read_audio(tmp_path / name)
