"""Rooms decay as fast as they say, and the nearer the microphone, the more direct sound it gets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model import SAMPLE_RATE
from model.corpus.shards import Sound
from model.training import rooms


def decay_time(response: Sound) -> float:
    """T60 from the slope between -5 and -25 dB of Schroeder's backward integral, without the direct sound."""
    energy = np.cumsum(np.square(response[1:], dtype=np.float64)[::-1])[::-1]
    level = 10 * np.log10(energy / energy[0] + 1e-12)
    first, last = int(np.argmax(level < -5)), int(np.argmax(level < -25))
    slope = np.polyfit(np.arange(first, last), level[first:last], 1)[0]
    return float(-60 / slope / SAMPLE_RATE)


@pytest.mark.parametrize("seed", range(30))
def test_a_room_decays_in_its_reverberation_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    room = rooms.random_room(rng)
    assert 0.15 <= room.t60 <= 0.7
    assert decay_time(rooms.impulse_response(room, rng)) == pytest.approx(room.t60, rel=0.2)


def test_single_reflections_and_tail_meet_at_one_level() -> None:
    """The tail's level is calculated, not fitted: reflections just before it have the same energy on average."""
    before, after = 0.0, 0.0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        room = replace(rooms.random_room(rng), t60=0.7)
        response = np.square(rooms.impulse_response(room, rng), dtype=np.float64)
        single = int(rooms.SINGLE_S * SAMPLE_RATE)
        before += float(response[single - 320 : single].sum())
        after += float(response[single : single + 320].sum())
    assert 10 * np.log10(before / after) == pytest.approx(60 * 0.02 / 0.7, abs=0.7)  # the decay in 20 ms


def test_first_images_are_the_six_walls() -> None:
    room = rooms.Room(np.array([4.0, 5.0, 3.0]), np.array([1.0, 2.0, 1.5]), np.array([3.0, 2.0, 1.5]), 0.3)
    nearest = np.sort(rooms.image_distances(room, 6.0))[:5]
    #                  direct, floor and ceiling,   west and east,  south
    np.testing.assert_allclose(nearest, [2.0, np.hypot(2, 3), np.hypot(2, 3), 4.0, 4.0])


def test_a_room_is_decided_by_its_generator() -> None:
    one, two, other = (rooms.impulse_response(rooms.random_room(r), r) for r in map(np.random.default_rng, (1, 1, 2)))
    np.testing.assert_array_equal(one, two)
    assert len(one) != len(other)


def test_a_distant_microphone_gets_less_direct_sound() -> None:
    size, mouth = np.array([6.0, 5.0, 3.0]), np.array([2.0, 2.0, 1.5])
    near, far = (
        rooms.impulse_response(
            rooms.Room(size, mouth, mouth + np.array([distance, 0.0, 0.0]), 0.5), np.random.default_rng(0)
        )
        for distance in (0.2, 3.0)
    )
    assert near[0] == far[0] == 1.0
    assert np.square(far[1:]).sum() > 20 * np.square(near[1:]).sum()


def test_convolution_equals_the_direct_sum() -> None:
    rng = np.random.default_rng(0)
    sound, response = rng.standard_normal(900).astype(np.float32), rng.standard_normal(300).astype(np.float32)
    np.testing.assert_allclose(rooms.convolve(sound, response), np.convolve(sound, response)[:900], atol=1e-4)
