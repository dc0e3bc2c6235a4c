"""Numbers, amounts and operations as the tutor says them, always in the same words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from model.numbers import Remainder, number_to_words
from model.numbers.to_words import fraction_to_words
from model.verbalizer.verbalizer import to_words
from model.working.numerals import numeral

UNITS = {
    "mm": "millimetres", "cm": "centimetres", "m": "metres", "km": "kilometres", "g": "grams", "kg": "kilograms",
    "l": "litres", "ml": "millilitres", "h": "hours", "min": "minutes", "s": "seconds", "days": "days",
    "weeks": "weeks", "cents": "cents", "deg": "degrees", "$": "dollars", "%": "percent",
    "cm2": "square centimetres", "m2": "square metres", "cm3": "cubic centimetres", "m3": "cubic metres",
}  # fmt: skip
_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_OPERATION = re.compile(r"(\([^()]+\)|-?[\d.]+)([+\-*/^])(\([^()]+\)|[\d.]+)")
_NUMBER = re.compile(r"(\$?)\d+(?:,\d{3})*(?:\.\d+)?")


def in_words(text: str) -> str:
    """Every number in digits in `text` as words: "$20.00" -> "twenty dollars"."""
    return _NUMBER.sub(lambda match: to_words(match[0]) if match[1] else words(match[0].replace(",", "")), text)


@lru_cache(maxsize=20_000)
def words(number: str) -> str:
    """A result in words: "-3" -> "minus three", "3 r 2" -> "three remainder two", "2 1/3" -> "two and a third"."""
    if remainder := Remainder.parse(number):
        return " remainder ".join(number_to_words(value) for value in remainder)
    found = numeral(number)
    if found is None:
        return number  # "yes"
    if found.form == "decimal":
        return number_to_words(Decimal(number))
    if found.form == "fraction":
        top, _, below = number.partition("/")
        if abs(int(top)) < int(below):
            return fraction_to_words(int(top), int(below))
    return number_to_words(found.value)


def amount(number: str, unit: str = "") -> str:
    """A number with its unit in words: ("1", "cm") -> "one centimetre"."""
    return f"{words(number)} {unit_name(number, unit)}" if unit else words(number)


def unit_name(number: str, unit: str) -> str:
    """ "metre" for one, else "metres"."""
    return singular(UNITS[unit]) if number == "1" else UNITS[unit]


_PLURALS = "|".join(sorted({name.rsplit(" ", 1)[-1] for name in UNITS.values() if name.endswith("s")}))


def singular(text: str) -> str:
    """Each unit of a text as for one of it: "That's one dollars." -> "That's one dollar." """
    return re.sub(rf"\b({_PLURALS})\b", lambda match: match[1][:-1], text)


def operation(written: str) -> str:
    """An operation in words: "230-153" -> "two hundred and thirty minus one hundred and fifty-three"."""
    written = written.rsplit("=", 1)[-1]
    if match := _OPERATION.fullmatch(written):
        left, op, right = match[1].strip("()"), match[2], match[3].strip("()")
        if op == "^":
            name = {"2": "squared", "3": "cubed"}.get(right) or f"to the power of {words(right)}"
            return f"{words(left)} {name}"
        return f"{words(_whole(left))} {_OPERATORS[op]} {words(_whole(right))}"
    if match := re.fullmatch(r"([\d.]+)% of ([\d.]+)", written):
        return f"{words(match[1])} percent of {words(match[2])}"
    if match := re.fullmatch(r"(\w+)\((\d+)(?:,(\d+))?\)", written):
        return _call(match[1], match[2], match[3])
    if match := re.fullmatch(r"\((\d+)/(\d+)\)", written):
        return fraction_to_words(int(match[1]), int(match[2]))
    return ""


def _whole(number: str) -> str:
    """ "7.0" is written for a division with decimals, and said "seven"."""
    return number.removesuffix(".0")


def _call(name: str, first: str, second: str | None) -> str:
    if second is not None:
        kind = {"gcd": "greatest common divisor", "lcm": "least common multiple"}[name]
        return f"the {kind} of {words(first)} and {words(second)}"
    return f"the square root of {words(first)}" if name == "sqrt" else f"whether {words(first)} is prime"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
