"""Every kind of problem: right by another evaluator, true line by line, said as it should be, and of bounded length."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.checking.trace import check_trace
from model.corpus import arithmetic, family, kinds, reply, stories, validation
from model.corpus.problem import Problem
from model.corpus.speech import words
from model.errors import BadInput
from model.thinker.tokenizers import TrainedTokenizer
from tests.model.corpus.slow_values import value_of_answer, value_of_formula

SHIPPED = Path("assets/starter/thinker/tokenizer.json")
MAX_TRACE_TOKENS = 400


def check(problem: Problem, tokens: TrainedTokenizer) -> None:
    assert len(problem.spoken_question.split()) / 2.2 <= 60
    assert len(tokens.encode("\n".join(problem.reasoning))) <= MAX_TRACE_TOKENS
    assert not any(c.isdigit() for part in problem.reply for c in part.text)
    if problem.declined:
        return
    assert problem.reasoning[-1] == f"={problem.answer}"
    assert problem.reply[0].after == 0
    if problem.formula:
        assert value_of_formula(problem.formula) == value_of_answer(problem.answer), problem
    question = problem.question
    if problem.context:
        question += f" {problem.context.question} {problem.context.reply}"
    assert not any(verdict.wrong for verdict in check_trace(problem.reasoning, question).verdicts), problem
    assert problem.keeps_answer or words(problem.answer) in problem.said.lower()


def run(kind: str, seed: int, count: int) -> None:
    rng, rejected = Random(seed), Counter[str]()
    tokens = TrainedTokenizer.load(SHIPPED)
    for _ in range(count):
        check(kinds.draw(rng, kind, False, rejected), tokens)
    assert rejected.total() <= 0.06 * count, rejected


@pytest.mark.parametrize("kind", list(kinds.MAKERS))
def test_problems_are_right(kind: str) -> None:
    run(kind, 21, 150)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(kinds.MAKERS))
def test_twenty_thousand_problems_are_right(kind: str) -> None:
    run(kind, 22, 20_000)


@pytest.mark.parametrize("kind", kinds.FAMILY_KINDS)
def test_every_family_gives_problems_that_pass(kind: str) -> None:
    rng = Random(9)
    for one in family.families(kind):
        for mark, text in one.texts:
            problem = family.Family(**(vars(one) | {"texts": ((mark, text),)})).draw(rng)
            assert validation.style(problem) == "", problem
            assert problem.family == one.label


def test_names_of_families_are_unique() -> None:
    labels = [one.label for kind in kinds.FAMILY_KINDS for one in family.families(kind)]
    assert len(labels) == len(set(labels))
    assert len(labels) > 200


@given(st.integers(0, 2**32))
def test_expressions_follow_precedence(seed: int) -> None:
    problem = arithmetic.two_step(Random(seed))
    if set(problem.typed) <= set("0123456789+-*/") and "/" not in problem.typed:
        assert eval(problem.typed) == int(problem.answer)  # digits and operators only


def test_an_opening_takes_up_the_question_or_says_nothing_of_it() -> None:
    rng = Random(2)
    for kind in ("one", "stories-2", "decimals"):
        problem = kinds.draw(rng, kind, False, Counter())
        assert validation.numbers(problem.reply[0].text)
        shipped = kinds.draw(Random(3), kind, False, Counter(), plain=True)
        assert shipped.reply[0].text in reply.OPENERS


def test_each_result_is_said_as_soon_as_it_is_there() -> None:
    rng = Random(6)
    for _ in range(50):
        problem = kinds.draw(rng, "two", False, Counter())
        assert len(problem.reply) == 3
        for part in problem.reply[1:]:
            line = problem.reasoning[part.after - 1]
            assert words(line.rsplit("=", 1)[1]) in part.text


def test_the_first_story_templates_are_still_there() -> None:
    assert len(stories.ONE_STEP) + len(stories.TWO_STEP) >= 48


def test_kinds_are_chosen_by_name() -> None:
    assert set(kinds.chosen(["one", "percent"])) == {"one", "percent"}
    with pytest.raises(BadInput, match="no problems of kind sums: choose among one, two"):
        kinds.chosen(["sums"])


def test_a_family_file_with_a_stray_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.txt").write_text("[a]\na+b | a=1..2 b=1..2\n? What is {a} plus {b}?\nstray words\n")
    monkeypatch.setattr(family, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.txt: stray words"):
        family.families("odd")
