"""Two streams become one sequence in the stated rhythm, and come apart again unchanged."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.corpus import build, sequences
from model.corpus.problem import Problem
from model.thinker.tokenizers import RATIOS, TrainedTokenizer


@pytest.fixture(scope="module")
def tokens() -> TrainedTokenizer:
    rng = Random(0)
    made = [build.draw(rng, "one", False, Counter()) for _ in range(200)]
    return TrainedTokenizer.train(
        [t for p in made for t in (p.question, *p.reasoning, *(s.text for s in p.reply))], 500
    )


def problem(seed: int) -> Problem:
    return build.draw(Random(seed), ("one", "two", "story2")[seed % 3], False, Counter())


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
    assert parts.spoken[-1][0] == len(parts.reasoning)


def test_known_pads_are_not_learned(tokens: TrainedTokenizer) -> None:
    made = sequences.interleave(sequences.streams(problem(3), tokens), (2, 8), tokens)
    assert len(made.ids) == len(made.learned)
    pad = tokens.id("<r_pad>")
    assert all(learned is (i != pad) for i, learned in zip(made.ids, made.learned, strict=True))
