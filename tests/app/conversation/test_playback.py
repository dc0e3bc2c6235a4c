"""The cache of past answers is bounded, and a sound that is over is noticed once."""

from __future__ import annotations

import numpy as np
import pytest

from app.conversation.null_player import NullPlayer
from app.conversation.playback import KEPT_S, AudioCache, Playback
from tests.fakes.engine import RATE, sound


def test_the_cache_returns_what_it_got_within_16_bits() -> None:
    cache = AudioCache()
    cache.add(1, sound(0.5), RATE)
    cache.add(1, sound(0.25), RATE)
    kept = cache.get(1)
    assert kept is not None
    np.testing.assert_allclose(kept[0], np.concatenate([sound(0.5), sound(0.25)]), atol=1e-4)
    assert kept[1] == RATE
    assert cache.get(2) is None


def test_the_cache_drops_the_oldest_answers() -> None:
    cache = AudioCache()
    for turn in range(20):
        cache.add(turn, sound(30.0, 8000), 8000)
        assert cache.seconds <= KEPT_S
    assert cache.get(0) is None
    assert cache.get(19) is not None
    assert cache.get(10) is not None


def test_an_answer_longer_than_the_cache_stays_while_it_is_the_newest() -> None:
    cache = AudioCache()
    for _ in range(11):
        cache.add(1, sound(30.0, 8000), 8000)
    assert cache.get(1) is not None
    cache.add(2, sound(1.0, 8000), 8000)
    assert cache.get(1) is None


def test_an_answer_without_sound_is_over_at_once() -> None:
    over: list[int] = []
    speaker = Playback(NullPlayer(now=lambda: 0.0), over.append)
    speaker.finish(1)
    assert over == [1]
    speaker.close(1.0)


def test_stopping_means_that_the_end_is_not_announced() -> None:
    over: list[int] = []
    clock = [0.0]
    speaker = Playback(NullPlayer(now=lambda: clock[0]), over.append)
    speaker.add(1, sound(1.0), RATE)
    speaker.finish(1)
    clock[0] = 0.25
    assert speaker.stop().samples == pytest.approx(0.25 * RATE, abs=1)
    speaker.add(2, sound(1.0), RATE)
    clock[0] = 0.5
    assert speaker.playing_turn() == 2
    assert speaker.played_s() == pytest.approx(0.25)
    speaker.close(2.0)
    assert over == []


def test_a_slower_replay_is_slower_than_the_chosen_speed_and_the_only_one() -> None:
    clock = [0.0]
    playback = Playback(NullPlayer(now=lambda: clock[0]), lambda turn: None)
    playback.set_speed(1.25)
    playback.add(1, sound(2.0), RATE)
    assert playback.player.queued_s() == pytest.approx(2.0 / 1.25)
    assert playback.replay(1, from_s=0.5, pace=0.8)
    assert playback.player.queued_s() == pytest.approx(1.5)
    clock[0] = 0.5
    assert playback.played_s() == pytest.approx(1.0)
    playback.stop()
    playback.add(2, sound(1.0), RATE)
    assert playback.player.queued_s() == pytest.approx(0.8)
    playback.close(1.0)


def test_a_speed_that_is_chosen_during_a_replay_is_heard_in_it() -> None:
    playback = Playback(NullPlayer(now=lambda: 0.0), lambda turn: None)
    playback.add(1, sound(2.0), RATE)
    assert playback.replay(1, pace=0.8)
    playback.set_speed(0.7)
    assert playback.player.queued_s() == pytest.approx(2.0 / 0.7 / 0.8)
    playback.close(1.0)


def test_silence_holds_until_the_stop_that_follows() -> None:
    clock = [0.0]
    speaker = Playback(NullPlayer(now=lambda: clock[0]), lambda turn: None)
    speaker.add(1, sound(1.0), RATE)
    clock[0] = 0.25
    speaker.silence()
    speaker.silence()
    speaker.add(1, sound(1.0), RATE)  # came too late to be heard
    assert not speaker.sounding()
    assert speaker.silenced
    assert speaker.stop() == (1, pytest.approx(0.25 * RATE, abs=1), pytest.approx(0.25))
    assert not speaker.silenced
    assert speaker.stop().turn_id is None
    speaker.add(2, sound(1.0), RATE)
    assert speaker.sounding()
    assert speaker.replay(1)
    clock[0] = 2.0
    assert speaker.played_s() == pytest.approx(1.75)  # all of it was kept
    speaker.close(2.0)
