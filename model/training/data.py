"""The typed side of the training data, and the tokenizer that it fixes.

Owns: the mix of typed problems and the texts that the tokenizer learns from. Must not know sound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from model.corpus import build, gsm8k, verify
from model.corpus.problem import Problem
from model.thinker.tokens import Tokens

TYPED_MIX = {"one": 50, "two": 18, "story1": 15, "story2": 17}


def real_problems(path: Path | None) -> list[Problem]:
    """GSM8K's usable problems on the training side of the split."""
    if path is None:
        return []
    found = gsm8k.collect(path, Random(1), Counter())
    return [p for p in found if not build.is_test(p.question) and not verify.reject(p)]


def drawer(real: list[Problem]) -> Callable[[Random], Problem]:
    """A function that draws a typed training problem; one in fifty is a real one if there are any."""
    kinds, weights = list(TYPED_MIX), list(TYPED_MIX.values())
    rejected: Counter[str] = Counter()

    def draw(rng: Random) -> Problem:
        if real and rng.random() < 0.02:
            return rng.choice(real)
        return build.draw(rng, rng.choices(kinds, weights)[0], False, rejected)

    return draw


def tokenizer_texts(draw: Callable[[Random], Problem], count: int = 20_000) -> Iterator[str]:
    """Questions in all their forms, reasoning and replies."""
    rng = Random(12)
    for _ in range(count):
        problem = draw(rng)
        yield problem.question
        yield problem.typed
        yield problem.spoken_question
        yield "\n".join(problem.reasoning)
        yield "".join(f" {said.text}" for said in problem.reply)


def make_tokens(path: Path, draw: Callable[[Random], Problem]) -> Tokens:
    """The tokenizer at `path`, trained first if it is not there yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        Tokens.train(tokenizer_texts(draw)).save(path)
    return Tokens.load(path)
