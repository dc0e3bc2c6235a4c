"""Findings about a line: its verdict, and the values that the next line builds on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from model.checking.equations import Equation
from model.checking.limits import Reason
from model.checking.tree import Remainder
from model.checking.value import Value


class State(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """reason: why it is wrong or unchecked. expected: the exact value in place of the first wrong one, "" if there is
    none to give. start, end: the first wrong place in the line, or where reading stopped. value: what the line comes
    to. equation: the equation that it states.
    """

    state: State
    reason: Reason | None = None
    expected: str = ""
    start: int = 0
    end: int = 0
    value: Value | None = None
    equation: Equation | None = None
    division: tuple[int, int] | None = None

    @property
    def right(self) -> bool:
        return self.state is State.RIGHT

    @property
    def wrong(self) -> bool:
        return self.state is State.WRONG


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a line. previous: the value of the line before, for lines that start with "=".
    division: the whole numbers of a division in that line, for its remainder. equation: the equation before.
    lists: a dash that starts a line is a list mark where that reading is right.
    """

    previous: Value | None = None
    division: tuple[int, int] | None = None
    equation: Equation | None = None
    lists: bool = False


def check_remainder(node: Remainder, division: tuple[int, int]) -> Verdict | None:
    """None if "q r m" is the division's result with 0 <= m < divisor; else what is wrong with it."""
    above, below = division
    quotient, rest = node.quotient.value, node.rest.value
    if quotient == above // below and rest == above % below:
        return None
    reason = Reason.BAD_REMAINDER if quotient * below + rest == above else Reason.NOT_EQUAL
    at = node.rest if quotient == above // below else node.quotient
    return Verdict(State.WRONG, reason, quotient_text(above, below), at.start, at.end)


def quotient_text(above: int, below: int) -> str:
    """ "3 r 2" for 17 and 5, "3" for 15 and 5."""
    whole, rest = divmod(above, below)
    return f"{whole} r {rest}" if rest else str(whole)


def remainder_result(node: Remainder, context: Context) -> Verdict:
    if context.division is None:
        return Verdict(State.UNCHECKED, Reason.REMAINDER, start=node.start, end=node.end)
    return check_remainder(node, context.division) or Verdict(State.RIGHT, division=context.division)
