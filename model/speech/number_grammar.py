"""The grammar of one spoken or written number: "three hundred and five", "two and a half", "3 1/2".

Owns: where a number ends and its value. Must not know: signs before it, what is a number at all in a sentence
(`spoken_numbers`). Thread: one object a text, any thread. Every number word is looked at a bounded number of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd

from model.speech import number_words as nw
from model.speech.number_tokens import tokens_of


@dataclass(frozen=True, slots=True)
class Read:
    """A number read so far: its value, the index after its last token, and what kind of thing it is."""

    value: Fraction
    end: int
    kind: str  # "whole", "decimal", "fraction", "mixed"
    parts: tuple[Fraction, ...] = ()


class NumberGrammar:
    """Recursive descent over the tokens; each method returns what it read at `i`, or None."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)

    # -- tokens ---------------------------------------------------------------------------------------

    def _word(self, i: int, joined: bool = True) -> str:
        """The word at i, "" if there is none or if more than a space or hyphen parts it from i - 1."""
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

    # -- numbers --------------------------------------------------------------------------------------

    def _number(self, i: int) -> Read | None:
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

    def _fraction_alone(self, i: int) -> Read | None:
        """ "half", "a half", "a third", "half a million"."""
        at = self._skip_hyphen(i + 1) if self._word(i, joined=False) in ("a", "an") else i
        word = self._word(at, joined=at > i)
        bare = word in ("half", "quarter")
        if word not in nw.DENOMINATORS or (at == i and not bare):
            return None
        return Read(Fraction(1, nw.DENOMINATORS[word]), at + 1, "fraction")

    def _point(self, i: int) -> Read | None:
        if self._word(i, joined=False) != "point" or self._word(i - 1) in nw.BEFORE_NOUN_POINT:
            return None
        return self._decimals(i, Fraction(0))

    def _with_point(self, found: Read) -> Read:
        if found.kind == "whole" and self._word(found.end) == "point":
            return self._decimals(found.end, found.value) or found
        return found

    def _decimals(self, i: int, whole: Fraction) -> Read | None:
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
        return Read(whole + Fraction(Decimal("0." + digits)), at, "decimal")

    def _cardinal(self, i: int) -> Read | None:
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
        return Read(total, end, "whole") if end > i else None

    def _next_group(self, i: int) -> int:
        """Where the next group starts: past "and", a hyphen, or the comma of "one thousand, two hundred"."""
        at = self._skip_hyphen(i)
        if self._word(at) == ",":
            group = self._group(at + 1, first=False) if at + 1 < len(self._tokens) else None
            grouped = group is not None and (group.value >= 100 or self._word(group.end) in nw.SCALES)
            return at + 1 if grouped or self._word(at + 1) == "and" else at
        return self._past_and(at)

    def _past_and(self, i: int) -> int:
        return self._skip_hyphen(i + 1) if self._word(i) == "and" else i

    def _group(self, i: int, first: bool) -> Read | None:
        """One to 999, or "nineteen hundred"; "a" and a bare "hundred" or "thousand" only at the start."""
        word = self._word(i, joined=not first)
        if first and word in ("a", "an"):
            unit = self._word(i + 1)
            if unit == "dozen":
                return Read(Fraction(1), i + 1, "whole")
            if unit == "hundred":
                return self._hundreds(i + 1, Fraction(1))
            return Read(Fraction(1), i + 1, "whole") if unit in nw.SCALES else None
        if word == "hundred":
            return self._hundreds(i, Fraction(1)) if first else None
        if first and word in nw.SCALES:
            return Read(Fraction(1), i, "whole")
        small = self._below_hundred(i)
        if small is None:
            return None
        name = self._skip_hyphen(small.end)
        return self._hundreds(name, small.value) if self._word(name) == "hundred" and small.value else small

    def _hundreds(self, i: int, count: Fraction) -> Read:
        """From the word "hundred" at i."""
        rest = self._below_hundred(self._past_and(self._skip_hyphen(i + 1)))
        if rest is None or not rest.value:
            return Read(count * 100, i + 1, "whole")
        return Read(count * 100 + rest.value, rest.end, "whole")

    def _below_hundred(self, i: int) -> Read | None:
        word = self._word(i, joined=False)
        if word in nw.SMALL:
            return Read(Fraction(nw.SMALL[word]), i + 1, "whole")
        if word not in nw.TENS:
            return None
        unit = self._word(self._skip_hyphen(i + 1))
        if 0 < nw.SMALL.get(unit, 0) < 10:
            return Read(Fraction(nw.TENS[word] + nw.SMALL[unit]), self._skip_hyphen(i + 1) + 1, "whole")
        return Read(Fraction(nw.TENS[word]), i + 1, "whole")

    def _literal(self, i: int, value: Fraction) -> Read:
        """Digits, with what may follow them: 3/4, 3 1/2, 3½."""
        if self._tokens[i].text in nw.VULGAR:
            return Read(value, i + 1, "fraction")
        following = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        if following is not None and following.text in nw.VULGAR and self._touches(i + 1):
            return Read(value + nw.VULGAR[following.text], i + 2, "mixed")
        below = self._slashed(i)
        if below is not None and value < below and gcd(int(value), int(below)) == 1:
            return Read(value / below, i + 3, "fraction", (value, below))
        if value.denominator == 1 and self._spaced_fraction(i):
            above, below = self._tokens[i + 1].number, self._slashed(i + 1)
            if above and below and above < below:
                return Read(value + above / below, i + 4, "mixed")
        return Read(value, i + 1, "whole" if value.denominator == 1 else "decimal")

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

    # -- what may follow ------------------------------------------------------------------------------

    def _with_denominator(self, start: int, found: Read) -> Read:
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
                return Read(found.value - top.value + top.value / below.value, below.end, "mixed")
        return Read(found.value / below.value, below.end, "fraction")

    def _denominator(self, i: int, plural: bool) -> Read | None:
        """ "quarters", "fifths", "twenty-firsts" at i."""
        at = self._skip_hyphen(i)
        word = self._word(at)
        forms = nw.PLURAL_DENOMINATORS if plural else nw.DENOMINATORS
        if word in forms:
            return Read(Fraction(forms[word]), at + 1, "whole")
        if word in nw.TENS and (unit_at := self._skip_hyphen(at + 1)) > at + 1:
            units = nw.PLURAL_ORDINAL_UNITS if plural else nw.ORDINAL_UNITS
            if self._word(unit_at) in units:
                return Read(Fraction(nw.TENS[word] + units[self._word(unit_at)]), unit_at + 1, "whole")
        return None

    def _with_fraction(self, found: Read) -> Read:
        """ "three and a half", "two and three quarters"."""
        joint = self._skip_hyphen(found.end)
        at = self._past_and(joint)
        if found.kind != "whole" or at in (joint, len(self._tokens)):
            return found
        rest = self._fraction_alone(at)
        if rest is None and self._word(at):
            top = Read(Fraction(1), at + 1, "whole") if self._word(at) in ("a", "an") else self._below_hundred(at)
            rest = self._with_denominator(at, top) if top is not None else None
        if rest is None or rest.kind != "fraction" or rest.value >= 1:
            return found
        return Read(found.value + rest.value, rest.end, "mixed")

    def _with_scale(self, found: Read) -> Read:
        """ "2.5 million", "three and a half thousand", "half a million", "two dozen"."""
        at = found.end
        if found.kind == "fraction" and self._word(at) in ("a", "an"):
            at += 1
        scale = {**nw.SCALES, "hundred": 100, "dozen": 12}.get(self._word(at))
        if scale is None:
            return found
        return Read(found.value * scale, at + 1, "whole")

    def _with_over(self, found: Read) -> Read:
        if found.kind != "whole" or self._word(found.end) != "over" or found.end + 1 >= len(self._tokens):
            return found
        below = self._cardinal(found.end + 1) if self._word(found.end + 1) else None
        if below is None or below.value <= 0 or gcd(int(found.value), int(below.value)) != 1:
            return found
        return Read(found.value / below.value, below.end, "fraction", (found.value, below.value))
