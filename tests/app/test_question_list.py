"""Prepared questions from files: what is read, and the one line for what cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.question_list import MAX_BYTES, MAX_QUESTIONS, read_questions
from model.errors import BadInput


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_one_question_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "week.txt", "What is 7 plus 8?\r\n\n  12 − 5 \nMia has 3 apples.\u2028How many?\n")
    assert read_questions(path)[:2] == ("What is 7 plus 8?", "12 − 5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_editors(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "week.txt", "84 ÷ 7\nZoë has 3 apples and gets 4. How many?".encode(encoding))
    assert read_questions(path) == ("84 ÷ 7", "Zoë has 3 apples and gets 4. How many?")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_by_its_column(tmp_path: Path, separator: str) -> None:
    rows = ["Nr", "Question", "Remark"], ["1", '"What is 6 times 8,\nminus 19?"', "hard"], ["2", "7 + 8", ""], ["3"]
    path = written(tmp_path, "week.csv", "\n".join(separator.join(row) for row in rows))
    assert read_questions(path) == ("What is 6 times 8, minus 19?", "7 + 8")


def test_numbers_of_a_numbered_list_are_no_part_of_the_questions(tmp_path: Path) -> None:
    assert read_questions(written(tmp_path, "a.txt", "1. 7 + 8\n2) What is 9 plus 4?")) == (
        "7 + 8",
        "What is 9 plus 4?",
    )
    assert read_questions(written(tmp_path, "b.txt", "3. 7 + 8\n9 + 4")) == ("3. 7 + 8", "9 + 4")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.txt", "", "there is no question in empty.txt"),
        ("blank.txt", " \n\n\t\n", "there is no question in blank.txt"),
        ("head.csv", "question\n", "there is no question in head.csv"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture.txt is not a text file"),
        ("noise.txt", bytes(range(256)), "noise.txt is not a text file"),
        ("half.txt", b"\xff\xfeW", "half.txt is not a text file"),
        ("huge.txt", b"a" * (MAX_BYTES + 1), "huge.txt is too large"),
        ("many.txt", "7 + 8\n" * (MAX_QUESTIONS + 1), "many.txt has 501 questions"),
        (
            "long.txt",
            "7 + 8\n" + "9 " * 2000,
            "a question in long.txt cannot be used: the question has 3999",
        ),
        ("other.csv", "task,remark\n7 + 8,\n", "other.csv has no column “question”"),
        ("empty.csv", "", "empty.csv has no column “question”"),
        ("wide.csv", 'question\n"' + "7" * 140_000 + '"', "wide.csv is damaged"),
    ],
)
def test_an_unusable_file_gets_one_line(tmp_path: Path, name: str, content: str | bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_questions(written(tmp_path, name, content))
    assert str(refused.value).startswith(why)
    assert len(str(refused.value).splitlines()) == 1


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.txt", Path("/dev/zero")):
        with pytest.raises(BadInput, match="is no file"):
            read_questions(path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(BadInput, match="is no file"):
        read_questions(tmp_path / "pipe.txt")
