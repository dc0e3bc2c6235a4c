"""The drift guard: which numbers may be spoken, when, and what is settled."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.speech import number_to_words, words_to_numbers
from model.thinker.guard import DriftGuard


def _say(guard: DriftGuard, text: str) -> str:
    """Speaks word by word as long as the guard allows; what was spoken."""
    said = ""
    for piece in re.findall(r"-?\s*[^\s-]+", text):
        if not guard.allows(piece):
            break
        guard.speak(piece)
        said += piece
    return said


def test_a_number_waits_for_the_reasoning() -> None:
    guard = DriftGuard()
    assert _say(guard, "It's six hundred and thirty-three.") == "It's"
    guard.reason("347+286\n")
    assert not guard.allows(" six")
    assert guard.allows(" two")
    guard.reason("7+6=13\n=63")
    guard.reason("3")
    guard.reasoning_ended()
    assert _say(guard, " six hundred and thirty-three.") == " six hundred and thirty-three."
    assert guard.drift == 0


def test_a_number_still_growing_in_the_reasoning_does_not_count() -> None:
    guard = DriftGuard()
    guard.reason("34")
    assert guard.known == frozenset()
    guard.reason("7+")
    assert guard.known == {Fraction(347)}


def test_the_result_line_counts_at_once() -> None:
    guard = DriftGuard()
    guard.reason("3+4=7\n=7")
    assert Fraction(7) in guard.known
    assert guard.allows(" seven.")


def test_the_start_of_a_known_number_is_allowed_but_not_another_end() -> None:
    guard = DriftGuard("what is 633 less 40")
    assert _say(guard, "So six hundred apples") == "So six hundred"
    assert not guard.allows_end()
    assert guard.allows(" and")
    assert guard.allows(" and thirty-three apples")
    assert not guard.allows(" and forty")
    assert not guard.allows(" and thirty-four")


@pytest.mark.parametrize(
    ("question", "speech"),
    [
        ("3/4 of 8", "three quarters of eight"),
        ("what is 2.5 times 2", "two point five times two"),
        ("1200 and 35", "one thousand two hundred, and thirty-five"),
        ("105 - 7", "a hundred and five minus seven"),
        ("three hundred plus four", "300 plus 4 is"),
        ("12/3", "twelve divided by three"),
        ("20% of 50", "twenty percent of fifty"),
        ("-5 + 3", "minus five plus three"),
        ("0.75 times 4", "zero point seven five times four"),
        ("12.5 kg and 3 km", "twelve point five kilograms and three kilometres"),
        ("1/2 + 2/3", "a half plus two thirds"),
    ],
)
def test_known_in_any_form(question: str, speech: str) -> None:
    guard = DriftGuard(question)
    assert _say(guard, speech) == speech
    assert guard.allows_end()
    guard.speech_ended()
    assert guard.drift == 0


def test_hearing_the_question_later_frees_its_numbers() -> None:
    guard = DriftGuard()
    assert not guard.allows("Seventeen")
    guard.hear("what is 17 minus 5")
    assert guard.allows("Seventeen")


def test_drift_is_counted_once_a_number() -> None:
    guard = DriftGuard("2 and 3")
    for piece in ("It's", " forty", "-two", ",", " not", " two", ".", " Then", " nine"):
        guard.speak(piece)
    assert guard.drift == 1
    guard.speech_ended()
    assert guard.drift == 2


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("It's six hundred", "It's "),
        ("It's six hundred and", "It's "),
        ("It's six hundred and thirty-three.", "It's six hundred and thirty-three."),
        ("It's minus", "It's "),
        ("Okay, let", "Okay, "),
        ("Okay, let ", "Okay, let "),
        ("So one thousand, ", "So "),
        ("So one thousand, then ", "So one thousand, then "),
        ("That makes 3.", "That makes "),
    ],
)
def test_what_is_settled(text: str, settled: str) -> None:
    assert text[: DriftGuard().settled(text)] == settled


numbers = st.integers(0, 9999)


@settings(deadline=None, max_examples=60)
@given(known=st.lists(numbers, min_size=1, max_size=4), wanted=numbers, data=st.data())
def test_no_stranger_is_ever_complete(known: list[int], wanted: int, data: st.DataObject) -> None:
    """Whatever is tried, word by word: all numbers of what was spoken are known, whole or as a start."""
    guard = DriftGuard(" and then ".join(map(str, known)))
    speech = "It's"
    tries = [*re.findall(r"-?\s*[^\s-]+", " " + number_to_words(wanted)), " apples", " and", " five", ","]
    for _ in range(12):
        piece = data.draw(st.sampled_from(tries))
        if guard.allows(piece):
            guard.speak(piece)
            speech += piece
    if guard.allows_end():
        guard.speech_ended()
        assert {span.value for span in words_to_numbers(speech + " .")} <= set(map(Fraction, known))
        assert guard.drift == 0
