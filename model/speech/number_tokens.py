"""Text cut into words, digit literals and signs, with positions, for `spoken_numbers`.

Owns: what a number looks like in digits. Must not know: grammar. Thread: pure functions, any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from model.speech import number_words as nw


@dataclass(frozen=True, slots=True)
class Token:
    """A word (in lower case), a digit literal (`number` is set) or one other sign, at text[start:end]."""

    text: str
    start: int
    end: int
    number: Fraction | None


# A digit literal: 1,234,567.5 or 12.5 or .5 ; ordinals such as 3rd are taken whole, as words.
_TOKEN = re.compile(
    r"(?P<ordinal>[0-9]+(?:st|nd|rd|th)\b)"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)"
    r"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"|(?P<sign>[^\w\s]|_)",
    re.IGNORECASE,
)
_LONGEST_LITERAL = 4000  # digits: beyond, int() of a text is refused by Python


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text in order; spaces, and letters of no use to English numbers, are left out."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup, match.group()
        number: Fraction | None = None
        if kind == "number" and len(raw) <= _LONGEST_LITERAL:
            number = Fraction(Decimal(raw.replace(",", "")))
        elif kind == "vulgar":
            number = nw.VULGAR[raw]
        tokens.append(Token(raw.lower(), match.start(), match.end(), number))
    return tokens
