"""Answers are marked exactly, in digits and in words; what is no answer is not counted as one."""

from __future__ import annotations

from random import Random

import pytest

from app.practice.marking import LOWEST_TERMS, NO_NUMBER, NOT_YET, ONE_NUMBER, SLIPS, WORK_IT_OUT, YES_OR_NO, marked
from model.checking.slips import Slip
from model.corpus.exercises import KINDS, LEVELS, Exercise, Kind, exercise
from model.corpus.speech import words
from model.working import carry_out


def asked(*plan: str, question: str = "What is it?") -> Exercise:
    working = carry_out(plan)
    return Exercise(question, question, working.answer, plan, working.lines)


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_is_right_as_it_is_written_and_as_it_is_said(kind: Kind) -> None:
    rng = Random(kind)
    for level in LEVELS:
        for _ in range(5):
            one = exercise(rng, kind, level)
            for given in (one.answer, f" {one.answer} ", words(one.answer), f"The answer is {words(one.answer)}."):
                assert marked(given, one).state == "right", (given, one)


@pytest.mark.parametrize(
    ("given", "plan", "state"),
    [
        ("84", ("12*7",), "right"),
        ("eighty-four apples", ("12*7",), "right"),
        ("84.0", ("12*7",), "right"),
        ("８４", ("12*7",), "right"),
        ("85", ("12*7",), "wrong"),
        ("8", ("12*7",), "wrong"),
        ("−7", ("5-12",), "right"),
        ("minus seven", ("5-12",), "right"),
        ("7", ("5-12",), "wrong"),
        ("0,5", ("1.0/2",), "right"),
        ("1/2", ("1.0/2",), "unclear"),
        ("half", ("0.25*2",), "right"),
        ("1,250", ("1000+250",), "right"),
        ("5/4", ("(3/4)+(1/2)",), "right"),
        ("1 1/4", ("(3/4)+(1/2)",), "right"),
        ("one and a quarter", ("(3/4)+(1/2)",), "right"),
        ("5 r 2", ("17/3",), "right"),
        ("5 remainder 2", ("17/3",), "right"),
        ("5 r 1", ("17/3",), "wrong"),
        ("x = 4", ("2x=11-3", "x=8/2"), "right"),
        ("yes", ("prime(7)",), "right"),
        ("No, it is not.", ("prime(7)",), "wrong"),
    ],
)
def test_ways_to_answer(given: str, plan: tuple[str, ...], state: str) -> None:
    assert marked(given, asked(*plan)).state == state


@pytest.mark.parametrize(
    ("given", "comment"),
    [
        ("", NO_NUMBER),
        ("I don't know", NO_NUMBER),
        ("12 * 7", WORK_IT_OUT),
        ("twelve times seven", WORK_IT_OUT),
        ("168/2", WORK_IT_OUT),
        ("84 or 85", ONE_NUMBER),
        ("9" * 5000, NOT_YET),
    ],
)
def test_what_is_no_answer_yet_is_told_so(given: str, comment: str) -> None:
    mark = marked(given, asked("12*7"))
    assert mark.comment == comment
    assert (mark.state == "unclear") == (comment is not NOT_YET)


def test_the_fraction_must_be_in_lowest_terms() -> None:
    assert marked("18/24", asked("(18/24)")).comment == WORK_IT_OUT
    assert marked("6/8", asked("(18/24)")).comment == LOWEST_TERMS
    assert marked("3/4", asked("(18/24)")).state == "right"


def test_the_quotient_itself_is_no_answer() -> None:
    assert marked("84/7", asked("84/7")).comment == WORK_IT_OUT


def test_cents_are_dollars() -> None:
    change = asked("5-4.44", question="Paul pays with $5 for something that costs $4.44. How much change does he get?")
    for given, state in (("0.56", "right"), ("56 cents", "right"), ("$0.56", "right"), ("56", "wrong")):
        assert marked(given, change).state == state


def test_yes_or_no_is_asked_for() -> None:
    assert marked("7", asked("prime(7)")).comment == YES_OR_NO
    assert marked("yes and no", asked("prime(7)")).comment == YES_OR_NO


@pytest.mark.parametrize(
    ("given", "plan", "slip"),
    [
        ("17", ("11-6",), Slip.ADDED),
        ("45", ("52-17",), Slip.SMALLER_FROM_LARGER),
        ("54", ("8*7",), None),
        ("75", ("47+38",), Slip.FORGOT_CARRY),
    ],
)
def test_a_known_slip_is_named(given: str, plan: tuple[str, ...], slip: Slip | None) -> None:
    mark = marked(given, asked(*plan))
    assert mark == ("wrong", mark.comment) or mark.state == "wrong"
    assert mark.comment == (SLIPS[slip] if slip else NOT_YET)


def test_the_result_of_a_step_is_taken_for_one() -> None:
    assert marked("84", asked("12*7", "84-5")).comment == "That is one of the steps. Go on from there."


def test_every_comment_is_a_sentence() -> None:
    for text in SLIPS.values():
        assert text[0].isupper()
        assert text.endswith(".")
