"""Examples change in voice, place and line, but stay the question that they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model import SAMPLE_RATE
from model.corpus import shards
from model.training import augmentation, rooms
from model.training.audio_data import Shard
from model.training.augmentation import FORMANT_HZ, Augmenter

SPEECH = np.sin(np.arange(16_000) / 8).astype(np.float32)
QUIET = Augmenter(np.zeros(0, np.float32))


@pytest.mark.parametrize("factor", [0.75, 1.0, 1.3])
@pytest.mark.parametrize("formant", range(4))
def test_warp_moves_a_formant_by_its_factor(factor: float, formant: int) -> None:
    centres = augmentation.centre_hertz(80)
    here = int(np.argmin(np.abs(centres - FORMANT_HZ[formant])))
    mel = torch.exp(-0.5 * ((torch.arange(80.0) - here) / 2) ** 2)[:, None].expand(80, 5).contiguous()
    moved = augmentation.warp(mel, np.full(4, factor))
    top = centres[int(moved[:, 0].argmax())]
    assert top == pytest.approx(FORMANT_HZ[formant] * factor, rel=0.06)
    if factor == 1.0:
        torch.testing.assert_close(moved, mel)


def test_warp_moves_each_formant_on_its_own_and_keeps_the_ends() -> None:
    mel = torch.arange(80.0)[:, None].expand(80, 3).contiguous()
    moved = augmentation.warp(mel, np.array([1.3, 1.0, 0.8, 1.0]))
    centres = augmentation.centre_hertz(80)

    def bin_at(hertz: float) -> float:
        return float(np.interp(hertz, centres, np.arange(80)))

    for there, here in ((650, 500), (1_500, 1_500), (2_000, 2_500), (4_000, 4_000)):
        assert float(np.interp(there, centres, moved[:, 0].numpy())) == pytest.approx(bin_at(here), abs=0.6)
    assert float(moved[0, 0]) < 0.5
    assert float(moved[-1, 0]) > 78.5
    assert bool((moved.diff(dim=0) >= 0).all())


def test_warp_takes_the_half_precision_that_training_gives() -> None:
    assert augmentation.warp(torch.randn(80, 5).bfloat16(), np.full(4, 1.1)).dtype == torch.bfloat16


def test_speed_changes_length_and_pitch() -> None:
    fast = augmentation.at_speed(SPEECH, 1.25)
    assert len(fast) == pytest.approx(len(SPEECH) / 1.25, abs=2)
    peaks = [int(np.argmax(np.abs(np.fft.rfft(s, SAMPLE_RATE)))) for s in (SPEECH, fast)]
    assert peaks[1] == pytest.approx(peaks[0] * 1.25, abs=2)


def test_masks_are_two_bands_and_two_spans_at_most() -> None:
    widest = longest = 0
    for seed in range(200):
        mel = augmentation.masked(torch.ones(80, 300), np.random.default_rng(seed))
        rows, columns = mel.amax(dim=1) == 0, mel.amax(dim=0) == 0
        widest, longest = max(widest, int(rows.sum())), max(longest, int(columns.sum()))
        assert float(mel[~rows][:, ~columns].min()) == 1
    assert 30 <= widest <= 40
    assert 20 <= longest <= 30


@pytest.fixture
def voices(tmp_path: Path) -> Shard:
    """Eight short recordings."""
    with shards.ShardWriter(tmp_path, "train") as writer:
        for i in range(8):
            sound = 0.3 * np.sin(np.arange(9_000 + 100 * i) * 0.05 * (i + 1)).astype(np.float32)
            writer.add({"text": "hum"}, sound)
        writer.commit()
        writer.close()
    return Shard(tmp_path, "train")


def test_rough_sound_keeps_its_length_and_is_decided_by_its_generator(voices: Shard) -> None:
    noisy = Augmenter(np.random.default_rng(0).standard_normal(200_000).astype(np.float32), voices)
    for seed in range(40):
        one, two = (noisy.wave(SPEECH, np.random.default_rng(seed)) for _ in range(2))
        np.testing.assert_array_equal(one, two)
        assert one.dtype == np.float32
        assert 16_000 + 800 <= len(one) <= 16_000 + 8_000 + 12_800
        assert np.isfinite(one).all()
        assert one.any()
        mel = noisy.features(SPEECH, np.random.default_rng(seed))
        torch.testing.assert_close(mel, noisy.features(SPEECH, np.random.default_rng(seed)))
        assert mel.shape[0] == 80
        assert bool(mel.isfinite().all())


def test_half_of_the_examples_are_in_a_room(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[rooms.Room] = []
    real = rooms.impulse_response

    def counted(room: rooms.Room, rng: np.random.Generator) -> shards.Sound:
        made.append(room)
        return real(room, rng)

    monkeypatch.setattr(rooms, "impulse_response", counted)
    rng = np.random.default_rng(3)
    for _ in range(200):
        QUIET.wave(SPEECH[:4_000], rng)
    assert 80 <= len(made) <= 120


def test_without_a_generator_features_are_the_plain_ones(voices: Shard) -> None:
    plain = augmentation.features(voices, 0, None, QUIET)
    torch.testing.assert_close(plain, augmentation.features(voices, 0, None, QUIET))
    rough = augmentation.features(voices, 0, np.random.default_rng(0), QUIET)
    assert rough.shape != plain.shape
