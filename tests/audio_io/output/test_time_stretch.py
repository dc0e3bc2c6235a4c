"""Faster and slower at the same pitch, in any chunks, to the sample as long as it should be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.backend import FloatArray
from audio_io.output.time_stretch import TimeStretcher, stretched

RATE = 16_000


def voiced(seconds: float, pitch: float = 140.0) -> FloatArray:
    """Something like a vowel: a pitch with overtones, louder and softer."""
    t = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 9))
    return (0.2 * tone * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))).astype(np.float32)


def pitch_of(sound: FloatArray) -> float:
    """By autocorrelation, 70 to 300 Hz."""
    middle = sound[len(sound) // 4 : 3 * len(sound) // 4]
    spectrum = np.abs(np.fft.rfft(middle, 2 * len(middle))) ** 2
    likeness = np.fft.irfft(spectrum)
    low, high = RATE // 300, RATE // 70
    return RATE / (low + int(np.argmax(likeness[low:high])))


def pulled(stretcher: TimeStretcher, speed: float) -> FloatArray:
    out = [np.zeros(0, np.float32)]
    while (piece := stretcher.pull(speed)) is not None:
        out.append(piece)
    return np.concatenate(out)


def through(sound: FloatArray, speed: float, sizes: list[int]) -> FloatArray:
    stretcher, out, at = TimeStretcher(RATE), list[FloatArray](), 0
    for size in [*sizes, len(sound)]:
        stretcher.push(sound[at : at + size])
        out.append(pulled(stretcher, speed))
        at += size
    out.append(stretcher.finish(speed))
    assert stretcher.pending == 0
    return np.concatenate(out)


@pytest.mark.parametrize("speed", [0.7, 0.85, 1.0, 1.2, 1.5])
def test_length_changes_and_pitch_does_not(speed: float) -> None:
    sound = voiced(2.0)
    out = through(sound, speed, [1700] * 10)
    assert abs(len(out) / len(sound) * speed - 1) < 0.01
    assert abs(pitch_of(out) / pitch_of(sound) - 1) < 0.01
    assert 0.8 < np.std(out) / np.std(sound) < 1.2


@settings(max_examples=25)
@given(st.floats(0.7, 1.5), st.integers(0, 9000), st.lists(st.integers(0, 3000), max_size=8))
def test_result_does_not_depend_on_the_chunks(speed: float, length: int, sizes: list[int]) -> None:
    sound = voiced(0.6)[:length]
    out, whole = through(sound, speed, sizes), through(sound, speed, [])
    assert abs(len(out) - len(whole)) <= 1
    size = min(len(out), len(whole))
    np.testing.assert_allclose(out[:size], whole[:size], atol=1e-6)


@pytest.mark.parametrize("speed", [0.7, 1.5])
def test_nothing_clicks(speed: float) -> None:
    sound = voiced(1.0)
    steepest = np.abs(np.diff(sound)).max()
    assert np.abs(np.diff(through(sound, speed, [900] * 20))).max() < 1.3 * steepest


def test_sound_comes_soon() -> None:
    stretcher = TimeStretcher(RATE)
    stretcher.push(voiced(0.15))
    assert len(pulled(stretcher, 1.2)) > 0.05 * RATE


def test_speed_may_change_on_the_way() -> None:
    sound = voiced(2.0)
    stretcher = TimeStretcher(RATE)
    stretcher.push(sound[:RATE])
    out = [pulled(stretcher, 1.0)]
    stretcher.push(sound[RATE:])
    out += [pulled(stretcher, 1.5), stretcher.finish(1.5)]
    assert abs(sum(map(len, out)) - (RATE + RATE / 1.5)) < 0.02 * RATE
    joined = np.concatenate(out)
    assert np.abs(np.diff(joined)).max() < 1.3 * np.abs(np.diff(sound)).max()


@pytest.mark.parametrize("rate", [8_000, 24_000, 44_100, 192_000])
@pytest.mark.parametrize("speed", [0.56, 0.7, 1.0, 1.5])
def test_any_rate_is_stretched_to_the_sample(rate: int, speed: float) -> None:
    sound = np.sin(2 * np.pi * 200 * np.arange(rate) / rate).astype(np.float32)
    out = stretched(sound, rate, speed)
    assert len(out) == pytest.approx(rate / speed, abs=1)
    crossings = np.count_nonzero(np.diff(np.signbit(out)))
    assert crossings / 2 / (len(out) / rate) == pytest.approx(200, rel=0.01)


def test_the_rest_follows_the_output_without_a_seam() -> None:
    sound, stretcher = voiced(1.0), TimeStretcher(RATE)
    stretcher.push(sound)
    out = pulled(stretcher, 1.2)
    pending = stretcher.pending
    rest = stretcher.take_rest()
    assert abs(len(rest) - pending) <= 0.02 * RATE
    np.testing.assert_array_equal(rest, sound[len(sound) - len(rest) :])
    joined = np.concatenate([out, rest])
    assert np.abs(np.diff(joined)).max() < 1.1 * np.abs(np.diff(sound)).max()


def test_silence_and_constants_stay_what_they_are() -> None:
    for level in (0.0, 0.5):
        out = stretched(np.full(RATE, level, np.float32), RATE, 0.7)[:RATE]
        np.testing.assert_allclose(out, level, atol=1e-6)
