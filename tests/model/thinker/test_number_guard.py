"""The drift guard: which numbers may be spoken, when, and what is settled."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.numbers import number_to_words, words_to_numbers
from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import ThinkerAnswer


def _say(guard: NumberGuard, text: str) -> str:
    """Speaks word by word as long as the guard allows; what was spoken."""
    said = ""
    for piece in re.findall(r"-?\s*[^\s-]+", text):
        if not guard.allows(piece):
            break
        guard.speak(piece)
        said += piece
    return said


def test_a_number_waits_for_the_reasoning() -> None:
    guard = NumberGuard()
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
    guard = NumberGuard()
    guard.reason("34")
    assert guard.known == frozenset()
    guard.reason("7+")
    assert guard.known == {Fraction(347)}


def test_the_end_of_the_reasoning_completes_its_last_number() -> None:
    guard = NumberGuard()
    guard.reason("3+4 is 7")
    assert Fraction(7) not in guard.known
    guard.reasoning_ended()
    assert Fraction(7) in guard.known


def test_the_result_line_counts_at_once() -> None:
    guard = NumberGuard()
    guard.reason("3+4\n=7")
    assert Fraction(7) in guard.known
    assert guard.allows(" seven.")


def test_the_start_of_a_known_number_is_allowed_but_not_another_end() -> None:
    guard = NumberGuard("what is 633 less 40")
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
    guard = NumberGuard(question)
    assert _say(guard, speech) == speech
    assert guard.allows_end()
    guard.speech_ended()
    assert guard.drift == 0


@pytest.mark.parametrize(
    ("question", "speech", "said"),
    [
        ("what is 2.5 times 2", "It's two point six.", "It's two point"),
        ("what is 2.5 times 2", "It's 2.6 now", "It's"),
        ("3/4 of 8", "It's three fifths of it", "It's three"),
        ("1/2 + 2/3", "It's a quarter more", "It's a"),
        ("20% of 50", "That's thirty percent of it", "That's"),
        ("20% of 50", "That's 30% of it", "That's"),
        ("-5 + 3", "It's minus six degrees", "It's minus"),
        ("-5 + 3", "It's -8 degrees", "It's"),
        ("12.5 kg and 3 km", "That's thirteen kilograms", "That's"),
        ("12.5 kg and 3 km", "That's 4 km", "That's"),
        ("105 - 7", "That's a hundred and six", "That's a hundred and"),
        ("1200 and 35", "That's one thousand three hundred", "That's one thousand"),
        ("2/3 of 6", "It's zero point six", "It's zero"),  # no decimal is two thirds
    ],
)
def test_a_stranger_in_any_form_is_not_spoken(question: str, speech: str, said: str) -> None:
    assert _say(NumberGuard(question), speech) == said


def test_a_mixed_number_is_allowed_from_its_first_word_on() -> None:
    assert _say(NumberGuard("twice 2 2/3"), "It's two and two thirds of it") == "It's two and two thirds of it"
    assert _say(NumberGuard("twice 2 2/3"), "It's two and two fifths of it") == "It's two and two"
    assert _say(NumberGuard("twice 2 2/3"), "It's two and four of it") == "It's two and"


def test_a_fraction_of_two_known_numbers_is_known() -> None:
    assert NumberGuard("1 and 2").allows("1/2 of it")
    assert not NumberGuard("1 and 3").allows("1/2 of it")
    assert not NumberGuard("2 and 3").allows("1/2 of it")


def test_a_rounded_number_is_allowed_from_its_first_word_on() -> None:
    assert _say(NumberGuard("799.8 metres"), "It's about eight hundred metres") == "It's about eight hundred metres"


def test_a_number_that_the_speech_begins_with_counts() -> None:
    guard = NumberGuard("12")
    for piece in ("7", " apples", " and", " 12", " pears"):
        guard.speak(piece)
    assert guard.drift == 1
    other = NumberGuard("12")
    for piece in ("12", " apples"):
        other.speak(piece)
    assert other.drift == 0


def test_hearing_the_question_later_frees_its_numbers() -> None:
    guard = NumberGuard()
    assert not guard.allows("Seventeen")
    guard.hear("what is 17 minus 5")
    assert guard.allows("Seventeen")


def test_drift_is_counted_once_a_number() -> None:
    guard = NumberGuard("2 and 3")
    for piece in ("It's", " forty", "-two", ",", " not", " two", ".", " Then", " nine"):
        guard.speak(piece)
    assert guard.drift == 1
    guard.speech_ended()
    assert guard.drift == 2


def test_each_unknown_number_of_a_sentence_counts() -> None:
    guard = NumberGuard("2 and 3")
    for piece in ("Now", " nine", " apples", " and", " two", " pears", " and", " eight", " plums"):
        guard.speak(piece)
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
        ("So 7 apples and two", "So 7 apples and "),
    ],
)
def test_what_is_settled(text: str, settled: str) -> None:
    assert text[: NumberGuard().settled(text)] == settled


class Pieces(ThinkerAnswer):
    """A speech whose tokens are given pieces of text; those that the guard forbids are left out."""

    def __init__(self, known: str, pieces: list[str]) -> None:
        super().__init__(NumberGuard(known), lambda ids: "".join(pieces[i] for i in ids), guarded=True)
        for token in range(len(pieces)):
            if self._allowed(token):
                self._speak(token)
        self._end()


values = st.one_of(
    st.integers(-300, 3000).map(Fraction),
    st.decimals(0, 40, places=2).map(Fraction),
    st.builds(Fraction, st.integers(1, 9), st.integers(2, 9)),
)


def _forms(value: Fraction) -> list[str]:
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    forms = [number_to_words(decimal), f"{decimal:f}"] if Fraction(decimal) == value else []
    return [*forms, number_to_words(value)] if value.denominator < 10 else forms


@settings(deadline=None, max_examples=150)
@given(known=st.lists(values, min_size=1, max_size=3), wanted=values, data=st.data())
def test_however_a_number_is_cut_into_tokens(known: list[Fraction], wanted: Fraction, data: st.DataObject) -> None:
    """Whole numbers, decimals, fractions and negatives, in words and digits, with and without a unit: what comes out
    holds known numbers alone; and a known number comes out whole, if no word was cut in two."""
    wanted = data.draw(st.sampled_from([wanted, *known]))
    unit = data.draw(st.sampled_from(["", " percent", " kg", " apples"]))
    text = f"It's {data.draw(st.sampled_from(_forms(wanted)))}{unit}. Good"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=12)))
    pieces = [text[a:b] for a, b in itertools.pairwise([0, *cuts, len(text)])]
    question = " and then ".join(_forms(value)[0] for value in known)
    found = Pieces(question, pieces)
    held = {abs(v) for span in words_to_numbers(question) for v in (span.value, *span.parts)}
    if unit == " percent":  # "one percent" is another name of 0.01
        held |= {100 * value for value in held if value < 1 and (100 * value).denominator == 1}
    for span in words_to_numbers(found.speech + " ."):
        assert abs(span.value) in held or (span.parts and {abs(part) for part in span.parts} <= held)
    found.closing()
    assert found.drift == 0
    if wanted in known and not any(text[cut - 1 : cut + 1].isalpha() for cut in cuts):
        assert found.speech == text


numbers = st.integers(0, 9999)


@settings(deadline=None, max_examples=60)
@given(known=st.lists(numbers, min_size=1, max_size=4), wanted=numbers, data=st.data())
def test_no_stranger_is_ever_complete(known: list[int], wanted: int, data: st.DataObject) -> None:
    """Whatever is tried, word by word: all numbers of what was spoken are known, whole or as a start."""
    guard = NumberGuard(" and then ".join(map(str, known)))
    speech = "It's"
    tries = [*re.findall(r"-?\s*[^\s-]+", " " + number_to_words(wanted)), " apples", " and", " five", ","]
    for _ in range(12):
        piece = data.draw(st.sampled_from(tries))
        if guard.allows(piece):
            guard.speak(piece)
            speech += piece
    if guard.allows_end():
        guard.speech_ended()
        # "It's -one" is minus one; the guard compares no signs.
        assert {abs(span.value) for span in words_to_numbers(speech + " .")} <= set(map(Fraction, known))
        assert guard.drift == 0
