"""Numbers as English words, the British way: 347 -> "three hundred and forty-seven".

`model.numbers.from_words` reads them back. There are no commas between the groups of thousands, because a voice would
pause at them.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from model.numbers.number_words import SCALE_WORDS, TENS_WORDS, UNIT_WORDS

_LONGEST_NAMED = 36  # digits: up to decillions; longer numbers are read digit by digit
_LARGEST_ORDINAL_DENOMINATOR = 100  # 3/100 "three hundredths", 3/101 "three over one hundred and one"


@lru_cache(maxsize=1000)
def _below_thousand(n: int) -> str:
    if n >= 100:
        rest = f" and {_below_thousand(n % 100)}" if n % 100 else ""
        return f"{UNIT_WORDS[n // 100]} hundred{rest}"
    if n >= 20:
        unit = f"-{UNIT_WORDS[n % 10]}" if n % 10 else ""
        return TENS_WORDS[n // 10 - 2] + unit
    return UNIT_WORDS[n]


def digits_to_words(digits: str) -> str:
    """ASCII digits one by one: "105" -> "one zero five"."""
    return " ".join(_below_thousand(int(d)) for d in digits)


def integer_to_words(digits: str) -> str:
    """ASCII digits of any length as a cardinal; beyond 36 digits (decillions) they are read one by one."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > _LONGEST_NAMED:
        return digits_to_words(digits)
    parts: list[str] = []
    groups = [int(digits[max(0, end - 3) : end]) for end in range(len(digits), 0, -3)]
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if group == 0 and (parts or power):
            continue
        joined_by_and = power == 0 and bool(parts) and group < 100
        words = ("and " if joined_by_and else "") + _below_thousand(group)
        parts.append(f"{words} {SCALE_WORDS[power - 1]}" if power else words)
    return " ".join(parts)


def ordinal_to_words(n: int) -> str:
    """0 -> "zeroth", 21 -> "twenty-first", 1001 -> "one thousand and first"; negatives get "minus"."""
    words = number_to_words(n)
    last = max(words.rfind(" "), words.rfind("-")) + 1
    return words[:last] + _ordinal_word(words[last:])


_IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def _ordinal_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def _denominator(n: int, plural: bool) -> str:
    if n == 2:
        return "halves" if plural else "half"
    if n == 4:
        return "quarters" if plural else "quarter"
    if n == 100 or n == 1000:
        word = _ordinal_word("hundred" if n == 100 else "thousand")
    else:
        word = ordinal_to_words(n)
    return word + "s" if plural else word


def fraction_to_words(numerator: int, denominator: int) -> str:
    """A fraction as it is written, not reduced: (6, 8) -> "six eighths", (7, 2) -> "seven halves".

    Denominators without a handy name are said with "over". Both may be negative or zero.
    """
    if numerator < 0:
        return "minus " + fraction_to_words(-numerator, denominator)
    named = 2 <= denominator <= _LARGEST_ORDINAL_DENOMINATOR or denominator == 1000
    if not named:
        return f"{number_to_words(numerator)} over {number_to_words(denominator)}"
    return f"{number_to_words(numerator)} {_denominator(denominator, plural=numerator != 1)}"


def number_to_words(n: int | Fraction | Decimal) -> str:
    """The words for a number of any size and sign.

    An int becomes a cardinal. A Decimal keeps its trailing zeros ("three point five zero"). A Fraction is mixed where
    it is above one and its denominator has a name (7/2 -> "three and a half").
    """
    if isinstance(n, Decimal):
        return _decimal_to_words(n)
    if n < 0:
        return "minus " + number_to_words(-n)
    if isinstance(n, Fraction) and n.denominator != 1:
        return _fraction_value_to_words(n)
    return integer_to_words(format(Decimal(int(n)), "f"))


def _fraction_value_to_words(n: Fraction) -> str:
    whole, rest = divmod(n.numerator, n.denominator)
    if n < 1 or n.denominator > _LARGEST_ORDINAL_DENOMINATOR:
        return fraction_to_words(n.numerator, n.denominator)
    if rest == 1:
        article = "an" if n.denominator in (8, 11, 18, *range(80, 90)) else "a"
        return f"{number_to_words(whole)} and {article} {_denominator(n.denominator, plural=False)}"
    return f"{number_to_words(whole)} and {fraction_to_words(rest, n.denominator)}"


def _decimal_to_words(n: Decimal) -> str:
    if n.is_nan():
        return "not a number"
    sign = "minus " if n.is_signed() else ""
    if n.is_infinite():
        return sign + "infinity"
    if n and abs(n.adjusted()) > 10 * _LONGEST_NAMED:
        mantissa = n.copy_abs().scaleb(-n.adjusted())
        exponent = number_to_words(n.adjusted())
        return f"{sign}{_decimal_to_words(mantissa)} times ten to the power of {exponent}"
    whole, _, decimals = format(n.copy_abs(), "f").partition(".")
    words = sign + integer_to_words(whole)
    return f"{words} point {digits_to_words(decimals)}" if decimals else words
