"""The tutor's own voice is taken out of the microphone; the student's stays."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.errors import AudioUnavailable
from audio_io.input import echo_control
from audio_io.input.echo_control import EchoCanceller, EchoControl, EchoMode
from audio_io.input.turn_detector import TurnDetector
from audio_io.levels import level_dbfs
from audio_io.output.echo_reference import LEAD_S, EchoReference
from tests.audio_io.sounds import RATE, noise, silence, spoken

SPEAKER_RATE = 48_000
BLOCK = 480


def room(sound: np.ndarray, *, delay_s: float, gain: float, seed: int = 0) -> np.ndarray:
    """What a microphone gets of a speaker's sound: a direct path and a decaying tail of 0.25 s."""
    tail = int(0.25 * RATE)
    t = np.arange(tail) / RATE
    response = np.random.default_rng(seed).standard_normal(tail) * 10 ** (-3 * t / 0.25)
    response *= 0.5 / np.linalg.norm(response)
    response[0] += 1.0
    delayed = np.concatenate([np.zeros(round(delay_s * RATE)), sound])
    length = 1 << (len(delayed) + tail).bit_length()
    wet = np.fft.irfft(np.fft.rfft(delayed, length) * np.fft.rfft(response, length), length)
    return (gain * wet[: len(sound)]).astype(np.float32)


def through(
    mode: EchoMode,
    played: np.ndarray,
    captured: np.ndarray,
    *,
    latency_s: float = 0.15,
    jitter_s: float = 0.0,
) -> np.ndarray:
    """The captured sound as the control lets it through, block by block, with the times of two streams."""
    reference = EchoReference(SPEAKER_RATE)
    control = EchoControl(lambda: reference, mode)
    device = soxr.resample(played, RATE, SPEAKER_RATE)
    random, out, handed = np.random.default_rng(9), [], 0
    for at in range(0, len(captured), 160):
        now = at / RATE
        while handed < len(device) and handed / SPEAKER_RATE < now + latency_s:
            block = device[handed : handed + BLOCK]
            reference.write(block, 50.0 + handed / SPEAKER_RATE + random.uniform(-jitter_s, jitter_s))
            handed += len(block)
        part = captured[at : at + 160]
        end = 50.0 + now + len(part) / RATE
        out.append(control.process(part, end + random.uniform(-jitter_s, jitter_s)))
    return np.concatenate(out)


def other_voice() -> np.ndarray:
    """A deeper voice: a canceller may well take the very same sound for an echo."""
    return soxr.resample(spoken(), 13_500, RATE)


def starts(samples: np.ndarray) -> list[float]:
    return [one.t for one in TurnDetector().push(samples) if one.kind == "speech_start"]


@settings(max_examples=40, deadline=None)
@given(
    rate=st.sampled_from([16_000, 44_100, 48_000]),
    sizes=st.lists(st.integers(1, 400), min_size=5, max_size=40),
)
def test_reference_lies_under_the_capture(rate: int, sizes: list[int]) -> None:
    reference = EchoReference(rate)
    seconds = 2.0
    tone = np.sin(2 * np.pi * 100 * np.arange(int(seconds * rate)) / rate).astype(np.float32)
    for at in range(0, len(tone), rate // 100):
        reference.write(tone[at : at + rate // 100], 7.0 + at / rate)
    until, got = 7.5, []
    for size in sizes:
        until += size / RATE
        got.append(reference.aligned(until, size))
    joined = np.concatenate(got)
    t = 0.5 + LEAD_S + np.arange(len(joined)) / RATE
    assert np.abs(joined - np.sin(2 * np.pi * 100 * t)).max() < 0.05


def test_unknown_sound_is_silence() -> None:
    reference = EchoReference(SPEAKER_RATE)
    assert not reference.aligned(1.0, 160).any()
    reference.write(np.ones(4_800, dtype=np.float32), 5.0)
    assert not reference.aligned(2.0, 160).any()  # long before it
    assert not reference.aligned(60.0, 160).any()  # long after it


def test_reference_follows_a_clock_that_jumps() -> None:
    reference = EchoReference(RATE)
    for at in range(100):
        reference.write(np.full(160, at, dtype=np.float32), 5.0 + at / 100)
    assert reference.aligned(5.5, 160)[-1] == pytest.approx(53, abs=2)
    assert reference.aligned(5.53, 160)[-1] == pytest.approx(54, abs=2)  # 20 ms late: it goes on
    assert reference.aligned(5.9, 160)[-1] == pytest.approx(93, abs=2)  # half a second: it is set right


@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.08])
@pytest.mark.parametrize("gain", [0.2, 1.0])
def test_own_voice_is_cancelled(delay_s: float, gain: float) -> None:
    pytest.importorskip("pywebrtc_audio")
    played = np.tile(np.concatenate([spoken(), silence(0.7)]), 5)
    captured = room(played, delay_s=delay_s, gain=gain) + noise(len(played) / RATE, -65.0)
    got = through("cancel", played, captured, jitter_s=0.004)
    assert starts(captured)
    assert starts(got) == []
    settled = slice(8 * RATE, None)
    assert level_dbfs(captured[settled]) - level_dbfs(got[settled]) > (30.0 if gain == 1.0 else 20.0)


def test_the_first_words_do_not_slip_through_before_the_room_is_known() -> None:
    pytest.importorskip("pywebrtc_audio")
    played = np.tile(np.concatenate([spoken(), silence(0.7)]), 3)
    captured = room(played, delay_s=0.25, gain=1.0)
    got = through("cancel", played, captured)
    assert starts(got) == []
    assert not got[: int(0.5 * RATE)].any()


def test_without_an_echo_the_student_is_heard_at_once() -> None:
    pytest.importorskip("pywebrtc_audio")
    played = np.tile(np.concatenate([spoken(), silence(0.7)]), 3)
    captured = noise(len(played) / RATE, -70.0)
    student = other_voice()
    captured[5 * RATE : 5 * RATE + len(student)] += student
    assert starts(through("cancel", played, captured))[0] == pytest.approx(5.7, abs=0.9)


def test_the_student_is_heard_through_the_tutor() -> None:
    pytest.importorskip("pywebrtc_audio")
    played = np.tile(np.concatenate([spoken(), silence(0.7)]), 5)
    captured = room(played, delay_s=0.02, gain=0.5) + noise(len(played) / RATE, -65.0)
    student = np.concatenate([silence(10.3), other_voice() * np.float32(0.5)])
    captured[: len(student)] += student[: len(captured)]
    found = starts(through("cancel", played, captured))
    assert len(found) >= 1
    assert found[0] == pytest.approx(11.0, abs=0.9)


def test_the_gate_is_shut_while_the_tutor_speaks() -> None:
    played = np.concatenate([silence(1.0), spoken(), silence(2.0)])
    captured = noise(len(played) / RATE, -40.0)
    got = through("gate", played, captured)
    end = 1.0 + len(spoken()) / RATE
    assert got[: int(0.9 * RATE)].any()
    assert not got[int(1.1 * RATE) : int(end * RATE)].any()
    assert got[int((end + 0.5) * RATE) :].all()


def test_headphones_change_nothing() -> None:
    captured = noise(1.0, -40.0)
    assert (through("headphones", spoken(), captured) == captured).all()


def test_without_a_speaker_nothing_is_changed() -> None:
    control = EchoControl(lambda: None, "gate")
    assert (control.process(noise(0.1, -40.0), 1.0) == noise(0.1, -40.0)).all()


def test_odd_blocks_come_out_whole() -> None:
    reference = EchoReference(RATE)
    control = EchoControl(lambda: reference, "headphones")
    sound = noise(0.5, -40.0)
    got = [control.process(part, 0.0) for part in np.split(sound, [7, 200, 1_000, 1_001, 5_000])]
    assert all(len(part) % 160 == 0 for part in got)
    assert (np.concatenate(got) == sound[: sum(map(len, got))]).all()


def test_without_the_canceller_the_gate_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(echo_control, "available", lambda: False)
    control = EchoControl(lambda: None, "cancel")
    assert control.mode == "gate"
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    with pytest.raises(AudioUnavailable, match="pip install pywebrtc-audio"):
        EchoCanceller()


def test_the_mode_can_change() -> None:
    pytest.importorskip("pywebrtc_audio")
    control = EchoControl(lambda: None, "headphones")
    assert control.mode == "headphones"
    control.set_mode("cancel")
    assert control.mode == "cancel"
