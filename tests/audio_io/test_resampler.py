"""Chunks of any size give the same sound as the whole at once."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.resampler import Resampler

RATES = [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000]


@settings(max_examples=60, deadline=None)
@given(
    rate_in=st.sampled_from(RATES),
    rate_out=st.sampled_from(RATES),
    sizes=st.lists(st.integers(0, 3_000), min_size=1, max_size=12),
    seed=st.integers(0, 99),
)
def test_streamed_equals_one_shot(rate_in: int, rate_out: int, sizes: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).uniform(-0.5, 0.5, sum(sizes)).astype(np.float32)
    resampler = Resampler(rate_in, rate_out)
    for _ in range(2):  # it starts afresh after flush
        parts = [resampler.push(part) for part in np.split(sound, np.cumsum(sizes)[:-1])]
        assert 0.0 <= resampler.pending_s < 0.2
        streamed = np.concatenate([*parts, resampler.flush()])
        whole = soxr.resample(sound, rate_in, rate_out) if len(sound) else sound
        assert streamed.dtype == np.float32
        assert abs(len(streamed) - len(whole)) <= 1
        shared = min(len(streamed), len(whole))
        assert np.abs(streamed[:shared] - whole[:shared]).max(initial=0.0) < 1e-5
        assert resampler.pending_s == 0.0


def test_equal_rates_pass_through_a_copy() -> None:
    sound = np.ones(10, dtype=np.float32)
    got = Resampler(16_000, 16_000).push(sound)
    sound[:] = 0.0
    assert (got == 1.0).all()


@pytest.mark.parametrize("rates", [(0, 16_000), (16_000, -1)])
def test_impossible_rates_are_refused(rates: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        Resampler(*rates)
