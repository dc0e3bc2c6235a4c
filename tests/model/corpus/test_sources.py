"""Worked problems from the published collections' files, and what is wrong with a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.corpus import sources
from model.corpus.sources import Worked
from model.errors import BadInput

GSM8K = {"question": "Tom has 4 pens and buys 3. How many has he?", "answer": "He has <<4+3=7>>7.\n#### 7"}
META = {
    "query": "Tom has x pens and buys 3. He has 7 now. What is x?",
    "response": "x + 3 = 7, so x = 7 - 3 = 4\n#### 4\nThe answer is: 4",
    "type": "GSM_FOBAR",
    "original_question": GSM8K["question"],
}
ORCA = {"question": "A box holds 12 eggs. How many are in 5 boxes?", "answer": "There are 12 * 5 = 60 eggs in 5 boxes."}
OWN = {"question": "What do 3 caps at $1.50 cost?", "solution": "3 * 1.50 = 4.50", "answer": "$4.50"}
ALL = (GSM8K, META, ORCA, OWN)


def write(path: Path, *rows: Any) -> Path:
    text = json.dumps(rows) if path.suffix == ".json" else "".join(json.dumps(row) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", ["json", "jsonl", "parquet"])
def test_every_collection_is_known_by_its_columns(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"rows.{suffix}"
    given = ALL
    if suffix == "parquet":
        pq, pa = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
        given = (ORCA,)
        pq.write_table(pa.Table.from_pylist([ORCA]), file)
    else:
        write(file, *ALL)
    found = [row for row in sources.rows(file) if isinstance(row, Worked)]
    names = {"GSM8K": "7", "MetaMath": "4", "Orca-Math": "5", "own": "4.5"}
    expected = names if suffix != "parquet" else {"Orca-Math": "5"}  # its solution's last number
    assert {row.source: row.answer for row in found} == expected
    assert len(found) == len(given)


def test_what_was_made_from_one_question_is_held_out_together(tmp_path: Path) -> None:
    first, second = sources.rows(write(tmp_path / "a.jsonl", GSM8K, META))
    assert isinstance(first, Worked)
    assert isinstance(second, Worked)
    assert first.family == second.family
    assert first.key != second.key
    assert replace(first, question="TOM has 4 pens, and buys 3! How many has he").key != 0
    assert replace(first, question=first.question.upper() + "!").key == first.key


@pytest.mark.parametrize(
    ("text", "number"),
    [("$1,200.00.", "1200"), ("12%", "12"), ("-3", "-3"), ("0.50", "0.5"), (" 7 ", "7"), ("x+1", ""), ("3/4", "")],
)
def test_answers_in_plain_form(text: str, number: str) -> None:
    assert sources.plain_number(text) == number


def test_each_question_is_kept_once_and_the_rest_is_counted(tmp_path: Path) -> None:
    unclear = {"question": "Prove it.", "solution": "As you see.", "answer": "x"}
    again = OWN | {"question": OWN["question"].upper()}
    files = [write(tmp_path / "a.jsonl", OWN, unclear), write(tmp_path / "b.json", again, ORCA)]
    for _ in range(2):  # made once, then read again
        rejected = Counter[str]()
        file = sources.collect(files, tmp_path, rejected)
        assert rejected == {"source: the answer is no plain number": 1, "source: a question that was there before": 1}
    starts = sources.line_starts(file)
    assert [row.source for row in sources.collected(file, 0, int(starts[-1]))] == ["own", "Orca-Math"]
    assert [row.source for row in sources.collected(file, int(starts[1]), int(starts[2]))] == ["Orca-Math"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jsonl", b'{"text": "How many?", "label": 3}\n', "row 1 has text, label, but needs question and solution"),
        ("a.jsonl", b'{"question": "How many?", "answer": 3}\n', "row 1 has question, answer, but needs"),
        ("a.jsonl", b'[1, 2]', "row 1 has int, but needs"),
        ("a.jsonl", b'{"question": "How', "cut short"),
        ("a.json", b'[{"question": "How', "cut short"),
        ("a.jsonl", b'\xff\xfe{', "cut short"),
        ("none.jsonl", None, "cut short"),
    ],
)  # fmt: skip
def test_a_bad_file_costs_one_line(tmp_path: Path, name: str, data: bytes | None, reason: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=reason) as found:
        list(sources.rows(tmp_path / name))
    assert "\n" not in str(found.value)


def test_a_parquet_that_is_cut_short(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(BadInput, match="cut short"):
        list(sources.rows(tmp_path / "a.parquet"))
