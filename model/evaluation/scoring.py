"""Scores one answer: whether it is right, and how many numbers were spoken too early (anticipation drift)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from model.events import ReasoningText, SpokenText, TurnEvent
from model.numbers import Remainder, words_to_numbers


def answer_value(text: str) -> tuple[Fraction, Fraction] | str:
    """An answer as (value, remainder): "65", "65.0" and "sixty-five" are one. Other text stays text."""
    if remainder := Remainder.parse(text):
        return remainder
    plain = text.strip().replace(",", "").removeprefix("=")
    try:
        return Fraction(plain), Fraction(0)
    except ZeroDivisionError:
        return plain
    except ValueError:
        spans = words_to_numbers(text)
        return (spans[-1].value, Fraction(0)) if spans else plain.casefold()


def same_answer(given: str, expected: str) -> bool:
    """True if two answers are the same number; an empty one is never right."""
    return bool(given.strip()) and answer_value(given) == answer_value(expected)


def wilson(right: int, count: int) -> list[float] | None:
    """The 95 % interval of a share, [low, high], by Wilson's score; None without trials."""
    if not count:
        return None
    z, share = 1.959964, right / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return [round(max(0.0, (middle - half) / scale), 4), round(min(1.0, (middle + half) / scale), 4)]


def drift(question: str, events: Sequence[TurnEvent]) -> int:
    """Number of numbers that were spoken before they occurred in the question or the reasoning.

    A number occurs with the event that completes it. Reasoning "-3" allows "three"; "3/4" allows
    three quarters, three and four.
    """
    known = set(_values(question))
    reasoned = _timed(events, ReasoningText)
    said = _timed(events, SpokenText)
    early = 0
    for value, at in said:
        early += value not in known | {v for v, when in reasoned if when <= at}
    return early


def _timed(events: Sequence[TurnEvent], kind: type[ReasoningText] | type[SpokenText]) -> list[tuple[Fraction, int]]:
    """The numbers of one stream, each with the index of the event that completed it.

    For the reasoning, the absolute value and the parts of fractions are listed too.
    """
    ends: list[tuple[int, int]] = []
    text = ""
    for index, event in enumerate(events):
        if isinstance(event, kind):
            text += event.text
            ends.append((len(text), index))
    timed: list[tuple[Fraction, int]] = []
    chunk = 0
    for span in words_to_numbers(text):
        while ends[chunk][0] < span.end:
            chunk += 1
        values = [span.value] if kind is SpokenText else [span.value, abs(span.value), *span.parts]
        timed += [(value, ends[chunk][1]) for value in values]
    return timed


def _values(text: str) -> Iterable[Fraction]:
    for span in words_to_numbers(text):
        yield from (span.value, abs(span.value), *span.parts)
