"""Nothing of the test side is drawn for training: no family, no operand pair, no text."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from model.corpus import family, kinds, split, turns
from model.corpus.problem import Problem, operand_key


@pytest.mark.parametrize("kind", list(kinds.MAKERS))
def test_training_has_nothing_of_the_test_side(kind: str) -> None:
    rng = Random(31)
    for _ in range(120):
        problem = kinds.draw(rng, kind, False, Counter())
        assert problem.family not in split.HELD_OUT_FAMILIES
        before = [step.written for step in problem.context.steps] if problem.context else []
        for written in (*problem.plan, *before):
            assert not split.is_chosen(f"operands {operand_key(written)}")
        texts = [problem.question, problem.typed, problem.spoken] + (
            [problem.context.question] if problem.context else []
        )
        assert not any(split.is_chosen(split.normalised(text)) for text in texts if text)


@pytest.mark.parametrize("kind", ["one", "story1", "decimals", "stories-2", "follow-up", "decline"])
@pytest.mark.parametrize("new_wording", [False, True])
def test_a_test_question_could_not_be_drawn_for_training(kind: str, new_wording: bool) -> None:
    if kind == "story1" and new_wording:
        return  # the first templates are all known
    rng = Random(32)
    for _ in range(10):
        problem = kinds.draw(rng, kind, True, Counter(), new_wording=new_wording)
        assert split.is_test(problem)
        assert split.is_held_out(problem) is new_wording


def test_punctuation_does_not_make_a_new_text() -> None:
    assert split.normalised("9 times 6?") == split.normalised("9 times 6.") == "9times6"


def test_operands_are_one_pair_in_either_order() -> None:
    assert operand_key("x=38+47") == operand_key("47+38")
    assert operand_key("7*8") == operand_key("8*7")
    assert operand_key("8-7") != operand_key("7-8")


def test_the_turn_before_counts_too() -> None:
    rng = Random(33)
    why = kinds.draw(rng, "why", False, Counter())
    before = next(one for one in iter(lambda: kinds.MAKERS["one"](rng), None) if split.has_test_operands(one))
    assert not split.is_test(why)
    assert split.is_test(replace(why, context=before.as_context()))


def test_held_out_families_exist() -> None:
    known = {one.label for kind in kinds.FAMILY_KINDS for one in family.families(kind)}
    rng = Random(34)
    for kind in ("one", "two", "decline", *turns.MAKERS):
        known |= {kinds.MAKERS[kind](rng).family for _ in range(6000 if kind == "two" else 1500)}
    assert known >= split.HELD_OUT_FAMILIES


def test_all_of_a_gsm8k_problem_is_on_one_side() -> None:
    problem = Problem("gsm8k", "How many?", ("2+3=5", "=5"), "5", (), family="gsm8k/00000000")
    assert split.is_held_out(problem) == split.is_chosen("gsm8k/00000000")
