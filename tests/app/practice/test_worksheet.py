"""Worksheets: the same number gives the same sheet, and the key has the right answers with their working."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli import run
from app.practice.worksheet import MOST, answer_of, key_path, page, printed, text_of, title_of, working_of, worksheet
from model.corpus.exercises import KINDS, LEVELS
from model.errors import BadInput, Translatable


def test_the_number_makes_the_sheet() -> None:
    sheet = worksheet("plus-minus", "hard", 20, 4711)
    assert sheet == worksheet("plus-minus", "hard", 20, 4711)
    assert worksheet("plus-minus", "hard", 10, 4711).problems == sheet.problems[:10]
    assert sheet.problems != worksheet("plus-minus", "hard", 20, 4712).problems
    assert len({one.question for one in sheet.problems}) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_key_with_its_working(kind) -> None:  # type: ignore[no-untyped-def]
    for level in LEVELS:
        for asked in worksheet(kind, level, 6, 1).problems:
            assert printed(asked)
            rows = working_of(asked)
            assert rows
            assert all(row.kind != "text" or text_of(row) for row in rows)
            assert answer_of(asked).replace("−", "-") == asked.answer


def test_a_page_has_problems_without_answers_and_a_key_with_them() -> None:
    sheet = worksheet("plus-minus", "hard", 3, 5)
    made, key = page(sheet, "Plus", key=False), page(sheet, "Plus", key=True)
    for asked in sheet.problems:
        assert printed(asked) in made
        assert not re.search(rf"\b{asked.answer}\b", made)
        assert f'<span class="answer">{answer_of(asked)}</span>' in key
    assert key.count("<svg") == 3
    assert "<svg" not in made
    assert "sheet 5" in made
    assert "sheet 5" in key


def test_sums_stand_without_words_and_texts_are_escaped() -> None:
    sheet = worksheet("plus-minus", "easy", 4, 1)
    assert sheet.short
    assert all(re.fullmatch(r"\d+ [+−] \d+ =", printed(one)) for one in sheet.problems)
    assert not worksheet("stories", "easy", 4, 1).short
    assert "<b>" not in page(sheet, "<b>", key=False)


def test_labels_are_translated() -> None:
    told: list[str] = []

    def tell(text: str) -> str:
        told.append(text.template if isinstance(text, Translatable) else text)
        return "übersetzt"

    made = page(worksheet("stories", "easy", 2, 1), "Geschichten", key=False, tell=tell)
    assert {"Name:", "Date:", "Answer:", "{kind}, sheet {number}"} == set(told)
    assert "Answer:" not in made
    assert title_of(worksheet("stories", "easy", 2, 1), "Stories", key=True) == "Stories, answers to sheet 1"


@pytest.mark.parametrize(("count", "number"), [(0, 1), (MOST + 1, 1), (1, -1), (1, 10**6)])
def test_what_is_out_of_range_is_refused(count: int, number: int) -> None:
    with pytest.raises(BadInput):
        worksheet("order", "easy", count, number)


def test_the_command_writes_both_and_refuses_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "week.html"
    options = ["--kind", "times-divide", "--level", "medium", "--problems", "8", "--number", "12"]
    assert run(["worksheet", str(out), *options]) == 0
    first = out.read_text(), key_path(out).read_text()
    assert capsys.readouterr().out.split() == [str(out), str(tmp_path / "week-key.html")]
    assert run(["worksheet", str(out), *options]) == 0
    assert (out.read_text(), key_path(out).read_text()) == first
    assert run(["worksheet", str(out), "--problems", "0"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert run(["worksheet", str(tmp_path / "no" / "where" / "x.html")]) == 2
