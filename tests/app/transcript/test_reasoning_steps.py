from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.reasoning_steps import Steps, is_result, numbers_in, pretty, result_text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("347+286", "347 + 286"),
        ("3*4=12", "3 × 4 = 12"),
        ("12/4=3", "12 ÷ 4 = 3"),
        ("5-8=-3", "5 − 8 = −3"),
        ("-3+5=2", "−3 + 5 = 2"),
        ("17/5=3r2", "17 ÷ 5 = 3 r 2"),
        ("so Mia has 24-9 left", "so Mia has 24-9 left"),
        ("", ""),
    ],
)
def test_pretty(line: str, shown: str) -> None:
    assert pretty(line) == shown


def test_result_line() -> None:
    assert is_result("=633")
    assert not is_result("=")
    assert not is_result("3+3=6")
    assert result_text("=-3") == "−3"
    assert result_text("=4 r 1") == "4 r 1"


def test_numbers_in() -> None:
    assert numbers_in("7 + 6.5") == [(0, 1, Fraction(7)), (4, 7, Fraction(13, 2))]


@given(st.text(alphabet="0123456789+=\n ", max_size=80), st.lists(st.integers(0, 80), max_size=12))
def test_how_the_stream_is_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    whole, pieces = Steps(), Steps()
    whole.add(text)
    edges = sorted({0, len(text), *(min(c, len(text)) for c in cuts)})
    for a, b in pairwise(edges):
        pieces.add(text[a:b])
    assert (pieces.closed, pieces.open) == (whole.closed, whole.open)
    whole.finish()
    assert whole.open == ""
    assert all(line.strip() for line in whole.closed)
