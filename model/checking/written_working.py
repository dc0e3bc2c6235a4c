"""Workings that rules write: an operation, and the lines that carry it out, which are right if they are exactly those.

The rules are given (`model.working.lines_for`), as this package knows nothing of the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from model.checking.grounding import QuestionNumbers, Rational, plain

WorkingOf = Callable[[str], Sequence[str] | None]
"""An operation as it is written -> the lines of its working; None if there is none."""
_NUMBER = re.compile(r"\(-?((?:\d+ )?\d+/0*[1-9]\d*)\)|(\d+(?:\.\d+)?)")  # a fraction stands in brackets
NAMES_RULE = re.compile(r"\s*(?:lcm|gcd|prime|slip)\(")
_LESS = re.compile(r"(\d+)<(\d+)")
_RESULT = re.compile(r"(-?)(?:(\d+) )?(\d+(?:\.\d+)?)(?:/(\d+))?")
_GIVEN = re.compile(r"slip\(|\dx|x[-+=]|[-+]x")
"""Operations whose numbers are no plan: a mistake is named, an equation is changed."""


def no_working(_: str) -> None:
    """No rules."""


@dataclass(slots=True)
class Before:
    """What a trace knew before a line."""

    flow: int
    made: dict[Rational, int]
    given_up: bool


@dataclass(slots=True)
class WrittenWorking:
    """start: its first line, by index. due: the lines that must follow. parts: of operands that are fractions.
    result: its value, None if it is no number.
    """

    start: int
    due: list[str]
    operands: list[Rational]
    parts: list[list[Rational]]
    result: Fraction | None
    before: Before

    def resolve(self, question: QuestionNumbers | None, made: dict[Rational, int]) -> bool:
        """Whether the numbers are known; a fraction is, if its parts are ("36 over 39"), which then count instead."""
        if question is None:
            return True
        found: list[Rational] = []
        for number, parts in zip(self.operands, self.parts, strict=True):
            known = [number] if question.knows(number) or number in made else parts
            if not known or not all(question.knows(part) or part in made for part in known):
                return False
            found += known
        self.operands = found
        return True


def begun(line: str, working: WorkingOf, start: int, before: Before) -> WrittenWorking | None:
    """The working that a line begins, the longest if there are several; None if it begins none."""
    less = _LESS.fullmatch(line)  # 3-5 begins with the comparison "3<5"
    cuts = [match.start() for match in re.finditer("[:=]", line)]
    for head in (*([f"{less[1]}-{less[2]}"] if less else []), line, *(line[:cut] for cut in reversed(cuts))):
        lines = working(head)
        if lines and lines[0] == line:
            result = _value(lines[-1].rsplit("=", 1)[-1])
            return WrittenWorking(start, list(lines[1:]), *_operands(head), result, before)
    return None


def _operands(head: str) -> tuple[list[Rational], list[list[Rational]]]:
    """The numbers of an operation, and for each fraction the numbers that it is written with."""
    operands: list[Rational] = []
    parts: list[list[Rational]] = []
    for fraction, number in [] if _GIVEN.search(head) else _NUMBER.findall(head):
        whole, _, part = (fraction or number).rpartition(" ")
        operands.append(plain(Fraction(part) + int(whole or 0)))
        parts.append([int(digits) for digits in re.findall(r"\d+", fraction)])
    return operands, parts


def _value(result: str) -> Fraction | None:
    match = _RESULT.fullmatch(result)
    if match is None or match[4] == "0":
        return None
    value = Fraction(match[3]) / int(match[4] or 1) + int(match[2] or 0)
    return -value if match[1] else value
