"""The player without a sound card keeps the time of one with a sound card."""

from __future__ import annotations

import numpy as np
import pytest

from app.conversation.null_player import NullPlayer
from audio_io.errors import QueueFull
from tests.audio_io.fake_backend import Clock

RATE = 24_000


def sound(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_plays_in_real_time(clock: Clock) -> None:
    player = NullPlayer(now=clock)
    player.play(sound(1.0), RATE)
    player.play(sound(0.5), RATE)
    assert player.queued_s() == pytest.approx(1.5)
    clock.now += 0.4
    assert player.queued_s() == pytest.approx(1.1)
    assert player.heard_samples() == pytest.approx(0.4 * RATE, abs=1)
    player.finish()
    clock.now += 2.0
    assert player.queued_s() == 0.0
    assert player.heard_samples() == 1.5 * RATE
    assert player.underruns() == 0


def test_a_gap_is_one_underrun_until_it_is_filled(clock: Clock) -> None:
    player = NullPlayer(now=clock)
    player.play(sound(0.2), RATE)
    clock.now += 0.3
    assert player.underruns() == 1
    clock.now += 0.3
    assert player.underruns() == 1
    player.play(sound(0.2), RATE)
    assert player.queued_s() == pytest.approx(0.2)
    clock.now += 0.5
    player.finish()
    assert player.underruns() == 2
    player.play(sound(0.2), RATE)
    assert player.heard_samples() == 0


def test_device_latency_moves_the_deadline_forward(clock: Clock) -> None:
    player = NullPlayer(now=clock, latency_s=0.15)
    player.play(sound(0.3), RATE)
    assert player.queued_s() == pytest.approx(0.45)
    clock.now += 0.15
    assert player.heard_samples() == 0
    clock.now += 0.151
    assert player.underruns() == 1
    assert player.heard_samples() == pytest.approx(0.151 * RATE, abs=2)


def test_stop_says_what_was_heard_and_forgets_the_rest(clock: Clock) -> None:
    player = NullPlayer(now=clock, latency_s=0.1)
    player.play(sound(2.0), RATE)
    clock.now += 0.6
    assert player.stop() == pytest.approx(0.5 * RATE, abs=1)
    assert player.queued_s() == 0.0
    clock.now += 5.0
    assert player.underruns() == 0
    assert player.heard_samples() == 0
    player.close()


def test_the_queue_is_bounded(clock: Clock) -> None:
    player = NullPlayer(now=clock)
    player.play(sound(100.0), RATE)
    with pytest.raises(QueueFull):
        player.play(sound(21.0), RATE)
    assert player.queued_s() == pytest.approx(100.0)
    with pytest.raises(ValueError, match="positive"):
        player.play(sound(1.0), 0)


def test_a_new_speed_holds_for_what_is_queued(clock: Clock) -> None:
    player = NullPlayer(now=clock)
    player.play(sound(2.0), RATE)
    clock.now += 0.5
    player.set_speed(0.5)
    assert player.queued_s() == pytest.approx(3.0)
    assert player.heard_samples() == pytest.approx(0.5 * RATE, abs=1)
    clock.now += 1.0
    assert player.heard_samples() == pytest.approx(1.0 * RATE, abs=1)
    player.play(sound(1.0), RATE)
    assert player.queued_s() == pytest.approx(4.0)
    player.finish()
    clock.now += 5.0
    assert player.heard_samples() == 3 * RATE
    assert player.underruns() == 0
