"""Each effect does what its figures say, measured on the sound."""

from __future__ import annotations

import numpy as np
import pytest

from model import SAMPLE_RATE
from model.corpus.shards import Sound
from model.training import channel


def noise(seed: int = 0, count: int = 48_000) -> Sound:
    return (0.1 * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


def band_db(sound: Sound, low: float, high: float) -> float:
    """Mean power between two frequencies, in dB."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].mean() + 1e-12))


def test_the_equalizer_gives_its_gains() -> None:
    gains = [6.0, -8.0, 3.0, 0.0, -5.0, 8.0]
    for hertz, gain in zip(channel.EQ_HZ, gains, strict=True):
        tone = np.sin(2 * np.pi * hertz * np.arange(48_000) / SAMPLE_RATE).astype(np.float32)
        middle = channel.equalized(tone, gains)[8_000:40_000]
        assert 20 * np.log10(channel.rms(middle) / channel.rms(tone[8_000:40_000])) == pytest.approx(gain, abs=0.3)


@pytest.mark.parametrize("codec", ["ULAW", "GSM610"])
def test_a_telephone_passes_its_band_alone(codec: channel.Codec) -> None:
    sound = noise()
    line = channel.telephone(sound, codec)
    assert len(line) == len(sound)
    inside = band_db(line, 400, 3_000)
    assert inside == pytest.approx(band_db(sound, 400, 3_000), abs=3)
    assert band_db(line, 20, 150) < inside - 10  # a codec adds some noise there
    assert band_db(line, 5_000, 8_000) < inside - 30


def test_codecs_leave_their_errors() -> None:
    """mu-law's quantisation is 30 to 40 dB below the sound."""
    sound = channel.band_limited(noise(), 400, 3_000)
    error = channel.telephone(sound, "ULAW") - sound
    assert 25 < 20 * np.log10(channel.rms(sound) / channel.rms(error)) < 45


@pytest.mark.parametrize("over", [0.0, 6.0, 12.0])
def test_clipping_cuts_what_is_over_full_scale(over: float) -> None:
    tone = (0.3 * np.sin(np.arange(16_000) / 5)).astype(np.float32)
    cut = channel.clipped(tone, over)
    assert float(np.abs(cut).max()) == pytest.approx(1.0, abs=1e-3)
    at_limit = 1 - 2 / np.pi * np.arcsin(10 ** (-over / 20))  # share of a sine that is cut off
    assert float((np.abs(cut) > 0.9999).mean()) == pytest.approx(at_limit, abs=0.02)


@pytest.mark.parametrize("peak", [-50.0, -20.0, 0.0])
def test_a_level_is_its_peak_in_sixteen_bits(peak: float) -> None:
    soft = channel.at_level(noise(), peak)
    assert 20 * np.log10(float(np.abs(soft).max())) == pytest.approx(peak, abs=0.1)
    steps = soft.astype(np.float64) * 32767
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-2)


@pytest.mark.parametrize("ratio", [0.0, 5.0, 25.0])
def test_other_sound_is_mixed_at_its_ratio(ratio: float) -> None:
    sound, other = noise(1), 7 * noise(2)
    added = channel.mixed(sound, other, ratio) - sound
    assert 20 * np.log10(channel.rms(sound) / channel.rms(added)) == pytest.approx(ratio, abs=0.5)
    np.testing.assert_array_equal(channel.mixed(sound, 0 * other, ratio), sound)


def test_babble_has_every_voice_equally_loud() -> None:
    tones = [g * np.sin(2 * np.pi * hertz * np.arange(16_000) / SAMPLE_RATE).astype(np.float32)
             for hertz, g in ((300, 1.0), (900, 0.01), (2_700, 0.2))]  # fmt: skip
    mix = channel.babble(tones, 48_000, np.random.default_rng(0))
    levels = [band_db(mix, hertz - 20, hertz + 20) for hertz in (300, 900, 2_700)]
    assert max(levels) - min(levels) < 0.5
    assert band_db(mix, 4_000, 8_000) < min(levels) - 30
