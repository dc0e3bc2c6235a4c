"""Roughening changes how a question sounds, not how it is laid out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model.errors import BadInput
from model.training import audio_data


def test_warp_moves_bins_along_the_frequency_axis() -> None:
    mel = torch.arange(80.0)[:, None].expand(80, 5).contiguous()
    torch.testing.assert_close(audio_data.warp(mel, 1.0), mel)
    longer = audio_data.warp(mel, 1.1)
    torch.testing.assert_close(longer[:70], mel[:70] * 1.1)
    assert float(longer.max()) <= 79.0


def test_warp_takes_the_half_precision_that_training_gives() -> None:
    assert audio_data.warp(torch.randn(80, 5).bfloat16(), 1.1).dtype == torch.bfloat16


def test_rough_sound_keeps_the_speech_between_its_silences() -> None:
    quiet = audio_data.Augmenter(np.zeros(0, np.float32))
    speech = np.sin(np.arange(16_000) / 8).astype(np.float32)
    for seed in range(20):
        rough = quiet.wave(speech, np.random.default_rng(seed))
        assert rough.dtype == np.float32
        assert 16_000 / 1.12 + 800 <= len(rough) <= 16_000 / 0.9 + 8000 + 12_800
        assert np.isfinite(rough).all()


def shard(folder: Path, rows: str, samples: int) -> None:
    (folder / "train.jsonl").write_text(rows, "utf-8")
    np.zeros(samples, "<i2").tofile(folder / "train.pcm")


ROW = '{"text": "seven", "offset": 0, "length": 10}\n'


def test_a_shard_that_is_still_written_ends_at_its_last_whole_line(tmp_path: Path) -> None:
    shard(tmp_path, ROW + ROW[:20], 12)
    assert len(audio_data.Shard(tmp_path, "train")) == 1


@pytest.mark.parametrize(
    ("rows", "samples", "error"),
    [
        (ROW, 9, "do not fit each other"),
        ("", 9, "do not fit each other"),
        (ROW, 0, "damaged or empty"),
        ("{\n", 9, "damaged or empty"),
        ('{"text": "seven"}\n', 9, "damaged or empty"),
        ("[1]\n", 9, "damaged or empty"),
    ],
)
def test_a_damaged_shard_is_named(tmp_path: Path, rows: str, samples: int, error: str) -> None:
    shard(tmp_path, rows, samples)
    with pytest.raises(BadInput, match=f"train.jsonl.*{error}.*: make the corpus again"):
        audio_data.Shard(tmp_path, "train")


@pytest.mark.parametrize("name", ["train.pcm", "train.jsonl"])
def test_a_missing_half_of_a_shard_is_named(tmp_path: Path, name: str) -> None:
    shard(tmp_path, ROW, 12)
    (tmp_path / name).unlink()
    with pytest.raises(BadInput, match=f"{name} is missing: make the corpus first"):
        audio_data.Shard(tmp_path, "train")


def test_a_folder_without_noise_or_with_a_damaged_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no \.ogg or \.wav recordings"):
        audio_data.read_noise(tmp_path)
    (tmp_path / "rain.wav").write_text("no sound")
    with pytest.raises(BadInput, match=r"cannot read the noise .*rain\.wav"):
        audio_data.read_noise(tmp_path)
