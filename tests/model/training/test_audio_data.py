"""Damaged shards and folders of noise are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.errors import BadInput
from model.training import audio_data


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
