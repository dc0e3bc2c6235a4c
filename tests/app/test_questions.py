"""What people type: as it is shown, as the model gets it, and what is refused in which words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversation.single_turn import OneTurn, engine_factory
from app.questions import MAX_CHARACTERS, check_answerable, for_model, typed_question
from app.storage import STARTER
from model.bundle_manifest import Bundle
from model.errors import BadInput
from model.numbers import number_to_words


def bundle(*ratios: tuple[int, int]) -> Bundle:
    here = Path()
    return Bundle(here, "tiny", "1", "MIT", 16_000, 16_000, ratios, here, here, here, ())


TRAINED = bundle((2, 8))

# What is typed, and what the model gets. Where a result stands too, the starter gives it (see the slow test).
TAKEN = [
    ("12 − 7", "12-7", "5"),  # the window's own minus sign
    ("12 – 7", "12-7", "5"),
    ("12 — 7", "12-7", "5"),
    ("12‐7", "12-7", "5"),
    ("12‑7", "12-7", "5"),
    ("12－7", "12-7", "5"),
    ("１２－７", "12-7", "5"),
    ("12 ➖ 7", "12-7", "5"),
    ("12 × 7", "12*7", "84"),
    ("12 · 7", "12*7", "84"),
    ("12⋅7", "12*7", "84"),
    ("12 ∙ 7", "12*7", "84"),
    ("12 ✖️ 7", "12*7", "84"),
    ("12 x 7", "12*7", "84"),
    ("12X7", "12*7", "84"),
    ("12＊7", "12*7", "84"),
    ("What is 12×7?", "What is 12*7?", "84"),
    ("84 ÷ 7", "84/7", "12"),
    ("84:7", "84/7", "12"),
    ("84 : 7 =", "84/7", "12"),
    ("84 ∕ 7", "84/7", "12"),
    ("84 ➗ 7", "84/7", "12"),
    ("What is 84:7?", "What is 84/7?", "12"),
    ("347＋286", "347+286", "633"),
    ("347 ➕ 286", "347+286", "633"),
    ("３４７+２８６", "347+286", "633"),
    ("٣٤٧ + ٢٨٦", "347+286", "633"),
    ("347\u00a0+\u00a0286", "347+286", "633"),
    ("347\u2009+\u2009286", "347+286", "633"),
    ("347+\u200b286", "347+286", "633"),
    ("3\u00ad47+286", "347+286", "633"),
    ("347+286=", "347+286", "633"),
    ("347 + 286 = ?", "347+286", "633"),
    ("347+286 = ...", "347+286", "633"),
    ("  347+286  ", "347+286", "633"),
    ("347+286\n", "347+286", "633"),
    ("3️⃣ + 4️⃣", "3+4", "7"),
    ("①+②", "①+②", ""),  # beyond: not a way to type a sum
    ("WHAT IS 12 PLUS 7?", "What is 12 plus 7?", "19"),
    ("What Is 12 Plus 7?", "What Is 12 plus 7?", "19"),
    ("what is 12 plus 7", "what is 12 plus 7", "19"),
    ("What is 12\nplus 7?", "What is 12 plus 7?", "19"),
    ("What is 3⏎plus 4?", "What is 3⏎plus 4?", ""),
    ("What’s 12 plus 7?", "What's 12 plus 7?", "19"),
    ("What is 12 plus 7? 😀", "What is 12 plus 7?", "19"),
    ("👩🏽‍🏫 What is 12 plus 7", "What is 12 plus 7", "19"),
    ("What is 12 plus 7?\ud83d", "What is 12 plus 7?", "19"),
    ("twelve plus seven", "twelve plus seven", "19"),
    ("$12+7$", "$12+7$", "19"),
    (r"$\frac{84}{7}$", r"$\frac{84}{7}$", "12"),
    ("1,250 + 3", "1250+3", ""),
    ("1\u202f250 + 3", "1250+3", ""),
    ("1\u00a0250 + 3", "1250+3", ""),
    ("1\u2009250 + 3", "1250+3", ""),
    ("1’250 + 3", "1250+3", ""),
    ("1 250 + 3", "1 250+3", ""),
    ("12 7", "12 7", ""),
    ("1,234,567 + 1", "1234567+1", ""),
    ("add 3, 4 and 5", "add 3, 4 and 5", "12"),
    ("“What is 12 plus 7?”", '"What is 12 plus 7?"', "19"),
    ("12+7*5", "12+7*5", "47"),
    ("Tom has 24 apples – he gives 7 to Anna. How many are left?",
     "Tom has 24 apples - he gives 7 to Anna. How many are left?", "17"),
    ("Divide 20 in the ratio 2:3", "Divide 20 in the ratio 2:3", ""),
    ("A film starts at 7:30 and lasts 90 minutes", "A film starts at 7:30 and lasts 90 minutes", ""),
    ("5² + 3", "5^2+3", ""),
    ("2 ** 3", "2^3", ""),
    ("2½ + 1", "2½ + 1", ""),
]  # fmt: skip

# What a trained bundle is not asked, and what the refusal says.
REFUSED = [
    ("", "is empty"),
    ("😀😀", "is empty"),
    ("\ud83d", "is empty"),
    ("1+" * 1500, "3000 characters"),
    ("1+" * 400 + "1", "at most 600 characters"),
    ("Hello", "no number"),
    ("who are you?", "no number"),
    ("why?", "no number"),
    ("What is the capital of France?", "no number"),
    ("😀 ok", "no number"),
    ("42", "only one number"),
    ("and times three?", "only one number"),
    ("can you explain step 2?", "only one number"),
    ("I think it's 12, is that right?", "only one number"),
    ("√81 + 1", "“√”"),
    ("What is √81?", "“√”"),
    ("5²", "“^2”"),
    ("2**3", "“^3”"),
    ("12 squared plus 1", "“squared”"),
    ("what is 0.5 + 0.25", "“0.5”"),
    ("0,5 + 0,25", "“0,5”"),
    ("2½ + 1", "“½”"),
    ("15% of 60", "“%”"),
    ("15 percent of 60", "“percent”"),
    ("Solve 2x+3=11", "“2x”"),
    ("x = 3 + 4", "“x =”"),
    ("(3+4)*5", "“(3+4)*”"),
    ("5*(3+4)", "“*(3+4)”"),
    ("3 < 4", "“<”"),
    ("12345 + 67890", "“12345”"),
    ("12,345 + 1", "“12345”"),
    ("twelve thousand plus one", "“twelve thousand”"),
    ("What is 10 divided by 0?", "divided by zero"),
    ("10/0", "divided by zero"),
    ("Divide 10 by zero", "divided by zero"),
    ("1+2+3+4", "two or three numbers"),
    ("A farmer has 12 cows, 30 sheep, 4 dogs and 7 cats. How many animals is that?", "two or three numbers"),
    ("Was ist 12 mal 7?", "in English"),
    ("Combien font 12 fois 7 ?", "in English"),
    ("12 乘 7", "in English"),
]


@pytest.mark.parametrize(("typed", "given", "result"), TAKEN)
def test_ways_to_type_a_question(typed: str, given: str, result: str) -> None:
    shown = typed_question(typed)
    assert for_model(shown) == given
    assert for_model(given) == given
    if result:
        check_answerable(shown, TRAINED)


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_what_a_small_model_only_guesses_at_is_refused(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_answerable(typed_question(typed), TRAINED)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("typed", ["1+" * 400 + "1", "Hello", "What is √81?", "Was ist 12 mal 7?", "10/0"])
def test_a_stock_model_is_asked_anything(typed: str) -> None:
    check_answerable(typed_question(typed), bundle())


ASKED = [
    "What is {a} plus {b}?", "What's the sum of {a} and {b}?", "Tell me {a} over {b}.", "{a} added to {b}.",
    "Can you work out {a} take away {b}?", "Do you know what the quotient of {a} and {b} is?", "{a}*{b}", "{a} x {b}=",
    "{a}÷{b}", "{a} - {b} = ?", "${a} \\times {b}$", "$\\frac{{{a}}}{{{b}}}$",
    "First add {a} and {b}, then multiply by {c}.",
    "If I take {b} away from {a} and divide by {c}, what do I get?", "{a} minus {b} plus {c}", "{a}+{b}*{c}",
    "There are {a} red pens and {b} blue pens in a box. How many pens are there in all?",
    "Tom has {a} cards and Ben has {b}. A third friend has {c} times as many as both together. How many is that?",
    "{b} friends share {a} hats equally. Then Rosa, one of the friends, gets {c} more. How many does she have?",
    "One ticket costs {b} dollars. How much do {a} tickets cost?",
    "Kate is on page {b} of a book with {a} pages. How many are left?",
]  # fmt: skip


@pytest.mark.parametrize("frame", ASKED)
def test_what_small_models_are_trained_with_is_taken(frame: str) -> None:
    random = Random(3)
    for _ in range(50):
        values = {"a": random.randint(2, 999), "b": random.randint(2, 999), "c": random.randint(2, 99)}
        words = {name: number_to_words(value) for name, value in values.items()}
        for question in (frame.format(**values), frame.format(**words)):
            shown = typed_question(question)
            check_answerable(shown, TRAINED)
            assert for_model(shown) == shown or set(frame) & set("*÷=+")


def test_a_model_that_declines_is_asked_anything_of_a_fair_length() -> None:
    able = replace(TRAINED, declines=True)
    for typed in ("Hello", "What is √81?", "10/0", "What is half of 84?"):
        check_answerable(typed, able)
    with pytest.raises(BadInput, match="at most 600"):
        check_answerable("1+" * 400 + "1", able)


@given(st.text() | st.text("0123456789+-−×*/:.,=?^²½√ x()'\u00a0\u2009\u200b\ud83d😀ABCabc", max_size=40))
def test_any_text_is_one_printable_line_or_refused(text: str) -> None:
    try:
        shown = typed_question(text)
    except BadInput:
        return
    assert shown == " ".join(shown.split())
    assert 0 < len(shown) <= MAX_CHARACTERS
    assert shown.isprintable()
    assert typed_question(shown) == shown
    for_model(shown).encode()
    with suppress(BadInput):
        check_answerable(shown, TRAINED)


@pytest.mark.slow
@pytest.mark.needs_starter
def test_the_starter_answers_each_way_to_type() -> None:
    """Through the conversation, as the window does; about half a minute."""
    from model.engine import TurnOptions

    wrong = []
    with OneTurn(engine_factory(STARTER), lambda _event: None) as turn:
        turn.wait_loaded()
        for typed, _, result in TAKEN:
            if result:
                ended = turn.ask(typed_question(typed), TurnOptions(speak=False)).ended
                if ended is None or ended.answer != result:
                    wrong.append((typed, ended and ended.answer))
    assert wrong == []
