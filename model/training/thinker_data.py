"""The typed side of the training data, and the tokenizer that it fixes.

Owns: the mix of typed problems and the texts that the tokenizer learns from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from model.atomic_files import make_folder, whole_file
from model.corpus import build, problems, validation
from model.corpus.problem import Problem
from model.errors import BadInput
from model.thinker.tokenizers import Tokens

TYPED_MIX = {"one": 42, "quotient": 14, "two": 16, "story1": 13, "story2": 15}
"""Kinds of `build.draw`; a "quotient" is one of "one" that divides, the operation that takes longest to learn."""


def real_problems(path: Path | None) -> list[Problem]:
    """GSM8K's usable problems on the training side of the split."""
    if path is None:
        return []
    found = problems.collect(path, Random(1), Counter())
    return [p for p in found if not build.is_test(p.question) and not validation.reject(p)]


def drawer(real: list[Problem]) -> Callable[[Random], Problem]:
    """A function that draws a typed training problem; one in fifty is a real one if there are any."""
    kinds, weights = list(TYPED_MIX), list(TYPED_MIX.values())
    rejected: Counter[str] = Counter()

    def draw(rng: Random) -> Problem:
        if real and rng.random() < 0.02:
            return rng.choice(real)
        kind = rng.choices(kinds, weights)[0]
        while True:
            problem = build.draw(rng, "one" if kind == "quotient" else kind, False, rejected)
            if kind != "quotient" or problem.kind == "divide":
                return problem

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
    """The tokenizer at `path`, trained first if it is not there yet. Raises BadInput if what is there is none."""
    if not path.exists():
        make_folder(path.parent)
        with whole_file(path) as part:
            Tokens.train(tokenizer_texts(draw)).save(part)
    try:
        return Tokens.load(path)
    except ValueError as error:
        raise BadInput(f"{path} is damaged ({error}): a run's tokenizer cannot be made again for its weights, "
                       "so choose another --run") from error  # fmt: skip
