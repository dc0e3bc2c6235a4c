"""Roughening changes how a question sounds, not how it is laid out."""

from __future__ import annotations

import numpy as np
import torch

from model.training import sounds


def test_warp_moves_bins_along_the_frequency_axis() -> None:
    mel = torch.arange(80.0)[:, None].expand(80, 5).contiguous()
    torch.testing.assert_close(sounds.warp(mel, 1.0), mel)
    longer = sounds.warp(mel, 1.1)
    torch.testing.assert_close(longer[:70], mel[:70] * 1.1)
    assert float(longer.max()) <= 79.0


def test_rough_sound_keeps_the_speech_between_its_silences() -> None:
    quiet = sounds.Roughen(np.zeros(0, np.float32))
    speech = np.sin(np.arange(16_000) / 8).astype(np.float32)
    for seed in range(20):
        rough = quiet.wave(speech, np.random.default_rng(seed))
        assert rough.dtype == np.float32
        assert 16_000 / 1.12 + 800 <= len(rough) <= 16_000 / 0.9 + 8000 + 12_800
        assert np.isfinite(rough).all()
