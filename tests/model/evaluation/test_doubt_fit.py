"""The scale of doubt, fitted and kept in a bundle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from model.bundle_manifest import Bundle, write_manifest
from model.errors import BadInput
from model.evaluation.doubt_fit import effect, fit, regression, store
from model.evaluation.runner import Outcome, Question
from model.events import DoubtSigns, TurnEnded
from model.thinker.doubt import DoubtScale

ENDED = TurnEnded(1, 1.0, "5", "5", 10, 10, 5, 0.1, 0, 0, "complete")


def outcomes(count: int = 400) -> list[Outcome]:
    """Answers that are wrong more often the less likely the transcription is, and where the readings differ."""
    rng, made = Random(3), []
    for _ in range(count):
        signs = DoubtSigns(-rng.expovariate(1), -rng.expovariate(1), rng.random() < 0.2)
        chance = 1 / (1 + np.exp(4 + 1.5 * signs.heard - 3 * signs.differ))
        wrong = rng.random() < chance
        ended = replace(ENDED, signs=signs)
        made.append(Outcome(Question(None, "2+3", "6" if wrong else "5"), "", "2+3=5", "five", ended, 0, 1.0, 1.0))
    return made


def test_it_finds_what_makes_answers_wrong() -> None:
    answered = outcomes()
    scale = fit(answered)
    assert scale.asks
    assert scale.disagreement > 1.5
    assert scale.heard > 0.7
    assert abs(scale.reasoned) < 0.5
    told = effect(answered, scale)
    assert told["with_asking_back"] < 0.4 * told["confidently_wrong"]
    right = sum(one.right for one in answered) / len(answered)
    assert told["right_but_asked_back"] <= 0.1 * right + 0.003


def test_no_sign_lowers_the_doubt() -> None:
    rng = np.random.default_rng(1)
    signs = np.column_stack([np.ones(300), rng.random((300, 4))])
    weights = regression(signs, (signs[:, 2] < 0.3).astype(float))
    assert weights[2] == 0
    assert (weights[1:4] >= 0).all()


def test_too_little_to_learn_from() -> None:
    for few in (outcomes(20), [one for one in outcomes() if one.right]):
        with pytest.raises(BadInput, match="too few"):
            fit(few)


def test_the_bundle_keeps_it_with_a_checksum(tmp_path: Path) -> None:
    (tmp_path / "thinker").mkdir()
    (tmp_path / "thinker" / "config.json").write_text("{}")
    write_manifest(tmp_path, name="b", version="2", licence="MIT", sample_rate=16_000, ratios=[(2, 8)], declines=True)
    scale = DoubtScale(-3.0, 2.0, 1.0, 0.5, 0.1, 0.2)
    for _ in range(2):  # again, over the first
        bundle = store(tmp_path, scale)
        bundle.verify()
        assert (bundle.name, bundle.declines, bundle.ratios) == ("b", True, ((2, 8),))
    assert [entry.path for entry in bundle.files] == ["thinker/config.json", "thinker/doubt.json"]
    assert DoubtScale.read(Bundle.open(tmp_path).thinker) == scale
    (tmp_path / "thinker" / "doubt.json").write_text(replace(scale, ask_from=0.3).to_json())
    with pytest.raises(BadInput, match="sha256"):
        Bundle.open(tmp_path).verify()
