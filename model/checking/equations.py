"""Linear equations in one unknown: their solutions, and whether one follows from another by a single known rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from model.checking import value as v
from model.checking.limits import NotCheckable, Reason
from model.checking.value import Symbols, Value


@dataclass(frozen=True, slots=True)
class Equation:
    left: Value
    right: Value

    @property
    def unknown(self) -> str:
        return self.left.unknown or self.right.unknown


class Rule(StrEnum):
    """The operation that leads from one equation to the next."""

    REWRITTEN = "expanded or collected"
    SWAPPED = "sides swapped"
    ADDED = "the same added to both sides"
    MULTIPLIED = "both sides multiplied by the same"


def _form(value: Value) -> tuple[Fraction, Symbols]:
    return value.number, value.symbols


def _is_linear(value: Value) -> bool:
    """True if it is a * x + b over the fractions."""
    return not value.dimension and not value.percent and len(value.symbols) == len(value.unknowns) <= 1


def solution(equation: Equation) -> Fraction | bool:
    """The one solution; True for every number, False for none. Raises NotCheckable."""
    left, right = equation.left, equation.right
    if not (_is_linear(left) and _is_linear(right)):
        raise NotCheckable(Reason.NOT_LINEAR)
    if left.unknown and right.unknown and left.unknown != right.unknown:
        raise NotCheckable(Reason.SEVERAL_UNKNOWNS)
    unknown = equation.unknown
    slope = left.coefficient(unknown) - right.coefficient(unknown)
    rest = right.number - left.number
    return rest / slope if slope else not rest


def rule_between(before: Equation, after: Equation) -> Rule | None:
    """The single rule that makes `after` of `before`."""
    pairs = ((after.left, after.right), (after.right, after.left))
    for turned, (left, right) in enumerate(pairs):
        if _form(left) == _form(before.left) and _form(right) == _form(before.right):
            return Rule.SWAPPED if turned else Rule.REWRITTEN
    for left, right in pairs:
        if _form(v.add(left, before.left, -1)) == _form(v.add(right, before.right, -1)):
            return Rule.ADDED
        factor = _factor(before.left, left) or _factor(before.right, right)
        if factor and all(
            _form(v.scaled(old, factor)) == _form(new) for old, new in ((before.left, left), (before.right, right))
        ):
            return Rule.MULTIPLIED
    return None


def _factor(before: Value, after: Value) -> Fraction | None:
    """What `before` is multiplied by in `after`, judged by one coefficient."""
    if before.number and after.number:
        return after.number / before.number
    unknown = before.unknown
    if unknown and after.unknown == unknown:
        return after.coefficient(unknown) / before.coefficient(unknown)
    return None


def expected_right(before: Equation, after: Equation) -> Value | None:
    """The right side that would make `after` a known step, judged by its left side; None if that is not clear."""
    difference = v.add(after.left, before.left, -1)
    if not difference.symbols:
        return v.add(before.right, difference)
    factor = _factor(before.left, after.left)
    if factor and _form(v.scaled(before.left, factor)) == _form(after.left):
        return v.scaled(before.right, factor)
    return None
