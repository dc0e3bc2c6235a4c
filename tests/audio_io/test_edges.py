"""What devices and callers may do at worst: other rates than promised, odd blocks, late, not numbers, for hours."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.backend import Device, Kind, StreamCallback
from audio_io.input.recorder import Recorder, RecorderOptions
from audio_io.input.turn_detector import TurnDetector
from audio_io.output.player import Player
from tests.audio_io.fake_backend import FakeBackend, FakeStream
from tests.audio_io.sounds import RATE, noise, pieces, silence, sine, spoken
from tests.audio_io.waiting import until

RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000]
KINDS = st.sampled_from(["empty", "soft", "clipped", "not numbers", "huge"])


def odd(kind: str, count: int) -> np.ndarray:
    """Sound that nobody should hand over, and some that is as it should be."""
    if kind == "empty":
        return np.zeros(0, dtype=np.float32)
    if kind == "not numbers":
        return np.resize(np.array([np.nan, np.inf, -np.inf, 0.1], dtype=np.float32), count)
    level = {"soft": 0.1, "clipped": 1.0, "huge": 1e30}[kind]
    return np.resize(np.array([level, -level], dtype=np.float32), count)


class OtherRate(FakeBackend):
    """Promises one rate and opens at another, as some drivers do."""

    def open(self, kind: Kind, device: Device | None, callback: StreamCallback, latency_s: float) -> FakeStream:
        stream = super().open(kind, device, callback, latency_s)
        stream.rate, stream.block = 44_100, 441
        return stream


def test_the_rate_that_counts_is_the_streams_own() -> None:
    backend = OtherRate(rate=48_000, channels=1)
    player, recorder = Player(backend=backend, now=backend.clock), Recorder(backend=backend, now=backend.clock)
    player.play(sine(1.0, 300, 0.5), RATE)
    player.finish()
    out = backend.stream.run(1.1)[:44_100, 0]
    assert np.abs(out - sine(1.0, 300, 0.5, 44_100))[2_000:-2_000].max() < 5e-3
    player.close()
    recorder.start()
    for piece in pieces(sine(1.0, 300, 0.5, 44_100), 4_410):
        backend.stream.feed(piece[:, None])
    got = recorder.stop()
    assert len(got) == pytest.approx(RATE, abs=2)
    assert np.abs(got - sine(1.0, 300, 0.5)[: len(got)])[1_600:-1_600].max() < 5e-3


@pytest.mark.parametrize("pace", [0.98, 1.0, 1.02])
def test_the_clock_is_that_of_a_device_that_runs_fast_or_slow(pace: float) -> None:
    """Its crystal is wrong by 2 %: what was heard follows the times that it tells, not its rate."""
    backend = FakeBackend(rate=24_000, channels=1, latency_s=0.15)
    player = Player(backend=backend, now=backend.clock)
    player.play(silence(30.0) + 0.1, RATE)
    stream, started = backend.stream, backend.clock.now
    for _ in range(1_500):
        stream.pull(240)
        backend.clock.now += 0.01 / pace
    elapsed = backend.clock.now - started - stream.latency_s
    assert player.heard_samples() / RATE == pytest.approx(elapsed * pace, abs=0.02)
    assert player.queued_s() == pytest.approx(30.0 - elapsed * pace, abs=0.02)
    player.close()


def test_a_microphone_whose_callback_comes_late_loses_nothing() -> None:
    backend = FakeBackend(rate=RATE, channels=1)
    times: list[tuple[float, int]] = []

    def note(samples: np.ndarray, at: float) -> np.ndarray:
        times.append((at, len(samples)))
        return samples

    recorder = Recorder(backend=backend, now=backend.clock, options=RecorderOptions(process=note))
    recorder.start()
    sound = sine(3.0, 300, 0.5)
    for first in range(0, len(sound), RATE // 2):
        backend.clock.now += 0.4  # nothing for so long, and then all of it at once
        for piece in pieces(sound[first : first + RATE // 2], 1_600):
            backend.stream.callback(piece[:, None], backend.clock.now, False)
        until(lambda: sum(count for _, count in times) >= first + RATE // 2)  # noqa: B023 - done before the next round
    assert (recorder.stop() == sound).all()
    stats = recorder.stats()
    assert (stats.lost, stats.overruns, stats.bad) == (0, 0, 0)


@settings(max_examples=60)
@given(
    rate=st.sampled_from(RATES),
    channels=st.sampled_from([1, 2, 8]),
    blocks=st.lists(st.tuples(KINDS, st.integers(0, 4_000)), max_size=20),
)
def test_a_microphone_may_deliver_anything(rate: int, channels: int, blocks: list[tuple[str, int]]) -> None:
    backend = FakeBackend(rate=rate, channels=channels)
    recorder = Recorder(backend=backend, now=backend.clock)
    recorder.start()
    total = bad = 0
    for kind, count in blocks:
        block = odd(kind, count)
        total += len(block)
        bad += int((~np.isfinite(block)).sum())
        backend.stream.callback(np.repeat(block[:, None], channels, axis=1), backend.clock.now, False)
    got = recorder.stop()
    stats = recorder.stats()
    assert len(got) == pytest.approx((total - stats.overruns) * RATE / rate, abs=2)
    assert np.isfinite(got).all()
    assert np.abs(got).max(initial=0.0) <= 1.0
    assert stats.bad <= bad
    assert stats.bad == bad or stats.overruns


steps: Any = st.lists(
    st.one_of(
        st.tuples(st.just("play"), KINDS, st.sampled_from(RATES), st.integers(0, 20_000)),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 0.1, 0.5])),
        st.tuples(st.just("stop")),
        st.tuples(st.just("finish")),
        st.tuples(st.just("volume"), st.floats(-1.0, 2.0)),
        st.tuples(st.just("speed"), st.sampled_from([0.5, 0.7, 1.0, 1.5])),
    ),
    max_size=20,
)


@settings(max_examples=60)
@given(rate=st.sampled_from(RATES), channels=st.sampled_from([1, 2, 8]), todo=steps)
def test_a_player_may_be_handed_anything(rate: int, channels: int, todo: list[tuple[Any, ...]]) -> None:
    backend = FakeBackend(rate=rate, channels=channels, latency_s=0.05)
    player = Player(backend=backend, now=backend.clock)
    player.open()
    answer, answer_rate, answering = 0.0, 1, False
    for what, *given_ in todo:
        if what == "play":
            kind, sound_rate, count = given_
            if not answering:
                answer, answering = 0.0, True
            answer_rate = sound_rate
            answer += len(sound := odd(kind, count)) / sound_rate
            player.play(sound, sound_rate)
        elif what == "wait":
            backend.stream.run(given_[0])
        elif what == "stop":
            player.stop()
            answer, answering = 0.0, False
            backend.stream.run(0.02)
            until(lambda: backend.stream.active)
        elif what == "finish":
            player.finish()
            answering = False
        elif what == "speed":
            player.set_speed(given_[0])
        else:
            player.set_volume(given_[0])
        assert 0 <= player.heard_samples() <= round(answer * answer_rate)
        assert 0.0 <= player.queued_s() <= 240.1
    player.finish()
    backend.stream.run(player.queued_s() + 0.5)
    assert player.queued_s() == 0.0
    assert player.heard_samples() == pytest.approx(answer * answer_rate, abs=2 + answer_rate / 4_000)
    out = np.concatenate([np.zeros((0, channels), np.float32), *backend.stream.pulled])
    assert np.isfinite(out).all()
    assert np.abs(out).max(initial=0.0) < 4.0  # the conversion's ripple around a clipped wave
    assert (out == out[:, :1]).all()
    player.close()


def test_no_more_is_heard_than_was_handed_over() -> None:
    """The device's sample is longer than ours, and the last one is rounded up to a whole one."""
    backend = FakeBackend(rate=8_000, channels=1)
    player = Player(backend=backend, now=backend.clock)
    player.play(silence(240 / RATE), 44_100)  # 43.5 samples of the device
    player.finish()
    backend.stream.run(1.0)
    assert player.heard_samples() == 240
    assert player.stop() == 240
    player.close()


@pytest.mark.parametrize("level", [1e-6, 1.0, 50.0], ids=["all but nothing", "full scale", "clipped to a square"])
def test_a_question_of_any_loudness_is_no_error(level: float) -> None:
    sound = np.clip(level * spoken() / np.abs(spoken()).max(), -1.0, 1.0)
    found = TurnDetector().push(np.concatenate([silence(1.0), sound, silence(2.0)]))
    assert [one.kind for one in found].count("turn_end") == (0 if level < 1e-3 else 1)


def test_a_constant_or_a_square_is_no_question() -> None:
    for sound in (silence(5.0) + 1.0, np.sign(sine(5.0, 100, 1.0))):
        assert TurnDetector().push(sound) == []


@pytest.mark.slow
def test_an_hour_of_listening_keeps_a_minute() -> None:
    detector, second = TurnDetector(), noise(1.0, -66.0)
    detector.push(second)
    tracemalloc.start()
    for _ in range(3_599):
        assert detector.push(second) == []
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 1e6
    found = detector.push(np.concatenate([spoken(), silence(2.0)]))
    assert [one.kind for one in found] == ["speech_start", "speech_end", "turn_end"]
    assert found[0].t == pytest.approx(3_600.0, abs=0.2)
