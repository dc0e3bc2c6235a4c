"""Turns that teach, and questions that are declined."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from model.corpus import declines, kinds, turns
from model.corpus.problem import Problem, operand_key
from model.corpus.speech import words
from model.numbers import words_to_numbers
from model.working import value_of


def drawn(kind: str, count: int = 120) -> list[Problem]:
    rng = Random(41)
    return [kinds.draw(rng, kind, False, Counter()) for _ in range(count)]


def test_a_follow_up_goes_on_from_the_last_answer() -> None:
    for problem in drawn("follow-up"):
        assert problem.context is not None
        last = value_of(problem.context.reasoning[-1][1:])
        first = problem.plan[0]
        if problem.family != "follow-up/instead":
            assert value_of(left_operand(first)) == last, problem


def left_operand(written: str) -> str:
    if written.startswith("("):
        return written[1 : written.index(")")]
    return next(written[:at] for at, c in enumerate(written) if at and c in "+-*/")


def test_why_says_each_step_with_its_result() -> None:
    for problem in drawn("why", 60):
        assert problem.context is not None
        assert len(problem.reply) == 2 * len(problem.plan)
        assert problem.context.reasoning[-1] == problem.reasoning[-1]


def test_one_step_is_explained() -> None:
    for problem in drawn("explain", 60):
        assert problem.context is not None
        assert len(problem.plan) == 1
        assert operand_key(problem.plan[0]) in [operand_key(step.written) for step in problem.context.steps]


def test_a_result_is_called_right_only_if_it_is() -> None:
    names = Counter[str]()
    for problem in drawn("check", 200):
        given = words_to_numbers(problem.question)[-1].value
        right = value_of(problem.answer)
        said = problem.said
        wrong = any(
            said.count(form.split("{}")[0].strip(" ,.")) for form in turns.WRONG if len(form.split("{}")[0]) > 6
        )
        if given == right:
            assert not wrong, problem
            assert len(problem.plan) > 1
        else:
            names.update(line.rpartition("=")[2] for line in problem.reasoning if line.startswith("slip("))
            assert problem.reply[-1].text in sum(turns.MISTAKES.values(), ()), problem
        assert words(problem.answer) in said
    assert len(names) >= 4  # several mistakes are named


def test_a_hint_keeps_the_result() -> None:
    for problem in drawn("hint"):
        assert problem.keeps_answer
        spoken = {span.value for span in words_to_numbers(problem.said)}
        asked = {span.value for span in words_to_numbers(problem.plan[0])}
        assert value_of(problem.answer) not in spoken - asked, problem


def test_a_problem_to_practise_is_asked_and_not_answered() -> None:
    for problem in drawn("practise"):
        assert problem.keeps_answer
        assert problem.reply[1].after == problem.reasoning.index(problem.reasoning[-1]) or problem.reply[1].after > 0
        asked = [span.value for span in words_to_numbers(problem.reply[1].text)]
        assert len(asked) == 2, problem


@pytest.mark.parametrize("name", list(declines.QUESTIONS))
def test_a_declined_question_gets_a_sentence_without_a_number(name: str) -> None:
    rng = Random(42)
    seen = set()
    while len(seen) < 5:
        problem = kinds.draw(rng, "decline", name == "what-else", Counter(), new_wording=name == "what-else")
        if problem.family != f"decline/{name}":
            continue
        seen.add(problem.question)
        assert problem.declined
        assert (problem.answer, problem.reasoning, problem.plan) == ("", (), ())
        assert len(problem.reply) == 1
        assert {span.value for span in words_to_numbers(problem.said)} <= {0}  # "zero"
        assert problem.said.count(". ") == 0
