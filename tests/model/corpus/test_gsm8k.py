"""GSM8K's solutions become programs that give the answer again, also with other numbers."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from model.corpus import gsm8k, validation
from model.corpus.gsm8k import Program
from model.errors import BadInput

PENS = ("Tom has 48 pens in 6 boxes of the same size. Anna takes 5 pens out of one box. How many are in that box now?",
        "Each box has 48/6 = <<48/6=8>>8 pens.\nThen 8-5 = <<8-5=3>>3 are left.\n#### 3")  # fmt: skip


def program(question: str, solution: str) -> Program:
    found = gsm8k.program_of(question, solution)
    assert isinstance(found, Program), found
    return found


def test_its_own_numbers_give_its_answer() -> None:
    problem = gsm8k.problem_of(program(*PENS), Random(1), change=False)
    assert problem.question == PENS[0]
    assert problem.plan == ("48/6", "8-5")
    assert problem.answer == "3"
    assert validation.reject(problem) == ""


def test_other_numbers_and_names_are_worked_out_again() -> None:
    made = program(*PENS)
    questions = set()
    for seed in range(40):
        problem = gsm8k.problem_of(made, Random(seed))
        numbers = [int(word) for word in problem.question.replace(".", " ").split() if word.isdigit()]
        assert Fraction(problem.answer) == Fraction(numbers[0], numbers[1]) - numbers[2]
        assert 0 < int(problem.answer) <= 30
        assert problem.family == made.family
        assert "Tom" not in problem.question
        questions.add(problem.question)
    assert len(questions) > 30


def test_numbers_in_words_stay() -> None:
    text = "Sam has 12 cards and loses half of them. Then he finds 2 cards. How many cards does he have?"
    made = program(text, "He keeps 12/2 = <<12/2=6>>6.\nNow 6+2 = <<6+2=8>>8.\n#### 8")
    for seed in range(20):
        changed = made.changed(Random(seed))
        assert changed is not None
        assert changed[0][1] == 2  # the 2 of "half" and that of "2 cards" cannot be told apart
    assert len({made.changed(Random(seed)) for seed in range(20)}) > 3


def test_decimals_and_several_operations_in_a_note() -> None:
    made = program("A pen costs $1.50 and a cap costs $4. What do 6 pens and the cap cost?",
                   "6*1.5+4 = <<6*1.5+4=13>>13\n#### 13")  # fmt: skip
    problem = gsm8k.problem_of(made, Random(1), change=False)
    assert problem.plan == ("6*1.5", "9+4")
    assert "$1.50" in problem.question
    assert "one dollar and fifty cents" in problem.spoken or "one dollar fifty" in problem.spoken


@pytest.mark.parametrize(
    ("question", "solution", "reason"),
    [
        ("How many?", "No note.\n#### 3", "no annotated step"),
        ("How many?", "<<1+1=2>> <<2+1=3>> <<3+1=4>> <<4+1=5>>\n#### 5", "too many annotated steps"),
        ("How many at 3:30?", "<<1+1=2>>\n#### 2", "signs or forms that are not said plainly"),
        ("How many is 10?", "<<10/3=3.33>>\n#### 3.33", "a note that is not exact"),
        ("How many is 10?", "<<10-4=6>>\n#### 7", "the last note is not the answer"),
        ("How many is 10?", "<<10-4=6>> <<10-3=7>>\n#### 7", "a step that is not used"),
        ("How many is 10?", "<<10-10=0>>\n#### 0", "a step without an exact, positive result"),
        ("How many is 10?", "<<abs(10)=10>>\n#### 10", "a note that is no arithmetic"),
        ("Is it the 2nd of 10?", "<<10-4=6>>\n#### 6", "numbers in another form"),
        ("many " * 140, "<<10-4=6>>\n#### 6", "too long"),
    ],
)
def test_what_is_left_out_and_why(question: str, solution: str, reason: str) -> None:
    assert gsm8k.program_of(question, solution) == reason


def test_reasons_are_counted(tmp_path: Path) -> None:
    rows = [PENS, ("How many?", "None.\n#### 3")]
    file = tmp_path / "train.jsonl"
    file.write_text("".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in rows))
    rejected = Counter[str]()
    assert len(gsm8k.read(file, rejected).programs) == 1
    assert rejected == {"gsm8k: no annotated step": 1}


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "How many?"}', '{"question": "How many?", "answer": "3"}'])
def test_another_file_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "train.jsonl").write_text(line)
    with pytest.raises(BadInput, match=r"train\.jsonl:1 is not a problem of GSM8K"):
        gsm8k.read(tmp_path / "train.jsonl", Counter())
