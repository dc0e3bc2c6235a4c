"""Numbers found in text: positions, signs, doubtful cases."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.numbers.from_words import digits_of, words_to_numbers

FOUND = [
    ("that makes three hundred and five", "305"),
    ("Three Hundred Forty Seven", "347"),
    ("three-hundred-and-forty-seven", "347"),
    ("a hundred and a thousand", "100 1000"),
    ("nineteen hundred and five", "1905"),
    ("six hundred thousand and three", "600003"),
    ("one thousand, two hundred", "1200"),
    ("one thousand, five", "1000 5"),
    ("twenty thirty", "20 30"),
    ("five six", "5 6"),
    ("five and three", "5 3"),
    ("three and a half", "7/2"),
    ("two-and-a-half and three-and-two-thirds", "5/2 11/3"),
    ("two and three quarters", "11/4"),
    ("one hundred and three quarters", "403/4"),
    ("one hundred and twenty-three quarters", "123/4"),
    ("three twenty-fifths", "3/25"),
    ("seven over nine", "7/9"),
    ("twelve over four", "12 4"),
    ("half of ten", "1/2 10"),
    ("half a million", "500000"),
    ("2.5 million", "2500000"),
    ("a dozen eggs and two dozen", "12 24"),
    ("nought point oh five", "1/20"),
    ("two point twenty-five", "9/4"),
    ("at this point five people", "5"),
    ("the decimal point five", "1/2"),
    ("eight minus five", "8 5"),
    ("it's minus five", "-5"),
    ("minus two point five", "-5/2"),
    ("negative seven", "-7"),
    ("twelve apples minus five apples", "12 5"),
    ("8-5", "8 5"),
    ("=-5", "-5"),
    ("is -5 or 8 -5", "-5 8 5"),
    ("8 − 5 = 3", "8 5 3"),
    ("x-3", "3"),
    ("347+286\n7+6=13\n=633", "347 286 7 6 13 633"),
    ("12/3=4", "12 3 4"),
    ("17/5", "17 5"),
    ("3/4 and 3 1/2 and 1½", "3/4 7/2 3/2"),
    ("1,234.5", "2469/2"),
    ("£3.50, 50% and 5kg", "7/2 50 5"),
    ("3:30", "3 30"),
    ("this one and each one", ""),
    ("the one hundred", "100"),
    ("3rd, third and the twenty-third", ""),
    ("one hundred and twenty-first", ""),
    ("phone, often, tone, weight", ""),
    ("seven remainder two", "7 2"),
    ("five, three hundred", "5 300"),
    ("twenty thirds", "20/3"),
    ("fifty per cent", "50"),
    ("", ""),
    ("七 ٣ 🙂", ""),
]


@pytest.mark.parametrize(("text", "numbers"), FOUND)
def test_found_numbers(text: str, numbers: str) -> None:
    assert [span.value for span in words_to_numbers(text)] == [Fraction(n) for n in numbers.split()]


def test_positions_cover_the_sign_and_nothing_else() -> None:
    text = "So it's minus five, not three and a half."
    assert [text[s.start : s.end] for s in words_to_numbers(text)] == ["minus five", "three and a half"]


def test_a_written_fraction_names_its_parts() -> None:
    (span,) = words_to_numbers("3/4")
    assert span.parts == (Fraction(3), Fraction(4))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("that makes three hundred and five", "that makes 305"),
        ("It's minus five.", "It's -5."),
        ("three and a half, or three quarters", "3.5, or 3/4"),
        ("nought point two five", "0.25"),
        ("two and a third", "7/3"),
        ("1,234 stays", "1,234 stays"),
        ("seven remainder two", "7 remainder 2"),
    ],
)
def test_digits_of(text: str, digits: str) -> None:
    assert digits_of(text) == digits


@settings(deadline=None)
@given(st.text())
def test_spans_are_ordered_and_inside(text: str) -> None:
    at = 0
    for span in words_to_numbers(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@pytest.mark.parametrize("unit", ["one hundred and ", "thousand ", "minus ", "a ", "1,", "three and a half "])
def test_time_is_linear_in_the_text(unit: str) -> None:
    started = time.process_time()
    words_to_numbers(unit * (50_000 // len(unit)))
    assert time.process_time() - started < 3
