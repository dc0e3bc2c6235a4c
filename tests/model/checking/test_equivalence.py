"""Answers as they are written and as they are spoken."""

from __future__ import annotations

import pytest

from model.checking.equivalence import same_value


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (r"\frac{3}{4}", "So the answer is three quarters."),
        ("3/4", "three over four"),
        ("0.75", "zero point seven five"),
        ("0.75", "three quarters"),
        ("x = 5", "So x is five."),
        ("25%", "twenty-five percent"),
        ("25%", "25"),
        ("1,234", "one thousand two hundred and thirty-four"),
        ("1 1/2", "one and a half"),
        ("-7", "minus seven"),
        ("7 remainder 2", "It's seven with two left over."),
        ("3 r 2", "three remainder two"),
        ("3.5 hours", "It takes three and a half hours."),
        ("12 cm^2", "It's twelve square centimetres."),
        ("12 m²", "twelve square metres"),
        ("12 cm^2", "twelve"),
        ("= 5 cm", "fifty millimetres"),
        ("44 euros", "forty-four euros in all"),
        ("$3.50", "three dollars and fifty cents"),
        ("5*10^3", "five thousand"),
        ("2^10 = 1024", "one thousand and twenty-four"),
        ("10:30", "It's half past ten."),
        ("10:30", "ten thirty"),
        ("10:45", "a quarter to eleven"),
        ("3:00", "three o'clock"),
        ("12:5", "twelve to five"),
        (r"\boxed{44}", "It's forty-four."),
        ("**= 44**", "44"),
        (r"2\pi", "two pi"),
        ("90°", "ninety degrees"),
        ("1/2 + 1/3 = 5/6", "five sixths"),
    ],
)
def test_the_same_value(written: str, spoken: str) -> None:
    assert same_value(written, spoken) is True
    assert same_value(spoken, written) is True


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("44", "forty-five"),
        ("3/4", "four thirds"),
        ("12 cm^2", "twelve cubic centimetres"),
        ("10:30", "half past nine"),
        ("3 r 2", "two remainder three"),
        ("$3.50", "three dollars and five cents"),
        ("-7", "seven"),
    ],
)
def test_another_value(written: str, spoken: str) -> None:
    assert same_value(written, spoken) is False


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (r"\pi r^2", "It's pi times the radius squared."),
        ("x=2 or x=3", "two or three"),
        ("yes", "Yes, it is."),
        ("3 (mod 7)", "three modulo seven"),
        ("1/2 + 1/3 = 4/6", "five sixths"),
        ("3 r 2", "three"),
        ("", "three"),
        ("9^9^9^9", "one"),
    ],
)
def test_not_comparable(written: str, spoken: str) -> None:
    assert same_value(written, spoken) is None
