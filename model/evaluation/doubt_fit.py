"""Fits the scale of doubt on answered questions that training does not have, and puts it into the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from model.atomic_files import whole_file
from model.bundle_manifest import Bundle, with_file
from model.errors import BadInput
from model.evaluation.runner import Outcome
from model.thinker.doubt import FILE, DoubtScale, features

WRONG_COSTS = 4.0
"""A wrong answer that is given counts as so many needless questions back."""
MOST_NEEDLESS = 0.1
"""The largest share of the right answers that may be withheld for a question back."""
RIDGE = 0.1
STEPS = 50
LEAST_ROWS = 50


def fit(outcomes: Sequence[Outcome]) -> DoubtScale:
    """A logistic regression of "was answered wrong" on the signs of doubt.

    Raises BadInput if there are too few answers, or none that is right or none that is wrong.
    """
    judged = [o for o in outcomes if o.ended.signs is not None and o.reasoning and not o.declined]
    wrong = np.array([not o.right for o in judged], dtype=np.float64)
    if len(judged) < LEAST_ROWS or wrong.all() or not wrong.any():
        template = "{count} answers, {wrong} of them wrong, are too few to learn doubt from; give a larger set"
        raise BadInput(template, count=len(judged), wrong=int(wrong.sum()))
    signs = np.array([features(o.ended.signs) for o in judged if o.ended.signs is not None])
    weights = regression(signs, wrong)
    scale = DoubtScale(*map(float, weights))
    of_right = [scale.doubt(o.ended.signs) for o in judged if o.right and o.ended.signs is not None]
    withheld = float(np.quantile(of_right, 1 - MOST_NEEDLESS))
    return replace(scale, ask_from=max(1 / (1 + WRONG_COSTS), withheld))


def regression(signs: np.ndarray[Any, Any], wrong: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Weights (k,) for signs (n, k) by Newton's method with a small ridge on all but the first.

    No sign may lower the doubt, except the last, which says that the question was typed: one that would is left out.
    """
    used = np.ones(signs.shape[1], dtype=bool)
    while True:
        weights = np.zeros(signs.shape[1])
        x = signs[:, used]
        ridge = np.diag([0.0, *[RIDGE] * (x.shape[1] - 1)])
        part = np.zeros(x.shape[1])
        for _ in range(STEPS):
            chance = 1 / (1 + np.exp(-np.clip(x @ part, -30, 30)))
            slope = x.T @ (wrong - chance) - ridge @ part
            curve = (x * (chance * (1 - chance))[:, None]).T @ x + ridge + 1e-6 * np.eye(x.shape[1])
            part = part + np.linalg.solve(curve, slope)
        weights[used] = part
        falling = [at for at in range(1, signs.shape[1] - 1) if weights[at] < 0]
        if not falling:
            return weights
        used[falling] = False


def effect(outcomes: Sequence[Outcome], scale: DoubtScale) -> dict[str, float]:
    """What the scale would have done to these answers, as shares of all questions."""
    asks = [
        o.ended.signs is not None and bool(o.reasoning) and not o.declined
        and (scale.doubt(o.ended.signs) >= scale.ask_from or o.ended.verdict == "unchecked")
        for o in outcomes
    ]  # fmt: skip
    count = len(outcomes)
    wrong = sum(o.confidently_wrong for o in outcomes)
    kept = sum(o.confidently_wrong and not ask for o, ask in zip(outcomes, asks, strict=True))
    lost = sum(o.right and ask for o, ask in zip(outcomes, asks, strict=True))
    return {"confidently_wrong": round(wrong / count, 4), "with_asking_back": round(kept / count, 4),
            "right_but_asked_back": round(lost / count, 4)}  # fmt: skip


def store(bundle: Path, scale: DoubtScale) -> Bundle:
    """Writes the scale into the bundle's Thinker and its checksum into the manifest. Raises BadInput if it cannot."""
    file = Bundle.open(bundle).thinker / FILE
    with whole_file(file) as part:
        part.write_text(scale.to_json(), encoding="utf-8")
    return with_file(bundle, file)
