"""Every written method gives the right result, and every step in it is true."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.checking import written_methods

whole = st.integers(0, 999)
STEP = re.compile(r"^([\d+\-*]+)=(\d+)$")


def expected(a: int, symbol: str, b: int) -> str:
    if symbol == "/":
        return f"{a // b} r {a % b}" if a % b else str(a // b)
    return str({"+": a + b, "-": a - b, "*": a * b}[symbol])


@given(whole, st.sampled_from("+-*/"), whole)
def test_result_is_right(a: int, symbol: str, b: int) -> None:
    if symbol == "/" and b == 0:
        with pytest.raises(ZeroDivisionError):
            written_methods.work(a, symbol, b)
        return
    assert written_methods.result_of(written_methods.work(a, symbol, b)) == expected(a, symbol, b)


@given(whole, st.sampled_from("+-*"), whole)
def test_every_step_is_true(a: int, symbol: str, b: int) -> None:
    for line in written_methods.work(a, symbol, b):
        for step in line.split(": ", 1)[-1].split():
            if match := STEP.match(step):
                assert eval(match[1]) == int(match[2]), line  # digits and operators only, by the pattern


def test_long_division_shows_each_digit() -> None:
    assert written_methods.divide(846, 18) == ["846/18: 84-18*4=84-72=12 126-18*7=126-126=0", "=47"]


def test_small_sums_need_no_columns() -> None:
    assert written_methods.add(12, 7) == ["12+7=19"]
    assert written_methods.multiply(8, 7) == ["8*7=56"]
