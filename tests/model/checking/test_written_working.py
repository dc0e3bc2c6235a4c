"""Workings as the rules of own models write them: right ones of every kind are ticked, changed ones are not."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from model.checking.trace import Trace
from model.corpus import kinds
from model.corpus.problem import Problem
from model.working import lines_for

COUNT = 25


def traced(problem: Problem, lines: list[str]) -> Trace:
    earlier = problem.context.text if problem.context else ""
    trace = Trace(problem.question, earlier, lines_for)
    for line in lines:
        trace.add(line)
    return trace


@pytest.mark.parametrize("kind", [kind for kind in kinds.MAKERS if kind != "decline"])
def test_right_traces_are_ticked_and_changed_ones_are_not(kind: str) -> None:
    rng, ticked, shown = Random(31), 0, []
    for _ in range(COUNT):
        problem = kinds.draw(rng, kind, False, Counter())
        lines = list(problem.reasoning)
        whole = traced(problem, lines)
        ticked += whole.report().final.right and all(verdict.right for verdict in whole.verdicts)
        at, place = rng.choice([(i, j) for i, line in enumerate(lines) for j, c in enumerate(line) if c.isdigit()])
        digit = rng.choice([d for d in "0123456789" if d != lines[at][place]])
        lines[at] = lines[at][:place] + digit + lines[at][place + 1 :]
        changed = traced(problem, lines)
        if changed.verdicts[at].right and changed.report().final.right:
            shown.append((problem.question, lines))
    assert ticked >= COUNT - 1
    assert not shown


@pytest.mark.parametrize(("question", "lines"), [
    ("What is 2 plus 11.12?",
     ["2+11.12=(200+1112)/100", "200+1112: 0+2=2 0+1=1 2+1=3 0+1=1", "=1312", "1312/100=13.12"]),
    ("The greatest common factor of 72 and 88?", ["gcd(72,88): 88,72 72,16 16,8 8,0", "=8"]),
    ("What is 3 minus 5?", ["3<5", "5-3=2", "=-2"]),
])  # fmt: skip
def test_a_working_is_right_only_with_numbers_of_the_question(question: str, lines: list[str]) -> None:
    assert all(verdict.right for verdict in traced(Problem("", question, (), "", ()), lines).verdicts)
    other = traced(Problem("", "What is 7 plus 6?", (), "", ()), lines)
    assert not other.report().final.right
    assert not other.verdicts[0].right


def test_a_working_that_is_left_is_judged_line_by_line() -> None:
    question = Problem("", "What is 2 plus 11.12?", (), "", ())
    trace = traced(question, ["2+11.12=(200+1112)/100", "=13.13"])
    assert [verdict.state.value for verdict in trace.verdicts] == ["right", "wrong"]
