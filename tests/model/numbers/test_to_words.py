"""Numbers to words and back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.numbers import words_to_numbers
from model.numbers.to_words import fraction_to_words, number_to_words, ordinal_to_words


def values(text: str) -> list[Fraction]:
    return [span.value for span in words_to_numbers(text)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (347, "three hundred and forty-seven"),
        (1000, "one thousand"),
        (1005, "one thousand and five"),
        (1100, "one thousand one hundred"),
        (12345, "twelve thousand three hundred and forty-five"),
        (1_000_001, "one million and one"),
        (2 * 10**12, "two trillion"),
        (-45, "minus forty-five"),
        (Fraction(7, 2), "three and a half"),
        (Fraction(-3, 4), "minus three quarters"),
        (Fraction(17, 8), "two and an eighth"),
        (Fraction(8, 3), "two and two thirds"),
        (Fraction(6, 2), "three"),
        (Fraction(345, 1001), "three hundred and forty-five over one thousand and one"),
        (Decimal("3.50"), "three point five zero"),
        (Decimal("-0.05"), "minus zero point zero five"),
        (Decimal("1E+3"), "one thousand"),
        (Decimal("1E+400"), "one times ten to the power of four hundred"),
        (Decimal("Infinity"), "infinity"),
    ],
)
def test_known_numbers(number: int | Fraction | Decimal, words: str) -> None:
    assert number_to_words(number) == words


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (112, "one hundred and twelfth"),
     (1000, "one thousandth"), (-3, "minus third")],
)  # fmt: skip
def test_ordinals(n: int, words: str) -> None:
    assert ordinal_to_words(n) == words


def test_a_written_fraction_is_not_reduced() -> None:
    assert fraction_to_words(6, 8) == "six eighths"
    assert fraction_to_words(7, 2) == "seven halves"
    assert fraction_to_words(1, 0) == "one over zero"


def test_numbers_beyond_names_are_read_digit_by_digit() -> None:
    assert number_to_words(10**36) == "one" + " zero" * 36
    assert number_to_words(10**9000).count("zero") == 9000


def come_back(numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), 1000):
        block = numbers[start : start + 1000]
        assert values("; ".join(number_to_words(n) for n in block)) == list(block)


def test_integers_come_back() -> None:
    """All below two thousand, all whole thousands (larger numbers are made of these), and a sample."""
    come_back(sorted({*range(2000), *range(0, 1_000_001, 1000), *range(0, 1_000_001, 173)}))


@pytest.mark.slow
def test_every_integer_to_a_million_comes_back() -> None:
    come_back(range(1_000_001))


@settings(deadline=None)
@given(st.integers(min_value=-(10**36) + 1, max_value=10**36 - 1))
def test_any_named_integer_comes_back(n: int) -> None:
    words = number_to_words(n)
    assert values(words) == [n]
    assert number_to_words(values(words)[0]) == words


@settings(deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=6))
def test_decimals_come_back(n: Decimal) -> None:
    assert values(number_to_words(n)) == [Fraction(n)]


@settings(deadline=None)
@given(st.integers(-2000, 2000), st.integers(2, 100))
def test_fractions_come_back(top: int, bottom: int) -> None:
    assert values(number_to_words(Fraction(top, bottom))) == [Fraction(top, bottom)]
