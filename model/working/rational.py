"""Negative whole numbers, decimals and fractions: each is brought back to whole numbers, as at school."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from model.checking.written_methods import work
from model.working.numerals import Numeral, decimal_places, decimal_text, mixed_text

MAX_EXTRA_PLACES = 4  # zeros that a division of decimals may need
MAX_WHOLE = 10**12
POWERS_OF_TEN = frozenset(Fraction(10) ** n for n in range(1, 7))


def integers(a: int, op: str, b: int) -> list[str] | None:
    """a op b on whole numbers of any sign; None for a negative division that is not exact."""
    if a >= 0 and b >= 0:
        return work(a, op, b)
    if op == "/" and a % b:
        return None
    minus, (x, plain, y) = _signs_apart(a, op, b)
    written, inner = f"{a}{op}{_bracketed(b)}", f"{x}{plain}{y}"
    turned = f"-({inner})" if minus else inner
    lines = work(x, plain, y)
    if len(lines) == 1:
        value = int(lines[0].rsplit("=", 1)[1])
        return [f"{written}={turned}={-value if minus else value}"]
    lines = [f"{written}={turned}", *lines]
    if minus:
        lines.append(f"{turned}={-int(lines[-1].rsplit('=', 1)[1])}")
    return lines


def _signs_apart(a: int, op: str, b: int) -> tuple[bool, tuple[int, str, int]]:
    """Whether the result's sign is turned, and the operation on numbers without signs."""
    if op in "*/":
        return (a < 0) != (b < 0), (abs(a), op, abs(b))
    c = b if op == "+" else -b
    if a < 0 and c < 0:
        return True, (-a, "+", -c)
    if a < 0:
        return False, (c, "-", -a)
    return False, (a, "+", c) if c >= 0 else (a, "-", -c)


def _bracketed(b: int) -> str:
    return f"({b})" if b < 0 else str(b)


def decimals(a: Numeral, op: str, b: Numeral) -> list[str] | None:
    """As whole numbers, and the point set afterwards. None if a quotient's decimals do not end soon."""
    right = f"({b.text})" if b.value < 0 else b.text
    written = f"{a.text}{op}{right}"
    if op in "*/" and b.value in POWERS_OF_TEN:
        return [f"{written}={decimal_text(a.value * b.value if op == '*' else a.value / b.value)}"]
    places = (a.places, b.places) if op == "*" else (max(a.places, b.places),) * 2
    shift = {"*": sum(places), "/": 0}.get(op, places[0])
    x, y = int(a.value * 10 ** places[0]), int(b.value * 10 ** places[1])
    if op == "/":
        extra = decimal_places(a.value / b.value)
        if extra is None or extra > MAX_EXTRA_PLACES:
            return None
        dividend, y = a.value * 10**b.places, int(b.value * 10**b.places)
        while (dividend / y).denominator > 1 or dividend.denominator > 1:
            dividend, shift = dividend * 10, shift + 1
        x = int(dividend)
    if max(abs(x), abs(y)) >= MAX_WHOLE:
        return None
    inner = f"{x}{op}{_bracketed(y)}"
    lines = integers(x, op, y)
    if lines is None:
        return None
    return scaled_down(written, inner, lines, 10**shift)


def scaled_down(written: str, inner: str, lines: list[str], power: int) -> list[str]:
    """written = (inner)/power: the lines of `inner`, then its result divided by a power of ten."""
    made = lines[-1].rsplit("=", 1)[1]
    result = decimal_text(Fraction(made) / power)
    if power == 1:
        return [f"{written}={lines[0]}"] if len(lines) == 1 else [f"{written}={inner}", *lines]
    if len(lines) == 1:
        return [f"{written}=({inner})/{power}={made}/{power}={result}"]
    return [f"{written}=({inner})/{power}", *lines, f"{made}/{power}={result}"]


def fractions(a: Numeral, op: str, b: Numeral) -> list[str] | None:
    """Common denominator, product, or product with the reciprocal; a result above one is written as a mixed number."""
    if max(a.value.denominator, b.value.denominator, abs(a.value.numerator), abs(b.value.numerator)) > 10**6:
        return None
    written = f"{_in_brackets(a.text)}{op}{_in_brackets(b.text, right=True)}"
    chain = [written]
    x, y = _top_and_bottom(a), _top_and_bottom(b)
    if not {a.form, b.form} <= {"fraction", "whole"}:
        chain.append(f"{_pair(x)}{op}{_pair(y, right=True)}")
    if op in "+-":
        chain += _sum(x, op, y)
    else:
        if op == "/":
            y = (y[1], y[0]) if y[0] > 0 else (-y[1], -y[0])
            chain.append(f"{_pair(x)}*{_pair(y, right=True)}")
        chain += _product(x, y)
    value = {"+": a.value + b.value, "-": a.value - b.value, "*": a.value * b.value}.get(op)
    if value is None:
        value = a.value / b.value
    chain += [str(value), mixed_text(value)]
    chain = [part for i, part in enumerate(chain) if not i or part != chain[i - 1]]
    if len(chain) == 2:
        return ["=".join(chain)]
    return [f"{chain[0]}={chain[1]}", *(f"={part}" for part in chain[2:])]


def _top_and_bottom(number: Numeral) -> tuple[int, int]:
    """Numerator and denominator as they are written, mixed numbers and decimals as one fraction."""
    if number.form == "fraction":
        top, _, bottom = number.text.partition("/")
        return int(top), int(bottom)
    return number.value.numerator, number.value.denominator


def _sum(x: tuple[int, int], op: str, y: tuple[int, int]) -> list[str]:
    common = lcm(x[1], y[1])
    top_x, top_y = x[0] * (common // x[1]), y[0] * (common // y[1])
    parts = []
    if x[1] != y[1]:
        parts.append(f"({top_x}/{common}){op}({top_y}/{common})")
    total = top_x + top_y if op == "+" else top_x - top_y
    return [*parts, f"({top_x}{op}{_bracketed(top_y)})/{common}", f"{total}/{common}"]


def _product(x: tuple[int, int], y: tuple[int, int]) -> list[str]:
    above = f"({x[0]}*{_bracketed(y[0])})"
    below = f"({x[1]}*{y[1]})" if min(x[1], y[1]) > 1 else str(x[1] * y[1])
    top, bottom = x[0] * y[0], x[1] * y[1]
    return [f"{above}/{below}", f"{top}/{bottom}"] if bottom > 1 else [above, str(top)]


def _pair(number: tuple[int, int], right: bool = False) -> str:
    top, bottom = number
    text = f"{top}/{bottom}" if bottom > 1 else str(top)
    return _in_brackets(text, right)


def _in_brackets(text: str, right: bool = False) -> str:
    return f"({text})" if "/" in text or (right and text.startswith("-")) else text


def cancel(top: int, below: int) -> list[str]:
    """A fraction in lowest terms."""
    common, value = gcd(top, below), Fraction(top, below)
    if common == 1:
        return [f"({top}/{below})={mixed_text(value)}"]
    lines = [f"({top}/{below})=({top}/{common})/({below}/{common})", f"={value}", f"={mixed_text(value)}"]
    return lines if value > 1 and value.denominator > 1 else lines[:2]
