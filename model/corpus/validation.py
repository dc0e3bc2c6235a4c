"""Checks an example before a model sees it: its two streams as they are read back from the ids, and the recording."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import gcd

import numpy as np

from model import SAMPLE_RATE
from model.corpus.problem import Problem
from model.corpus.sequences import Timed, deinterleave, sequence
from model.corpus.shards import Sound
from model.numbers import Remainder, words_to_numbers
from model.thinker.tokenizers import SPECIAL, TrainedTokenizer
from model.working import lines_for, value_of

MAX_SECONDS = 60.0
MAX_WORDS = 130  # of a question; about 60 s
MAX_LINES = 60
MAX_REPLY_WORDS = 110
RATIO = (2, 8)

_NO_SPEECH = re.compile(r"[0-9=+*/^<>\\{}\[\]%$_]")


@cache
def letters() -> TrainedTokenizer:
    """A tokenizer with one token a byte: the checks then do not depend on what a model's tokenizer was trained on."""
    return TrainedTokenizer.train([], len(SPECIAL) + 256)


def reject(problem: Problem, tokens: TrainedTokenizer | None = None, ratio: tuple[int, int] = RATIO) -> str:
    """The first reason to leave a problem out, or ""."""
    tokens = tokens or letters()
    if why := style(problem):
        return why
    ids = sequence(problem, "interleaved", ratio, tokens).ids
    return streams(problem, ids, ratio, tokens) or answer(problem) or length(problem)


def streams(problem: Problem, ids: list[int], ratio: tuple[int, int], tokens: TrainedTokenizer) -> str:
    """Both streams, read back: whole, and no number is spoken before the line that gives it is complete."""
    reasoning, speech = deinterleave(ids, ratio, tokens)
    if reasoning.text.split("\n") != (list(problem.reasoning) or [""]):
        return "reasoning is not whole"
    if speech.text != problem.said:
        return "speech is not whole"
    return early(problem, reasoning, speech)


def early(problem: Problem, reasoning: Timed, speech: Timed) -> str:
    """Whether a number is spoken before the question or a complete line of reasoning has it.

    It must be there at its place in the sequence, and by the line that its piece waits for, so that it is there in time
    for every ratio and tokenizer.
    """
    asked = given_numbers(problem)
    lines = [line_numbers(line) for line in problem.reasoning]
    complete = line_ends(reasoning)
    start = 0
    for part in problem.reply:
        for span in words_to_numbers(part.text):
            place = speech.at[start + span.start]
            written = sum(end < place for end in complete)
            there = asked.union(*lines[: min(part.after, written)])
            if abs(span.value) not in there and not (span.parts and all(abs(one) in there for one in span.parts)):
                return "number too early"
        start += len(part.text) + 1
    return ""


def line_ends(reasoning: Timed) -> list[int]:
    """The places at which the lines are complete: their newline, for the last one its last character."""
    ends, at = [], -1
    for line in reasoning.text.split("\n") if reasoning.text else []:
        at += len(line) + 1
        ends.append(reasoning.at[min(at, len(reasoning.at) - 1)])
    return ends


def given_numbers(problem: Problem) -> set[Fraction]:
    """Numbers that may be spoken at once: of the question, and of the turn before."""
    if problem.context is None:
        return numbers(problem.question)
    before = problem.context
    return numbers(f"{problem.question}\n{before.question}\n{before.reply}").union(*map(line_numbers, before.reasoning))


def numbers(text: str) -> set[Fraction]:
    """Absolute values of all numbers in a text, those of fractions too."""
    return {abs(value) for span in words_to_numbers(text) for value in (span.value, *span.parts)}


_NUMERAL = re.compile(r"(\d+) (\d+)/(\d+)(?!\d)|(\d+)/(\d+)(?![\d.])|\d+(?:\.\d+)?")


def line_numbers(line: str) -> set[Fraction]:
    """Absolute values of the numbers in a line of reasoning; "12/3" is two numbers, "3/4" and "2 1/3" are fractions."""
    found: set[Fraction] = set()
    for match in _NUMERAL.finditer(line):
        if match[1]:
            found.add(int(match[1]) + Fraction(int(match[2]), int(match[3]) or 1))
        elif match[4]:
            top, below = int(match[4]), int(match[5])
            found |= {Fraction(top), Fraction(below)}
            if top < below and gcd(top, below) == 1:
                found.add(Fraction(top, below))
        else:
            found.add(Fraction(match[0]))
    return found


def style(problem: Problem) -> str:
    """Whether the reply can be spoken: words only, whole sentences, and the reasoning in its own signs."""
    for part in problem.reply:
        if _NO_SPEECH.search(part.text):
            return "reply has signs"
        if not part.text.isascii() or not part.text[:1].isupper():
            return "reply is no sentence"
        if not part.text.endswith((".", "?", "!")):
            return "reply is no sentence"
    if not all(line.isascii() for line in problem.reasoning):
        return "reasoning has other signs"
    if not problem.question.strip() or "{" in problem.spoken_question or re.search(r"\d", problem.spoken_question):
        return "question cannot be spoken"
    return ""


def answer(problem: Problem) -> str:
    """The reasoning ends in the answer and follows from its plan; the reply says it, or keeps it, as it should."""
    if problem.declined:
        return declined(problem)
    if not problem.reasoning or problem.reasoning[-1] != f"={problem.answer}":
        return "reasoning does not end in the answer"
    if any(lines_for(written) is None for written in problem.plan if not re.search(r"=|<|>", written)):
        return "a step without exact working"
    spoken = [span.value for span in words_to_numbers(problem.said)]
    if problem.keeps_answer:
        kept = value_of(problem.answer)
        return "the answer is given away" if kept in set(spoken) - numbers(" ".join(problem.plan)) else ""
    if problem.answer in ("yes", "no"):
        return "" if f"answer is {problem.answer}" in problem.reply[-1].text else "spoken result is not the answer"
    if problem.answer not in _values_of(problem.answer, spoken):
        return "spoken result is not the answer"
    return ""


def _values_of(expected: str, spoken: list[Fraction]) -> set[str]:
    """The answer, if the last numbers of the reply are it."""
    remainder = Remainder.parse(expected)
    values = list(remainder) if remainder else [value_of(expected)]
    return {expected} if spoken[-len(values) :] == values else set()


def declined(problem: Problem) -> str:
    """A declined question has neither reasoning nor a number in its reply, apart from "zero"."""
    if problem.reasoning or problem.answer:
        return "declined, but answered"
    if numbers(problem.said) - {Fraction(0)} or len(problem.reply) != 1:
        return "declined with a number"
    return ""


def length(problem: Problem) -> str:
    """Bounds that audio and context can hold."""
    if len(problem.spoken_question.split()) > MAX_WORDS:
        return "question too long"
    if len(problem.reasoning) > MAX_LINES or len(problem.said.split()) > MAX_REPLY_WORDS:
        return "answer too long"
    return ""


def sound(samples: Sound, text: str) -> str:
    """What is wrong with a recording: silent, or of a length that does not fit its text; "" if nothing is."""
    seconds, count = len(samples) / SAMPLE_RATE, sum(c.isalpha() for c in text)
    if len(samples) == 0 or float(np.abs(samples).max()) < 0.01:
        return "silent"
    if not np.isfinite(samples).all():
        return "not finite"
    if seconds > MAX_SECONDS:
        return "too long"
    if not 0.025 <= seconds / max(1, count) <= 0.35:
        return "length does not fit the text"
    return ""
