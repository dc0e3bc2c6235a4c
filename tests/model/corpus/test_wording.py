"""The paraphrase grammar, and numbers as people say and type them."""

from __future__ import annotations

from random import Random

import pytest

from model.corpus.wording import expand, fill, hesitated, plain, said_number
from model.numbers import words_to_numbers


def test_choices_nest_and_may_be_empty() -> None:
    texts = {expand(Random(seed), "a[ b[1|2]|]c") for seed in range(60)}
    assert texts == {"a b1c", "a b2c", "ac"}


@pytest.mark.parametrize("template", ["a [b|c", "[a|[b]"])
def test_an_open_choice_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="a choice is not closed"):
        expand(Random(1), template)


def test_what_is_only_said_is_not_written() -> None:
    wording = fill("<um, >what is {a}? {n} asks.", {"a": said_number(Random(1), "3"), "n": plain("Tom")})
    assert wording.question == "What is 3? Tom asks."
    assert wording.spoken == "Um, what is three? Tom asks."


@pytest.mark.parametrize(
    ("text", "unit", "written", "spoken"),
    [
        ("0.5", "", "0.5", {"zero point five", "point five", "nought point five"}),
        ("3/4", "", "3/4", {"three quarters", "three over four", "three fourths"}),
        ("2 1/3", "", "2 1/3", {"two and a third"}),
        ("-5", "", "-5", {"minus five", "negative five"}),
        ("347", "", "347", {"three hundred and forty-seven", "three hundred forty-seven"}),
        ("3.5", "$", "$3.50", {"three dollars and fifty cents", "three dollars fifty"}),
        ("1", "cm", "1 cm", {"one centimetre"}),
        ("4.51", "m", "4.51 m", {"four point five one metres"}),
        ("15", "%", "15%", {"fifteen percent"}),
    ],
)
def test_numbers_as_they_are_said(text: str, unit: str, written: str, spoken: set[str]) -> None:
    found = [said_number(Random(seed), text, unit) for seed in range(80)]
    assert {said.written for said in found} == {written}
    assert {said.spoken for said in found} == spoken


def test_a_number_taken_back_is_in_the_question_as_it_was_said() -> None:
    said = [hesitated(Random(seed), said_number(Random(seed), "13"), "13") for seed in range(60)]
    taken_back = [one for one in said if one.written != "13"]
    assert taken_back
    for one in taken_back:
        assert words_to_numbers(one.written)[-1].value == 13
        assert words_to_numbers(one.spoken)[-1].value == 13
        assert one.typed == "13"
    assert any(one.spoken.startswith(("um, ", "uh, ", "er, ")) for one in said)
