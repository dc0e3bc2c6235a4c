"""Soft speech is heard as loud speech is; soft noise is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from model.thinker.features import STARTER, log_mel
from model.thinker.loudness import MAX_GAIN, SPEECH_LEVEL, Samples, automatic_gain, frame_levels, holds_speech

QUESTION = Path(__file__).parents[3] / "assets" / "questions" / "sum.wav"


def question(peak_dbfs: float) -> Samples:
    """A spoken question with 16 bits and this peak."""
    sound, rate = soundfile.read(QUESTION, dtype="float32")
    assert rate == 16_000
    scaled = sound / np.abs(sound).max() * 10 ** (peak_dbfs / 20)
    return np.asarray(np.round(scaled * 32768) / 32768, dtype=np.float32)


def room_noise(rms_dbfs: float, seed: int = 0) -> Samples:
    """Five seconds of low-pass noise whose level drifts by 3 dB, as ventilation and traffic do."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(80_000))
    noise = np.fft.irfft(spectrum / np.maximum(1, np.arange(len(spectrum)) / 5 / 100), 80_000)
    noise *= 10 ** (1.5 * np.sin(np.arange(80_000) / 16_000) / 20)
    return np.asarray(noise / np.sqrt((noise**2).mean()) * 10 ** (rms_dbfs / 20), dtype=np.float32)


def test_speech_is_told_from_silence() -> None:
    noise = np.random.default_rng(0).normal(0, 1, 16_000).astype(np.float32)
    assert holds_speech((0.1 * np.sin(np.arange(16_000) / 8)).astype(np.float32))
    assert holds_speech(0.01 * noise)
    assert not holds_speech(0.0003 * noise)
    assert not holds_speech(np.zeros(0, np.float32))
    click = np.zeros(16_000, np.float32)
    click[5000:5100] = 0.9
    assert not holds_speech(click)


@pytest.mark.parametrize("peak", [0, -20, -40, -50, -54])
def test_a_question_is_heard_at_every_level(peak: float) -> None:
    assert holds_speech(question(peak))
    with_offset = (question(peak) + np.float32(0.01)).astype(np.float32)
    assert holds_speech(with_offset)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("level", [-58, -62, -66, -75])
def test_soft_noise_is_no_question(level: float, seed: int) -> None:
    assert not holds_speech(room_noise(level, seed))
    assert not holds_speech((room_noise(level, seed) + np.float32(0.01)).astype(np.float32))


def test_a_question_in_soft_noise_is_one() -> None:
    sound = question(-45)
    assert holds_speech(sound + room_noise(-72)[: len(sound)])


def test_gain_brings_speech_to_one_level_and_is_bounded() -> None:
    for peak in (0, -20, -45):
        assert np.quantile(frame_levels(automatic_gain(question(peak))), 0.95) == pytest.approx(SPEECH_LEVEL, rel=0.02)
    noise = room_noise(-90)
    np.testing.assert_allclose(automatic_gain(noise), noise * MAX_GAIN, rtol=1e-5)
    silence = np.zeros(16_000, np.float32)
    assert not automatic_gain(silence).any()


def test_features_do_not_depend_on_the_level() -> None:
    """Down to -50 dBFS they differ only by the noise of 16 bits; without gain the soft parts sink below the floor."""
    loud = log_mel(torch.from_numpy(question(-3)), STARTER)
    exact = log_mel(torch.from_numpy(question(-3) * np.float32(10 ** (-50 / 20))), STARTER)
    torch.testing.assert_close(exact, loud, atol=1e-3, rtol=1e-3)
    rounded = log_mel(torch.from_numpy(question(-50)), STARTER)
    assert torch.corrcoef(torch.stack([rounded.flatten(), loud.flatten()]))[0, 1] > 0.9
