"""An operation as it is written -> its working. `lines_for` is the calculator of own models.

| written | working |
|---|---|
| `47+38`, `12*7`, `846/18` | column work, see `model.checking.written_methods` |
| `-47+90`, `5-(-3)` | the same with signs set apart |
| `2.75+1.5`, `7.0/4` | whole numbers, then the decimal point |
| `(3/4)+(1/6)`, `(2 1/3)*2` | common denominator, product, or reciprocal |
| `(18/24)` | cancelled |
| `15% of 60` | times 15, over 100 |
| `2^5`, `sqrt(144)`, `gcd(48,18)`, `lcm(4,6)`, `prime(91)` | |
| `5x-2x`, `2x=11-3` | like terms; one side of an equation |
| `slip(7*8,15)` | the name of the mistake that leads from 7*8 to 15 |

The last line has the result behind its last "=". Everything is bounded: None for larger numbers, for a division by 0
and for what has no exact result in these forms.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import isqrt

from model.checking.rules import name_slip
from model.checking.written_methods import result_of
from model.working import rational
from model.working.numerals import Numeral, numeral

MAX_EXPONENT = 10
MAX_POWER = 10**6
MAX_PRIME = 1000
MAX_MULTIPLES = 12

_NUMBER = r"\d+(?:\.\d+)?"
_OPERAND = rf"-?{_NUMBER}|\(-?(?:\d+ \d+/\d+|\d+/\d+|{_NUMBER})\)"
_BINARY = re.compile(rf"({_OPERAND})([+\-*/^])({_OPERAND})")
_PERCENT = re.compile(rf"({_NUMBER})% of ({_NUMBER})")
_CALL = re.compile(r"(sqrt|prime|gcd|lcm)\((\d+)(?:,(\d+))?\)")
_CANCEL = re.compile(r"\((\d+)/(\d+)\)")
_LIKE_TERMS = re.compile(r"(\d*)x([+-])(\d*)x")
_SLIP = re.compile(r"slip\((.{3,40}),(-?[\d./ ]{1,20})\)")
_SIDE = re.compile(r"([0-9x+\-/()]*x[0-9x+\-/()]*)=([^=]+)")


def lines_for(written: str) -> list[str] | None:
    """The lines of one written operation, the first of which begins with it; None if it is no such operation.

    Whole products and differences may begin in another way than they are written: with the factors the other way
    round, or with "3<5".
    """
    if match := _SIDE.fullmatch(written):
        return _one_side(match[1], match[2])
    if match := _BINARY.fullmatch(written):
        left, right = numeral(match[1].strip("()")), numeral(match[3].strip("()"))
        return _binary(left, match[2], right) if left and right else None
    if match := _PERCENT.fullmatch(written):
        return _percent(match[1], match[2])
    if match := _CALL.fullmatch(written):
        return _call(match[1], match[2], match[3])
    if match := _CANCEL.fullmatch(written):
        top, below = int(match[1]), int(match[2])
        return rational.cancel(top, below) if below and max(top, below) < 10**6 else None
    if match := _SLIP.fullmatch(written):
        return [f"{written}={slip_name(match[1], match[2])}"]
    if match := _LIKE_TERMS.fullmatch(written):
        a, b = int(match[1] or 1), int(match[3] or 1)
        total = a + b if match[2] == "+" else a - b
        return [f"{written}={'' if total == 1 else total}x"] if total > 0 else None
    return None


def slip_name(written: str, given: str) -> str:
    """The mistake by which `given` may have been got for an operation: "added", "table off by one"; "unknown"."""
    slip = name_slip(written, given)
    return slip.name.lower().replace("_", " ") if slip else "unknown"


def value_of(result: str) -> Fraction | None:
    """The value of a result; None for a remainder ("3 r 2") and for words ("yes")."""
    found = numeral(result)
    return found.value if found else None


def operand(text: str, right: bool = False) -> str:
    """A number as an operand: fractions, and negative numbers on the right, stand in brackets."""
    return f"({text})" if "/" in text or (right and text.startswith("-")) else text


def _binary(a: Numeral, op: str, b: Numeral) -> list[str] | None:
    if op == "^":
        return _power(a, b)
    if op == "/" and not b.value:
        return None
    forms = {a.form, b.form}
    if forms & {"fraction", "mixed"}:
        return rational.fractions(a, op, b)
    if "decimal" in forms:
        return rational.decimals(a, op, b)
    return rational.integers(a.whole, op, b.whole)


def _power(base: Numeral, exponent: Numeral) -> list[str] | None:
    if exponent.form != "whole" or not 0 <= exponent.whole <= MAX_EXPONENT or abs(base.value) > 1000:
        return None
    count = exponent.whole
    if abs(base.value**count) > MAX_POWER or (base.value**count).denominator > MAX_POWER:
        return None
    low = f"({base.text})" if base.value < 0 or "/" in base.text else base.text
    written = f"{low}^{count}"
    if count < 2:
        return [f"{written}={base.text if count else 1}"]
    lines = [f"{written}={'*'.join([low] * count)}"]
    sofar = base.text
    for _ in range(count - 1):
        more = lines_for(f"{operand(sofar)}*{low}")
        if more is None:
            return None
        lines += more
        sofar = result_of(more)
    return lines


def _percent(share: str, whole: str) -> list[str] | None:
    product = lines_for(f"{share}*{whole}")
    if product is None:
        return None
    return rational.scaled_down(f"{share}% of {whole}", f"{share}*{whole}", product, 100)


def _call(name: str, first: str, second: str | None) -> list[str] | None:
    a, b = int(first), int(second or 0)
    if (name in ("gcd", "lcm")) != (second is not None) or max(a, b) > 10**6:
        return None
    if name == "sqrt":
        root = isqrt(a)
        return [f"sqrt({a})=sqrt({root}*{root})={root}"] if root * root == a else None
    if name == "prime":
        return _prime(a) if a <= MAX_PRIME else None
    if min(a, b) < 1:
        return None
    return _gcd(a, b) if name == "gcd" else _lcm(a, b)


def _prime(n: int) -> list[str]:
    """Trial divisions by the primes up to the root of n."""
    trials, found = [], n > 1
    for d in range(2, isqrt(n) + 1):
        if any(d % p == 0 for p in range(2, isqrt(d) + 1)):
            continue
        trials.append(_quotient(n, d))
        if n % d == 0:
            found = False
            break
    head = f"prime({n})"
    return [f"{head}: {' '.join(trials)}" if trials else head, "=yes" if found else "=no"]


def _quotient(a: int, b: int) -> str:
    """A division in one line: "91/2=45 r 1"."""
    quotient, rest = divmod(a, b)
    return f"{a}/{b}={quotient} r {rest}" if rest else f"{a}/{b}={quotient}"


def _gcd(a: int, b: int) -> list[str]:
    """Euclid's algorithm: each pair is the smaller number and the remainder of the pair before."""
    x, y = max(a, b), min(a, b)
    pairs = [f"{x},{y}"]
    while y:
        x, y = y, x % y
        pairs.append(f"{x},{y}")
    return [f"gcd({a},{b}): {' '.join(pairs)}", f"={x}"]


def _lcm(a: int, b: int) -> list[str] | None:
    """Multiples of the larger number, until the smaller one divides one."""
    large, small = max(a, b), min(a, b)
    multiples = []
    for k in range(1, MAX_MULTIPLES + 1):
        multiples.append(f"{large}*{k}={large * k}")
        if large * k % small == 0:
            return [f"lcm({a},{b}): {' '.join(multiples)}", f"={large * k}"]
    return None


def _one_side(side: str, other: str) -> list[str] | None:
    """ "2x=11-3": the equation as it is written, then the working of the right side."""
    lines = lines_for(other)
    if lines is None:
        return None
    first = lines[0]
    if first.startswith(f"{other}="):
        return [f"{side}={other}", first[len(other) :], *lines[1:]]
    return [f"{side}={other}", *lines]
