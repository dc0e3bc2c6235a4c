"""Exact values: fractions, linear forms in one unknown, multiples of pi and of square roots, each with a unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from model.checking.limits import MAX_BITS, MAX_EXPONENT, MAX_RADICAND, DividedByZero, NotCheckable, Reason
from model.checking.unit_table import DIMENSIONLESS, Dimension, Unit, product

ZERO, ONE = Fraction(0), Fraction(1)
PI = "π"
_ROOT = "√"
# pi to 60 decimals
_PI = Fraction(3141592653589793238462643383279502884197169399375105820974944, 10**60)
_GUARD = 10**50
Symbols = tuple[tuple[str, Fraction], ...]


@dataclass(slots=True)
class Value:
    """number + sum of coefficient * symbol, in base units of `dimension`.

    symbols: sorted by name: the unknown's letter, "π" or "√n" with n free of squares. No coefficient is 0.
    scale: the unit that it is written in, in base units.
    percent: written as a percentage; number is the share (15 % is 3/20).
    clock: a time of day, in seconds after midnight.
    """

    number: Fraction
    symbols: Symbols = ()
    dimension: Dimension = DIMENSIONLESS
    scale: Fraction = ONE
    percent: bool = False
    clock: bool = False

    @property
    def is_number(self) -> bool:
        """True if it is rational and has no unit."""
        return not self.symbols and not self.dimension

    @property
    def unknown(self) -> str:
        """The letter of the unknown, "" if there is none."""
        return next(iter(self.unknowns), "") if self.symbols else ""

    @property
    def unknowns(self) -> list[str]:
        return [name for name, _ in self.symbols if name != PI and name[0] != _ROOT]

    def coefficient(self, symbol: str) -> Fraction:
        return next((factor for name, factor in self.symbols if name == symbol), ZERO)

    def equals(self, other: Value) -> bool:
        return self.number == other.number and self.symbols == other.symbols and self.dimension == other.dimension

    def agrees(self, other: Value) -> bool:
        """Equal, or equal as written where one of the two leaves its unit out."""
        if bool(self.dimension) == bool(other.dimension) or self.clock or other.clock:
            return self.equals(other)
        return not self.symbols and not other.symbols and self.number / self.scale == other.number / other.scale


def of(number: Fraction | int) -> Value:
    return Value(Fraction(number))


def _bounded(number: Fraction) -> Fraction:
    if number.numerator.bit_length() + number.denominator.bit_length() > MAX_BITS:
        raise NotCheckable(Reason.TOO_LARGE)
    return number


def _merged(left: Symbols, right: Symbols, sign: int) -> Symbols:
    if not right:
        return left
    terms = dict(left)
    for name, factor in right:
        terms[name] = _bounded(terms.get(name, ZERO) + sign * factor)
    return tuple(sorted((name, factor) for name, factor in terms.items() if factor))


def add(left: Value, right: Value, sign: int = 1) -> Value:
    """left + right, or left - right with sign -1. Raises NotCheckable where the units do not fit."""
    if left.dimension != right.dimension or left.percent != right.percent:
        raise NotCheckable(Reason.UNITS)
    number = left.number + right.number if sign > 0 else left.number - right.number
    result = Value(_bounded(number), _merged(left.symbols, right.symbols, sign), left.dimension, left.scale)
    result.percent = left.percent
    if left.clock or right.clock:
        if right.clock and (sign > 0 or not left.clock):
            if sign < 0 or left.clock:
                raise NotCheckable(Reason.UNITS)
            result.clock = True
        else:
            result.clock = left.clock and not right.clock
        if result.clock:
            result.number %= 86_400
    return result


def negative(value: Value) -> Value:
    return scaled(value, Fraction(-1))


def scaled(value: Value, factor: Fraction) -> Value:
    """value * factor; the unit stays."""
    symbols = tuple((name, _bounded(f * factor)) for name, f in value.symbols) if factor else ()
    return replace(value, number=_bounded(value.number * factor), symbols=symbols)


def multiply(left: Value, right: Value) -> Value:
    if left.clock or right.clock:
        raise NotCheckable(Reason.UNITS)
    if left.symbols and right.symbols:
        result = _product_of_roots(left, right)
    elif right.symbols:
        result = scaled(right, left.number)
    else:
        result = scaled(left, right.number)
    result.dimension = product(left.dimension, right.dimension)
    result.scale = left.scale * right.scale
    result.percent = False
    return result


def _product_of_roots(left: Value, right: Value) -> Value:
    """√a * √b; any other product of symbols is not compared."""
    if left.number or right.number or len(left.symbols) > 1 or len(right.symbols) > 1:
        raise NotCheckable(Reason.NOT_LINEAR if left.unknown or right.unknown else Reason.IRRATIONAL)
    (first, a), (second, b) = left.symbols[0], right.symbols[0]
    if first[0] != _ROOT or second[0] != _ROOT:
        raise NotCheckable(Reason.NOT_LINEAR if left.unknown or right.unknown else Reason.IRRATIONAL)
    return scaled(square_root(of(int(first[1:]) * int(second[1:]))), a * b)


def divide(left: Value, right: Value) -> Value:
    """Raises DividedByZero."""
    if left.clock or right.clock:
        raise NotCheckable(Reason.UNITS)
    if not right.symbols:
        if not right.number:
            raise DividedByZero
        result = scaled(left, 1 / right.number)
    else:
        result = _divided_by_symbol(left, right)
    result.dimension = product(left.dimension, right.dimension, -1)
    result.scale = left.scale / right.scale
    result.percent = False
    return result


def _divided_by_symbol(left: Value, right: Value) -> Value:
    name, factor = right.symbols[0]
    if len(right.symbols) > 1 or right.number or name == right.unknown:
        raise NotCheckable(Reason.NOT_LINEAR if right.unknown else Reason.IRRATIONAL)
    if not left.number and left.symbols and all(n == name for n, _ in left.symbols):
        return of(_bounded(left.coefficient(name) / factor))
    if name == PI:
        raise NotCheckable(Reason.IRRATIONAL)
    below = int(name[1:])
    return multiply(replace(left, dimension=DIMENSIONLESS), Value(ZERO, ((name, 1 / (factor * below)),)))


def power(base: Value, exponent: Value) -> Value:
    if not exponent.is_number or exponent.percent or base.clock or base.percent:
        raise NotCheckable(Reason.NOT_PARSED)
    if exponent.number == Fraction(1, 2):
        return square_root(base)
    if exponent.number.denominator != 1:
        raise NotCheckable(Reason.NOT_PARSED)
    n = exponent.number.numerator
    if abs(n) > MAX_EXPONENT:
        raise NotCheckable(Reason.TOO_LARGE)
    if base.symbols:
        if not 0 <= n <= 4:
            raise NotCheckable(Reason.NOT_LINEAR if base.unknown else Reason.IRRATIONAL)
        result = of(1)
        for _ in range(n):
            result = multiply(result, base)
        return result
    if base.number == 0 and n <= 0:
        raise DividedByZero if n < 0 else NotCheckable(Reason.UNDEFINED)
    bits = max(base.number.numerator.bit_length(), base.number.denominator.bit_length())
    if bits * abs(n) > MAX_BITS:
        raise NotCheckable(Reason.TOO_LARGE)
    dimension = tuple((name, e * n) for name, e in base.dimension if n)
    return Value(base.number**n, (), dimension, base.scale**n)


def square_root(value: Value) -> Value:
    """√ of a rational number, as factor * √n with n free of squares."""
    if value.symbols or value.percent or value.clock or any(e % 2 for _, e in value.dimension):
        raise NotCheckable(Reason.IRRATIONAL)
    if value.number < 0:
        raise NotCheckable(Reason.UNDEFINED)
    dimension = tuple((name, e // 2) for name, e in value.dimension)
    above, below = value.number.numerator * value.number.denominator, value.number.denominator
    scale = ONE
    if dimension:
        top, bottom = isqrt(value.scale.numerator), isqrt(value.scale.denominator)
        scale = Fraction(top, bottom) if Fraction(top, bottom) ** 2 == value.scale else ONE
    whole = isqrt(above)
    if whole * whole == above:
        return Value(Fraction(whole, below), (), dimension, scale)
    if above > MAX_RADICAND:
        raise NotCheckable(Reason.TOO_LARGE)
    factor, rest = _without_squares(above)
    return Value(ZERO, ((f"{_ROOT}{rest}", Fraction(factor, below)),), dimension, scale)


@lru_cache(maxsize=1024)
def _without_squares(n: int) -> tuple[int, int]:
    """n as factor² * rest with rest free of squares."""
    factor, rest, p, left = 1, 1, 2, n
    while p * p * p <= left:
        while left % (p * p) == 0:
            left //= p * p
            factor *= p
        if left % p == 0:
            left //= p
            rest *= p
        p += 1
    root = isqrt(left)
    return (factor * root, rest) if root * root == left else (factor, rest * left)


def nth_root(value: Value, degree: int) -> Value:
    """Exact roots of whole numbers and fractions only, but for square roots."""
    if degree == 2:
        return square_root(value)
    if not value.is_number or not 3 <= degree <= MAX_EXPONENT or value.number < 0:
        raise NotCheckable(Reason.NOT_EXACT_ROOT)
    return of(Fraction(_whole_root(value.number.numerator, degree), _whole_root(value.number.denominator, degree)))


def _whole_root(n: int, degree: int) -> int:
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle - 1)
    if low**degree != n:
        raise NotCheckable(Reason.NOT_EXACT_ROOT)
    return low


def with_unit(value: Value, unit: Unit) -> Value:
    """A number with a unit: 5 and cm -> 1/20 of a metre, written in cm."""
    if value.dimension or value.percent:
        raise NotCheckable(Reason.UNITS)
    result = scaled(value, unit.scale)
    result.dimension, result.scale = unit.dimension, unit.scale
    return result


def as_percent(value: Value) -> Value:
    if value.dimension or value.percent or value.symbols:
        raise NotCheckable(Reason.UNITS)
    return Value(value.number / 100, percent=True)


def approximate(value: Value) -> tuple[Fraction, Fraction]:
    """The value in base units as a fraction, and a bound of its error (0 for rational values)."""
    if value.unknown:
        raise NotCheckable(Reason.NO_PLACE)
    total, error = value.number, ZERO
    for name, factor in value.symbols:
        size = _PI if name == PI else Fraction(isqrt(int(name[1:]) * _GUARD**2), _GUARD)
        total += factor * size
        error += abs(factor) / _GUARD
    return total, error


def rounded(value: Value, step: Fraction) -> Fraction:
    """The nearest multiple of `step`, halves away from zero, in base units."""
    total, error = approximate(value)
    low, high = (_round_half_up((total + e) / step) * step for e in (-error, error))
    if low != high:
        raise NotCheckable(Reason.NO_PLACE)
    return low


def _round_half_up(x: Fraction) -> int:
    whole = int((2 * abs(x) + 1) // 2)
    return whole if x >= 0 else -whole


def decimal_places(number: Fraction) -> int | None:
    """Number of decimals that the number needs; None if they never end or are more than 30."""
    below, places = number.denominator, 0
    while below % 10 == 0:
        below, places = below // 10, places + 1
    while below % 2 == 0:
        below, places = below // 2, places + 1
    while below % 5 == 0:
        below, places = below // 5, places + 1
    return places if below == 1 and places <= 30 else None


def show_number(number: Fraction, decimals: bool = False) -> str:
    """ "85", "3/4", or "0.75" where decimals are asked for and end."""
    if number.denominator == 1:
        return str(number.numerator)
    places = decimal_places(number) if decimals else None
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).zfill(places + 1)
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}".rstrip("0")


def show(value: Value, decimals: bool = False) -> str:
    """The value as text, in the unit that it is written in (without the unit's name)."""
    scale = Fraction(1, 100) if value.percent else value.scale
    if value.clock:
        return f"{int(value.number) // 3600}:{int(value.number) // 60 % 60:02d}"
    parts = [(show_number(value.number / scale, decimals), "")] if value.number or not value.symbols else []
    for name, factor in sorted(value.symbols, key=lambda term: (term[0][0] in (PI, _ROOT), term[0])):
        number = show_number(factor / scale, decimals)
        text = {"1": "", "-1": "-"}.get(number, number)
        parts.insert(len(parts) - bool(value.number), (f"({text})" if "/" in text else text, name))
    text = ""
    for number, name in parts:
        joint = " - " if number.startswith("-") else " + "
        text += (joint + number.removeprefix("-") if text else number) + name
    return text + ("%" if value.percent else "")
