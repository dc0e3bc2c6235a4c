"""Grounding: where the numbers of a plan come from. Each is a number of the question, a part of one, or a result."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from model.numbers.from_words import words_to_numbers

# Numbers that words imply: "twice" is a factor 2.
_IMPLIED = {
    "double twice doubled pair pairs couple both diameter radius circle": "2",
    "half halves halved": "2 1/2",
    "triple thrice tripled third thirds": "3 1/3",
    "quadruple quarter quarters": "4 1/4",
    "dozen dozens": "12",
    "percent percentage cent cents pence hundredth hundredths": "100",
    "square squared squares itself": "2 4",
    "cube cubed cubes": "3 6",
    "fence around": "2",
    "term": "1",
    "numbers": "1 2",
    "perimeter rectangle rectangular": "2 4",
    "triangle triangles triangular": "2 3 1/2 180",
    "angle angles": "90 180 360",
    "hour hours minute minutes second seconds": "1 60 3600 24",
    "day days": "1 24 7",
    "week weeks weekly": "1 7 52",
    "month months monthly year years yearly": "12 52 365",
    "m cm mm km metre metres meter meters centimetre centimetres kilometre kilometres kilometers": "10 100 1000",
    "g kg gram grams kilogram kilograms tonne tonnes l ml litre litres liter liters": "1000",
    "average mean": "",
    "each": "1",
}
MAX_QUESTION = 2000  # characters; what follows is not read
Rational = int | Fraction


def plain(number: Fraction) -> Rational:
    """A whole number as an int, which compares and hashes faster."""
    return number.numerator if number.denominator == 1 else number


_WORDS = {
    word: [plain(Fraction(n)) for n in numbers.split()] for words, numbers in _IMPLIED.items() for word in words.split()
}


_CORRECTED = re.compile(
    r"\W*\b(?:no|wait|sorry|i mean|i meant|oops|actually|er|rather)\b\W*(?:\w{0,5}\W*)?", re.IGNORECASE
)
_RESULT_OF_STUDENT = re.compile(
    r"(?:(?:answer|result) is|i (?:got|get|think|made|found|say|guess)|i'd say|is it|maybe)(?: it's| it| is)?\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:sequence|pattern|next|continue|then|term)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|next|(?:one|1) more)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grounding:
    """unknown: operands that come from nowhere. repeated: operands used more often than they are given, while
    `unused` numbers of the question are left over (12 rows of 11 chairs worked as 12*12).
    """

    unknown: tuple[Rational, ...] = ()
    repeated: tuple[Rational, ...] = ()
    unused: tuple[Rational, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.unknown and not (self.repeated and self.unused)


def numbers_of(question: str, earlier: str) -> QuestionNumbers | None:
    """What a plan may start from; None where the tutor makes up the numbers ("give me a problem", "another one")."""
    if not question:
        return None
    numbers = QuestionNumbers(question, earlier)
    made_up = not numbers.any_said and (not earlier or _ANOTHER.search(question))
    return None if made_up else numbers


class QuestionNumbers:
    """The numbers that a plan may start from. earlier: the turn before, whose numbers may be used or not."""

    def __init__(self, question: str, earlier: str = "") -> None:
        question = question[:MAX_QUESTION]
        spans = words_to_numbers(question)
        numbers = [plain(abs(span.value)) for span in spans]
        words = re.findall(r"[a-z]+", question.lower())
        self.given = Counter(numbers)
        self.any_said = any(question[span.start : span.end].lower() != "one" for span in spans)
        # "one of the friends", "the two grandparents": no numbers that a plan must use
        self._idle = {
            n for n, span in zip(numbers, spans, strict=True) if n <= 2 < len(spans) and question[span.start].isalpha()
        }
        self._idle |= {n for n in numbers if n < 1}  # "half as many" is worked as a division by 2
        corrected = [
            one for one, other in pairwise(spans) if _CORRECTED.fullmatch(question, one.end, other.start)
        ]  # "30, no, 40"
        self._idle |= {plain(abs(span.value)) for span in corrected}
        theirs = [
            n
            for n, span in zip(numbers, spans, strict=True)
            if _RESULT_OF_STUDENT.search(question, max(0, span.start - 30), span.start)
        ]
        self._idle |= set(theirs)
        if _LISTED.search(question) and len(numbers) > 2:  # of a sequence the last numbers are enough
            self._idle |= set(numbers)
        self.implied = {plain(abs(part)) for span in spans for part in span.parts}
        for span in spans:  # "three quarters" gives 3 and 4
            if span.value.denominator > 1 and "." not in question[span.start : span.end]:
                self.implied |= {abs(span.value.numerator), span.value.denominator}
        self.implied |= {number for word in words for number in _WORDS.get(word, ())}
        if "%" in question or "percent" in words:
            for n in numbers:
                share = Fraction(n) / 100
                self.implied |= {100, plain(share), plain(1 - share), plain(1 + share), 100 - n, 100 + n}
        if "average" in words or "mean" in words:
            self.implied |= {len(numbers), max(2, len(numbers) - 1), len(numbers) - len(corrected) - len(theirs)}
        if "dozen" in words:  # "38 dozen" is read as 456
            self.implied |= {plain(Fraction(n) / 12) for n in numbers}
        self.implied |= {plain(abs(span.value)) for span in words_to_numbers(earlier[:MAX_QUESTION])}
        self._parts = {part: whole for whole in self.given for part in digit_parts(whole)}

    def knows(self, number: Rational) -> bool:
        """True if the question gives the number, implies it, or gives one that it is a digit part of."""
        return number in self.given or number in self.implied or number in self._parts

    def are(self, numbers: Sequence[Rational]) -> bool:
        """True if these are numbers of the question, and all but those that need not be used."""
        given = set(numbers)
        known = all(number in self.given or number in self.implied for number in given)
        return known and all(number in given for number in self.given if number not in self._idle)

    def judge(self, flow: list[tuple[bool, Rational]]) -> Grounding:
        """The grounding of a whole plan. flow: operands (False) and results (True) in the order of the working."""
        left, made = self.given.copy(), Counter[Rational]()
        seen: set[Rational] = set()
        unknown: list[Rational] = []
        repeated: list[Rational] = []
        taken_apart: dict[Rational, list[Rational]] = {}
        for is_result, number in flow:
            if is_result:
                made[number] += 1
                seen.add(number)
            elif left[number] > 0:
                left[number] -= 1
            elif made[number] > 0:
                made[number] -= 1
            elif number in self.implied:
                continue
            elif number in self.given or number in seen:
                repeated.append(number)
            elif number in self._parts:
                taken_apart.setdefault(self._parts[number], []).append(number)
            else:
                unknown.append(number)
        for whole, parts in taken_apart.items():
            if set(parts) == digit_parts(whole):
                left[whole] = 0
            else:
                unknown += parts
        return Grounding(tuple(unknown), tuple(repeated), tuple(n for n in left if left[n] > 0 and n not in self._idle))


def digit_parts(number: Rational) -> frozenset[Rational]:
    """The places of a whole number: 347 -> 300, 40, 7; empty for one place alone and for other numbers."""
    if not isinstance(number, int) or number < 10:
        return frozenset()
    digits = str(number)[::-1]
    parts = [int(digit) * 10**place for place, digit in enumerate(digits) if digit != "0"]
    return frozenset(parts) if len(parts) > 1 else frozenset()
