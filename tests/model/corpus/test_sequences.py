"""Two streams become one sequence in the stated rhythm, and come apart again unchanged."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.corpus import kinds, sequences
from model.corpus.problem import Problem
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.tokenizers import RATIOS, TrainedTokenizer
from model.working import carry_out, notes_of


@pytest.fixture(scope="module")
def tokens() -> TrainedTokenizer:
    rng = Random(0)
    made = [kinds.draw(rng, "one", False, Counter()) for _ in range(200)]
    return TrainedTokenizer.train(
        [t for p in made for t in (p.question, *p.reasoning, *(s.text for s in p.reply))], 500
    )


KINDS = ("one", "two", "story2", "fractions", "check", "decline")


def problem(seed: int) -> Problem:
    return kinds.draw(Random(seed), KINDS[seed % len(KINDS)], False, Counter())


@given(seed=st.integers(0, 10_000), ratio=st.sampled_from(RATIOS))
def test_streams_come_apart_unchanged(tokens: TrainedTokenizer, seed: int, ratio: tuple[int, int]) -> None:
    made = problem(seed)
    parts = sequences.streams(made, tokens)
    ids = sequences.interleave(parts, ratio, tokens).ids
    p, q = ratio
    slots = -(-(len(parts.reasoning) + 1) // q)
    spoken = [ids[s * (p + q) + i] for s in range(slots) for i in range(p)] + ids[slots * (p + q) :]
    reasoning = [ids[s * (p + q) + p + i] for s in range(slots) for i in range(q)]
    assert tokens.decode(reasoning) == "\n".join(made.reasoning)
    assert tokens.decode(spoken) == " ".join(s.text for s in made.reply)
    assert ids[-1] == tokens.id("<s_end>")
    assert reasoning.count(tokens.id("<r_end>")) == 1


@given(seed=st.integers(0, 10_000), ratio=st.sampled_from(RATIOS))
def test_each_piece_is_spoken_after_the_reasoning_it_rests_on(
    tokens: TrainedTokenizer, seed: int, ratio: tuple[int, int]
) -> None:
    parts = sequences.streams(problem(seed), tokens)
    ids = sequences.interleave(parts, ratio, tokens).ids
    p, q = ratio
    slots = -(-(len(parts.reasoning) + 1) // q)
    spoken = [(ids[s * (p + q) + i], s * q) for s in range(slots) for i in range(p)]  # id, reasoning tokens before it
    spoken += [(i, len(parts.reasoning)) for i in ids[slots * (p + q) :]]
    queue = [(i, before) for i, before in spoken if i != tokens.id("<s_pad>")]
    for need, piece in parts.spoken:
        assert [i for i, _ in queue[: len(piece)]] == piece
        assert queue[0][1] >= need
        queue = queue[len(piece) :]
    assert parts.spoken[-1][0] > 0 or not parts.reasoning  # the answer waits for a line


def test_known_pads_are_not_learned(tokens: TrainedTokenizer) -> None:
    made = sequences.interleave(sequences.streams(problem(3), tokens), (2, 8), tokens)
    assert len(made.ids) == len(made.learned)
    pad = tokens.id("<r_pad>")
    assert all(learned is (i != pad) for i, learned in zip(made.ids, made.learned, strict=True))


@given(seed=st.integers(0, 10_000), ratio=st.sampled_from(RATIOS))
def test_streams_are_read_back_from_the_ids(tokens: TrainedTokenizer, seed: int, ratio: tuple[int, int]) -> None:
    made = problem(seed)
    ids = sequences.sequence(made, "interleaved", ratio, tokens).ids
    reasoning, speech = sequences.deinterleave(ids, ratio, tokens)
    assert (reasoning.text, speech.text) == ("\n".join(made.reasoning), made.said)
    for timed in (reasoning, speech):
        assert len(timed.at) == len(timed.text)
        assert timed.at == sorted(timed.at)


def test_the_turn_before_stands_in_front_without_its_working(tokens: TrainedTokenizer) -> None:
    context = EarlierTurn("What is 230 minus 153?", carry_out(["230-153"]).lines, "It's seventy-seven.")
    ids = sequences.context_ids(context, tokens)
    assert ids[0] == tokens.id("<user>")
    answer, end = ids.index(tokens.id("<tutor>")), ids.index(tokens.id("<r_end>"))
    assert tokens.decode(ids[1:answer]) == context.question
    assert tokens.decode(ids[answer + 1 : end]) == "230-153=77"
    assert tokens.decode(ids[end + 1 : -1]) == context.reply
    assert ids[-1] == tokens.id("<s_end>")
    assert sequences.context_ids(None, tokens) == []


def test_the_shipped_tokenizer_reads_the_turn_before() -> None:
    shipped = TrainedTokenizer.load(Path("assets/starter/thinker/tokenizer.json"))
    made = kinds.draw(Random(1), "follow-up", False, Counter())
    assert made.context is not None
    ids = sequences.context_ids(made.context, shipped)
    assert (
        shipped.decode(ids) == made.context.question + "\n".join(notes_of(made.context.reasoning)) + made.context.reply
    )


def test_a_problem_comes_back_from_its_row() -> None:
    for kind in ("one", "follow-up", "decline", "hint"):
        made = kinds.draw(Random(4), kind, False, Counter())
        row = json.loads(json.dumps(asdict(made))) | {"voice": "any", "offset": 0}
        assert Problem.from_row(row) == made
