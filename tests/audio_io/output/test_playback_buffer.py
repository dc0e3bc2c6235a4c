"""What the audio callback hands out: each sample once and in order, no clicks, honest counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.output.playback_buffer import PlaybackBuffer

RATE = 1_000  # a slow device keeps the numbers small: 1 ms a sample, fade of 5, jitter buffer of 120
FADE = 5


def pull(buffer: PlaybackBuffer, count: int, at: float = 0.0, channels: int = 1) -> np.ndarray:
    out = np.full((count, channels), np.nan, dtype=np.float32)
    buffer.fill(out, at)
    assert np.isfinite(out).all()
    return out


def test_nothing_sounds_until_the_jitter_buffer_is_filled() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(100, dtype=np.float32))
    assert not pull(buffer, 50).any()
    buffer.push(np.ones(30, dtype=np.float32))
    first = pull(buffer, 50)
    assert first[0, 0] == 0.0
    assert (first[FADE:] == 1.0).all()


def test_a_short_answer_starts_when_it_is_finished() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(40, dtype=np.float32))
    buffer.mark_end()
    out = pull(buffer, 60)[:, 0]
    assert (out[FADE:40] == 1.0).all()
    assert (out[40 + FADE :] == 0.0).all()
    assert buffer.underruns == 0


def test_a_slow_producer_is_waited_for_no_longer_than_the_buffer() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(40, dtype=np.float32))
    for _ in range(12):
        assert not pull(buffer, 10).any()
    assert pull(buffer, 10).any()


def test_an_underrun_is_counted_once_fades_and_raises_the_buffer() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(150, dtype=np.float32))
    before = buffer.jitter_s
    out = np.concatenate([pull(buffer, 100), pull(buffer, 100), pull(buffer, 100)])[:, 0]
    assert buffer.underruns == 1
    assert buffer.jitter_s == pytest.approx(before + 0.05)
    assert np.abs(np.diff(out)).max() <= 1.0 / (FADE - 1) + 1e-6  # no step: nothing clicks
    assert (out[150 + FADE :] == 0.0).all()
    for _ in range(9):
        buffer.push(np.ones(400, dtype=np.float32))
        pull(buffer, 1_000)
    assert buffer.underruns == 10
    assert buffer.jitter_s <= 0.25


def test_flush_fades_out_and_drops() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(500, dtype=np.float32))
    pull(buffer, 100)
    buffer.flush()
    buffer.push(np.full(300, 0.5, dtype=np.float32))  # the next answer, already waiting
    out = pull(buffer, 50)[:, 0]
    assert list(out[:FADE]) == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0])
    assert not out[FADE:].any()
    assert (pull(buffer, 50)[FADE:] == 0.5).all()
    assert buffer.underruns == 0


def test_all_channels_get_the_same() -> None:
    buffer = PlaybackBuffer(RATE, 1.0)
    buffer.push(np.linspace(-1, 1, 200, dtype=np.float32))
    out = pull(buffer, 150, channels=8)
    assert (out == out[:, :1]).all()


def test_push_takes_what_fits() -> None:
    buffer = PlaybackBuffer(RATE, 0.1)
    assert buffer.push(np.ones(150, dtype=np.float32)) == 100
    assert buffer.free == 0


@settings(max_examples=200, deadline=None)
@given(
    pushes=st.lists(st.integers(1, 300), min_size=1, max_size=12),
    pulls=st.lists(st.integers(1, 300), min_size=1, max_size=12),
)
def test_every_sample_comes_out_once_and_in_order(pushes: list[int], pulls: list[int]) -> None:
    buffer, sent, got, now = PlaybackBuffer(RATE, 60.0, fade_s=0.0), 0, [], 0.0
    for step in range(max(len(pushes), len(pulls))):
        if step < len(pushes):
            buffer.push(np.arange(sent + 1, sent + 1 + pushes[step], dtype=np.float32))
            sent += pushes[step]
        if step < len(pulls):
            got.append(pull(buffer, pulls[step], now)[:, 0])
            now += pulls[step] / RATE
        assert 0 <= buffer.heard(now) <= sent
    buffer.mark_end()
    while buffer.heard(now) < sent:
        got.append(pull(buffer, 64, now)[:, 0])
        now += 64 / RATE
    played = np.concatenate(got)
    assert list(played[played > 0]) == list(range(1, sent + 1))


def test_heard_follows_the_speaker_not_the_queue() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(1_000, dtype=np.float32))
    assert buffer.heard(0.0) == 0
    for block in range(5):  # the device takes its blocks 0.2 s before they are heard
        pull(buffer, 100, at=0.2 + block * 0.1)
    assert buffer.heard(0.19) == 0
    assert buffer.heard(0.25) == 50
    assert buffer.heard(0.449) == 249
    assert buffer.heard(99.0) == 500


def test_silence_does_not_count_as_heard() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(200, dtype=np.float32))
    pull(buffer, 300, at=0.0)
    pull(buffer, 300, at=0.3)
    buffer.push(np.ones(200, dtype=np.float32))
    pull(buffer, 100, at=0.6)
    assert buffer.heard(0.25) == 200
    assert buffer.heard(0.55) == 200
    assert buffer.heard(0.65) == 250


def test_the_clock_survives_a_restart_of_the_stream() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.ones(1_000, dtype=np.float32))
    pull(buffer, 200, at=50.0)
    buffer.restart_clock(50.05)
    assert buffer.heard(0.0) == 50
    pull(buffer, 100, at=1.0)
    assert buffer.heard(1.03) == 230  # what the lost device held is gone, and passed over
    buffer.flush()
    buffer.restart_clock(1.05)
    assert buffer.heard(1.06) == 1_000


def test_a_long_log_wraps() -> None:
    buffer = PlaybackBuffer(RATE, 100.0)
    buffer.push(np.ones(50_000, dtype=np.float32))
    for block in range(2_000):
        pull(buffer, 10, at=block * 0.01)
    assert buffer.heard(19.995) == 19_995
    assert buffer.heard(16.0) == 16_000


def test_the_volume_changes_within_a_block_and_without_a_click() -> None:
    buffer = PlaybackBuffer(RATE, 10.0)
    buffer.push(np.full(1000, 0.5, dtype=np.float32))
    buffer.mark_end()
    pull(buffer, 100)
    buffer.gain = 0.0
    falling = pull(buffer, 100, 0.1)
    assert falling[0, 0] == pytest.approx(0.5)
    assert np.abs(np.diff(falling[:, 0])).max() < 0.01
    assert not pull(buffer, 100, 0.2).any()
    buffer.gain = 1.0
    pull(buffer, 100, 0.3)
    assert pull(buffer, 100, 0.4) == pytest.approx(0.5)
