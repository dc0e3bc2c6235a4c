"""A miniature Qwen2.5-Omni that can learn within seconds, and a corpus of twenty questions for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from model.corpus import kinds, shards
from model.corpus.chunks import row_of
from model.corpus.problem import Problem
from model.thinker import prompts
from model.thinker.features import log_mel
from model.training import audio_data, stages, thinker_data
from tests.model.thinker import published

VOCABULARY = 640


def write_base(folder: Path, **options: Any) -> Path:
    """The published layout with a small vocabulary; a head sharp enough for a frozen random model to be certain."""
    config = published.miniature_config()
    config["thinker_config"]["text_config"]["vocab_size"] = VOCABULARY
    folder.mkdir()
    published.write(folder, head_scale=3.0, config=config, **options)
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def tokenizer() -> Tokenizer:
    """Words of the prompts and problems, single digits, then the published special tokens."""
    made = Tokenizer(models.BPE())
    digits, words = pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.pre_tokenizer = pre_tokenizers.Sequence([digits, words])
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    texts = [t for p in problems() for t in (p.question, *p.reasoning, *(part.text for part in p.reply))]
    made.train_from_iterator([*texts, prompts.TUNED_SYSTEM, prompts.HEAR, prompts.USER] * 3, trainer)
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in published.SPECIALS])
    return made


def problems(count: int = 20) -> list[Problem]:
    rng, rejected = Random(3), Counter[str]()
    return [kinds.draw(rng, "one", False, rejected) for _ in range(count)]


def write_corpus(folder: Path, made: list[Problem]) -> Path:
    """Each question is a chord of its own, of 1.2 s."""
    folder.mkdir()
    writer = shards.ShardWriter(folder, "train")
    time, draw = np.arange(19_200) / 16_000, np.random.default_rng(1)
    for problem in made:
        pitches = draw.uniform(100, 3_000, 8)
        wave = sum(np.sin(2 * np.pi * pitch * time) for pitch in pitches) / 12
        writer.add(row_of(problem, "chord"), np.asarray(wave, dtype=np.float32))
    writer.close()
    return folder


def plain(monkeypatch: pytest.MonkeyPatch, made: list[Problem]) -> None:
    """Only these problems, always the same sound, a pool of one pass."""

    def features(shard: audio_data.Shard, index: int, rng: object, augmenter: Any) -> torch.Tensor:
        return log_mel(torch.from_numpy(shard.samples(index)), augmenter.mel)

    monkeypatch.setattr(thinker_data.augmentation, "features", features)
    monkeypatch.setattr(thinker_data, "POOL", len(made))
    monkeypatch.setattr(stages, "drawer", lambda job: lambda rng: rng.choice(made))
