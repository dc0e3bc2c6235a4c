"""A question with its reasoning, its answer and the reply."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from model.checking.written_methods import result_of, work
from model.numbers import Remainder, number_to_words

OPENERS = (
    "Okay, let me work that out.", "Sure, let me see.", "Let's work it out together.", "Right, give me a moment.",
    "Alright, let me think about it.", "Good question, let me see.", "Okay, let's take it step by step.",
    "Let me think that through.", "Of course, just a moment.", "Well, let me have a look at this.",
)  # fmt: skip
CLOSERS = ("It's {}.", "That makes {}.", "The answer is {}.", "We get {}.", "So it's {}.", "And that gives {}.")
STEPPERS = ("First, that's {}.", "So first we get {}.", "The first step gives {}.", "That's {} to begin with.")


@dataclass(frozen=True)
class ReplyPart:
    """A piece of the reply, to be spoken once `after` reasoning lines are complete (0: at once)."""

    after: int
    text: str


@dataclass(frozen=True)
class Problem:
    """kind: what the accuracy tables group by. question: as written, digits for numbers.
    reasoning: lines, the last one `=ANSWER`. reply: the spoken pieces in order, in words.
    typed: how the question is typed, if that differs from `question`.
    """

    kind: str
    question: str
    reasoning: tuple[str, ...]
    answer: str
    reply: tuple[ReplyPart, ...]
    typed: str = ""
    source: str = "generated"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def spoken_question(self) -> str:
        """The question in words, as a voice engine or a person reads it."""
        return in_words(self.question)


def in_words(text: str) -> str:
    """Every run of digits in `text` as words."""
    return re.sub(r"\d+", lambda m: words(m.group()), text)


def words(number: str) -> str:
    """An answer in words: "-3" -> "minus three", "3 r 2" -> "three remainder two"."""
    values = Remainder.parse(number) or (int(number),)
    return " remainder ".join(number_to_words(value) for value in values)


def solve(steps: list[tuple[int, str, int]]) -> tuple[list[str], list[int], str]:
    """Reasoning lines for operations in order, how many lines each one ends at, and the final answer."""
    lines: list[str] = []
    ends: list[int] = []
    for step in steps:
        lines += work(*step)
        ends.append(len(lines))
    answer = result_of(lines)
    if not lines[-1].startswith("="):
        lines.append(f"={answer}")
    ends[-1] = len(lines)
    return lines, ends, answer


def reply(
    rng: Random, answer: str, ends: list[int], closing: str = "", firsts: list[str] | None = None
) -> tuple[ReplyPart, ...]:
    """An opener without content, perhaps the first step's result, then the result.

    closing: a template with {} for the number words, for stories ("She has {} apples left.").
    firsts: results of the earlier steps as digits, in the order of `ends`.
    """
    parts = [ReplyPart(0, rng.choice(OPENERS))]
    for end, value in zip(ends, firsts or [], strict=False):
        if rng.random() < 0.6:
            parts.append(ReplyPart(end, rng.choice(STEPPERS).format(words(value))))
    parts.append(ReplyPart(ends[-1], (closing or rng.choice(CLOSERS)).format(words(answer))))
    return tuple(parts)
