"""What the tutor says: the question taken up, each step's result when it is reached, then the answer.

The shipped weights were trained on an opening without content; `plain_opening` gives that form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from model.corpus.problem import Problem, ReplyPart
from model.corpus.speech import capital, singular, words
from model.thinker.opening import OPENERS
from model.working import Working

RESTATEMENTS = (
    "{}.", "{}.", "{}, let me see.", "{}, okay.", "So, {}.", "Okay, {}.", "Right, {}.", "{}, right.", "Let's see, {}.",
    "Well, {}.", "Let me work out {}.", "Alright, {}.",
)  # fmt: skip
CLOSERS = ("It's {}.", "That makes {}.", "The answer is {}.", "We get {}.", "So it's {}.", "And that gives {}.")
FIRSTS = ("First, that's {}.", "So first we get {}.", "The first step gives {}.", "That's {} to begin with.")
NEXTS = ("Then {}.", "That makes {}.", "Now we have {}.", "Next, {}.", "That gives {}.")


def restated(rng: Random, text: str) -> str:
    """The question taken up in a few words: "two plus three" -> "Two plus three, let me see." """
    return capital(rng.choice(RESTATEMENTS).format(text))


def compose(rng: Random, working: Working, opening: str, closing: str = "") -> tuple[ReplyPart, ...]:
    """opening: a sentence said at once. closing: a template with {} for the answer in words; any without one.

    Each result is said as soon as its line is complete.
    """
    parts = [ReplyPart(0, opening)]
    for number, step in enumerate(working.steps[:-1]):
        parts.append(ReplyPart(step.end, said_step(rng, step.written, step.result, first=number == 0)))
    text = closing or rng.choice(CLOSERS)
    text = (singular(text) if working.answer == "1" else text).replace("{}", words(working.answer))
    parts.append(ReplyPart(working.steps[-1].end, capital(text)))
    return tuple(parts)


def said_step(rng: Random, written: str, result: str, first: bool) -> str:
    """A result on the way: "First, that's eighty.", for an equation "Two x equals eight." """
    side = written.rpartition("=")[0]
    if "x" in written:
        left, right = (side, result) if side else (written, result)
        return capital(f"{unknowns(left)} {'equals' if side else 'is'} {unknowns(right)}.")
    return rng.choice(FIRSTS if first else NEXTS).format(words(result))


def unknowns(side: str) -> str:
    """One side of an equation in words: "2x" -> "two x", "x/3" -> "x over three"."""
    spaced = side
    for sign, name in (("+", " plus "), ("-", " minus "), ("/", " over "), ("(", " times "), (")", "")):
        spaced = spaced.replace(sign, name)
    spaced = spaced.replace("x", " x ")
    return " ".join(words(part) if part[0].isdigit() else part for part in spaced.split())


def plain_opening(problem: Problem, rng: Random) -> Problem:
    """The same problem with an opening sentence that says nothing of the question."""
    if problem.declined or not problem.reply or problem.reply[0].after:
        return problem
    return replace(problem, reply=(ReplyPart(0, rng.choice(OPENERS)), *problem.reply[1:]))


def listed(parts: Sequence[str]) -> str:
    """ "a", "a, and b", "a, b, and c": with commas, as "one hundred and fifty" would be one number."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
