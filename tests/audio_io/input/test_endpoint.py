"""Questions begin, pause, end and go on as the options say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.input.turn_detector import Endpointer, EndpointEvent, EndpointOptions
from audio_io.input.vad import WINDOW_S


def run(*parts: tuple[float, float], options: EndpointOptions | None = None) -> list[EndpointEvent]:
    """Events for stretches of (seconds, probability)."""
    endpointer = Endpointer(options)
    events = []
    for seconds, probability in parts:
        for _ in range(round(seconds / WINDOW_S)):
            events += endpointer.push(probability)
    return events + endpointer.finish()


def kinds(events: list[EndpointEvent]) -> list[str]:
    return [event.kind for event in events]


def test_one_question() -> None:
    start, stop, end = run((1.0, 0.0), (2.0, 0.9), (2.0, 0.0))
    assert kinds([start, stop, end]) == ["speech_start", "speech_end", "turn_end"]
    assert start.t == pytest.approx(1.0, abs=0.02)
    assert stop.t == pytest.approx(3.0, abs=0.04)
    assert end.t == pytest.approx(3.8, abs=0.07)


def test_a_click_is_no_question() -> None:
    assert run((1.0, 0.0), (0.15, 0.9), (2.0, 0.0), (0.15, 0.9), (2.0, 0.0)) == []


def test_a_pause_shorter_than_the_hangover_ends_nothing() -> None:
    events = run((1.0, 0.9), (0.7, 0.0), (1.0, 0.9), (2.0, 0.0))
    assert kinds(events) == ["speech_start", "speech_end", "speech_start", "speech_end", "turn_end"]


def test_speech_soon_after_the_end_reopens_the_question() -> None:
    events = run((1.0, 0.9), (1.3, 0.0), (1.0, 0.9), (2.0, 0.0))
    assert kinds(events)[2:] == ["turn_end", "reopened", "speech_start", "speech_end", "turn_end"]


def test_speech_later_is_the_next_question() -> None:
    events = run((1.0, 0.9), (2.0, 0.0), (1.0, 0.9), (2.0, 0.0))
    assert kinds(events) == ["speech_start", "speech_end", "turn_end"] * 2


def test_a_noise_in_the_reopen_window_reopens_nothing() -> None:
    assert kinds(run((1.0, 0.9), (1.0, 0.0), (0.06, 0.9), (2.0, 0.0))).count("reopened") == 0


def test_a_short_gap_in_the_first_word_does_not_start_it_over() -> None:
    word = [0.9] * 5 + [0.0] + [0.9] * 5
    endpointer = Endpointer()
    events = [event for probability in word for event in endpointer.push(probability)]
    assert kinds(events) == ["speech_start"]
    endpointer = Endpointer()
    assert [event for p in [0.9] * 4 + [0.0] * 2 + [0.9] * 7 for event in endpointer.push(p)] == []


def test_a_syllable_continues_a_question_after_a_pause() -> None:
    for seconds, continues in ((0.13, True), (0.07, False)):
        events = run((1.0, 0.9), (0.5, 0.0), (seconds, 0.9), (2.0, 0.0))
        assert (kinds(events).count("speech_start") == 2) == continues


def waited(*judgements: float) -> float:
    """Seconds of silence until the turn's end after each pause was judged so; the last one counts."""
    endpointer = Endpointer()
    for judgement in judgements:
        for probability in [0.9] * 20 + [0.0] * 9:
            endpointer.push(probability)
        endpointer.set_finished(judgement)
    count = 9
    while endpointer.in_turn:
        endpointer.push(0.0)
        count += 1
    return count * WINDOW_S


@pytest.mark.parametrize(("judgement", "hangover"), [(1.0, 0.48), (0.5, 0.48), (0.49, 1.6), (0.0, 1.6)])
def test_an_unfinished_question_is_waited_for(judgement: float, hangover: float) -> None:
    assert waited(judgement) == pytest.approx(hangover, abs=WINDOW_S)
    assert waited(1.0 - judgement, judgement) == pytest.approx(hangover, abs=WINDOW_S)


def test_each_pause_is_waited_for_anew() -> None:
    endpointer = Endpointer()
    for probability in [0.9] * 20 + [0.0] * 9:
        endpointer.push(probability)
    endpointer.set_finished(1.0)
    for probability in [0.9] * 20:
        endpointer.push(probability)
    quiet = 0
    while endpointer.in_turn:
        endpointer.push(0.0)
        quiet += 1
    assert quiet * WINDOW_S == pytest.approx(0.8, abs=WINDOW_S)


def test_times_count_from_the_first_window() -> None:
    start, stop, end = run((1.0, 0.9), (2.0, 0.0))
    assert (start.t, stop.t) == (0.0, round(1.0 / WINDOW_S) * WINDOW_S)
    assert end.t == (round(1.0 / WINDOW_S) + 25) * WINDOW_S


def test_doubtful_windows_hold_speech_but_do_not_begin_it() -> None:
    assert run((2.0, 0.4)) == []
    assert kinds(run((1.0, 0.9), (2.0, 0.4), (2.0, 0.0))) == ["speech_start", "speech_end", "turn_end"]


@pytest.mark.parametrize(("patience", "hangover"), [("quick", 0.5), ("normal", 0.8), ("patient", 1.4)])
def test_patience_sets_the_wait(patience: str, hangover: float) -> None:
    events = run((1.0, 0.9), (3.0, 0.0), options=EndpointOptions.of(patience))
    assert events[-1].t - 1.0 == pytest.approx(hangover, abs=0.07)


def test_the_end_of_the_sound_ends_the_question() -> None:
    events = run((1.0, 0.9), (0.1, 0.0))
    assert kinds(events) == ["speech_start", "speech_end", "turn_end"]
    assert events[-1].t <= 1.1 + WINDOW_S


def test_settled_means_nothing_can_change_any_more() -> None:
    endpointer = Endpointer()
    assert endpointer.settled
    for probability in [0.9] * 30 + [0.0] * 26:
        endpointer.push(probability)
    assert not endpointer.in_turn
    assert not endpointer.settled
    for _ in range(30):
        endpointer.push(0.0)
    assert endpointer.settled


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0])), max_size=30))
def test_events_always_make_sense(stretches: list[tuple[int, float]]) -> None:
    endpointer, events = Endpointer(), []
    for probability in itertools.chain.from_iterable([p] * n for n, p in stretches):
        events += endpointer.push(probability)
    events += endpointer.finish()
    speaking, in_turn, can_reopen = False, False, False
    last = 0.0
    for event in events:
        if event.kind == "speech_start":
            assert not speaking
            speaking = in_turn = True
        elif event.kind == "speech_end":
            assert speaking
            speaking = False
        elif event.kind == "turn_end":
            assert in_turn
            assert not speaking
            in_turn, can_reopen = False, True
        else:
            assert can_reopen
            assert not in_turn
            can_reopen = False
        if event.kind != "reopened":
            assert event.t >= last - 1e-9
            last = event.t
    assert not in_turn
    assert endpointer.finish() == []
