"""What counts as right, and as said too early."""

from __future__ import annotations

import pytest

from model.evaluation.scoring import drift, same_answer
from model.events import ReasoningText, SpokenText, TurnEvent
from model.thinker.final_answer import spoken_result


@pytest.mark.parametrize(
    ("given", "expected"),
    [("65", "65"), ("65.0", "65"), ("1,234", "1234"), ("=65", "65"), ("sixty-five", "65"), ("3/4", "0.75"),
     ("7/3", "14/6"), ("3 r 2", "3 r 2"), ("3r2", "3 R 2"), ("3 remainder 2", "3 r 2"), ("4 r 0", "4"),
     ("-3", "minus three"), ("three and a half", "3.5"), ("£3.50", "3.5"), ("x", "X")],
)  # fmt: skip
def test_same_answers(given: str, expected: str) -> None:
    assert same_answer(given, expected)


@pytest.mark.parametrize(
    ("given", "expected"), [("", ""), ("", "0"), ("3", "3 r 2"), ("-3", "3"), ("1/0", "0"), ("65", "56")]
)
def test_different_answers(given: str, expected: str) -> None:
    assert not same_answer(given, expected)


def test_spoken_answers() -> None:
    assert spoken_result("Okay. First, that's twelve. So it's sixty-five.") == "65"
    assert spoken_result("That makes three remainder two.") == "3 r 2"
    assert spoken_result("I don't know.") == ""


def events(*steps: tuple[str, str]) -> list[TurnEvent]:
    return [(ReasoningText if kind == "think" else SpokenText)(1, 0.0, text) for kind, text in steps]


def test_a_number_after_its_reasoning_is_no_drift() -> None:
    turn = events(("think", "5*13\n=6"), ("think", "5\n"), ("speak", "It's sixty-"), ("speak", "five."))
    assert drift("5 times 13", turn) == 0


def test_a_number_before_its_reasoning_is_drift_even_if_it_is_right() -> None:
    turn = events(("speak", "It's sixty-five."), ("think", "5*13\n=65\n"))
    assert drift("5 times 13", turn) == 1


def test_half_a_number_in_the_reasoning_does_not_count() -> None:
    turn = events(("think", "=6"), ("speak", "It's six."), ("think", "5"))
    assert drift("5 times 13", turn) == 1


def test_numbers_of_the_question_may_be_repeated() -> None:
    assert (
        drift(
            "What is 3/4 of 20?",
            events(("speak", "Three quarters of twenty, from 4 parts take 3.")),
        )
        == 0
    )


def test_a_negative_result_allows_its_size() -> None:
    assert drift("5-8", events(("think", "5-8\n=-3\n"), ("speak", "It's minus three, three below zero."))) == 1
