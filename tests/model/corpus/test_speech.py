"""Numbers and amounts in words."""

from __future__ import annotations

import pytest

from model.corpus.speech import in_words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It costs $20.00.", "It costs twenty dollars."),
        ("$1,234.50 and 3.5", "one thousand two hundred and thirty-four dollars and fifty cents and three point five"),
        ("$0.75", "seventy-five cents"),
        ("$1 or $0", "one dollar or zero dollars"),
        ("12,000 cows", "twelve thousand cows"),
    ],
)
def test_amounts_are_said_as_people_say_them(written: str, said: str) -> None:
    assert in_words(written) == said
