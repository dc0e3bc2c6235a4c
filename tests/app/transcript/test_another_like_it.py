"""Another question of the same kind has a working of the same form."""

from __future__ import annotations

import random

import pytest

from app.transcript.another_like_it import another_like_it
from model.working import carry_out


def like(question: str, *plan: str, seed: int = 0) -> str | None:
    return another_like_it(question, carry_out(plan).lines, random.Random(seed))


@pytest.mark.parametrize("seed", range(8))
def test_other_numbers_in_the_same_words(seed: int) -> None:
    made = like("What is 347 plus 286?", "347+286", seed=seed)
    assert made is not None
    words = made.split()
    assert (words[0], words[3]) == ("What", "plus")
    assert all(number.isdigit() and len(number) == 3 for number in (words[2], words[4][:-1]))
    assert made != "What is 347 plus 286?"


@pytest.mark.parametrize("seed", range(8))
def test_divisions_stay_exact_and_differences_positive(seed: int) -> None:
    divided = like("Share 84 sweets among 7 children.", "84/7", seed=seed)
    assert divided is not None
    dividend, divisor = (int(word) for word in divided.split() if word.isdigit())
    assert dividend % divisor == 0
    left = like("Mia has 24 marbles, gives 9 to Tom and finds 17.", "24-9", "15+17", seed=seed)
    assert left is not None
    first, second, _ = (int(word.strip(".,")) for word in left.split() if word.strip(".,").isdigit())
    assert first > second


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        ("What is 7 times 7?", ("7*7",)),  # which 7 is which
        ("What is 0.5 plus 0.25?", ("0.5+0.25",)),
        ("What is 3/4 plus 1/4?", ("(3/4)+(1/4)",)),
    ],
)
def test_none_where_the_numbers_cannot_be_told_apart(question: str, plan: tuple[str, ...]) -> None:
    assert like(question, *plan) is None


def test_none_without_a_working() -> None:
    assert another_like_it("What is 347 plus 286?", ["I think it is much"], random.Random(0)) is None
    assert another_like_it("Who are you?", ["347+286: 7+6=13 4+8+1=13 3+2+1=6", "=633"], random.Random(0)) is None
