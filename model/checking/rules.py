"""Names for what went wrong in a pupil's line: the slip that leads from the expression to what was written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from model.checking import value as v
from model.checking.equations import Equation
from model.checking.limits import NotCheckable
from model.checking.lines import parse_line
from model.checking.slips import Slip, slips_in_result, slips_of
from model.checking.tree import Binary, Negative, Node, Number, Percent, Quantity, Remainder, Root, Side
from model.checking.tree_value import evaluate, whole_division
from model.checking.value import Value

_MAX_NODES = 40


def name_slip(expression: str, given: str) -> Slip | None:
    """The slip by which `given` was written as the value of `expression`; None if it is right, or no slip is known.

    "52-17", "45" -> SMALLER_FROM_LARGER. A slip is looked for at each operation, the others taken as right.
    """
    try:
        asked, answer = _side(expression), _side(given)
        return _slip(asked.node, answer.node) if asked is not None and answer is not None else None
    except NotCheckable:
        return None


def name_line_slip(line: str, before: str = "") -> Slip | None:
    """The slip in the first wrong equation of a pupil's line ("52-17 = 45"). before: the line before, for equations."""
    try:
        for chain in parse_line(line).chains:
            for left, right in pairwise(chain.sides):
                slip = _link_slip(left.node, right.node)
                if slip is not None:
                    return slip
    except NotCheckable:
        return None
    return name_equation_slip(before, line) if before else None


def _link_slip(left: Node, right: Node) -> Slip | None:
    if not isinstance(right, Remainder) and not isinstance(left, Remainder):
        value, other = evaluate(left), evaluate(right)
        if value.unknown or other.unknown or value.agrees(other):
            return None
        if isinstance(right, Binary) and not right.grouped and evaluate(_leftmost(right)).agrees(value):
            return Slip.RUN_ON
    return _slip(left, right)


def _leftmost(node: Node) -> Node:
    while isinstance(node, Binary) and not node.grouped:
        node = node.left
    return node


def _slip(asked: Node, answer: Node) -> Slip | None:
    if isinstance(answer, Remainder):
        return _remainder_slip(asked, answer)
    right, wrong = evaluate(asked), evaluate(answer)
    if wrong.agrees(right):
        return None
    if right.dimension and not wrong.dimension:
        wrong = Value(wrong.number * right.scale, wrong.symbols, right.dimension, right.scale)
    for slip, value in _candidates(asked, [_MAX_NODES]):
        if value.number == wrong.number and value.symbols == wrong.symbols:
            return slip
    if right.symbols or wrong.symbols:
        return Slip.SIGN if v.negative(right).equals(wrong) else None
    unit = right.scale
    return next((slip for slip, number in slips_in_result(right.number / unit) if number == wrong.number / unit), None)


def name_equation_slip(before: str, after: str) -> Slip | None:
    """The slip in the step from one linear equation to the next ("x + 3 = 7", then "x = 10")."""
    try:
        one, other = _equation(before), _equation(after)
        return _equation_slip(one, other) if one is not None and other is not None else None
    except NotCheckable:
        return None


def _side(text: str) -> Side | None:
    """The one expression that a text holds; for "a = b" the first."""
    line = parse_line(text)
    sides = [side for chain in line.chains for side in chain.sides] + line.loose
    return sides[0] if sides else None


def _equation(text: str) -> Equation | None:
    chains = parse_line(text).chains
    if len(chains) != 1 or chains[0].relations != ["="] or len(chains[0].sides) != 2:
        return None
    return Equation(*(evaluate(side.node) for side in chains[0].sides))


def _remainder_slip(asked: Node, given: Remainder) -> Slip | None:
    division = whole_division(asked)
    if division is None:
        return None
    above, below = division
    fits = given.quotient.value * below + given.rest.value == above
    if fits and given.rest.value >= below:
        return Slip.REMAINDER_TOO_LARGE
    return Slip.OFF_BY_ONE if abs(given.quotient.value - above // below) == 1 else None


# Slips at one place of an expression


def _candidates(node: Node, budget: list[int]) -> Iterator[tuple[Slip, Value]]:
    """Values of the expression with one slip in it. budget: how many nodes may still be looked at."""
    budget[0] -= 1
    if budget[0] < 0:
        return
    if isinstance(node, Binary):
        yield from _binary_candidates(node, budget)
    elif isinstance(node, Negative):
        for slip, value in _candidates(node.arg, budget):
            yield slip, v.negative(value)
    elif isinstance(node, Quantity):
        for slip, value in _candidates(node.arg, budget):
            yield slip, v.with_unit(value, node.unit)
    elif isinstance(node, Root) and node.degree == 2:
        yield Slip.HALVED, v.scaled(evaluate(node.arg), Fraction(1, 2))


def _binary_candidates(node: Binary, budget: list[int]) -> Iterator[tuple[Slip, Value]]:
    left, right = evaluate(node.left), evaluate(node.right)
    yield from _percent_slips(node, left, right)
    yield from _structural_slips(node, left, right)
    yield from _operation_slips(node.op, left, right)
    for slip, value in _candidates(node.left, budget):
        yield from _applied(slip, node.op, value, right)
    for slip, value in _candidates(node.right, budget):
        yield from _applied(slip, node.op, left, value)


def _operation_slips(op: str, left: Value, right: Value) -> Iterator[tuple[Slip, Value]]:
    """Slips with the numbers as written, in the unit that the result has."""
    if left.symbols or right.symbols or left.percent or right.percent or left.clock or right.clock:
        return
    if op in "+-" and left.scale != right.scale:
        return
    result = _apply(op, left, right)
    for slip, number in slips_of(op, left.number / left.scale, right.number / right.scale):
        yield slip, Value(number * result.scale, (), result.dimension, result.scale)


def _applied(slip: Slip, op: str, left: Value, right: Value) -> Iterator[tuple[Slip, Value]]:
    try:
        yield slip, _apply(op, left, right)
    except NotCheckable:
        return


def _apply(op: str, left: Value, right: Value) -> Value:
    if op in "+-":
        return v.add(left, right, 1 if op == "+" else -1)
    return {"*": v.multiply, "/": v.divide, "^": v.power}[op](left, right)


def _percent_slips(node: Binary, left: Value, right: Value) -> Iterator[tuple[Slip, Value]]:
    if node.op == "*" and isinstance(node.left, Percent) and right.is_number:
        share = left.number * 100
        yield Slip.PERCENT_NOT_DIVIDED, v.of(share * right.number)
        if share:
            yield Slip.PERCENT_AS_DIVISOR, v.of(right.number / share)
        yield Slip.SUBTRACTED, v.of(right.number - share)


def _structural_slips(node: Binary, left: Value, right: Value) -> Iterator[tuple[Slip, Value]]:
    """Slips in the order of operations and with brackets."""
    a, b = node.left, node.right
    if node.op in "+-" and isinstance(b, Binary) and not b.grouped and b.op in "*/":
        yield from _applied(Slip.LEFT_TO_RIGHT, b.op, _apply(node.op, left, evaluate(b.left)), evaluate(b.right))
    if node.op in "*/" and isinstance(a, Binary) and a.grouped and a.op in "+-":
        inner = _apply(node.op, evaluate(a.right), right)
        yield from _applied(Slip.BRACKETS_IGNORED, a.op, evaluate(a.left), inner)
        if node.op == "*":
            first = v.multiply(evaluate(a.left), right)
            yield from _applied(Slip.DISTRIBUTED_ONCE, a.op, first, evaluate(a.right))
    if node.op in "*-" and isinstance(b, Binary) and b.grouped and b.op in "+-":
        slip = Slip.DISTRIBUTED_ONCE if node.op == "*" else Slip.BRACKETS_IGNORED
        first = _apply(node.op, left, evaluate(b.left))
        yield from _applied(slip, b.op, first, evaluate(b.right))
    if node.op == "^" and isinstance(a, Binary) and a.grouped and a.op in "+-":
        terms = v.power(evaluate(a.left), right), v.power(evaluate(a.right), right)
        yield from _applied(Slip.POWER_OF_SUM, a.op, *terms)
    if node.op == "^" and isinstance(b, Number) and left.is_number:
        yield Slip.BASE_TIMES_EXPONENT, v.multiply(left, right)


# Equations


def _equation_slip(before: Equation, after: Equation) -> Slip | None:
    left, right = v.add(after.left, before.left, -1), v.add(after.right, before.right, -1)
    nothing = v.of(0)
    if left.equals(right):
        return None
    if left.equals(v.negative(right)):
        return Slip.MOVED_WITHOUT_SIGN
    if left.equals(nothing) or right.equals(nothing):
        return Slip.ONE_SIDE_ONLY
    unknown = before.unknown
    factor, kept = before.left.coefficient(unknown), after.left.coefficient(unknown)
    if factor and kept:
        scaled = kept / factor
        same_left = v.scaled(before.left, scaled).equals(after.left)
        if same_left and after.right.equals(v.add(before.right, v.of(factor), -1)):
            return Slip.COEFFICIENT_SUBTRACTED
        if same_left and after.right.equals(v.scaled(before.right, 1 / scaled)):
            return Slip.MULTIPLIED
    return None
