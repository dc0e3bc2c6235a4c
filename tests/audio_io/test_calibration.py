"""The room test tells headphones, speakers with a tame echo and a wild one, and a dead microphone apart."""

from __future__ import annotations

import numpy as np
import pytest

from audio_io import calibration
from audio_io.calibration import assess, chime, playback_signal
from tests.audio_io.input.test_echo_control import room
from tests.audio_io.sounds import RATE, noise, silence, spoken


def played() -> np.ndarray:
    return np.concatenate([silence(0.8), chime(), silence(0.5)])


def hiss(dbfs: float = -60.0) -> np.ndarray:
    return noise(len(played()) / RATE, dbfs)


def test_headphones_are_recognised() -> None:
    report = assess(hiss(), played())
    assert (report.mode, report.echo_dbfs, report.cancelled_db) == ("headphones", None, None)
    assert report.noise_dbfs == pytest.approx(-60.0, abs=0.5)
    assert report.microphone_works


@pytest.mark.parametrize("gain", [0.1, 0.8])
def test_speakers_get_the_canceller(gain: float) -> None:
    pytest.importorskip("pywebrtc_audio")
    report = assess(room(played(), delay_s=0.03, gain=gain) + hiss(), played())
    assert report.mode == "cancel"
    assert report.echo_dbfs is not None
    assert report.echo_dbfs > -50.0
    assert report.cancelled_db is not None
    assert report.cancelled_db > 10.0


class Helpless:
    """A canceller that takes nothing away."""

    def process(self, near: np.ndarray, far: np.ndarray) -> np.ndarray:
        return near


def test_an_echo_that_cannot_be_cancelled_gets_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "EchoCanceller", Helpless)
    monkeypatch.setattr(calibration, "available", lambda: True)
    report = assess(room(played(), delay_s=0.03, gain=0.5) + hiss(), played())
    assert report.mode == "gate"
    assert report.cancelled_db == pytest.approx(0.0, abs=0.1)


def test_without_the_canceller_speakers_get_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "available", lambda: False)
    report = assess(room(played(), delay_s=0.03, gain=0.5) + hiss(), played())
    assert (report.mode, report.cancelled_db) == ("gate", None)


def test_a_dead_microphone_is_said_to_be_dead() -> None:
    assert not assess(silence(4.0), np.concatenate([played(), silence(0.5)])[: 4 * RATE]).microphone_works


def test_without_a_speaker_there_is_still_a_noise_floor() -> None:
    report = assess(hiss(-50.0), np.zeros_like(hiss()))
    assert report.noise_dbfs == pytest.approx(-50.0, abs=0.5)
    assert report.mode == "gate"


def test_the_chime_is_loud_enough_and_clean() -> None:
    for rate in (16_000, 44_100, 48_000):
        sound = chime(rate)
        assert len(sound) == pytest.approx(3.0 * rate, abs=5)
        assert np.abs(sound).max() == pytest.approx(0.5)
        assert sound[0] == 0.0  # it begins without a click


def test_what_was_said_is_heard_back_and_measured() -> None:
    pytest.importorskip("pywebrtc_audio")
    said = np.concatenate([silence(0.3), 0.1 * spoken()[: int(1.7 * RATE)], silence(0.2)]) + noise(2.2, -70.0)
    back = playback_signal(said)
    assert np.abs(back[: len(said)]).max() == pytest.approx(0.5)
    assert len(back) == pytest.approx(len(said) + 1.2 * RATE, abs=5)
    far = np.concatenate([np.zeros_like(said), back, silence(0.5)])
    near = np.concatenate([said, silence(len(far) / RATE - len(said) / RATE)])
    report = assess(near + room(far, delay_s=0.03, gain=0.5) + noise(len(far) / RATE, -65.0), far)
    assert report.mode == "cancel"
    assert report.speech_dbfs == pytest.approx(-33.0, abs=6.0)
    assert report.noise_dbfs < -55.0


def test_silence_is_no_speech_and_gets_the_whole_chime() -> None:
    assert (playback_signal(noise(2.0, -60.0)) == chime()).all()
    assert assess(hiss(), played()).speech_dbfs is None
