"""Slips that pupils make, by name."""

from __future__ import annotations

import pytest

from model.checking.rules import name_equation_slip, name_line_slip, name_slip
from model.checking.slips import Slip


@pytest.mark.parametrize(
    ("expression", "given", "slip"),
    [
        ("52-17", "45", Slip.SMALLER_FROM_LARGER),
        ("523-168", "445", Slip.SMALLER_FROM_LARGER),
        ("523-168", "365", Slip.BORROW_NOT_PAID),
        ("47+38", "75", Slip.FORGOT_CARRY),
        ("478+385", "753", Slip.FORGOT_CARRY),
        ("47+38", "715", Slip.WROTE_WHOLE_COLUMN),
        ("12+345", "465", Slip.MISALIGNED),
        ("47+38", "9", Slip.SUBTRACTED),
        ("6*7", "13", Slip.ADDED),
        ("6*7", "48", Slip.TABLE_OFF_BY_ONE),
        ("47*3", "121", Slip.FORGOT_CARRY),
        ("47*23", "235", Slip.FORGOT_ZERO),
        ("47*23", "821", Slip.CROSS_TERMS),
        ("408/4", "12", Slip.ZERO_IN_QUOTIENT),
        ("17/5", "3", Slip.LOST_REMAINDER),
        ("17/5", "2 r 7", Slip.REMAINDER_TOO_LARGE),
        ("17/5", "3 r 2", None),
        ("3-8", "5", Slip.TURNED_ROUND),
        ("5 - -3", "2", Slip.DOUBLE_MINUS),
        ("-4*-3", "-12", Slip.SIGN),
        ("1/2+1/3", "2/5", Slip.TOPS_AND_BOTTOMS),
        ("1/2+1/3", "2/6", Slip.TOPS_NOT_SCALED),
        ("3/4 ÷ 1/2", "3/8", Slip.NOT_INVERTED),
        ("0.5+0.25", "0.30", Slip.DECIMALS_AS_WHOLE),
        ("0.2*0.3", "0.6", Slip.PLACE_VALUE),
        ("2^3", "6", Slip.BASE_TIMES_EXPONENT),
        ("(2+3)^2", "13", Slip.POWER_OF_SUM),
        ("sqrt(16)", "8", Slip.HALVED),
        ("2+3*4", "20", Slip.LEFT_TO_RIGHT),
        ("10-3*2", "14", Slip.LEFT_TO_RIGHT),
        ("(2+3)*4", "14", Slip.BRACKETS_IGNORED),
        ("5-(3-1)", "1", Slip.BRACKETS_IGNORED),
        ("2(x+3)", "2x+3", Slip.DISTRIBUTED_ONCE),
        ("15% of 60", "900", Slip.PERCENT_NOT_DIVIDED),
        ("15% of 60", "4", Slip.PERCENT_AS_DIVISOR),
        ("5 cm + 3 cm", "2 cm", Slip.SUBTRACTED),
        ("12*3", "37", Slip.OFF_BY_ONE),
        ("60+24", "48", Slip.DIGITS_SWAPPED),
        ("10 + 47 + 38", "85", Slip.FORGOT_CARRY),
        ("47+38", "85", None),
        ("47+38", "12345", None),
        ("47+38", "eighty", None),
        ("", "3", None),
    ],
)
def test_slips_in_a_computation(expression: str, given: str, slip: Slip | None) -> None:
    assert name_slip(expression, given) is slip


@pytest.mark.parametrize(
    ("before", "after", "slip"),
    [
        ("x + 3 = 7", "x = 10", Slip.MOVED_WITHOUT_SIGN),
        ("2x + 3 = 11", "2x = 14", Slip.MOVED_WITHOUT_SIGN),
        ("2x + 3 = 11", "2x = 11", Slip.ONE_SIDE_ONLY),
        ("2x = 8", "x = 6", Slip.COEFFICIENT_SUBTRACTED),
        ("2x = 8", "x = 16", Slip.MULTIPLIED),
        ("2x = 8", "x = 4", None),
        ("2x = 8", "x^2 = 4", None),
        ("hello", "x = 4", None),
    ],
)
def test_slips_in_an_equation(before: str, after: str, slip: Slip | None) -> None:
    assert name_equation_slip(before, after) is slip


@pytest.mark.parametrize(
    ("line", "before", "slip"),
    [
        ("52 - 17 = 45", "", Slip.SMALLER_FROM_LARGER),
        ("So 6 × 7 = 48.", "", Slip.TABLE_OFF_BY_ONE),
        ("12*3 = 36 + 4 = 40", "", Slip.RUN_ON),
        ("10 + 47 + 38 = 57 + 38 = 85", "", Slip.FORGOT_CARRY),
        ("17/5 = 2 r 7", "", Slip.REMAINDER_TOO_LARGE),
        ("2x = 14", "2x + 3 = 11", Slip.MOVED_WITHOUT_SIGN),
        ("52 - 17 = 35", "", None),
        ("what?", "", None),
    ],
)
def test_slips_in_a_line(line: str, before: str, slip: Slip | None) -> None:
    assert name_line_slip(line, before) is slip
