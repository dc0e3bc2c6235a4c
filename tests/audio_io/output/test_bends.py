"""Played positions find their source after any changes of speed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.output.playback_buffer import Bends


def test_half_speed_from_a_place_on() -> None:
    bends = Bends()
    bends.bend(100, 300, 400)
    assert [bends.source(at) for at in (50, 100, 200, 500, 550)] == [50, 100, 150, 300, 350]
    bends.bend(300, 500, 100)  # the second half of it again, four times as fast as it was slow
    assert [bends.source(at) for at in (100, 300, 350, 400, 450)] == [100, 200, 250, 300, 350]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 900), st.floats(0.5, 2.0)), max_size=5))
def test_nothing_is_lost_or_heard_twice(changes: list[tuple[int, int, float]]) -> None:
    bends, start, written = Bends(), 0, 3000
    for ahead, length, pace in changes:
        start = min(start + ahead, written - 2)
        end = min(start + length, written)
        size = max(1, round((end - start) / pace))
        bends.bend(start, end, size)
        written += size - (end - start)
    sources = [bends.source(at) for at in range(written + 1)]
    assert all(a <= b + 1e-6 for a, b in pairwise(sources))
    assert sources[0] == 0
    assert sources[-1] == pytest.approx(3000, abs=1e-6)
