"""Numbers as a trace writes them: "12", "-3", "0.75", "3/4", "2 1/3"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 12
_NUMERAL = re.compile(r"(-?)(?:(\d+) (\d+)/(\d+)|(\d+)/(\d+)|(\d+)(?:\.(\d+))?)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number with the way it is written. form: "whole", "decimal", "fraction" or "mixed". places: of a decimal."""

    text: str
    value: Fraction
    form: str
    places: int = 0

    @property
    def whole(self) -> int:
        assert self.form == "whole"
        return int(self.value)


def numeral(text: str) -> Numeral | None:
    """None for anything else, more than MAX_DIGITS digits in a row, and a denominator of 0."""
    match = _NUMERAL.fullmatch(text)
    if match is None or any(len(digits) > MAX_DIGITS for digits in re.findall(r"\d+", text)):
        return None
    sign = -1 if match[1] else 1
    if match[2] is not None:
        if not int(match[4]) or int(match[3]) >= int(match[4]):
            return None
        return Numeral(text, sign * (int(match[2]) + Fraction(int(match[3]), int(match[4]))), "mixed")
    if match[5] is not None:
        return Numeral(text, sign * Fraction(int(match[5]), int(match[6])), "fraction") if int(match[6]) else None
    if match[8] is not None:
        return Numeral(text, sign * Fraction(f"{match[7]}.{match[8]}"), "decimal", len(match[8]))
    return Numeral(text, Fraction(sign * int(match[7])), "whole")


def fraction_text(value: Fraction) -> str:
    return str(value)


def mixed_text(value: Fraction) -> str:
    """7/3 -> "2 1/3"; whole numbers and proper fractions as they are."""
    if value.denominator == 1 or abs(value) < 1:
        return str(value)
    whole, rest = divmod(abs(value.numerator), value.denominator)
    return f"{'-' if value < 0 else ''}{whole} {rest}/{value.denominator}"


def decimal_text(value: Fraction) -> str | None:
    """5/4 -> "1.25"; None if the decimals never end."""
    places = decimal_places(value)
    if places is None:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def decimal_places(value: Fraction) -> int | None:
    """How many decimals a number has; None if they never end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
