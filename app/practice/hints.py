"""Hints for a problem, one step at a time; none gives the answer away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from model.checking.equivalence import same_value
from model.errors import N_, Translatable
from model.working import operand, steps_of

if TYPE_CHECKING:
    from model.corpus.exercises import Exercise

_IDEAS: Final = (
    (r".*x.*=.*", N_("Do the same on both sides, until x stands alone.")),
    (r"sqrt.*", N_("Look for the number that gives this one when it is multiplied by itself.")),
    (r"gcd.*", N_("Look for the largest number that divides both.")),
    (r"lcm.*", N_("Count on in steps of the larger number, until the other one divides it.")),
    (r"prime.*", N_("Try to divide it by 2, 3, 5, 7 and so on.")),
    (r".*%.*", N_("Percent means out of a hundred.")),
    (r"\(\d+/\d+\)", N_("Divide top and bottom by the same number.")),
    (r".*\(.*/.*\)[+-].*|.*[+-]\(.*/.*\)", N_("Give both fractions the same bottom first.")),
    (r".*\(.*/.*\)/.*|.*/\(.*/.*\)", N_("To divide by a fraction, turn it over and multiply.")),
    (r".*\(.*/.*\)\*.*|.*\*\(.*/.*\)", N_("Multiply top with top and bottom with bottom.")),
    (r".*\^.*", N_("A power is the same factor again and again.")),
    (r".*\..*", N_("Work with whole numbers first, then set the decimal point.")),
    (r"-.*|.*\(-.*", N_("Work it out without the signs first, then think about the sign.")),
    (r"\d\*\d", N_("Think of the times table.")),
    (r"\d{1,2}\+\d|\d\+\d\d", N_("Start with the larger number and count on.")),
    (r"\d+\+\d+", N_("Start with the ones. Carry the ten if you need to.")),
    (r"\d{1,2}-\d", N_("Count back, or ask how much is missing.")),
    (r"\d+-\d+", N_("Start with the ones. Borrow a ten if you need to.")),
    (r"\d\*\d+|\d+\*\d", N_("Multiply the ones first, then the tens.")),
    (r"\d+\*\d+", N_("Take the tens and the ones apart, and multiply with each.")),
    (r"\d+/\d+", N_("Think of the times table: how often does it fit?")),
)  # fmt: skip
"""What to try, by the operation as it is written."""
_STEPS: Final = N_("There are {count} steps. Begin with this one: {operation}.")
_NEXT: Final = N_("Next: {operation}.")


def hints(asked: Exercise) -> list[str]:
    """From the idea to the last but one line of the working, in the order in which they are given."""
    told: list[str] = []
    at = 0
    steps = steps_of(asked.lines)
    for number, step in enumerate(steps, start=1):
        operation = _shown(step.written)
        if number > 1:
            told.append(Translatable(_NEXT, operation=operation))
        elif len(steps) > 1:
            told.append(Translatable(_STEPS, count=len(steps), operation=operation))
        idea = _idea(step.written)
        if idea and idea not in told:
            told.append(idea)
        told += _pieces(asked, step.written, asked.lines[at : step.end], last=number == len(steps))
        at = step.end
    return told


def _idea(written: str) -> str:
    return next((Translatable(text) for form, text in _IDEAS if re.fullmatch(form, written)), "")


_FRACTION: Final = re.compile(r"\((\d+(?: \d+)?)/(\d+)\)")
_SIGNS: Final = {"*": "×", "/": "÷", "-": "−", "⁄": "/"}
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _shown(written: str) -> str:
    """A piece of working as it is printed: "90.0/4" -> "90 ÷ 4", "(1/2)+(1/3)" -> "1/2 + 1/3", "2^3" -> "2³"."""
    text = re.sub(r"(?<=\d)\.0(?![\d.])", "", _FRACTION.sub(r"\1⁄\2", written))
    text = re.sub(r"\^(\d+)", lambda power: power[1].translate(_RAISED), text).replace("sqrt(", "√(")
    text = re.sub(r"(?<=[\w)%⁰¹²³⁴⁵⁶⁷⁸⁹])([-+*/=<])|^=", lambda sign: f" {sign[0]} ", text).strip()
    return re.sub(r"[*/⁄-]", lambda sign: _SIGNS[sign[0]], text)


def _pieces(asked: Exercise, written: str, lines: tuple[str, ...], *, last: bool) -> list[str]:
    """The small sums of an operation's working. last: without those that leave nothing to do."""
    pieces = _sums(lines)
    if not last:
        result = lines[-1].rsplit("=", 1)[-1]
        whole = f"{written}={operand(result)}"
        pieces = [*(piece for piece in pieces if piece != whole), whole]
    else:
        while pieces and _tells(pieces[-1], asked.answer):
            pieces.pop()
        pieces = [piece for piece in pieces[:-1] if not _tells(piece, asked.answer)]
    return [_shown(piece) for piece in pieces if piece not in asked.plan]


def _sums(lines: tuple[str, ...]) -> list[str]:
    """Of a long working the results of its parts ("35*2=70"), else the sums of single digits ("5*2=10")."""
    parts = [(line.split(":")[0], line, after) for line, after in zip(lines, (*lines[1:], ""), strict=True)]
    if sum(after.startswith("=") and ":" in line for _, line, after in parts) > 1:
        return [f"{head}{after}" for head, line, after in parts if ":" in line and after.startswith("=")]
    found: list[str] = []
    for _, line, _ in parts:
        found += line.partition(": ")[2].split(" ") if ": " in line else [line]
    return [piece for piece in found if re.search(r"[\w)][=<]|^=.*\(", piece)]


def _tells(piece: str, answer: str) -> bool:
    value = piece.rsplit("=", 1)[-1]
    return value.lstrip("-").replace(".", "").isdecimal() and same_value(value, answer) is True
