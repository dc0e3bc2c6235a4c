"""Numbers found in text, digits and words alike: "three and a half" -> 7/2, with positions.

Owns: which words of a text are numbers, and their signs, for scoring, for the drift guard and for captions. Must not
know: how numbers are said (`numbers`), TeX, torch. Thread: pure functions, any thread.

One left-to-right pass over word tokens, so the time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from model.speech import number_words as nw
from model.speech.number_grammar import NumberGrammar, Read

_MINUS_SIGNS = "-\u2212\u2013"


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number at text[start:end].

    value: exact. Percent and units are outside: "5 %" and "5 kg" are 5.
    parts: the two numbers of a fraction that was written as one ("3/4", "seven over nine"), for callers
    to whom either counts as mentioned; empty otherwise.
    """

    start: int
    end: int
    value: Fraction
    parts: tuple[Fraction, ...] = field(default=(), compare=False)


def words_to_numbers(text: str) -> list[NumberSpan]:
    """All numbers of a text in order, not overlapping.

    Digits ("1,234.5", "3/4", "3 1/2", "-7", "2.5 million") and words ("three hundred and five", "a
    hundred", "minus two point five", "three quarters", "three and a half", "seven over nine"), hyphens or
    not, "and" or not. A minus between two numbers is an operation, not a sign. Ordinals ("third place",
    "3rd") are not numbers. "12/3" is a division, two numbers; a ratio in lowest terms is a fraction.
    """
    return _Reader(text).read()


def digits_of(text: str) -> str:
    """The text with every number in digits: "that makes three hundred and five" -> "that makes 305".

    Fractions become "3/4", mixed numbers decimals where these are finite ("3.5"), else "7/3". Digits that
    are already there stay as they are.
    """
    pieces: list[str] = []
    at = 0
    for span in words_to_numbers(text):
        raw = text[span.start : span.end]
        pieces += [
            text[at : span.start],
            _as_digits(span.value, raw) if any(c.isalpha() for c in raw) else raw,
        ]
        at = span.end
    return "".join(pieces) + text[at:]


def _as_digits(value: Fraction, raw: str) -> str:
    if value.denominator == 1:
        return format(Decimal(value.numerator), "f")
    places = _decimal_places(value.denominator)
    if places is None or (abs(value) < 1 and "point" not in raw.lower()):
        return f"{value.numerator}/{value.denominator}"
    return format(Decimal((value * 10**places).numerator).scaleb(-places), "f")


def _decimal_places(denominator: int) -> int | None:
    """How many decimals the fraction needs, None if they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


class _Reader(NumberGrammar):
    def read(self) -> list[NumberSpan]:
        spans: list[NumberSpan] = []
        i = 0
        while i < len(self._tokens):
            found = self._number(i)
            if found is None or self._is_pronoun(i, found) or self._is_ordinal(found):
                i = i + 1 if found is None else found.end
                continue
            first, sign = self._sign_before(i, spans)
            start, end = self._tokens[first].start, self._tokens[found.end - 1].end
            spans.append(NumberSpan(start, end, sign * found.value, found.parts))
            i = found.end
        return spans

    # -- signs ----------------------------------------------------------------------------------------

    def _sign_before(self, i: int, spans: list[NumberSpan]) -> tuple[int, int]:
        """Index of the number's first token with its sign, and the sign."""
        before = self._word(i - 1, joined=False)
        if not before or not self._touches(i):
            return i, 1
        after_number = bool(spans) and i >= 2 and spans[-1].end == self._tokens[i - 2].end
        if before == "negative":
            return i - 1, -1
        if before == "minus":
            unary = i == 1 or (not after_number and self._word(i - 2, joined=False) in nw.BEFORE_SIGN)
            return (i - 1, -1) if unary else (i, 1)
        if before in _MINUS_SIGNS and self._tokens[i - 1].end == self._tokens[i].start:
            return (i - 1, -1) if self._is_sign(i - 1, after_number) else (i, 1)
        return i, 1

    def _is_sign(self, i: int, after_number: bool) -> bool:
        """Whether the minus sign at i belongs to the number after it, as in "=-5" or "is -5", not "8-5"."""
        if i == 0:
            return True
        before = self._tokens[i - 1]
        spaced = before.end < self._tokens[i].start
        if after_number or before.number is not None:
            return False
        if before.text[0].isalnum():
            return spaced and len(before.text) > 1
        return before.text not in ")]}%°'\"²³½¼¾"

    def _is_pronoun(self, i: int, found: Read) -> bool:
        """ "this one" and "each one" hold no number."""
        alone = self._tokens[i].text == "one" and found.end == i + 1
        return alone and self._word(i - 1) in nw.BEFORE_PRONOUN_ONE

    def _is_ordinal(self, found: Read) -> bool:
        """ "twenty-third" and "one hundred and first" are places, not numbers."""
        if found.kind != "whole" or self._tokens[found.end - 1].text not in nw.BEFORE_ORDINAL_END:
            return False
        at = self._skip_hyphen(found.end)
        return at > found.end and self._word(at) in nw.ORDINAL_UNITS
