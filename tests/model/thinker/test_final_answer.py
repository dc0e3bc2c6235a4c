"""Results read from both streams, and the repair of a wrong one."""

from __future__ import annotations

import pytest

from model.thinker.final_answer import contradicts, reasoned_result, repair, result_in_words, spoken_result


@pytest.mark.parametrize(
    ("reasoning", "result"),
    [
        ("347+286\n7+6=13\n=633", "633"),
        ("17/5\n=3 r 2", "3 r 2"),
        ("5-8\n=-3\n", "-3"),
        ("347+286\n", ""),
        ("1+1\n=", ""),
        ("", ""),
    ],
)
def test_reasoned(reasoning: str, result: str) -> None:
    assert reasoned_result(reasoning) == result


@pytest.mark.parametrize(
    ("speech", "result"),
    [
        ("Okay. It's six hundred and thirty-three.", "633"),
        ("It's three remainder two.", "3 r 2"),
        ("Each gets three, with two left over.", "2"),
        ("That is minus five.", "-5"),
        ("It's minus five.", "-5"),
        ("Let me see.", ""),
    ],
)
def test_spoken(speech: str, result: str) -> None:
    assert spoken_result(speech) == result


@pytest.mark.parametrize(
    ("result", "speech", "addition"),
    [
        ("633", "Okay. It's six hundred and thirty-three.", ""),
        ("12", "Three times four is twelve.", ""),
        ("633", "It's two hundred and eighty-six.", " Sorry, I mean it's six hundred and thirty-three."),
        ("-3", "It's three.", " Sorry, I mean it's minus three."),
        ("3 r 2", "It's three.", " Sorry, I mean it's three remainder two."),
        ("3 r 2", "It's three remainder two.", ""),
        ("7", "Okay, let me see. It's", " seven."),
        ("7", "It's six, or", ". Sorry, I mean it's seven."),
        ("7", "Okay, let me see.", " The answer is seven."),
        ("7", "", "The answer is seven."),
        ("", "It's six.", ""),
        ("67", "Forty, forty-nine, fifty-eight. First, that's nine. The next one is sixty-seven.", ""),
        ("18", "Six and eighteen. After eighteen.", ""),
        ("18", "After three is eight, plus eighteen.", " Sorry, I mean it's eighteen."),
        ("56", "Sure. What is seven times eight?", ""),
        ("56", "Seven times eight: count in steps. What do you get?", ""),
    ],
)
def test_repair(result: str, speech: str, addition: str) -> None:
    assert repair(result, speech) == addition
    assert not contradicts(result, speech + addition)


def test_words() -> None:
    assert result_in_words("-12") == "minus twelve"
    assert result_in_words("3 r 2") == "three remainder two"
    assert result_in_words("x") == "x"
