"""The working that is written for the model, once it has written the operation."""

from __future__ import annotations

from random import Random

import pytest

from model.checking.exact_working import exact_working
from model.checking.trace import check_trace
from model.working import carry_out


def test_it_is_what_the_corpus_writes_and_right() -> None:
    rng = Random(3)
    for _ in range(500):
        a, op, b = rng.randint(0, 999), rng.choice("+-*/"), rng.randint(1, 999)
        working = exact_working(f"{a}{op}{b}")
        assert working is not None
        made = carry_out([f"{a}{op}{b}"])
        assert working.lines == made.lines[: len(working.lines)]
        assert working.result == made.answer
        assert check_trace(made.lines, f"{a} and {b}").final.right


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("47+38", ": 7+8=15 4+3+1=8\n=85"),
        ("12+7", "=19"),
        ("3<5", "\n5-3=2\n=-2"),
        ("17/5", ": 17-5*3=17-15=2\n=3 r 2"),
        ("3*12", None),
        ("3-5", None),
    ],
)
def test_what_follows_the_written_operation(written: str, after: str | None) -> None:
    working = exact_working(written)
    assert working is not None
    assert working.after(written) == after


@pytest.mark.parametrize(
    "text", ["", "47", "47+", "5/0", "5<3", "1+2+3", "04+5", "1.5+2", "-3+4", "1" * 12 + "+1", "x+1"]
)
def test_no_working(text: str) -> None:
    assert exact_working(text) is None
