"""All stages run in order on a corpus of a few tones, two steps each, and give a bundle that loads."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from model.bundle import Bundle
from model.corpus import build
from model.errors import BadInput
from model.training import cli, stages
from model.training.assemble import assemble


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve "questions", words and sentences, all of them hum."""
    folder = tmp_path_factory.mktemp("corpus")
    rng, noise = Random(0), np.random.default_rng(0)

    def hum(seconds: float) -> build.Sound:
        t = np.arange(int(seconds * 16_000)) / 16_000
        wave = np.sin(2 * np.pi * noise.uniform(90, 200) * t) + 0.1 * noise.standard_normal(len(t))
        return np.asarray(0.3 * wave, dtype=np.float32)

    shards = {name: build.Shard(folder, name) for name in ("train", "words", "voice")}
    for _ in range(12):
        shards["train"].add(build.row_of(build.draw(rng, "one", False, Counter()), "hum"), hum(2.5))
        shards["words"].add({"text": "seven", "voice": "hum"}, hum(0.8))
        shards["voice"].add({"text": "It's twelve. That makes nine."}, hum(2.0))
    for shard in shards.values():
        shard.close()
    return folder


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return parser.parse_args(words)


def test_every_stage_and_the_bundle(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stages.data, "tokenizer_texts", lambda draw: (draw(Random(i)).question for i in range(200)))
    monkeypatch.setattr(stages, "TEXT_BUDGET", 300)
    monkeypatch.setattr(stages, "TYPED_BUDGET", 300)
    monkeypatch.setattr(stages.thinker, "POOL", 8)
    options = {name: replace(o, precision="no", log_every=1) for name, o in stages.DEFAULTS.items()}
    monkeypatch.setattr(stages, "DEFAULTS", options)
    run = tmp_path / "run"
    assert cli.run(arguments("starter", "--corpus", str(corpus), "--run", str(run), "--steps", "2")) == 0
    assert "MB" in capsys.readouterr().out
    bundle = Bundle.open(run / "starter")
    bundle.verify()
    assert bundle.ratios == ((1, 9), (2, 8), (3, 7), (5, 5))
    assert all((run / stage / "loss.png").exists() or stage == "talker" for stage in ("codec", "align", "acoustic"))


def test_missing_stage_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"talker|thinker|codec"):
        assemble(tmp_path, tmp_path / "out", name="x", version="1")
