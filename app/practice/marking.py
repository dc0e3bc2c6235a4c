"""An answer of a pupil: right, wrong, or not an answer yet. Exact, by `model.checking`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Final, Literal

from app.questions import for_model
from model.checking.equivalence import same_value
from model.checking.rules import name_slip
from model.checking.slips import Slip
from model.errors import N_, Translatable
from model.numbers import digits_of, words_to_numbers

if TYPE_CHECKING:
    from model.corpus.exercises import Exercise

MAX_CHARACTERS: Final = 100
State = Literal["right", "wrong", "unclear"]

NO_NUMBER: Final = Translatable("Give your answer as a number.")
YES_OR_NO: Final = Translatable("Answer with yes or no.")
ONE_NUMBER: Final = Translatable("Give one number only.")
WORK_IT_OUT: Final = Translatable("That is the problem itself. Work it out to one number.")
LOWEST_TERMS: Final = Translatable("The value is right. Now write the fraction in lowest terms.")
NOT_YET: Final = Translatable("Not yet. Try again, or ask for a hint.")
A_STEP: Final = Translatable("That is one of the steps. Go on from there.")

SLIPS: Final[dict[Slip, str]] = {
    Slip.SMALLER_FROM_LARGER: N_("In one column you took the smaller digit from the larger one."),
    Slip.BORROW_NOT_PAID: N_("You borrowed a ten, but did not take it from the next column."),
    Slip.FORGOT_CARRY: N_("A carry was forgotten."),
    Slip.WROTE_WHOLE_COLUMN: N_("You wrote down the whole result of a column. Carry the ten."),
    Slip.MISALIGNED: N_("The numbers were not lined up: ones under ones, tens under tens."),
    Slip.ADDED: N_("It looks as if you added."),
    Slip.SUBTRACTED: N_("It looks as if you subtracted."),
    Slip.MULTIPLIED: N_("It looks as if you multiplied."),
    Slip.DIVIDED: N_("It looks as if you divided."),
    Slip.TURNED_ROUND: N_("You took the two numbers the other way round."),
    Slip.TABLE_OFF_BY_ONE: N_("You are one step off in the times table."),
    Slip.FORGOT_ZERO: N_("The line for the tens needs a zero at its end."),
    Slip.CROSS_TERMS: N_("Each digit must be multiplied with each digit."),
    Slip.ZERO_IN_QUOTIENT: N_("A zero is missing in your result."),
    Slip.LOST_REMAINDER: N_("The remainder is missing."),
    Slip.TOPS_AND_BOTTOMS: N_("The bottoms of fractions are not added. Find a common one first."),
    Slip.TOPS_NOT_SCALED: N_("You changed the bottoms of the fractions. The tops must change with them."),
    Slip.NOT_INVERTED: N_("To divide by a fraction, turn it over first."),
    Slip.FIRST_INVERTED: N_("You turned over the wrong fraction. It is the second one."),
    Slip.SIGN: N_("Look at the sign."),
    Slip.DOUBLE_MINUS: N_("Taking away a negative number is adding."),
    Slip.BASE_TIMES_EXPONENT: N_("A power is not a product: 2³ is 2 × 2 × 2."),
    Slip.HALVED: N_("You halved it. The root is the number that gives it when multiplied with itself."),
    Slip.LEFT_TO_RIGHT: N_("Times and divide come before plus and minus."),
    Slip.BRACKETS_IGNORED: N_("Work out the brackets first."),
    Slip.PERCENT_NOT_DIVIDED: N_("Percent means out of a hundred. Divide by 100."),
    Slip.PERCENT_AS_DIVISOR: N_("You divided by the percentage. Multiply by it, then divide by 100."),
    Slip.DECIMALS_AS_WHOLE: N_("Look at the decimal point."),
    Slip.PLACE_VALUE: N_("Look at the place value: you are off by tens or hundreds."),
    Slip.OFF_BY_ONE: N_("You are off by one."),
    Slip.OFF_BY_TEN: N_("One column is off by one."),
    Slip.DIGITS_SWAPPED: N_("Two digits are swapped."),
}
"""What is said about a slip, as a whole sentence to a child."""


@dataclass(frozen=True, slots=True)
class Mark:
    """comment: one sentence, empty for a right answer."""

    state: State
    comment: str = ""


_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_FRACTION: Final = re.compile(r"(?<![\d.])(\d+)/(\d+)(?![\d.])")
_REMAINDER: Final = re.compile(r"\d\s*r(?:emainder|est)?\.?\s*\d")
_WORKING: Final = re.compile(r"\d\s*[-+*^]\s*\(?\d|[()]|/.*/|sqrt|√|\d\s*(?:plus|minus|times|divided|multiplied)\b")
_CENTS: Final = re.compile(r"-?\d+(?=\s*(?:cents?|ct|¢)\b)", re.IGNORECASE)


def marked(given: str, asked: Exercise) -> Mark:
    """The mark for an answer, typed or heard: digits or words, with or without its unit."""
    text = _folded(given)
    if asked.answer in ("yes", "no"):
        return _yes_or_no(text, asked.answer)
    numbers = words_to_numbers(text)
    if not numbers:
        return Mark("unclear", NO_NUMBER)
    digits = digits_of(text)
    if _WORKING.search(digits) or _repeats_problem(digits, asked):
        return Mark("unclear", WORK_IT_OUT)
    if len(numbers) > 1 and not (_FRACTION.search(digits) or _REMAINDER.search(digits.lower())):
        return Mark("unclear", ONE_NUMBER)
    if _agrees(digits, asked):
        fraction = _FRACTION.search(digits)
        reducible = fraction is not None and gcd(int(fraction[1]), int(fraction[2])) != 1
        return Mark("unclear", LOWEST_TERMS) if reducible else Mark("right")
    return Mark("wrong", _comment(digits, asked))


def _folded(given: str) -> str:
    text = _DECIMAL_COMMA.sub(".", given[:MAX_CHARACTERS])
    return " ".join(for_model(text).split())


def _yes_or_no(text: str, answer: str) -> Mark:
    words = re.findall(r"[a-z]+", text.lower())
    said = {word for word in words if word in ("yes", "no")}
    if len(said) != 1:
        return Mark("unclear", YES_OR_NO)
    return Mark("right") if said == {answer} else Mark("wrong", NOT_YET)


def _repeats_problem(digits: str, asked: Exercise) -> bool:
    """True for "84/7" as the answer to 84 divided by 7, and for any other quotient that is a whole number."""
    fraction = _FRACTION.search(digits)
    if fraction is not None and int(fraction[2]) and not int(fraction[1]) % int(fraction[2]):
        return True
    written = {re.sub(r"[()]|\.0(?=/)", "", entry) for entry in asked.plan}
    return fraction is not None and fraction[0] in written


def _agrees(digits: str, asked: Exercise) -> bool:
    if same_value(digits, asked.answer):
        return True
    cents = _CENTS.search(digits)
    money = "$" in asked.question or "dollar" in asked.question
    return cents is not None and money and same_value(f"{int(cents[0])}/100", asked.answer) is True


def _comment(digits: str, asked: Exercise) -> str:
    if any(same_value(digits, line.rsplit("=", 1)[-1]) for line in asked.lines[:-1] if _is_result(line)):
        return A_STEP
    operation = asked.plan[-1].rpartition("=")[2]
    slip = name_slip(operation, digits) if len(asked.plan) == 1 or "=" in asked.plan[0] else None
    return Translatable(SLIPS[slip]) if slip in SLIPS else NOT_YET


def _is_result(line: str) -> bool:
    """True for a line that ends an operation: "=84", or all of it: "12*7=84"."""
    return line.startswith("=") or (":" not in line and " " not in line)
