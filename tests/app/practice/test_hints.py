"""Hints lead through the working, and leave the last step to the pupil."""

from __future__ import annotations

import re
from random import Random

import pytest

from app.practice.hints import hints
from model.checking.equivalence import same_value
from model.corpus.exercises import KINDS, LEVELS, Exercise, Kind, exercise
from model.working import carry_out


def ladder(*plan: str) -> list[str]:
    working = carry_out(plan)
    return hints(Exercise("", "", working.answer, plan, working.lines))


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_hint_and_none_gives_the_answer(kind: Kind) -> None:
    rng = Random(kind)
    for level in LEVELS:
        for _ in range(6):
            one = exercise(rng, kind, level)
            told = hints(one)
            assert told
            last = max((i for i, text in enumerate(told) if text.startswith(("Next", "There are"))), default=0)
            for text in told[last:]:
                value = text.rpartition("= ")[2].replace("−", "-")
                plain = re.fullmatch(r"-?[\d.]+", value)
                assert not (plain and "=" in text and same_value(value, one.answer)), (one, text)


def test_a_sum_goes_column_by_column() -> None:
    assert ladder("347+286") == ["Start with the ones. Carry the ten if you need to.", "7 + 6 = 13", "4 + 8 + 1 = 13"]


def test_steps_are_named_before_they_are_worked_out() -> None:
    told = ladder("12*7", "84-5")
    assert told[0] == "There are 2 steps. Begin with this one: 12 × 7."
    assert told.index("12 × 7 = 84") + 1 == told.index("Next: 84 − 5.")
    assert "79" not in " ".join(told)


def test_signs_are_printed_as_pupils_know_them() -> None:
    assert "3x = 52 − 7 = 45" in ladder("3x=52-7", "x=45/3")
    assert "2³ = 2 × 2 × 2" in ladder("2^3", "8+1")
    assert ladder("(3/4)+(1/6)")[1:] == ["3/4 + 1/6 = 9/12 + 2/12"]
