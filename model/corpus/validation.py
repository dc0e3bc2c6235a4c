"""Checks an example before a model sees it: anticipation drift, the answer, the recording."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from model import SAMPLE_RATE
from model.corpus.problem import Problem
from model.corpus.shards import Sound
from model.numbers import Remainder, words_to_numbers

MAX_SECONDS = 15.0


def drift(problem: Problem) -> str:
    """The first piece of the reply with a number that neither the question nor finished reasoning lines have, or ""."""
    for part in problem.reply:
        known = numbers(problem.question + "\n" + "\n".join(problem.reasoning[: part.after]))
        for span in words_to_numbers(part.text):
            if abs(span.value) not in known:
                return f"drift: {part.text!r} too early"
    return ""


def numbers(text: str) -> set[object]:
    """Absolute values of all numbers in a text."""
    return {abs(span.value) for span in words_to_numbers(text)}


def answer(problem: Problem) -> str:
    """The reply's last number must be the reasoned result, and the reasoning must end in it."""
    if problem.reasoning[-1] != f"={problem.answer}":
        return "reasoning does not end in the answer"
    spoken = [span.value for span in words_to_numbers(problem.reply[-1].text)]
    expected = list(Remainder.parse(problem.answer) or [Fraction(problem.answer)])
    if spoken[-len(expected) :] != expected:
        return f"spoken result {spoken} is not {problem.answer}"
    return ""


def sound(samples: Sound, text: str) -> str:
    """The fault of a recording: silent, or of a length that does not fit its text; "" if nothing is."""
    seconds, letters = len(samples) / SAMPLE_RATE, sum(c.isalpha() for c in text)
    if len(samples) == 0 or float(np.abs(samples).max()) < 0.01:
        return "silent"
    if not np.isfinite(samples).all():
        return "not finite"
    if seconds > MAX_SECONDS:
        return "too long"
    if not 0.025 <= seconds / max(1, letters) <= 0.35:
        return "length does not fit the text"
    return ""


def reject(problem: Problem) -> str:
    """The first reason to leave a problem out, or ""."""
    return drift(problem).split(":")[0] or answer(problem)
