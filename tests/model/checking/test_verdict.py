"""Golden lines: as pupils, tutors and stock models write them."""

from __future__ import annotations

import pytest

from model.checking.equations import Equation
from model.checking.findings import Context, State
from model.checking.limits import Reason
from model.checking.value import ONE, ZERO, Value, of
from model.checking.verdict import check_line

RIGHT = r"""
47 x 23 = 1081
47×23=1081
3x4 = 12
1,250 + 75 = 1,325
1{,}250 + 75 = 1\,325
12 + 7 = 19 = 20 - 1
5 − 8 = −3
5 - -3 = 8
-5+8=3
-2^2 = -4
2^10 = 1024
2**3 = 8
7² = 49
2^{-1} = 1/2
(2+3)*4 = 20
2(3+4) = 14
[2+3]·4 = 20
12 / 3 / 2 = 2
3/4 ÷ 1/2 = 3/2
3/4 / 1/2 = 1 1/2
1 1/4 + 1/2 = 1 3/4
3½ * 2 = 7
\frac{3}{4} + \frac{1}{2} = \frac{5}{4}
\dfrac34 + 1\tfrac{1}{4} = 2
\( 12 \times 3 = 36 \)
\[ \frac{12}{3} = \boxed{4} \]
$\frac{3}{4} + 1 = 1 \frac{3}{4}$
$$ 47 \cdot 23 = 1081 $$
**12 * 3 = 36**
`12*3 = 36`
x = **12 / 3** = 4
\text{Area} = 5 \times 3 = 15 \text{ cm}^2
15% of 60 = 9
15\% of 60 = 9
15% of 60 = 60 * 0.15 = 9
3/4 of 60 = 45
0.15 = 15%
100% - 15% = 85%
9/60 = 15%
17 / 5 = 3 r 2
17 ÷ 5 = 3 R 2
17/5 = 3 remainder 2
17 / 5 = 3, remainder 2
17/5 = 3 with a remainder of 2
3 r 2 = 17/5
sqrt(16) = 4
\sqrt{12} = 2\sqrt{3}
√12 * √3 = 6
1/√2 = √2/2
\sqrt[3]{27} = 3
2π + π = 3π
10/3 ≈ 3.33
10/3 is about 3.33
10/3 = 3.33 (2 d.p.)
10/3 ≈ 3.333 (to 3 decimal places)
1,234 ≈ 1,200 (to the nearest hundred)
1,234 ≈ 1,230 (3 s.f.)
2.5 ≈ 3
π * 3^2 ≈ 28.27
√2 ≈ 1.41
5 cm = 50 mm
3 cm * 4 cm = 12 cm^2
3 cm * 4 cm = 12 square centimetres
5 * 3 = 15 cm²
4 × 6 = 24 cm squared
4 squared = 16
2 m 20 cm = 220 cm
1 h 30 min = 90 min
3/4 h = 45 min
60 km/h * 2 h = 120 km
12 kg / 4 = 3000 g
$3.50 + $2 = $5.50
$3.50 * 4 = 14
3 dollars and 50 cents = $3.50
£1.20 - 45p = 75p
90° + 45^\circ = 135°
10:30 + 45 min = 11:15
11:15 - 10:30 = 45 min
10:30 am + 3 h = 1:30 pm
23:30 + 1 h = 0:30
3:4 = 6:8
12:16 = 3/4
3 < 5
3/4 > 0.7
√2 < 1.5
3 ≠ 4
2(x+3) = 2x + 6
x + 2x = 3x
A = 5*3 = 15
5*10^3 = 5000
So the total is 3 + 4 = 7 apples.
She has 3 * 4 = 12 apples.
There are a total of 52 + 38 = 90 parking spaces in the school.
The 30 lines are 30 * 10 = 300 words.
3 boxes * 4 apples = 12 apples
3 + 4 = 7, 7*2 = 14
3*4 = 12, so 12 + 1 = 13
Step 1: 3*4 = 12
2) 3*4 = 12
* 3*4 = 12
Day 3:100+20=120
He works 2+3=5 hours per day
7 divided by 2 is 3.5
seven: 3 plus 4 equals 7
"""
WRONG = [
    ("12 + 7 = 20", "19", "20"),
    ("12 + 7 = 19 = 20", "19", "20"),
    ("12*3 = 36+4 = 40", "36", "36+4"),
    ("0.5+0.25=0.3", "0.75", "0.3"),
    ("1/2 + 1/3 = 2/5", "5/6", "2/5"),
    ("15% of 60 = 8", "9", "8"),
    ("17 / 5 = 3 r 3", "3 r 2", "3"),
    ("17 / 5 = 2 r 7", "3 r 2", "2"),
    ("17/5 = 3", "3 r 2", "3"),
    ("10/3 = 3.34", "10/3", "3.34"),
    ("10/3 ≈ 3.34", "3.33", "3.34"),
    ("2.5 ≈ 2", "3", "2"),
    ("5 cm = 51 mm", "50", "51 mm"),
    ("5 * 3 = 16 cm²", "15", "16 cm²"),
    ("10:30 + 45 min = 11:05", "11:15", "11:05"),
    ("3:4 = 6:9", "3/4", "6:9"),
    ("-3^2 = 9", "-9", "9"),
    ("√12 = 3√2", "2√3", "3√2"),
    ("5 < 3", "", "3"),
    ("5/0 = 0", "", "0"),
    (r"\frac{3}{4} + \frac{1}{2} = \frac{4}{6}", "5/4", r"\frac{4}{6}"),
    ("So the total is 3 + 4 = 8 apples.", "7", "8"),
    ("3*4 = 12, so 12 + 1 = 14", "13", "14"),
    ("5 + 5 = 10; 10 / 2 = 4", "5", "4"),
    ("1 km = 100 m", "1000", "100 m"),
]
UNCHECKED = [
    ("", Reason.NO_CLAIM),
    ("Let me think.", Reason.NO_CLAIM),
    ("3+4 = ?", Reason.NO_CLAIM),
    ("47 * 23", Reason.PLAN_OPEN),
    ("47*23: 40*23=920", Reason.PLAN_OPEN),
    ("= 44", Reason.NO_RESULT_BEFORE),
    ("= 3 r 2", Reason.REMAINDER),
    ("10/3 = 3.33", Reason.ROUNDED),
    ("π = 3.14", Reason.ROUNDED),
    ("π * 25 ≈ 78.5714", Reason.ROUNDED),
    ("1,234 ≈ 1,200", Reason.NO_PLACE),
    ("6/2(1+2) = 9", Reason.AMBIGUOUS),
    ("12 / 3/2 = 8", Reason.AMBIGUOUS),
    ("- 12*3 = 36", Reason.AMBIGUOUS),
    ("2x(3) = 6", Reason.AMBIGUOUS),
    ("9/60*100 = 15%", Reason.UNITS),
    ("60 + 15% = 69", Reason.UNITS),
    ("200 cm = 2", Reason.UNITS),
    ("3 cm + 4 kg = 7", Reason.UNITS),
    ("3 × 50 = $1.50", Reason.UNITS),
    ("2.5 hours x 60 = 150 minutes", Reason.UNITS),
    ("5 cm = 5 cm^2", Reason.UNITS),
    ("5 more than 3*4 = 12", Reason.NOT_PARSED),
    ("half of 3*4 = 12", Reason.WORDS),
    ("3 + 4 is not 8", Reason.WORDS),
    ("if 3 + 4 = 8", Reason.WORDS),
    ("1 box = 12 eggs", Reason.WORDS),
    ("Area of 4 bedrooms = 121 * 4 = 484", Reason.WORDS),
    ("100 / 5 = 20 times 2 people", Reason.AMBIGUOUS),
    ("2x + 3 = 11", Reason.NO_EQUATION_BEFORE),
    ("x^2 = 9", Reason.NOT_LINEAR),
    ("x + y = 9", Reason.SEVERAL_UNKNOWNS),
    ("3/x = 6", Reason.NOT_LINEAR),
    (r"\pi r^2 = 12", Reason.NOT_PARSED),
    ("π^2 = 9.87", Reason.IRRATIONAL),
    ("4! = 24", Reason.UNKNOWN_SIGN),
    ("|3 - 5| = 2", Reason.UNKNOWN_SIGN),
    ("3 + 04 = 7", Reason.LEADING_ZERO),
    ("0^0 = 1", Reason.UNDEFINED),
    ("9^9^9^9 = 1", Reason.TOO_LARGE),
    ("1,2500 + 1 = 12501", Reason.UNKNOWN_SIGN),
    ("3 + = 7", Reason.NOT_PARSED),
    ("(3 + 4 = 7", Reason.NOT_PARSED),
    ("17/5 = 3 and 2 are left over", Reason.NOT_PARSED),
]


@pytest.mark.parametrize("line", RIGHT.strip().splitlines())
def test_right(line: str) -> None:
    verdict = check_line(line)
    assert verdict.right, (verdict.reason, verdict.expected)


@pytest.mark.parametrize(("line", "expected", "place"), WRONG)
def test_wrong_with_the_exact_value_and_its_place(line: str, expected: str, place: str) -> None:
    verdict = check_line(line)
    assert (verdict.state, verdict.expected, line[verdict.start : verdict.end]) == (State.WRONG, expected, place)


@pytest.mark.parametrize(("line", "reason"), UNCHECKED)
def test_unchecked_with_its_reason(line: str, reason: Reason) -> None:
    verdict = check_line(line)
    assert (verdict.state, verdict.reason) == (State.UNCHECKED, reason)


@pytest.mark.parametrize(
    "line",
    [
        *("=44", " =44", "= 44", "**= 44**", "- = 44", r"\[ = 44 \]", r"\boxed{44}", r"$\boxed{44}$", "Total = 44"),
        *("Answer: 44", "The answer is 44.", "= 44 cm^2", "≈ 44", "= 40 + 4", "* = 44", "= 44 apples"),
    ],
)
def test_a_result_is_compared_with_the_line_before(line: str) -> None:
    assert check_line(line, Context(previous=of(44))).right
    other = check_line(line, Context(previous=of(45)))
    assert not other.right
    assert other.wrong == (line.strip(r" *-\[").startswith(("=", "≈")))


def test_a_remainder_is_compared_with_the_division_before() -> None:
    context = Context(previous=of(3), division=(17, 5))
    assert check_line("= 3 r 2", context).right
    assert check_line("Answer: 3 r 2", context).right
    assert check_line("= 2 r 7", context).reason is Reason.BAD_REMAINDER
    assert check_line("= 4", context).expected == "3 r 2"


def linear(a: int, b: int) -> Value:
    return Value(ZERO + b, (("x", ONE * a),) if a else ())


@pytest.mark.parametrize(
    ("line", "state", "reason"),
    [
        ("2x = 8", State.RIGHT, None),
        ("2x + 3 - 3 = 11 - 3", State.RIGHT, None),
        ("11 = 2x + 3", State.RIGHT, None),
        ("4x + 6 = 22", State.RIGHT, None),
        ("x + 3/2 = 11/2", State.RIGHT, None),
        ("3 = 11 - 2x", State.RIGHT, None),
        ("x = 4", State.UNCHECKED, Reason.NO_RULE),
        ("x = 5", State.WRONG, Reason.SOLUTION_CHANGED),
        ("2x = 14", State.WRONG, Reason.SOLUTION_CHANGED),
        ("2y = 8", State.UNCHECKED, Reason.NO_EQUATION_BEFORE),
        ("2x < 8", State.UNCHECKED, Reason.NOT_LINEAR),
    ],
)
def test_steps_of_an_equation(line: str, state: State, reason: Reason | None) -> None:
    verdict = check_line(line, Context(equation=Equation(linear(2, 3), linear(0, 11))))
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_wrong_step_gives_the_right_side() -> None:
    verdict = check_line("2x = 14", Context(equation=Equation(linear(2, 3), linear(0, 11))))
    assert verdict.expected == "8"


def test_an_equation_without_a_solution_keeps_having_none() -> None:
    context = Context(equation=Equation(linear(1, 1), linear(1, 2)))
    assert check_line("x + 3 = x + 4", context).right
    assert check_line("2x + 2 = 4 + 2x", context).right
    assert check_line("x = 1", context).wrong
