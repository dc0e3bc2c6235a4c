"""Questions that rest on the turn before: which they are, and how a trained model gets that turn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from model.corpus import kinds
from model.corpus.problem import Problem
from model.lm.sequence import TokenSequence
from model.thinker.earlier_turn import EarlierTurn, rests_on_earlier
from model.thinker.loading import load_trained_thinker
from model.thinker.number_guard import NumberGuard
from model.thinker.thinker import TrainedThinker
from model.thinker.types import GenerationConfig
from model.training.thinker_data import typed_row

SUM = EarlierTurn("What is 34 plus 29?", ("34+29: 4+9=13 3+2+1=6", "=63"), "34 plus 29. It's sixty-three.")


@pytest.mark.parametrize("kind", list(kinds.MAKERS))
def test_the_turn_before_goes_where_training_puts_it(kind: str) -> None:
    """In all forms of a question: written, typed and said."""
    rng, wrong = Random(8), []
    problems = [kinds.draw(rng, kind, False, Counter()) for _ in range(40)]
    forms = [(p, form) for p in problems for form in {p.question, p.typed or p.question, p.spoken_question}]
    wrong = [form for p, form in forms if rests_on_earlier(form) != (p.context is not None)]
    assert len(wrong) <= (0.12 if kind == "decline" else 0.03) * len(forms), wrong  # "Plus 83." may be either


@pytest.mark.parametrize("question", [
    "and times three?", "Why?", "explain step two", "I got 12, is that right?", "give me a hint", "568.", "How come?",
    "another one please", "What if it is 5 instead of 4?", "Half of that?", "how did you do that", "I don't get it.",
])  # fmt: skip
def test_questions_that_rest_on_the_turn_before(question: str) -> None:
    assert rests_on_earlier(question)


@pytest.mark.parametrize("question", [
    "And what is 3 times 4?", "What is half of 30?", "Is 17 prime?", "A square has a side of 9 cm. How big is it?",
    "What is 12 plus 30? I got 42, is that right?",
    "Hello.", "Why is the sky blue?", "Give me a problem to practise.", "Solve 2x = 8.", "",
])  # fmt: skip
def test_questions_that_stand_alone(question: str) -> None:
    assert not rests_on_earlier(question)


def test_a_turn_that_only_repeats_leaves_the_one_before_in_place() -> None:
    assert SUM.notes == ("34+29=63",)
    two = EarlierTurn("2 times 3 plus 4", ("2*3=6", "6+4=10", "=10"), "It's ten.")
    told = EarlierTurn("explain step two", ("6+4=10", "=10"), "The second step is six plus four. That's ten.")
    refused = EarlierTurn("Hello", (), "I'm here for school mathematics.")
    on = EarlierTurn("and plus two", ("10+2=12", "=12"), "It's twelve.")
    assert two.followed_by(told) is two
    assert two.followed_by(refused) is two
    assert two.followed_by(on) is on


@pytest.fixture
def thinker(thinker_folder: Path) -> TrainedThinker:
    made = load_trained_thinker(thinker_folder)
    made.follows = True
    return made


def remember(thinker: TrainedThinker, turn: EarlierTurn) -> None:
    thinker.remember(turn.reply, turn)


def test_the_sequence_is_that_of_training(thinker: TrainedThinker, tokens: Any) -> None:
    problem = Problem("why", "Why?", (), "", (), context=SUM)
    trained = TokenSequence(thinker.decoder, thinker.decoder.new_cache())
    trained.push(*typed_row(problem, tokens, Random(0), "interleaved", (2, 8)).prefix)
    remember(thinker, SUM)
    with torch.inference_mode():
        asked = thinker.ask("Why?").sequence
        assert asked.length == trained.length
        torch.testing.assert_close(asked.logits(), trained.logits(), rtol=0.05, atol=0.05)


def test_the_earlier_turn_is_before_both_readings_and_its_numbers_may_be_said(thinker: TrainedThinker) -> None:
    remember(thinker, SUM)
    sound = np.random.default_rng(2).normal(0, 0.1, 16_000).astype(np.float32)
    with torch.inference_mode():
        thinker.listen(sound)  # computes it while the student speaks
        alone = thinker.ask(sound).sequence.length
        assert not thinker.ask(sound).follows
        both = [thinker.ask("Why?"), thinker.ask(sound, heard="Why?")]
        guards = [NumberGuard(), NumberGuard()]
        for asked, guard in zip(both, guards, strict=True):
            assert asked.follows
            asked.answer(GenerationConfig(), guard)
            assert guard.allows_end("It's sixty-three because")
        assert both[1].sequence.length > alone


def test_a_question_that_stands_alone_gets_no_turn_before(thinker: TrainedThinker) -> None:
    plain = thinker.ask("What is 3 plus 4?").sequence.length
    remember(thinker, SUM)
    assert thinker.ask("What is 3 plus 4?").sequence.length == plain
    assert not thinker.ask("Why?", follow_up=False).follows
    thinker.follows = False  # weights that were not trained on such questions
    thinker.free_memory()
    remember(thinker, SUM)
    assert not thinker.ask("Why?").follows


def test_what_is_kept_is_what_was_heard(thinker: TrainedThinker) -> None:
    remember(thinker, SUM)
    other = EarlierTurn("What is 5 plus 6?", ("5+6=11", "=11"), "It's eleven.")
    remember(thinker, other)
    assert thinker.earlier is not None
    assert thinker.earlier == other
    thinker.remember("It's")
    assert (thinker.earlier.question, thinker.earlier.reply) == (other.question, "It's")
    thinker.remember("")  # withdrawn: the student had only paused
    assert thinker.earlier == SUM
    thinker.recall(other)
    assert thinker.earlier == other
    thinker.free_memory()
    assert thinker.earlier is None
