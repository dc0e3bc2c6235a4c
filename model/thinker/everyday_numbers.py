"""Number words that give no result away: "one way", "half of it", "sixty minutes in an hour", and other names for a
known number: "half past ten", "three dollars and fifty cents", "about twenty-eight" for 28.27.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product

from model.numbers import NumberSpan, number_to_words
from model.thinker.rounded_numbers import roundings

_COUNTED = (
    "steps", "ways", "parts", "things", "cases", "methods", "reasons", "ideas", "questions", "pieces of information",
    "choices", "facts", "numbers", "digits", "unknowns",
)  # fmt: skip
_KINDS = ("", "small ", "easy ", "quick ", "short ", "simple ", "little ", "different ", "more ", "equal ")
_ONE = (
    "way", "of the", "of them", "of these", "of those", "of your", "more time", "more thing", "more step", "more look",
    "thing", "step", "at a time", "by one", "another", "after the other", "after another", "last", "idea", "trick",
    "method", "moment", "second", "question", "possible", "easy", "good", "nice", "simple", "useful", "quick",
    "by itself", "and itself", "you", "we", "that", "to try", "side is", "side of the", "hand", "go", "place", "is it",
    "we want",
)  # fmt: skip
_OF = (
    "one fourth", "one quarter", "one third", "one half", "one fifth", "one tenth", "half of", "half the", "a half of",
    "half way", "half as", "half a", "quarter of", "a quarter of", "a third of", "one half of", "one third of",
    "one quarter of", "two thirds of", "three quarters of", "a tenth of",
)  # fmt: skip
FACTS = (
    "two of them already", "two of these already", "make one ten", "all four sides", "all three sides", "one long side",
    "one short side", "zero stands for", "in one hour", "for one hour", "in one minute", "for one minute", "in one day",
    "for one day", "in one second", "in one week", "per one", "for one of", "zero in on", "each quarter", "each half",
    "each third", "one hour is", "one minute is", "one day is", "one quarter first", "for just one",
    "sixty minutes in an hour", "sixty minutes in one hour", "sixty seconds in a minute", "sixty seconds in one minute",
    "twenty four hours in a day", "seven days in a week", "seven days a week", "twelve months in a year",
    "three hundred and sixty five days in a year", "fifty two weeks in a year", "hour has sixty minutes",
    "minute has sixty seconds", "week has seven days", "year has twelve months", "day has twenty four hours",
    "a hundred centimetres in a metre", "one hundred centimetres in a metre", "hundred centimetres in a metre",
    "a thousand metres in a kilometre", "one thousand metres in a kilometre", "a thousand grams in a kilogram",
    "a thousand millilitres in a litre", "a hundred cents in a dollar", "a hundred cents in a euro",
    "a hundred pence in a pound", "ten millimetres in a centimetre", "twelve in a dozen", "out of a hundred",
    "out of one hundred", "out of every hundred", "per hundred", "a hundred and eighty degrees in a triangle",
    "triangle add up to a hundred and eighty", "triangle add up to one hundred and eighty", "triangle has three",
    "square has four", "rectangle has four", "cube has six", "circle has three hundred and sixty",
    "three hundred and sixty degrees in a circle", "ninety degrees in a right", "whole is a hundred percent",
    "ten ones", "ten tens", "ten to the", "the power of two", "times ten is", "by ten you", "multiples of ten",
    "multiply by a hundred", "multiplying by a hundred", "divide by a hundred", "dividing by a hundred",
    "multiply by ten", "multiplying by ten", "divide by ten", "dividing by ten", "divide by two", "dividing by two",
    "multiply by two", "multiplying by two", "divide both sides by two", "divisible by two", "carry the one",
    "carry one", "carry a one", "carry the two", "carry two", "borrow one", "borrow a ten", "borrow ten",
    "minus one at", "number one", "step one", "step two", "step three", "part one", "part two", "day one", "round one",
    "plus one more", "times one is", "by zero", "add a zero", "adds a zero", "stands for ten", "on one side",
    "one part of", "put a zero", "zero at the end", "these two", "those two", "the two", "both two", "other two",
    "first two", "last two", "the first one", "the next one", "the last one", "this one", "that one", "which one",
    "each one", "every one", "no one", "any one", "another one", "right one", "wrong one", "easy one", "hard one",
    "tricky one", "good one", "nice one", "big one", "small one", "bigger one", "smaller one", "larger one", "only one",
    "at least one", "the one",
)  # fmt: skip

_COPULA = re.compile(
    r"(?:\b(?:is|are|was|be|makes?|gives?|equals?|leaves?|left|gets?|got|have|has|costs?|to|answer|result|means?|need)"
    r"|(?<!\bhere)(?<!\bthere)['’]s)(?:\s+(?:and|just|only|about|exactly|a|an))*\s*$",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|just (?:over|under)|close to|rounds? to|rounded to|"
    r"a (?:bit|little) (?:over|under|more than|less than))\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_COINS = (("dollar", "cent"), ("euro", "cent"), ("pound", "penny"))
_PARTS_OF_AN_HOUR = {Fraction(15): "a quarter of an", Fraction(30): "half an", Fraction(45): "three quarters of an"}
_MOST_BEFORE = 5
"""Words before a number that may belong to its phrase ("hour has sixty minutes")."""


def is_hedged(text: str, start: int) -> bool:
    """True if the number at `start` is announced as rounded."""
    return _HEDGE.search(text[:start]) is not None


def in_phrase(text: str, span: NumberSpan, known: frozenset[Fraction], *, whole: bool) -> bool:
    """True if a number of `text` stands in a phrase that gives nothing away.

    whole: the phrase must be complete; otherwise it is enough that the text so far may become one.
    """
    begins = [match.start() for match in _WORD.finditer(text, 0, span.start)][-_MOST_BEFORE:]
    phrases = (*FACTS, *_COUNTS, *other_names(known), *(() if _COPULA.search(text[: span.start]) else _SHORT))
    for begin in (span.start, *begins):
        said, through = _plain(text[begin:]), len(_plain(text[begin : span.end]))
        may_grow = not whole and (said if len(said) > through else f"{said} ")  # "six" does not become "sixty seconds"
        for phrase in phrases:
            if len(phrase) < through:
                continue
            if f"{said} ".startswith(f"{phrase} ") or (may_grow and phrase.startswith(may_grow)):
                return True
    return False


@lru_cache(maxsize=32)
def other_names(known: frozenset[Fraction]) -> tuple[str, ...]:
    """Names of known numbers with other numbers in them: times, lengths of time, amounts of money, percentages."""
    return tuple(dict.fromkeys(_plain(name) for name in _names(known)))


@lru_cache(maxsize=32)
def rounded(known: frozenset[Fraction]) -> frozenset[Fraction]:
    """Known numbers, and what they are when rounded, also as percentages."""
    return known | {value for number in known for value in roundings(number)}


def _names(known: frozenset[Fraction]) -> Iterator[str]:
    for value in known:
        if value in _PARTS_OF_AN_HOUR:
            yield f"{_PARTS_OF_AN_HOUR[value]} hour"
        if value.denominator == 1 and 60 < value < 6000 and value % 60:
            yield from _lengths(value)
        elif value.denominator in (2, 4) and value < 100:
            yield from _lengths(60 * value)
        if value < 10_000 and 100 % value.denominator == 0 and value.denominator > 1:
            yield from _amounts(value)
        if value < 1 and (100 * value).denominator == 1:
            yield f"{number_to_words(100 * value)} percent"
    hours = [value for value in known if value.denominator == 1 and 1 <= value <= 24]
    minutes = [value for value in known if value.denominator == 1 and 1 <= value < 60]
    for hour, minute in product(hours, minutes):
        yield from _times(int(hour), int(minute))


def _lengths(minutes: Fraction) -> Iterator[str]:
    hours, rest = divmod(minutes, 60)
    if not hours or rest.denominator > 1:
        return
    unit = "hour" if hours == 1 else "hours"
    for begun in dict.fromkeys((number_to_words(hours), "an" if hours == 1 else number_to_words(hours))):
        for between in ("and ", ""):
            yield f"{begun} {unit} {between}{number_to_words(rest)} minutes"
    if rest in (15, 30, 45):
        name = {15: "a quarter", 30: "a half", 45: "three quarters"}[int(rest)]
        yield f"{number_to_words(hours)} and {name} hours"
        yield f"an hour and {name}" if hours == 1 else f"{number_to_words(hours)} hours and {name}"


def _amounts(value: Fraction) -> Iterator[str]:
    whole, cents = divmod(100 * value, 100)
    rest = number_to_words(cents)
    for big, small in _COINS:
        many = "pence" if small == "penny" else f"{small}s"
        unit = big if whole == 1 else f"{big}s"
        count = number_to_words(whole)
        yield f"{count} {rest}"
        yield from (f"{count} {unit} and {rest} {many}", f"{count} {unit} {rest}", f"{count} {unit} and {rest}")
        if not whole:
            yield f"{rest} {many}"


def _times(hour: int, minute: int) -> Iterator[str]:
    this, following = number_to_words(hour % 12 or 12), number_to_words(hour % 12 + 1)
    if minute in (15, 30):
        name = "half" if minute == 30 else "quarter"
        yield from (f"{name} past {this}", f"a {name} past {this}")
    elif minute == 45:
        yield from (f"quarter to {following}", f"a quarter to {following}")
    elif minute > 30:
        yield from (
            f"{number_to_words(60 - minute)} to {following}",
            f"{number_to_words(60 - minute)} minutes to {following}",
        )


def _plain(text: str) -> str:
    """Lower-case words and ends of sentences with single spaces; the hyphens of "twenty-four" are spaces."""
    return " ".join(re.findall(r"[a-z0-9']+|[.!?](?=\s|$)", text.lower().replace("’", "'")))


_SHORT = tuple(f"one {word}" for word in _ONE) + _OF
_COUNTS = tuple(f"{count} {kind}{word}" for count in ("two", "three", "four") for kind in _KINDS for word in _COUNTED)
