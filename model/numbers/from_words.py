"""Finds the numbers of a text, in digits and in words, with their positions: "three and a half" -> 7/2.

One left-to-right pass over word tokens; the time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from model.numbers import number_words as nw


@dataclass(frozen=True, slots=True)
class NumberToken:
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
_LONGEST_LITERAL = 4000  # digits; Python refuses int() of longer texts


def tokens_of(text: str) -> list[NumberToken]:
    """The tokens of a text in order, without spaces."""
    tokens: list[NumberToken] = []
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup, match.group()
        number: Fraction | None = None
        if kind == "number" and len(raw) <= _LONGEST_LITERAL:
            number = Fraction(Decimal(raw.replace(",", "")))
        elif kind == "vulgar":
            number = nw.VULGAR[raw]
        tokens.append(NumberToken(raw.lower(), match.start(), match.end(), number))
    return tokens


@dataclass(frozen=True, slots=True)
class NumberPhrase:
    """A number read so far: its value, the index after its last token, and its kind."""

    value: Fraction
    end: int
    kind: str  # "whole", "decimal", "fraction", "mixed"
    parts: tuple[Fraction, ...] = ()


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


class _NumberParser:
    """Recursive descent over the tokens; each method returns what it read at `i`, or None."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)

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

    # Tokens

    def _word(self, i: int, joined: bool = True) -> str:
        """The word at i; "" without one, or if more than white space separates it from the token before."""
        if not 0 <= i < len(self._tokens) or (joined and i and not self._touches(i)):
            return ""
        return self._tokens[i].text

    def _touches(self, i: int) -> bool:
        gap = self._text[self._tokens[i - 1].end : self._tokens[i].start]
        return not gap or gap.isspace()

    def _skip_hyphen(self, i: int) -> int:
        """Past a hyphen that binds two words ("forty-seven")."""
        if self._word(i) not in ("-", "\u2010", "\u2011") or i + 1 >= len(self._tokens):
            return i
        before, hyphen, after = self._tokens[i - 1 : i + 2]
        tight = before.end == hyphen.start and hyphen.end == after.start
        return i + 1 if tight and self._tokens[i + 1].text.isalpha() else i

    # Numbers

    def _number(self, i: int) -> NumberPhrase | None:
        token = self._tokens[i]
        if token.number is None and token.text not in nw.STARTERS:
            return None
        found = self._fraction_alone(i) or self._cardinal(i) or self._point(i)
        if found is None:
            return None
        found = self._with_point(found)
        found = self._with_denominator(i, found)
        found = self._with_fraction(found)
        return self._with_over(self._with_scale(found))

    def _fraction_alone(self, i: int) -> NumberPhrase | None:
        """ "half", "a half", "a third", "half a million"."""
        at = self._skip_hyphen(i + 1) if self._word(i, joined=False) in ("a", "an") else i
        word = self._word(at, joined=at > i)
        bare = word in ("half", "quarter")
        if word not in nw.DENOMINATORS or (at == i and not bare):
            return None
        return NumberPhrase(Fraction(1, nw.DENOMINATORS[word]), at + 1, "fraction")

    def _point(self, i: int) -> NumberPhrase | None:
        if self._word(i, joined=False) != "point" or self._word(i - 1) in nw.BEFORE_NOUN_POINT:
            return None
        return self._decimals(i, Fraction(0))

    def _with_point(self, found: NumberPhrase) -> NumberPhrase:
        if found.kind == "whole" and self._word(found.end) == "point":
            return self._decimals(found.end, found.value) or found
        return found

    def _decimals(self, i: int, whole: Fraction) -> NumberPhrase | None:
        """The digits after "point" at i: one by one, or the (wrong but common) "point twenty-five"."""
        digits = ""
        at = i + 1
        while (word := self._word(at)) in nw.DIGIT_WORDS or (word.isdecimal() and word.isascii()):
            digits += nw.DIGIT_WORDS.get(word, word)
            at += 1
        if not digits:
            tail = self._below_hundred(at) if self._word(at) else None
            if tail is None:
                return None
            digits, at = str(tail.value), tail.end
        return NumberPhrase(whole + Fraction(Decimal("0." + digits)), at, "decimal")

    def _cardinal(self, i: int) -> NumberPhrase | None:
        literal = self._tokens[i].number
        if literal is not None:
            return self._literal(i, literal)
        total, end, limit = Fraction(0), i, None
        at = i
        while (group := self._group(at, first=end == i)) is not None:
            scale, after = 1, group.end
            name = self._skip_hyphen(after)
            if self._word(name) in nw.SCALES:
                scale, after = nw.SCALES[self._word(name)], name + 1
            if limit is not None and group.value * scale >= limit:
                break
            total, end, limit = total + group.value * scale, after, scale
            if scale == 1:
                break
            at = self._next_group(after)
        return NumberPhrase(total, end, "whole") if end > i else None

    def _next_group(self, i: int) -> int:
        """Start of the next group: past "and", a hyphen, or the comma of "one thousand, two hundred"."""
        at = self._skip_hyphen(i)
        if self._word(at) == ",":
            group = self._group(at + 1, first=False) if at + 1 < len(self._tokens) else None
            grouped = group is not None and (group.value >= 100 or self._word(group.end) in nw.SCALES)
            return at + 1 if grouped or self._word(at + 1) == "and" else at
        return self._past_and(at)

    def _past_and(self, i: int) -> int:
        return self._skip_hyphen(i + 1) if self._word(i) == "and" else i

    def _group(self, i: int, first: bool) -> NumberPhrase | None:
        """One to 999, or "nineteen hundred"; "a" and a bare "hundred" or "thousand" only at the start."""
        word = self._word(i, joined=not first)
        if first and word in ("a", "an"):
            unit = self._word(i + 1)
            if unit == "dozen":
                return NumberPhrase(Fraction(1), i + 1, "whole")
            if unit == "hundred":
                return self._hundreds(i + 1, Fraction(1))
            return NumberPhrase(Fraction(1), i + 1, "whole") if unit in nw.SCALES else None
        if word == "hundred":
            return self._hundreds(i, Fraction(1)) if first else None
        if first and word in nw.SCALES:
            return NumberPhrase(Fraction(1), i, "whole")
        small = self._below_hundred(i)
        if small is None:
            return None
        name = self._skip_hyphen(small.end)
        return self._hundreds(name, small.value) if self._word(name) == "hundred" and small.value else small

    def _hundreds(self, i: int, count: Fraction) -> NumberPhrase:
        """From the word "hundred" at i."""
        rest = self._below_hundred(self._past_and(self._skip_hyphen(i + 1)))
        if rest is None or not rest.value:
            return NumberPhrase(count * 100, i + 1, "whole")
        return NumberPhrase(count * 100 + rest.value, rest.end, "whole")

    def _below_hundred(self, i: int) -> NumberPhrase | None:
        word = self._word(i, joined=False)
        if word in nw.SMALL:
            return NumberPhrase(Fraction(nw.SMALL[word]), i + 1, "whole")
        if word not in nw.TENS:
            return None
        unit = self._word(self._skip_hyphen(i + 1))
        if 0 < nw.SMALL.get(unit, 0) < 10:
            return NumberPhrase(Fraction(nw.TENS[word] + nw.SMALL[unit]), self._skip_hyphen(i + 1) + 1, "whole")
        return NumberPhrase(Fraction(nw.TENS[word]), i + 1, "whole")

    def _literal(self, i: int, value: Fraction) -> NumberPhrase:
        """Digits, with what may follow them: 3/4, 3 1/2, 3½."""
        if self._tokens[i].text in nw.VULGAR:
            return NumberPhrase(value, i + 1, "fraction")
        following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        if following is not None and following.text in nw.VULGAR and self._touches(i + 1):
            return NumberPhrase(value + nw.VULGAR[following.text], i + 2, "mixed")
        below = self._slashed(i)
        if below is not None and value < below and gcd(int(value), int(below)) == 1:
            return NumberPhrase(value / below, i + 3, "fraction", (value, below))
        if value.denominator == 1 and self._spaced_fraction(i):
            above, below = self._tokens[i + 1].number, self._slashed(i + 1)
            if above and below and above < below:
                return NumberPhrase(value + above / below, i + 4, "mixed")
        return NumberPhrase(value, i + 1, "whole" if value.denominator == 1 else "decimal")

    def _slashed(self, i: int) -> Fraction | None:
        """The denominator of the literal at i, if "/digits" follows it without a space."""
        above, rest = self._tokens[i], self._tokens[i + 1 : i + 3]
        if len(rest) < 2 or rest[0].text not in "/\u2044" or rest[1].number is None or above.number is None:
            return None
        tight = above.end == rest[0].start and rest[0].end == rest[1].start
        whole = above.number.denominator == 1 and rest[1].number.denominator == 1
        return rest[1].number if tight and whole and rest[1].number > 0 else None

    def _spaced_fraction(self, i: int) -> bool:
        if i + 1 >= len(self._tokens):
            return False
        return self._tokens[i].end < self._tokens[i + 1].start and self._touches(i + 1)

    # What may follow

    def _with_denominator(self, start: int, found: NumberPhrase) -> NumberPhrase:
        """ "three quarters", "one hundredth"; "one hundred and three quarters" is a mixed number."""
        if found.kind != "whole":
            return found
        below = self._denominator(found.end, plural=found.value != 1)
        if below is None:
            return found
        and_at = next((j for j in range(found.end - 1, start, -1) if self._tokens[j].text == "and"), None)
        if and_at is not None:
            top = self._below_hundred(and_at + 1)
            if top is not None and top.end == found.end and top.value < below.value:
                return NumberPhrase(found.value - top.value + top.value / below.value, below.end, "mixed")
        return NumberPhrase(found.value / below.value, below.end, "fraction")

    def _denominator(self, i: int, plural: bool) -> NumberPhrase | None:
        """ "quarters", "fifths", "twenty-firsts" at i."""
        at = self._skip_hyphen(i)
        word = self._word(at)
        forms = nw.PLURAL_DENOMINATORS if plural else nw.DENOMINATORS
        if word in forms:
            return NumberPhrase(Fraction(forms[word]), at + 1, "whole")
        if word in nw.TENS and (unit_at := self._skip_hyphen(at + 1)) > at + 1:
            units = nw.PLURAL_ORDINAL_UNITS if plural else nw.ORDINAL_UNITS
            if self._word(unit_at) in units:
                return NumberPhrase(Fraction(nw.TENS[word] + units[self._word(unit_at)]), unit_at + 1, "whole")
        return None

    def _with_fraction(self, found: NumberPhrase) -> NumberPhrase:
        """ "three and a half", "two and three quarters"."""
        joint = self._skip_hyphen(found.end)
        at = self._past_and(joint)
        if found.kind != "whole" or at in (joint, len(self._tokens)):
            return found
        rest = self._fraction_alone(at)
        if rest is None and self._word(at):
            top = (
                NumberPhrase(Fraction(1), at + 1, "whole") if self._word(at) in ("a", "an") else self._below_hundred(at)
            )
            rest = self._with_denominator(at, top) if top is not None else None
        if rest is None or rest.kind != "fraction" or rest.value >= 1:
            return found
        return NumberPhrase(found.value + rest.value, rest.end, "mixed")

    def _with_scale(self, found: NumberPhrase) -> NumberPhrase:
        """ "2.5 million", "three and a half thousand", "half a million", "two dozen"."""
        at = found.end
        if found.kind == "fraction" and self._word(at) in ("a", "an"):
            at += 1
        scale = {**nw.SCALES, "hundred": 100, "dozen": 12}.get(self._word(at))
        if scale is None:
            return found
        return NumberPhrase(found.value * scale, at + 1, "whole")

    def _with_over(self, found: NumberPhrase) -> NumberPhrase:
        if found.kind != "whole" or self._word(found.end) != "over" or found.end + 1 >= len(self._tokens):
            return found
        below = self._cardinal(found.end + 1) if self._word(found.end + 1) else None
        if below is None or below.value <= 0 or gcd(int(found.value), int(below.value)) != 1:
            return found
        return NumberPhrase(found.value / below.value, below.end, "fraction", (found.value, below.value))

    # Signs

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
        """True if the minus sign at i belongs to the number after it, as in "=-5" or "is -5", not "8-5"."""
        if i == 0:
            return True
        before = self._tokens[i - 1]
        spaced = before.end < self._tokens[i].start
        if after_number or before.number is not None:
            return False
        if before.text[0].isalnum():
            return spaced and len(before.text) > 1
        return before.text not in ")]}%°'\"²³½¼¾"

    def _is_pronoun(self, i: int, found: NumberPhrase) -> bool:
        """True if "one" is a pronoun, as in "this one"."""
        alone = self._tokens[i].text == "one" and found.end == i + 1
        return alone and self._word(i - 1) in nw.BEFORE_PRONOUN_ONE

    def _is_ordinal(self, found: NumberPhrase) -> bool:
        """ "twenty-third" and "one hundred and first" are places, not numbers."""
        if found.kind != "whole" or self._tokens[found.end - 1].text not in nw.BEFORE_ORDINAL_END:
            return False
        at = self._skip_hyphen(found.end)
        return at > found.end and self._word(at) in nw.ORDINAL_UNITS


class Remainder(NamedTuple):
    """The result of a division with a remainder."""

    quotient: Fraction
    rest: Fraction

    @classmethod
    def parse(cls, text: str) -> Remainder | None:
        """The first "3 r 2" or "3 remainder 2" of a text, in digits."""
        found = re.search(r"(-?\d+)\s*(?:r|remainder)\s*(\d+)", text, re.IGNORECASE)
        return cls(*map(Fraction, found.groups())) if found else None

    def __str__(self) -> str:
        return f"{self.quotient} r {self.rest}"


def words_to_numbers(text: str) -> list[NumberSpan]:
    """All numbers of a text in order, not overlapping.

    Digits ("1,234.5", "3/4", "3 1/2", "-7", "2.5 million") and words ("three hundred and five", "a
    hundred", "minus two point five", "three quarters", "three and a half", "seven over nine"), hyphens or
    not, "and" or not. A minus between two numbers is an operation, not a sign. Ordinals ("third place",
    "3rd") are not numbers. "12/3" is a division, two numbers; a ratio in lowest terms is a fraction.
    """
    return _NumberParser(text).read()


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
    """Number of decimals that the fraction needs; None if they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None
