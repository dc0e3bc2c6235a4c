"""A broken example of each kind is rejected, for its own reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from model.corpus import kinds, sequences, validation
from model.corpus.problem import Problem, ReplyPart
from model.thinker.tokenizers import RATIOS, TrainedTokenizer

RIGHT = (ReplyPart(0, "Forty-seven plus thirty-eight."), ReplyPart(2, "It's eighty-five."))
GOOD = Problem("add", "What is 47 plus 38?", ("47+38: 7+8=15 4+3+1=8", "=85"), "85", RIGHT, plan=("47+38",))


def test_a_good_example_passes() -> None:
    assert validation.reject(GOOD) == ""
    for ratio in RATIOS:
        assert validation.reject(GOOD, ratio=ratio) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reply": (ReplyPart(0, "It's eighty-five."), RIGHT[1])}, "number too early"),
        ({"reply": (RIGHT[0], ReplyPart(1, "It's eighty-five."))}, "number too early"),
        ({"reply": (ReplyPart(0, "Okay, fifteen."), RIGHT[1])}, "number too early"),
        ({"reply": (RIGHT[0], ReplyPart(2, "It's eight."))}, "spoken result is not the answer"),
        ({"reply": (RIGHT[0], ReplyPart(2, "It's eighty-five, not fifteen."))}, "spoken result is not the answer"),
        ({"reply": (RIGHT[0], ReplyPart(2, "It's 85."))}, "reply has signs"),
        ({"reply": (RIGHT[0], ReplyPart(2, "it's eighty-five."))}, "reply is no sentence"),
        ({"reply": (RIGHT[0], ReplyPart(2, "It's eighty-five"))}, "reply is no sentence"),
        ({"reply": (ReplyPart(0, "Très bien."), RIGHT[1])}, "reply is no sentence"),
        ({"answer": "86"}, "reasoning does not end in the answer"),
        ({"reasoning": ("47×38", "=85")}, "reasoning has other signs"),
        ({"plan": ("47/0",)}, "a step without exact working"),
        ({"question": "What is {a} plus 38?"}, "question cannot be spoken"),
        ({"spoken": "What is 47 plus 38?"}, "question cannot be spoken"),
        ({"question": "What is 47 plus 38? " + "Please. " * 200}, "question too long"),
        ({"reasoning": (*("47+38=85",) * 70, "=85")}, "answer too long"),
        ({"keeps_answer": True}, "the answer is given away"),
        ({"declined": True}, "declined, but answered"),
        ({"declined": True, "reasoning": (), "answer": "", "reply": (ReplyPart(0, "It's forty-seven."),)},
         "declined with a number"),
    ],
)  # fmt: skip
def test_a_broken_example_is_rejected(change: dict[str, Any], reason: str) -> None:
    assert validation.reject(replace(GOOD, **change)) == reason


def test_a_sequence_that_does_not_wait_is_rejected() -> None:
    """The check is on the ids: they are made as if the reply waited for nothing."""
    tokens = validation.letters()
    good = replace(GOOD, reply=(ReplyPart(0, "Okay."), RIGHT[1]))
    eager = replace(good, reply=tuple(replace(part, after=0) for part in good.reply))
    for problem, reason in ((good, ""), (eager, "number too early")):
        ids = sequences.sequence(problem, "interleaved", (5, 5), tokens).ids
        assert validation.streams(good, ids, (5, 5), tokens) == reason


def test_ids_that_lost_something_are_rejected() -> None:
    tokens = validation.letters()
    ids = sequences.sequence(GOOD, "interleaved", (2, 8), tokens).ids
    spoken = ids.index(tokens.encode("F")[0])
    assert validation.streams(GOOD, [*ids[:spoken], tokens.id("<s_pad>"), *ids[spoken + 1 :]], (2, 8), tokens) == (
        "speech is not whole"
    )
    assert (
        validation.streams(GOOD, [*ids[:2], tokens.encode("5")[0], *ids[3:]], (2, 8), tokens)
        == "reasoning is not whole"
    )


def test_reasons_are_counted_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    early = replace(GOOD, reply=(ReplyPart(0, "It's eighty-five."),))
    made = iter([early, early, GOOD])
    monkeypatch.setitem(kinds.MAKERS, "one", lambda rng: next(made))
    monkeypatch.setattr(kinds.split, "is_test", lambda problem: False)
    rejected = Counter[str]()
    assert kinds.draw(Random(1), "one", False, rejected) is GOOD
    assert rejected == {"one: number too early": 2}


def test_fractions_and_earlier_turns_count_as_known() -> None:
    rng = Random(3)
    for kind in ("fractions", "follow-up", "explain"):
        tokens = TrainedTokenizer.train(["plus minus times first gives half quarters"] * 3, 400)
        for _ in range(40):
            assert validation.reject(kinds.draw(rng, kind, False, Counter()), tokens) == ""
