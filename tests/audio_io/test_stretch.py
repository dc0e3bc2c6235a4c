"""Slower speech keeps its pitch."""

from __future__ import annotations

import numpy as np
import pytest

from audio_io.stretch import stretch
from tests.audio_io.sounds import RATE, sine, spoken


def pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


@pytest.mark.parametrize("factor", [0.7, 1.25, 2.0])
def test_length_changes_and_pitch_stays(factor: float) -> None:
    tone = sine(1.0, 200.0, 0.5)
    got = stretch(tone, RATE, factor)
    assert len(got) == round(len(tone) * factor)
    assert pitch(got) == pytest.approx(200.0, abs=3.0)
    middle = got[2_000:-2_000]
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.05)  # pieces add up in phase
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


def test_speech_keeps_its_loudness_over_time() -> None:
    speech = spoken()
    slow = stretch(speech, RATE, 1.25)
    ours = [float(np.sqrt((part**2).mean())) for part in np.array_split(slow, 40)]
    theirs = [float(np.sqrt((part**2).mean())) for part in np.array_split(speech, 40)]
    assert np.corrcoef(ours, theirs)[0, 1] > 0.97


def test_what_is_too_short_or_unchanged_is_copied() -> None:
    short = np.ones(100, dtype=np.float32)
    assert (stretch(short, RATE, 2.0) == short).all()
    assert (stretch(spoken(), RATE, 1.0) == spoken()).all()
    with pytest.raises(ValueError, match="positive"):
        stretch(short, RATE, 0.0)
