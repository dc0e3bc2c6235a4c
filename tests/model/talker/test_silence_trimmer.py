"""Trimming of a phrase's silence."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.talker.tts import Samples, SilenceTrimmer

RATE = 16000


def tone(seconds: float) -> Samples:
    return (0.3 * np.sin(np.arange(round(seconds * RATE)) * 0.2)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def through(sound: Samples, sizes: list[int], keep_s: float = 0.1) -> tuple[Samples, SilenceTrimmer]:
    trimmer, out, place = SilenceTrimmer(RATE), [], 0
    for size in sizes:
        out.append(trimmer.push(sound[place : place + size]))
        place += size
    out.append(trimmer.push(sound[place:]))
    return np.concatenate([*out, trimmer.finish(keep_s)]), trimmer


SPEECH = np.concatenate([silence(0.2), tone(0.3), silence(0.3), tone(0.2), silence(0.5)])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=20))
def test_result_does_not_depend_on_the_chunks(sizes: list[int]) -> None:
    out, trimmer = through(SPEECH, sizes)
    whole, _ = through(SPEECH, [])
    np.testing.assert_array_equal(out, whole)
    assert trimmer.upto == len(SPEECH)


def test_edges_are_short_and_inner_pauses_stay() -> None:
    out, _ = through(SPEECH, [])
    assert abs(len(out) / RATE - (0.03 + 0.3 + 0.3 + 0.2 + 0.1)) < 0.025


def test_no_click_at_the_edges() -> None:
    for sound in (SPEECH, tone(0.5)):
        out, _ = through(sound, [], keep_s=0.0)
        assert abs(out[0]) < 10 ** (-50 / 20)
        assert abs(out[-1]) < 10 ** (-50 / 20)


def test_silence_alone_gives_nothing_unless_it_lasts() -> None:
    assert len(through(silence(0.4), [])[0]) == 0
    assert len(through(silence(2.0), [4000] * 8)[0]) > 0


def test_empty_input() -> None:
    assert len(through(silence(0), [])[0]) == 0
