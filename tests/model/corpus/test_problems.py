"""Generated questions are sound: verified, on their side of the split, and answered right."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.corpus import build, problems, validation
from model.corpus.problem import Problem, ReplyPart


@pytest.mark.parametrize("kind", list(build.MAKERS))
@given(seed=st.integers(0, 2**32))
def test_problems_pass_verification(kind: str, seed: int) -> None:
    problem = build.MAKERS[kind](Random(seed))
    assert validation.reject(problem) == ""
    assert problem.reasoning[-1] == f"={problem.answer}"
    assert problem.reply[0].after == 0
    assert not any(c.isdigit() for said in problem.reply for c in said.text)


@given(st.integers(0, 2**32), st.booleans())
def test_split_is_by_question_text(seed: int, test: bool) -> None:
    problem = build.draw(Random(seed), "one", test, Counter())
    assert build.is_test(problem.question) is test


def test_at_least_forty_story_templates() -> None:
    assert len(problems.ONE_STEP) + len(problems.TWO_STEP) >= 40
    assert all(len(t.texts) >= 2 for t in problems.ONE_STEP + problems.TWO_STEP)


@given(st.integers(0, 2**32))
def test_expressions_follow_precedence(seed: int) -> None:
    problem = problems.two_step(Random(seed))
    if set(problem.typed) <= set("0123456789+-*/") and "/" not in problem.typed:
        assert eval(problem.typed) == int(problem.answer)  # digits and operators only


def test_verification_names_drift_and_wrong_results() -> None:
    right = (ReplyPart(0, "Okay."), ReplyPart(2, "It's five."))
    good = Problem("add", "What is 2 plus 3?", ("2+3=5", "=5"), "5", right)
    early = Problem("add", good.question, good.reasoning, "5", (ReplyPart(0, "It's five."), ReplyPart(2, "It's five.")))
    wrong = Problem("add", good.question, good.reasoning, "5", (ReplyPart(0, "Okay."), ReplyPart(2, "It's two.")))
    assert validation.reject(good) == ""
    assert validation.reject(early).startswith("drift")
    assert "spoken result" in validation.reject(wrong)
    assert Fraction(5) in validation.numbers("=5")


def test_gsm8k_solution_becomes_columns() -> None:
    problem = problems.rewrite("Tom has 48 pens and gives half of them away. How many are left?",
                            "He has 48/2 = <<48/2=24>>24 pens.\n#### 24", Random(0))  # fmt: skip
    assert isinstance(problem, Problem)
    assert problem.answer == "24"
    assert problems.rewrite("x?", "It is <<1.5*2=3>>3\n#### 3", Random(0)) == "not one or two whole-number steps"
