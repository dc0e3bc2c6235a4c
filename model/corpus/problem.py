"""One question with its reasoning, its answer and what is said about it.

Owns: the record that every stage of the corpus passes on. Must not know sound or tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from model.corpus import columns
from model.speech.numbers import number_to_words

OPENERS = (
    "Okay, let me work that out.", "Sure, let me see.", "Let's work it out together.", "Right, give me a moment.",
    "Alright, let me think about it.", "Good question, let me see.", "Okay, let's take it step by step.",
    "Let me think that through.", "Of course, just a moment.", "Well, let me have a look at this.",
)  # fmt: skip
CLOSERS = ("It's {}.", "That makes {}.", "The answer is {}.", "We get {}.", "So it's {}.", "And that gives {}.")
STEPPERS = ("First, that's {}.", "So first we get {}.", "The first step gives {}.", "That's {} to begin with.")


@dataclass(frozen=True)
class Said:
    """A piece of the reply that may be spoken once `after` reasoning lines are complete (0: at once)."""

    after: int
    text: str


@dataclass(frozen=True)
class Problem:
    """kind: what the accuracy tables group by. question: as written, digits for numbers.
    reasoning: lines, the last one `=ANSWER`. reply: what is said, in order, in words.
    typed: the way the question is typed, if that differs from `question`.
    """

    kind: str
    question: str
    reasoning: tuple[str, ...]
    answer: str
    reply: tuple[Said, ...]
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
    if " r " in number:
        whole, rest = number.split(" r ")
        return f"{number_to_words(int(whole))} remainder {number_to_words(int(rest))}"
    return str(number_to_words(int(number)))


def solve(steps: list[tuple[int, str, int]]) -> tuple[list[str], list[int], str]:
    """Reasoning lines for operations in order, how many lines each one ends at, and the final answer."""
    lines: list[str] = []
    ends: list[int] = []
    for step in steps:
        lines += columns.work(*step)
        ends.append(len(lines))
    answer = columns.result_of(lines)
    if not lines[-1].startswith("="):
        lines.append(f"={answer}")
    ends[-1] = len(lines)
    return lines, ends, answer


def reply(
    rng: Random, answer: str, ends: list[int], closing: str = "", firsts: list[str] | None = None
) -> tuple[Said, ...]:
    """Opener without content, perhaps the first step's result, then the result.

    closing: a template with {} for the number words, for stories ("She has {} apples left.").
    firsts: results of the earlier steps as digits, in the order of `ends`.
    """
    parts = [Said(0, rng.choice(OPENERS))]
    for end, value in zip(ends, firsts or [], strict=False):
        if rng.random() < 0.6:
            parts.append(Said(end, rng.choice(STEPPERS).format(words(value))))
    parts.append(Said(ends[-1], (closing or rng.choice(CLOSERS)).format(words(answer))))
    return tuple(parts)
