"""Whole workings: those of the corpus are right, and with one digit changed they never are."""

from __future__ import annotations

import re
from random import Random

import pytest

from model.checking.limits import Reason
from model.checking.trace import Trace, check_trace
from model.corpus import arithmetic, stories
from model.corpus.problem import Problem


def random_problem(rng: Random) -> Problem:
    kind = rng.random()
    if kind < 0.35:
        return arithmetic.one_step(rng)
    if kind < 0.55:
        return arithmetic.two_step(rng)
    if kind < 0.65:
        return arithmetic.digits_only(rng)
    return stories.story(rng, stories.ONE_STEP if kind < 0.8 else stories.TWO_STEP)


def changed_digit(rng: Random, text: str) -> str:
    at = rng.choice([match.start() for match in re.finditer("[0-9]", text)])
    return text[:at] + rng.choice([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def check_right_and_changed(seed: int, count: int) -> None:
    rng = Random(seed)
    for _ in range(count):
        problem = random_problem(rng)
        report = check_trace(problem.reasoning, problem.question)
        assert report.final.right, (problem, report)
        assert all(verdict.right for verdict in report.verdicts), problem
        changed = changed_digit(rng, "\n".join(problem.reasoning))
        assert not check_trace(changed.split("\n"), problem.question).final.right, (problem, changed)


@pytest.mark.parametrize("seed", range(4))
def test_one_changed_digit_is_never_right(seed: int) -> None:
    check_right_and_changed(seed, 2500)


@pytest.mark.slow
def test_one_changed_digit_is_never_right_in_many_workings() -> None:
    check_right_and_changed(77, 30_000)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Solve 2x + 3 = 11.", ["2x + 3 = 11", "2x = 8", "x = 8/2 = 4"]),
        ("What is x if 3x = x + 8?", ["3x - x = 8", "2x = 8", "**x = 4**"]),
        ("Solve 2(x+3) = 14 for x.", ["2x + 6 = 14", "2x = 8", "x = 4"]),
        ("What is 47 times 23?", ["47 × 23", "47 × 20 = 940", "47 × 3 = 141", "940 + 141 = 1081", "= 1081"]),
        ("What is 47 times 23?", ["47 × 20 = 940", "47 × 3 = 141", "940 + 141 = 1081", "\\boxed{1081}"]),
        ("3 boxes of 12 pears, 5 eaten. How many?", ["- 12 * 3 = 36", "- 36 - 5 = 31", "Answer: 31"]),
        (
            "3 boxes of 12 pears, 5 eaten. How many?",
            [
                "First, multiply: 12 * 3 = 36 pears.",
                "Then subtract: 36 - 5 = 31 pears.",
                "So she has **31** pears left.",
            ],
        ),
        ("three quarters plus a half", [r"\frac{3}{4} + \frac{1}{2} = \frac{3}{4} + \frac{2}{4}", r"= 1\frac{1}{4}"]),
        ("What is 15% of 60?", ["15% = 15/100 = 0.15", "0.15 * 60 = 9"]),
        ("What is 17 divided by 5?", ["17 / 5 = 3 r 2", "Answer: 3 r 2"]),
        ("What is the area of a circle with radius 3 cm?", ["A = π * 3^2", "= 9π", "≈ 28.27 cm^2"]),
        ("What is 3 minus 5?", ["3<5", "5-3=2", "=-2"]),
        ("What is 47 plus 38?", ["47 + 38: 7 + 8 = 15, 4 + 3 + 1 = 8", "= 85"]),
        ("What is 5 squared?", ["5*5=25", "=25"]),
    ],
)
def test_right_workings(question: str, lines: list[str]) -> None:
    report = check_trace(lines, question)
    assert report.final.right, report
    assert all(verdict.right for verdict in report.verdicts), report


@pytest.mark.parametrize(
    ("question", "lines", "reason"),
    [
        ("What is 47 plus 38?", ["47+38: 7+8=15 4+3=7", "=85"], Reason.RESTS_ON_WRONG),
        ("What is 47 plus 38?", ["47+38: 7+8=15 4+3+1=8", "=84"], Reason.NOT_EQUAL),
        ("What is 47 plus 38?", ["47+38: 40+30=70 7+8=15", "=85"], Reason.RESTS_ON_UNCHECKED),
        ("What is 47 plus 38?", ["47+38=86", "=86"], Reason.RESTS_ON_WRONG),
        ("What is 9 times 0?", ["0*0=0", "=0"], Reason.UNGROUNDED),
        ("11 rows of 12 chairs", ["12*12", "12*2: 2*2=4 1*2=2", "=24", "12*10: 2*1=2 1*1=1", "=120"], Reason.PLAN_OPEN),
        ("11 rows of 12 chairs", ["12*10: 2*1=2 1*1=1", "=120"], Reason.UNGROUNDED),
        ("11 rows of 12 chairs", ["11*17=187", "=187"], Reason.RESTS_ON_UNCHECKED),
        ("What is 3 minus 5?", ["3<5", "5-3=2"], Reason.PLAN_OPEN),
        ("What is 3 minus 5?", ["3<5", "5-3=2", "=2"], Reason.NOT_EQUAL),
        ("Solve 2x + 3 = 11.", ["2x = 8", "x = 5"], Reason.SOLUTION_CHANGED),
        ("Solve 2x + 3 = 11.", ["2x = 14", "x = 7"], Reason.SOLUTION_CHANGED),
        ("What is 4 plus 5?", ["4+5=9", "\\boxed{8}"], Reason.NO_RESULT_BEFORE),
        ("What is 4 plus 5?", ["4+5=09", "=9"], Reason.NO_RESULT_BEFORE),
        ("What is 4 plus 5?", ["I like numbers."], Reason.NO_CLAIM),
    ],
)
def test_results_without_a_tick(question: str, lines: list[str], reason: Reason) -> None:
    final = check_trace(lines, question).final
    assert (final.right, final.reason) == (False, reason)


def test_the_wrong_column_is_shown_with_the_step_that_belongs_there() -> None:
    line = "47+38: 7+8=15 4+3=7"
    verdict = Trace("47 plus 38").add(line)
    assert (verdict.wrong, verdict.expected) == (True, "4+3+1=8")
    assert line[verdict.start : verdict.end] == "=7"


def test_a_plan_turns_right_when_it_is_carried_out() -> None:
    trace = Trace("47 times 23")
    assert trace.add("47*23").reason is Reason.PLAN_OPEN
    for line in ("47*3: 7*3=21 4*3+2=14", "=141", "47*20: 7*2=14 4*2+1=9", "=940", "141+940: 1+0=1 4+4=8 1+9=10"):
        assert trace.add(line).right
        assert not trace.verdicts[0].right
    assert trace.add("=1081").right
    assert trace.verdicts[0].right
    assert trace.report().final.right


def test_a_withdrawn_line_leaves_no_trace() -> None:
    trace = Trace("What is 4 plus 5?")
    assert trace.add("4+5=8").wrong
    trace = trace.without_last()
    assert trace.add("4+5=9").right
    assert trace.add("=9").right
    assert trace.report().final.right


def test_numbers_from_nowhere_are_named() -> None:
    grounding = check_trace(["12*17=204", "=204"], "11 rows with 12 chairs. How many chairs?").grounding
    assert (grounding.unknown, grounding.unused) == ((17,), (11,))
    line = "12*17=204"
    verdict = Trace("11 rows with 12 chairs").add(line)
    assert (verdict.reason, line[verdict.start : verdict.end]) == (Reason.UNGROUNDED, "17")
    repeated = check_trace(["12*12=144", "=144"], "11 rows with 12 chairs. How many chairs?").grounding
    assert (repeated.repeated, repeated.sound) == ((12,), False)
    spoken = check_trace(["12*11=132", "=132"], "eleven rows with a dozen chairs").grounding
    assert spoken.sound
