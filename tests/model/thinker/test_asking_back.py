"""Doubt: the curve, what is held back, what is asked, and which answer chooses what."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from model.errors import BadInput
from model.events import DoubtSigns
from model.thinker.asking_back import OTHER_WORDS, SAY_AGAIN, AskedBack, ask_back, chosen
from model.thinker.doubt import FILE, DoubtScale
from model.thinker.held_speech import HeldSpeech

SCALE = DoubtScale(reasoned=1.0, ask_from=0.3)
QUESTION = "What is 15 plus 3?"
OTHER = "What is 50 plus 3?"


def reading(*operands: str) -> Any:
    return SimpleNamespace(checked=SimpleNamespace(operands=sorted(operands)))


def asked(signs: DoubtSigns, *second: str, question: str = QUESTION) -> AskedBack:
    return ask_back(question, signs, SCALE, reading("15", "3"), reading(*second) if second else None)


def test_every_sign_raises_the_doubt() -> None:
    sure = SCALE.doubt(DoubtSigns())
    for sign in (DoubtSigns(heard=-2), DoubtSigns(reasoned=-2), DoubtSigns(differ=True)):
        assert SCALE.doubt(sign) > sure
    assert SCALE.doubt(DoubtSigns(heard=-1e9)) <= 1


def test_two_readings_that_differ_in_one_number() -> None:
    differ = DoubtSigns(differ=True)
    assert asked(differ, "50", "3") == AskedBack("Did you say fifteen or fifty?", (QUESTION, OTHER))
    words = asked(differ, "50", "3", question="What is fifteen plus three?")
    assert words.candidates[1] == OTHER
    for second in (("50", "4"), ("15", "3"), ("15", "3", "2")):
        assert asked(differ, *second) == AskedBack(SAY_AGAIN)
    assert asked(differ, "50", "3", question="15 plus 15 plus 3") == AskedBack(SAY_AGAIN)  # which of them?


def test_one_reading() -> None:
    unclear = asked(DoubtSigns(heard=-4, reasoned=-0.1), "15", "3")
    assert unclear == AskedBack("Did you say: What is fifteen plus three?", (QUESTION,))
    assert asked(DoubtSigns(heard=-0.1, reasoned=-4), "15", "3") == AskedBack(OTHER_WORDS)
    assert asked(DoubtSigns(reasoned=-4, typed=True)) == AskedBack(OTHER_WORDS)


@pytest.mark.parametrize(("said", "wanted"), [
    ("fifty", OTHER), ("50.", OTHER), ("I said 15", QUESTION), ("fifty, please", OTHER), (OTHER, OTHER),
    ("yes", ""), ("sixty", ""), ("3", ""), ("What is 12 plus 50?", ""), ("", ""),
])  # fmt: skip
def test_an_answer_chooses_a_candidate_or_is_a_new_question(said: str, wanted: str) -> None:
    assert chosen((QUESTION, OTHER), said) == wanted
    assert chosen((), said) == ""


@pytest.mark.parametrize(("said", "wanted"), [("Yes.", QUESTION), ("yeah, right", QUESTION), ("no", ""), ("15", "")])
def test_one_candidate_is_confirmed(said: str, wanted: str) -> None:
    assert chosen((QUESTION,), said) == wanted


def test_speech_is_held_from_the_first_number_that_was_not_asked_about() -> None:
    held = HeldSpeech(QUESTION)
    assert held.take("Fifteen plus three, ") == "Fifteen plus three, "
    assert held.take("okay.") == "okay."
    assert [held.take(piece) for piece in (" It's eighteen,", " you see.")] == ["", ""]
    assert held.text == " It's eighteen, you see."


def test_a_scale_is_read_from_the_bundle(tmp_path: Path) -> None:
    assert DoubtScale.read(tmp_path) == DoubtScale()
    assert not DoubtScale().asks
    (tmp_path / FILE).write_text(SCALE.to_json())
    assert DoubtScale.read(tmp_path) == SCALE
    assert SCALE.asks
    for damaged in ("[]", '{"bias": "x"}', '{"other": 1}', "{"):
        (tmp_path / FILE).write_text(damaged)
        with pytest.raises(BadInput, match="damaged"):
            DoubtScale.read(tmp_path)
