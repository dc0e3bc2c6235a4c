"""Spoken-MQA's rule: which number counts, in which form, and what it is compared with."""

from __future__ import annotations

import pytest

from model.evaluation.mqa_rule import is_right, predicted, reference, without_extra_zeros


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 and 6. The answer is 11, not 12.", "11"),
        ("The answer is: 7. Then 8.", "7"),
        ("5 plus 6 is 11.", "11"),
        ("THE ANSWER IS 3, of 4.", "4"),  # another spelling is no trigger
        ("First 9.\n#### 12 or 13", "12"),
        ("The answer is 5.\n\nThe answer is 6.", "5"),  # what comes after an empty line is a new question
        ("The answer is 5. The answer is 6.", "6"),
        ("The answer is clear.", ""),
        ("That's 1,234.", "1234"),
        ("It's 3/4.", "0.75"),
        ("It's 5.10.", "5.1"),
        ("minus: -7.0", "-7"),
        ("No idea.", ""),
    ],
)
def test_the_number_that_counts(text: str, number: str) -> None:
    assert predicted(text) == number


@pytest.mark.parametrize(
    ("number", "short"),
    [("7.0", "7"), ("0.60", "0.6"), ("007", "7"), ("100", "100"), ("-0.50", "-0.5"), ("3/0", "3/0"), ("3/", "3/"),
     ("1/2", "0.5"), ("six", "six"), ("6/3", "2")],
)  # fmt: skip
def test_zeros_that_say_nothing_are_left_out(number: str, short: str) -> None:
    assert without_extra_zeros(number) == short


def test_the_reference_is_the_number_after_the_mark() -> None:
    assert reference("He has 3 + 9 = 12.\n#### 1,012.0") == "1012"
    assert reference("42") == "42"


def test_speech_is_compared_in_digits_as_text() -> None:
    assert is_right("So it's one hundred and fifty-three.", "153")
    assert is_right("That makes minus three point five.", "-3.5")
    assert not is_right("It's five.", "5.0")  # references are not brought into another form
    assert not is_right("I don't know.", "0")
    assert is_right("I don't know.", "empty")


def test_a_prediction_is_cut_after_a_hundred_characters() -> None:
    assert is_right(f"It is {'9' * 400}/0", "9" * 100)  # no value, so it stays as it is
