from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.playback_timeline import PlaybackTimeline


def track() -> PlaybackTimeline:
    made = PlaybackTimeline()
    made.add_text("Okay, let me see. ")
    made.add_sound(1.0, 5)
    made.add_sound(2.0, 18)
    return made


def test_no_word_before_and_after_the_sound() -> None:
    made = track()
    assert made.word_at(0.0) is None
    assert made.word_at(3.0) is None
    assert PlaybackTimeline("words").word_at(1.0) is None


def test_the_word_follows_the_clock() -> None:
    made = track()
    words = [made.text[slice(*made.word_at(t))] for t in (0.5, 1.3, 1.9, 2.6)]  # type: ignore[misc]
    assert words == ["Okay,", "let", "me", "see."]


def test_a_piece_that_covers_less_than_before_does_not_go_back() -> None:
    made = track()
    made.add_sound(1.0, 3)
    assert made.chars_at(3.5) == 18


def test_text_that_is_covered_before_it_is_there_is_cut() -> None:
    made = PlaybackTimeline("ab")
    made.add_sound(1.0, 10)
    assert made.chars_at(5.0) == 2


@pytest.mark.parametrize("char", [0, 3, 6, 10, 14])
def test_time_of_is_the_inverse(char: int) -> None:
    made = track()
    assert abs(made.chars_at(made.time_of(char) + 1e-6) - char) <= 1


@given(st.lists(st.tuples(st.floats(0.01, 3), st.integers(0, 12)), min_size=1, max_size=12))
def test_heard_characters_never_fall(pieces: list[tuple[float, int]]) -> None:
    made, upto = PlaybackTimeline("x" * 200), 0
    for seconds, more in pieces:
        upto += more
        made.add_sound(seconds, upto)
    heard = [made.chars_at(made.duration_s * i / 40) for i in range(42)]
    assert heard == sorted(heard)
    assert heard[-1] == upto
