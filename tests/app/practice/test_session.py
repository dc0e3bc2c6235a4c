"""A practice: what counts as right, what comes again, when the answer is shown, and that it outlives a restart."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path
from random import Random

import pytest

from app.practice.results import as_csv, results
from app.practice.session import AGAIN, PROBLEMS, Practice, begin
from app.practice.store import PracticeStore
from model.corpus.exercises import KINDS, Kind


def practice(kind: Kind = "plus-minus", *, locked: bool = False, seed: int = 3) -> Practice:
    return begin(kind, "medium", [], locked=locked, rng=Random(seed))


def right(now: Practice) -> None:
    assert now.answer(now.item.asked.answer).state == "right"


def wrong(now: Practice) -> None:
    assert now.answer(str(int(now.item.asked.answer) + 1)).state == "wrong"


@pytest.mark.parametrize("kind", KINDS)
def test_ten_different_problems(kind: Kind) -> None:
    now = practice(kind)
    assert len({item.asked.question for item in now.items}) == PROBLEMS == len(now.items)


def test_all_right_at_once_is_over_after_ten() -> None:
    now = practice()
    for _ in range(PROBLEMS):
        right(now)
        now.next()
    assert now.over
    assert (results(now).first, results(now).later, results(now).missed) == (PROBLEMS, 0, 0)


def test_a_mistake_comes_again_until_it_is_right_at_once() -> None:
    now = practice()
    missed = now.item.asked
    wrong(now)
    right(now)
    now.next()
    assert [item.asked for item in now.items[PROBLEMS:]] == [missed]
    for _ in range(PROBLEMS - 1):
        right(now)
        now.next()
    assert now.item.asked == missed
    assert now.item.tries == []
    right(now)
    now.next()
    assert now.over
    assert (results(now).first, results(now).later) == (PROBLEMS - 1, 1)


def test_a_mistake_comes_again_so_often_and_no_more() -> None:
    now = practice()
    while not now.over:
        wrong(now)
        now.show()
        now.next()
    assert len(now.items) == PROBLEMS * (1 + AGAIN)
    assert results(now).missed == PROBLEMS


def test_what_is_no_answer_is_no_try() -> None:
    now = practice()
    assert now.answer("what?").state == "unclear"
    assert now.item.tries == []
    right(now)
    assert now.item.outcome == "first"


def test_the_next_problem_waits() -> None:
    now = practice()
    with pytest.raises(ValueError, match="still open"):
        now.next()


@pytest.mark.parametrize("locked", [False, True])
def test_hints_come_before_the_answer(locked: bool) -> None:
    now = practice(locked=locked)
    with pytest.raises(ValueError, match="hints"):
        now.show()
    given = [now.hint()]
    assert now.may_show == (not locked)
    while now.hints_left:
        given.append(now.hint())
    assert now.hint() == ""
    assert given == now.hints_given()
    assert now.may_show == (not locked)
    wrong(now)
    assert now.may_show
    assert now.show() == now.item.asked.answer
    assert now.item.outcome == "shown"


def test_a_practice_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "practice" / "practice.json"
    store, now = PracticeStore(file), practice(locked=True)
    wrong(now)
    now.hint()
    right(now)
    now.next()
    store.keep(now)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = PracticeStore(file)
    assert again.practice == now
    assert again.notice == ""
    assert [one.question for one in again.missed("plus-minus", "medium")] == [now.items[0].asked.question]


def test_what_was_missed_comes_first_in_the_next_practice_until_it_is_right(tmp_path: Path) -> None:
    store, now = PracticeStore(tmp_path / "p.json"), practice()
    wrong(now)
    now.show()
    store.keep(now)
    missed = store.missed("plus-minus", "medium")
    then = begin("plus-minus", "medium", missed, locked=False, rng=Random(9))
    assert then.item.asked == now.items[0].asked
    assert len(then.items) == PROBLEMS
    right(then)
    store.keep(then)
    assert store.missed("plus-minus", "medium") == []


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "null", '{"practice": 3, "missed": {}}', '{"practice": null, "missed": {"a": [{"question": 5}]}}'],
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "practice.json"
    file.write_text(damage)
    store = PracticeStore(file)
    assert "damaged" in store.notice
    assert store.practice is None
    store.keep(practice())
    assert PracticeStore(file).practice is not None
    assert [p.read_text() for p in tmp_path.glob("practice.json.damaged-*")] == [damage]


@pytest.mark.parametrize(("name", "value"), [("at", 99), ("at", -1), ("kind", "magic"), ("items", []), ("at", "x")])
def test_a_practice_that_cannot_be_is_not_taken(tmp_path: Path, name: str, value: object) -> None:
    file = tmp_path / "practice.json"
    PracticeStore(file).keep(practice())
    row = json.loads(file.read_text())
    row["practice"][name] = value
    file.write_text(json.dumps(row))
    assert "damaged" in PracticeStore(file).notice


def test_the_table_holds_each_problem_once_and_spreadsheets_run_nothing_of_it() -> None:
    now = practice()
    now.item.tries.append("=1+1")
    now.item.tries[0] = "=HYPERLINK(1)"
    right(now)
    now.next()
    wrong(now)
    now.hint()
    now.show()
    now.next()
    rows = list(csv.reader(io.StringIO(as_csv(now))))
    assert rows[0] == ["Problem", "Right answer", "Your answers", "Hints", "Result", "Came again"]
    assert [row[0] for row in rows[1:]] == [item.asked.question for item in now.items[:2]]
    assert rows[1][2].startswith("'=")
    assert rows[2][3:5] == ["1", "The answer was shown"]


def test_a_negative_answer_stays_a_number_in_the_table() -> None:
    now = begin("negatives", "hard", [], locked=False, rng=Random(1))
    while not now.item.asked.answer.startswith("-"):
        right_answer = now.item.asked.answer
        now.answer(right_answer)
        now.next()
    asked = now.item.asked
    now.answer(asked.answer)
    now.next()
    row = next(row for row in csv.reader(io.StringIO(as_csv(now))) if row[0] == asked.question)
    assert row[1] == asked.answer
