"""Values that well-known slips lead to, for one operation with exact operands (Brown and Burton's table of bugs)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import gcd

from model.checking.value import decimal_places
from model.checking.written_methods import column_digits


class Slip(StrEnum):
    """The slip in words to a pupil."""

    SMALLER_FROM_LARGER = "in a column, the smaller digit was taken from the larger one"
    BORROW_NOT_PAID = "a ten was borrowed, but not taken from the next column"
    FORGOT_CARRY = "a carry was forgotten"
    WROTE_WHOLE_COLUMN = "a column's whole result was written down, with no carry"
    MISALIGNED = "the numbers were not lined up by place value"
    ADDED = "added instead"
    SUBTRACTED = "subtracted instead"
    MULTIPLIED = "multiplied instead"
    DIVIDED = "divided instead"
    TURNED_ROUND = "the two numbers were taken the other way round"
    TABLE_OFF_BY_ONE = "one step off in the times table"
    FORGOT_ZERO = "the partial product for the tens is missing its zero"
    CROSS_TERMS = "only tens times tens and ones times ones were multiplied"
    ZERO_IN_QUOTIENT = "a zero in the quotient is missing"
    LOST_REMAINDER = "the remainder is missing"
    REMAINDER_TOO_LARGE = "the remainder is not smaller than the divisor"
    TOPS_AND_BOTTOMS = "numerators and denominators were added separately"
    TOPS_NOT_SCALED = "the denominators were made the same, but the numerators were not"
    NOT_INVERTED = "the fractions were multiplied; the second one must be turned over first"
    FIRST_INVERTED = "the wrong fraction was turned over"
    SIGN = "the sign is wrong"
    DOUBLE_MINUS = "taking away a negative number adds"
    BASE_TIMES_EXPONENT = "the base was multiplied by the exponent"
    POWER_OF_SUM = "the power was taken of each term"
    HALVED = "halved instead of taking the root"
    LEFT_TO_RIGHT = "worked from left to right; multiplication and division come first"
    BRACKETS_IGNORED = "the brackets were not worked out first"
    DISTRIBUTED_ONCE = "only the first term in the brackets was multiplied"
    PERCENT_NOT_DIVIDED = "the percentage was not divided by 100"
    PERCENT_AS_DIVISOR = "divided by the percentage"
    DECIMALS_AS_WHOLE = "the decimals were worked with as whole numbers"
    PLACE_VALUE = "off by a power of ten: look at the place value"
    OFF_BY_ONE = "off by one"
    OFF_BY_TEN = "off by one in another column"
    DIGITS_SWAPPED = "two digits are swapped"
    MOVED_WITHOUT_SIGN = "a term changed sides without changing its sign"
    ONE_SIDE_ONLY = "something was done to one side only"
    COEFFICIENT_SUBTRACTED = "the factor was subtracted; it must be divided by"
    RUN_ON = "the equals sign joins things that are not equal"


Candidates = Iterator[tuple[Slip, Fraction]]
_MAX_DIGITS = 12


def slips_of(op: str, a: Fraction, b: Fraction) -> Candidates:
    """Wrong results for a op b, the most specific first."""
    whole = a.denominator == b.denominator == 1 and 0 <= a < 10**_MAX_DIGITS and 0 <= b < 10**_MAX_DIGITS
    if whole:
        yield from _WHOLE[op](int(a), int(b))
    elif op in "+-*/":
        yield from _fraction_slips(op, a, b)
    if op in "+-" and (a < 0 or b < 0):
        yield (Slip.DOUBLE_MINUS if op == "-" and b < 0 else Slip.SIGN), a + b if op == "-" else a - b
        yield Slip.SIGN, abs(a) + abs(b)
        yield Slip.SIGN, abs(a) - abs(b)
    yield from _other_operation(op, a, b)


def _other_operation(op: str, a: Fraction, b: Fraction) -> Candidates:
    if op != "+":
        yield Slip.ADDED, a + b
    if op not in "-":
        yield Slip.SUBTRACTED, a - b
    if op not in "*^":
        yield Slip.MULTIPLIED, a * b
    if op != "/" and b:
        yield Slip.DIVIDED, a / b
    if op == "-":
        yield Slip.TURNED_ROUND, b - a
    if op == "/" and a:
        yield Slip.TURNED_ROUND, b / a


def _number(digits: list[int]) -> Fraction:
    """From digits, the ones first; a digit of two figures is written out in full."""
    return Fraction(int("".join(str(digit) for digit in reversed(digits)) or "0"))


def _add(a: int, b: int) -> Candidates:
    columns = column_digits(a, b)
    carries = [i for i in range(len(columns)) if _carry_into(columns, i + 1)]
    for forgotten in _subsets(carries):
        digits, carry = [], 0
        for i, (x, y) in enumerate(columns):
            total = x + y + carry
            last = i == len(columns) - 1
            digits.append(total if last and i not in forgotten else total % 10)
            carry = 0 if i in forgotten else total // 10
        yield Slip.FORGOT_CARRY, _number(digits)
    yield Slip.WROTE_WHOLE_COLUMN, _number([x + y for x, y in columns])
    if len(str(a)) != len(str(b)):
        width = len(columns)
        yield Slip.MISALIGNED, Fraction(int(str(a).ljust(width, "0")) + int(str(b).ljust(width, "0")))


def _carry_into(columns: list[tuple[int, int]], place: int) -> bool:
    carry = 0
    for x, y in columns[:place]:
        carry = (x + y + carry) // 10
    return bool(carry)


def _subsets(places: list[int]) -> Iterator[frozenset[int]]:
    places = places[:5]
    for size in range(1, len(places) + 1):
        for chosen in combinations(places, size):
            yield frozenset(chosen)


def _subtract(a: int, b: int) -> Candidates:
    if a < b:
        yield Slip.TURNED_ROUND, Fraction(b - a)
        return
    columns = column_digits(a, b)
    yield Slip.SMALLER_FROM_LARGER, _number([abs(x - y) for x, y in columns])
    borrows, borrow = [], 0
    for i, (x, y) in enumerate(columns):
        short = x - y - borrow < 0
        borrow = int(short)
        if short:
            borrows.append(i)
    for forgotten in _subsets(borrows):
        digits, borrow = [], 0
        for i, (x, y) in enumerate(columns):
            left = x - y - borrow
            digits.append(left % 10)
            borrow = int(left < 0 and i not in forgotten)
        yield Slip.BORROW_NOT_PAID, _number(digits)
    for i in borrows:  # the slip in one column only
        digits, borrow = [], 0
        for j, (x, y) in enumerate(columns):
            left = x - y - borrow
            digits.append(abs(x - y) if j == i else left % 10)
            borrow = int(left < 0 and j != i)
        yield Slip.SMALLER_FROM_LARGER, _number(digits)


def _multiply(a: int, b: int) -> Candidates:
    for top, factor in ((a, b), (b, a)):
        if factor <= 12:
            yield Slip.TABLE_OFF_BY_ONE, Fraction(top * (factor + 1))
            yield Slip.TABLE_OFF_BY_ONE, Fraction(top * (factor - 1))
    for top, factor in ((a, b), (b, a)):
        if factor < 10 <= top:
            products = [int(x) * factor for x in reversed(str(top))]
            yield Slip.FORGOT_CARRY, _number([p % 10 for p in products[:-1]] + products[-1:])
            yield Slip.WROTE_WHOLE_COLUMN, _number(products)
        if factor >= 10:
            yield Slip.FORGOT_ZERO, Fraction(sum(top * int(x) for x in str(factor)))
    if a >= 10 and b >= 10:
        (a10, a1), (b10, b1) = divmod(a, 10), divmod(b, 10)
        yield Slip.CROSS_TERMS, Fraction(a10 * b10 * 100 + a1 * b1)


def _divide(a: int, b: int) -> Candidates:
    if not b:
        return
    quotient = a // b
    if a % b:
        yield Slip.LOST_REMAINDER, Fraction(quotient)
    elif "0" in str(quotient)[1:]:
        yield Slip.ZERO_IN_QUOTIENT, Fraction(int(str(quotient).replace("0", "") or "0"))
    if a % b == 0 and b <= 12:
        yield Slip.TABLE_OFF_BY_ONE, Fraction(quotient + 1)
        yield Slip.TABLE_OFF_BY_ONE, Fraction(quotient - 1)


def _power(a: int, b: int) -> Candidates:
    if b <= 20:
        yield Slip.BASE_TIMES_EXPONENT, Fraction(a * b)


_WHOLE = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide, "^": _power}


def _fraction_slips(op: str, a: Fraction, b: Fraction) -> Candidates:
    places = decimal_places(a), decimal_places(b)
    if op in "+-" and None not in places:
        x, y = (Fraction(n * 10**p).numerator for n, p in zip((a, b), places, strict=True) if p is not None)
        most = max(p for p in places if p is not None)
        yield Slip.DECIMALS_AS_WHOLE, Fraction(x + y if op == "+" else x - y, 10**most)
    (p, q), (r, s) = (a.numerator, a.denominator), (b.numerator, b.denominator)
    sign = 1 if op == "+" else -1
    if op in "+-":
        if q + sign * s:
            yield Slip.TOPS_AND_BOTTOMS, Fraction(p + sign * r, q + sign * s)
        yield Slip.TOPS_AND_BOTTOMS, Fraction(p + sign * r, q + s)
        yield Slip.TOPS_NOT_SCALED, Fraction(p + sign * r, q * s)
        yield Slip.TOPS_NOT_SCALED, Fraction(p + sign * r, q * s // gcd(q, s))
    elif op == "/":
        yield Slip.NOT_INVERTED, a * b
        if a:
            yield Slip.FIRST_INVERTED, b / a


def slips_in_result(right: Fraction) -> Candidates:
    """Wrong results that do not depend on the operation."""
    if right:
        yield Slip.SIGN, -right
    for power in range(1, 7):
        yield Slip.PLACE_VALUE, right * 10**power
        yield Slip.PLACE_VALUE, right / 10**power
    if right.denominator == 1 and abs(right) < 10**_MAX_DIGITS:
        digits = str(abs(right.numerator))
        sign = -1 if right < 0 else 1
        yield Slip.OFF_BY_ONE, right + 1
        yield Slip.OFF_BY_ONE, right - 1
        for i in range(len(digits) - 1):
            swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
            yield Slip.DIGITS_SWAPPED, Fraction(sign * int(swapped))
        for place in range(1, len(digits)):
            yield Slip.OFF_BY_TEN, right + 10**place
            yield Slip.OFF_BY_TEN, right - 10**place
