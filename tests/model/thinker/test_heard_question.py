"""What is taken as heard, and what is an answer in its place."""

from __future__ import annotations

import pytest

from model.thinker.heard_question import is_plausible

SECONDS = 4.0


@pytest.mark.parametrize(
    "text",
    [
        "What is 12 times 3?",
        "347 plus 286",
        "Solve 2x + 6 = 20",
        "2x + 6 = 20",
        "Is 12 times 3 equal to 36?",
        "12 times 3 is 36, right?",
        "Why is 3 times 4 12?",
        "I have 12 apples and give away 3. How many are left?",
        "three quarters of 20",
        "The answer was 36, but how do I get it?",
        "Tom is 12 and Ann is 3 years older.",
        "",
    ],
)
def test_what_people_say_is_heard(text: str) -> None:
    assert is_plausible(text, SECONDS)


@pytest.mark.parametrize(
    "text",
    [
        "12*3=36",
        "12 times 3 is 36.",
        "Twelve times three equals thirty-six.",
        "Notes: 12*3=36",
        "12*3=36\n=36",
        "The answer is 36.",
        "Sure! Twelve times three is thirty-six.",
        "Speech: That's thirty-six.",
        "To find the total price we first multiply the number of pens by the price of one pen, and then we add the "
        "price of the four pencils to it.",
    ],
)
def test_an_answer_is_not_heard(text: str) -> None:
    assert not is_plausible(text, SECONDS)
