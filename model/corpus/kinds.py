"""All kinds of problems by name, and drawing one from either side of the split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random

from model.corpus import arithmetic, declines, family, gsm8k, reply, split, stories, turns, validation
from model.corpus.problem import Problem
from model.errors import BadInput

Maker = Callable[[Random], Problem]

FAMILY_KINDS = (
    "large", "negatives", "decimals", "fractions", "percent", "powers", "order", "equations", "units", "geometry",
    "averages", "factors", "sequences", "stories-1", "stories-2", "stories-3",
)  # fmt: skip


def from_families(rng: Random, kind: str) -> Problem:
    return rng.choice(family.families(kind)).draw(rng)


MAKERS: dict[str, Maker] = {
    "one": arithmetic.one_step,
    "two": arithmetic.two_step,
    "story1": partial(stories.story, templates=stories.ONE_STEP),
    "story2": partial(stories.story, templates=stories.TWO_STEP),
    "human": arithmetic.digits_only,
    **{kind: partial(from_families, kind=kind) for kind in FAMILY_KINDS},
    **turns.MAKERS,
    "decline": declines.decline,
}


def makers(gsm8k_path: Path | None = None) -> dict[str, Maker]:
    """All kinds; with GSM8K's file, its problems too. Raises BadInput for another file."""
    return MAKERS if gsm8k_path is None else MAKERS | {"gsm8k": gsm8k.loaded(gsm8k_path).draw}


MIX: dict[str, float] = {
    "one": 14, "two": 7, "story1": 5, "story2": 5, "human": 6, "large": 3, "negatives": 3, "decimals": 5,
    "fractions": 5,
    "percent": 4, "powers": 3, "order": 4, "equations": 5, "units": 3, "geometry": 3, "averages": 3, "factors": 2,
    "sequences": 2, "stories-1": 8, "stories-2": 8, "stories-3": 4, "gsm8k": 8, "follow-up": 2, "why": 1, "explain": 1,
    "check": 2, "hint": 1, "practise": 1, "decline": 4,
}  # fmt: skip
"""Shares of a training corpus."""


def chosen(names: Iterable[str]) -> dict[str, float]:
    """The mix of some kinds only. Raises BadInput for a name that is no kind."""
    names = list(names)
    for name in names:
        if name not in MIX:
            raise BadInput(
                "there are no problems of kind {name}: choose among {known}", name=name, known=", ".join(MIX)
            )
    return {name: MIX[name] for name in names}


def draw(
    rng: Random, kind: str, test: bool, rejected: Counter[str], *, new_wording: bool = False, plain: bool = False,
    gsm8k_path: Path | None = None,
) -> Problem:  # fmt: skip
    """A validated problem of one kind on one side of the split.

    test: a problem that training cannot have; its family is a known one, or a held-out one with `new_wording`.
    plain: an opening without content, as the shipped weights were trained on. rejected: counts reasons.
    """
    make = makers(gsm8k_path)[kind]
    while True:
        problem = make(rng)
        if split.is_test(problem) != test or (test and split.is_held_out(problem) != new_wording):
            continue
        if plain:
            problem = reply.plain_opening(problem, rng)
        if why := validation.reject(problem):
            rejected[f"{kind}: {why}"] += 1
            continue
        return problem
