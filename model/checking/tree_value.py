"""The exact value of an expression's tree."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from model.checking import value as v
from model.checking.limits import NotCheckable, Reason
from model.checking.tree import Binary, Name, Negative, Node, Number, Percent, Quantity, Ratio, Remainder, Root
from model.checking.unit_table import TIME
from model.checking.value import Value

_OPERATIONS = {"*": v.multiply, "/": v.divide, "^": v.power}


def evaluate(node: Node) -> Value:
    """Raises NotCheckable (DividedByZero), with the position of the part that has no value."""
    try:
        return _value(node)
    except NotCheckable as stop:
        if not stop.position:
            stop.position = node.start
        raise


def _value(node: Node) -> Value:
    if isinstance(node, Number):
        return Value(node.value)
    if isinstance(node, Binary):
        return _binary(node)
    if isinstance(node, Negative):
        return v.negative(_value(node.arg))
    if isinstance(node, Name):
        return Value(v.ZERO, ((node.name, v.ONE),))
    if isinstance(node, Quantity):
        return v.with_unit(_value(node.arg), node.unit)
    if isinstance(node, Percent):
        return v.as_percent(_value(node.arg))
    if isinstance(node, Root):
        return v.nth_root(_value(node.arg), node.degree)
    if isinstance(node, Ratio):
        return _ratio(node)
    raise NotCheckable(Reason.REMAINDER, node.start)


def _binary(node: Binary) -> Value:
    left, right = _value(node.left), _value(node.right)
    try:
        if node.op in "+-":
            result = v.add(left, right, 1 if node.op == "+" else -1)
        else:
            result = _OPERATIONS[node.op](left, right)
    except NotCheckable as stop:
        stop.position = stop.position or node.right.start
        raise
    if len(result.symbols) > 1 and len(result.unknowns) > 1:
        raise NotCheckable(Reason.SEVERAL_UNKNOWNS, node.right.start)
    return result


def _ratio(node: Ratio) -> Value:
    """A time of day in seconds, where it can be one; else the quotient of the two."""
    above, below = node.parts[0].value, node.parts[1].value
    if node.clock:
        hour = above
        if node.afternoon is not None:
            hour = above % 12 + (12 if node.afternoon else 0)
        return Value(hour * 3600 + below * 60, (), TIME, Fraction(60), clock=True)
    if len(node.parts) > 2:
        raise NotCheckable(Reason.NOT_PARSED, node.start)
    return v.divide(Value(above), Value(below))


def literals(node: Node) -> Iterator[Number]:
    """The numbers that an expression is written with, from left to right."""
    if isinstance(node, Number):
        yield node
    elif isinstance(node, Binary):
        yield from literals(node.left)
        yield from literals(node.right)
    elif isinstance(node, Negative | Quantity | Percent | Root):
        yield from literals(node.arg)
    elif isinstance(node, Remainder):
        yield node.quotient
        yield node.rest
    elif isinstance(node, Ratio):
        yield from node.parts


def is_literal(node: Node) -> bool:
    """True if nothing is computed in it: a number, perhaps with a sign, a unit or as a fraction."""
    if isinstance(node, Negative | Quantity | Percent):
        return is_literal(node.arg)
    if isinstance(node, Binary):
        fraction = node.op == "/" and isinstance(node.left, Number) and isinstance(node.right, Number)
        compound = node.grouped and isinstance(node.left, Quantity) and isinstance(node.right, Quantity)
        return fraction or (node.op == "+" and compound)
    return isinstance(node, Number | Ratio | Remainder)


def has_percent(node: Node) -> bool:
    if isinstance(node, Binary):
        return has_percent(node.left) or has_percent(node.right)
    return isinstance(node, Percent) or (isinstance(node, Negative | Quantity | Root) and has_percent(node.arg))


def whole_division(node: Node) -> tuple[int, int] | None:
    """Dividend and divisor of a division of two whole numbers, not negative and not by 0."""
    if not isinstance(node, Binary) or node.op != "/":
        return None
    try:
        left, right = _value(node.left), _value(node.right)
    except NotCheckable:
        return None
    if not (left.is_number and right.is_number and left.number.denominator == right.number.denominator == 1):
        return None
    above, below = left.number.numerator, right.number.numerator
    return (above, below) if above >= 0 and below > 0 else None
