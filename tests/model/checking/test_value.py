"""Exact values, and how they are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from model.checking import value as v
from model.checking.limits import NotCheckable
from model.checking.lines import parse_line
from model.checking.tree_value import evaluate
from model.checking.unit_table import UNITS


def value_of(text: str) -> v.Value:
    return evaluate(parse_line(f"{text} = 1").chains[0].sides[0].node)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3/4", "3/4"),
        ("-6/8", "-3/4"),
        ("2x + 3 - x/2", "(3/2)x + 3"),
        ("-x", "-x"),
        ("3 - 2π", "-2π + 3"),
        ("√8 + 1", "2√2 + 1"),
        ("15%", "15%"),
        ("x - x", "0"),
        ("10:30 + 95 min", "12:05"),
    ],
)
def test_shown(text: str, shown: str) -> None:
    assert v.show(value_of(text)) == shown


def test_decimals_are_shown_where_they_end() -> None:
    assert v.show(v.of(Fraction(3, 40)), decimals=True) == "0.075"
    assert v.show(v.of(Fraction(-5, 4)), decimals=True) == "-1.25"
    assert v.show(v.of(Fraction(1, 3)), decimals=True) == "1/3"


def test_roots_are_freed_of_squares() -> None:
    for n in range(1, 2000):
        root = v.square_root(v.of(n))
        square = v.multiply(root, root)
        assert square.equals(v.of(n))
        for name, _ in root.symbols:
            free = int(name[1:])
            assert all(free % (k * k) for k in range(2, 45))


@pytest.mark.parametrize(
    "text", ["π*π", "x*x", "1/π", "x/x", "√(π)", "3 cm + 1 s", "15% + 1", "√(0-4)", "0^0", "2^0.3", "3:4:5"]
)
def test_left_unchecked(text: str) -> None:
    with pytest.raises(NotCheckable):
        value_of(text)


def test_rounding_of_halves_and_irrational_numbers() -> None:
    assert v.rounded(v.of(Fraction(5, 2)), Fraction(1)) == 3
    assert v.rounded(v.of(Fraction(-5, 2)), Fraction(1)) == -3
    assert v.rounded(value_of("π"), Fraction(1, 10**6)) == Fraction("3.141593")
    assert v.rounded(value_of("√2"), Fraction(1, 10**6)) == Fraction("1.414214")


def test_units_are_consistent() -> None:
    assert UNITS["km"].scale == 1000 * UNITS["metre"].scale == 10**6 * UNITS["mm"].scale
    assert UNITS["l"].scale == 1000 * UNITS["cc"].scale == 1000 * UNITS["ml"].scale
    assert UNITS["week"].scale == 7 * 24 * UNITS["h"].scale
