"""A question with its reasoning, its answer and the reply. Reasoning is written arithmetic, a digit at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from model.numbers import Remainder, number_to_words


def add(a: int, b: int) -> list[str]:
    """a + b for non-negative whole numbers."""
    if min(a, b) < 10 and max(a, b) < 20:
        return [f"{a}+{b}={a + b}"]
    steps, carry = [], 0
    for x, y in column_digits(a, b):
        total = x + y + carry
        steps.append(f"{x}+{y}+1={total}" if carry else f"{x}+{y}={total}")
        carry = total // 10
    return [f"{a}+{b}: {' '.join(steps)}", f"={a + b}"]


def subtract(a: int, b: int) -> list[str]:
    """a - b; if a is smaller, b - a with the sign on the result."""
    if a < b:
        return [f"{a}<{b}", *subtract(b, a), f"=-{b - a}"]
    if a < 20:
        return [f"{a}-{b}={a - b}"]
    steps, borrow = [], 0
    for x, y in column_digits(a, b):
        short = x - y - borrow < 0
        left = x + 10 if short else x
        steps.append(f"{left}-{y}-1={left - y - 1}" if borrow else f"{left}-{y}={left - y}")
        borrow = int(short)
    return [f"{a}-{b}: {' '.join(steps)}", f"={a - b}"]


def multiply(a: int, b: int) -> list[str]:
    """a * b by partial products, one for each digit of the factor with fewer of them."""
    if a < 10 and b < 10:
        return [f"{a}*{b}={a * b}"]
    swap = nonzero_digits(b) > nonzero_digits(a)
    top, factor = (b, a) if swap else (a, b)
    parts = [int(d) * 10**i for i, d in enumerate(reversed(str(factor))) if d != "0"]
    if not parts or top == 0:
        return [f"{a}*{b}=0"]
    lines: list[str] = [] if len(parts) == 1 else [f"{top}*{factor}"]
    total = 0
    for part in parts:
        lines += times_digit(top, part)
        if total:
            lines += add(total, top * part)
        total += top * part
    return lines


def times_digit(top: int, part: int) -> list[str]:
    """top * part, where part is one digit followed by zeros."""
    digit, steps, carry = int(str(part)[0]), [], 0
    for x in reversed(str(top)):
        total = int(x) * digit + carry
        steps.append(f"{x}*{digit}+{carry}={total}" if carry else f"{x}*{digit}={total}")
        carry = total // 10
    return [f"{top}*{part}: {' '.join(steps)}", f"={top * part}"]


def divide(a: int, b: int) -> list[str]:
    """a / b by long division; a remainder is written `=Q r R`. b must not be 0."""
    if b == 0:
        raise ZeroDivisionError(f"{a} divided by 0")
    if a < 10 * b and b < 10 and a % b == 0:
        return [f"{a}/{b}={a // b}"]
    steps, rest = [], 0
    started = False
    for position, digit in enumerate(str(a)):
        rest = rest * 10 + int(digit)
        last = position == len(str(a)) - 1
        if rest < b and not started and not last:
            continue
        started = True
        times = rest // b
        steps.append(f"{rest}-{b}*{times}={rest}-{b * times}={rest - b * times}")
        rest -= b * times
    result = f"={a // b} r {rest}" if rest else f"={a // b}"
    return [f"{a}/{b}: {' '.join(steps)}", result]


METHODS = {"+": add, "-": subtract, "*": multiply, "/": divide}


def work(a: int, symbol: str, b: int) -> list[str]:
    """The lines for one operation; the last one has the result."""
    return METHODS[symbol](a, b)


def column_digits(a: int, b: int) -> list[tuple[int, int]]:
    """Digit pairs from the ones upwards; the shorter number is padded with zeros."""
    width = max(len(str(a)), len(str(b)))
    return [(int(x), int(y)) for x, y in zip(str(a).zfill(width)[::-1], str(b).zfill(width)[::-1], strict=True)]


def nonzero_digits(n: int) -> int:
    return sum(d != "0" for d in str(n))


def result_of(lines: list[str]) -> str:
    """The text behind the last `=` of the last line."""
    return lines[-1].rsplit("=", 1)[1]


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
