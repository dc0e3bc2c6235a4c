"""Rounding: to which place a number is rounded, and whether it is done rightly."""

from __future__ import annotations

from fractions import Fraction

from model.checking import value as v
from model.checking.limits import NotCheckable, Reason
from model.checking.tree import Negative, Node, Number, Percent, Quantity
from model.checking.value import Value

Place = tuple[str, Fraction]


def _literal(node: Node) -> Number | None:
    while isinstance(node, Negative | Quantity | Percent):
        node = node.arg
    return node if isinstance(node, Number) and not node.parts else None


def _unit(value: Value) -> Fraction:
    return Fraction(1, 100) if value.percent else value.scale


def right_place(exact: Value, given: Value, node: Node, stated: Place | None) -> Fraction:
    """The step to whose multiples `exact` is rounded in `given`, in base units.

    The place is stated, or it is that of the decimals which are written. Raises NotCheckable (NO_PLACE) for round
    whole numbers without a statement, as "≈ 900" may be an estimate.
    """
    if stated is not None:
        return _stated_step(exact, given, stated)
    number = _literal(node)
    if number is None:
        raise NotCheckable(Reason.NO_PLACE, node.start)
    if number.places == 0 and number.value % 10 == 0 and v.rounded(exact, _unit(given)) != given.number:
        raise NotCheckable(Reason.NO_PLACE, node.start)
    return _unit(given) / Fraction(10**number.places)


def _stated_step(exact: Value, given: Value, stated: Place) -> Fraction:
    kind, size = stated
    if kind == "step":
        return size * _unit(given)
    if kind == "dp":
        return _unit(given) / Fraction(10 ** int(size))
    shown = abs(v.approximate(exact)[0]) / _unit(given)
    if not shown:
        raise NotCheckable(Reason.NO_PLACE)
    exponent = len(str(int(shown))) if shown >= 1 else 1 - _leading_zeros(shown)
    power = exponent - int(size)
    return _unit(given) * (Fraction(10**power) if power >= 0 else Fraction(1, 10**-power))


def _leading_zeros(share: Fraction) -> int:
    """Number of tens a number below 1 must be multiplied with to be at least 1."""
    count = 0
    while share < 1:
        share, count = share * 10, count + 1
        if count > 40:
            raise NotCheckable(Reason.NO_PLACE)
    return count


def rounding_of(exact: Value, given: Value, node: Node, stated: Place | None) -> bool:
    """True if `given` is `exact` rounded to the decimals it is written with (or to the stated place)."""
    number = _literal(node)
    if number is None or given.symbols or exact.unknown or exact.dimension != given.dimension:
        return False
    if stated is None and number.places == 0 and not exact.symbols:
        return False
    try:
        return v.rounded(exact, right_place(exact, given, node, stated)) == given.number
    except NotCheckable:
        return False
