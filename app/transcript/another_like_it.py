"""A question like another one: the same words and operations with other numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from model.working import lines_for, result_of, steps_of, value_of

_NUMBER: Final = re.compile(r"(?<![\d.,/^])\d{1,4}(?![\d]|[.,/^]\d)")
_IN_OPERATION: Final = re.compile(r"\d+(?:\.\d+)?")
_TRIES: Final = 200


def another_like_it(question: str, lines: Sequence[str], draw: random.Random) -> str | None:
    """The question with other numbers of as many digits. lines: the working of the question.

    None where its working does not tell how each number is used, or no other numbers fit as well: the results stay
    whole and positive where they were, and divisions stay exact.
    """
    found = list(_NUMBER.finditer(question))
    numbers = [match[0] for match in found]
    steps = [(step.written, step.result) for step in steps_of(lines)]
    used = {number for written, _ in steps for number in _IN_OPERATION.findall(written)}
    if not steps or not numbers or len(set(numbers)) < len(numbers) or not set(numbers) <= used:
        return None
    if len(_IN_OPERATION.findall(question)) != len(numbers):
        return None
    for _ in range(_TRIES):
        new = dict(zip(numbers, (_like(number, draw) for number in numbers), strict=True))
        if all(new[number] != number for number in numbers) and _fits(steps, new):
            parts, at = [], 0
            for match in found:
                parts += [question[at : match.start()], new[match[0]]]
                at = match.end()
            return "".join(parts) + question[at:]
    return None


def _like(number: str, draw: random.Random) -> str:
    low = 10 ** (len(number) - 1)
    return str(draw.randint(max(2, low), 10 * low - 1))


def _fits(steps: Sequence[tuple[str, str]], new: dict[str, str]) -> bool:
    """Whether the operations can be carried out with other numbers, with results of the same kind."""
    known = dict(new)
    for written, result in steps:
        changed = _IN_OPERATION.sub(lambda number: known.get(number[0], number[0]), written)
        lines = lines_for(changed)
        if lines is None:
            return False
        made = result_of(lines)
        before, after = value_of(result), value_of(made)
        if (before is None) != (after is None) or (before is not None and not _alike(before, after)):
            return False
        known[result] = made
    return True


def _alike(before: Fraction, after: Fraction | None) -> bool:
    assert after is not None
    return (after.denominator == 1) == (before.denominator == 1) and (after > 0) == (before > 0)
