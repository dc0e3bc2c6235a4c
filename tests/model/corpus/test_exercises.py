"""Problems to practise: exact answers, plain wording, difficulty that rises; nothing heavy is loaded for them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from model.checking.equivalence import same_value
from model.corpus.exercises import KINDS, LEVELS, Exercise, Kind, Level, exercise
from model.working import carry_out

ROOT = Path(__file__).resolve().parents[3]


def drawn(kind: Kind, level: Level, count: int = 8) -> list[Exercise]:
    rng = Random(f"{kind} {level}")
    return [exercise(rng, kind, level) for _ in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_an_exact_answer_with_its_working(kind: Kind) -> None:
    for level in LEVELS:
        for one in drawn(kind, level):
            assert carry_out(one.plan).answer == one.answer
            assert one.lines[-1] == f"={one.answer}"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_around_the_question(kind: Kind) -> None:
    """No "Please", no "I'm stuck", no number taken back, no bracket in words where signs are usual."""
    for level in LEVELS:
        for one in drawn(kind, level):
            assert not re.search(r"please|stuck|\bum\b|no wait|I mean|homework|bracket|parenthes", one.question, re.I)
            assert "{" not in one.question + one.spoken
            assert one.question[0].isupper() or one.question[0].isdigit() or one.question[0] in "-$"
            assert not re.search(r"\d", one.spoken)


@pytest.mark.parametrize("kind", ["plus-minus", "times-divide"])
def test_numbers_grow_with_the_difficulty(kind: Kind) -> None:
    largest = [max(max(map(int, re.findall(r"\d+", one.plan[0]))) for one in drawn(kind, level)) for level in LEVELS]
    assert largest == sorted(set(largest))
    for one in drawn("plus-minus", "easy"):
        assert 0 < int(one.answer) <= 20


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("plus-minus", "times-divide")])
def test_hard_ones_take_more_working(kind: Kind) -> None:
    easy, hard = (sum("".join(one.lines).count("=") for one in drawn(kind, level, 20)) for level in ("easy", "hard"))
    assert hard > easy


def test_equations_are_written_with_signs_and_have_that_solution() -> None:
    for one in drawn("equations", "hard"):
        found = re.fullmatch(r"Solve (.+) = (.+)\. What is x\?", one.question)
        assert found, one.question
        sides = [re.sub(r"(\d|\))x", r"\1*x", side).replace("x", f"({one.answer})") for side in found.groups()]
        left, right = (side.replace("−", "-") for side in sides)
        assert same_value(re.sub(r"(\d)\(", r"\1*(", left), re.sub(r"(\d)\(", r"\1*(", right)), one


def test_importing_them_loads_no_torch() -> None:
    code = "import sys, model.corpus.exercises; print([n for n in ('torch', 'numpy') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
