"""A plan is carried out step by step, and a written trace gives its steps back."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from model.corpus import kinds
from model.working import carry_out, notes_of, steps_of
from model.working.steps import plan_of


def test_a_formula_is_worked_out_in_its_order() -> None:
    assert plan_of("(a+b)*c-d", {"a": "12", "b": "8", "c": "3", "d": "4"}) == ("12+8", "20*3", "60-4")
    assert plan_of("a/b", {"a": "7", "b": "4"}) == ("7.0/4",)
    assert plan_of("a-b", {"a": "1/2", "b": "-3"}) == ("(1/2)-(-3)",)


def test_an_equation_is_solved_line_by_line() -> None:
    working = carry_out(["2x+3=11", "2x=11-3", "x=8/2"])
    assert working.lines == ("2x+3=11", "2x=11-3", "=8", "x=8/2", "=4")
    assert working.answer == "4"
    assert [(step.result, step.end) for step in working.steps] == [("8", 3), ("4", 5)]


@pytest.mark.parametrize("plan", [[], ["12"], ["2x+3=11"], ["7.0/3"], ["what"]])
def test_a_plan_without_exact_working_is_refused(plan: list[str]) -> None:
    with pytest.raises(ValueError, match=r"no exact working|no operation"):
        carry_out(plan)


@pytest.mark.parametrize(
    "kind", ["one", "two", "negatives", "decimals", "fractions", "percent", "equations", "stories-3"]
)
def test_a_trace_gives_its_steps_back(kind: str) -> None:
    rng = Random(5)
    for _ in range(150):
        problem = kinds.draw(rng, kind, False, Counter())
        working = carry_out(problem.plan)
        found = steps_of(problem.reasoning)
        assert [(step.result, step.end) for step in found] == [(step.result, step.end) for step in working.steps]


def test_notes_leave_the_working_out() -> None:
    assert notes_of(carry_out(["230-153", "77*3"]).lines) == ("230-153=77", "77*3=231")
