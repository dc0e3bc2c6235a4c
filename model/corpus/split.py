"""What is kept for tests: whole families of wording, operand pairs, and texts.

A problem belongs to the test side if one of its operand pairs or texts does, or its family; training has none of them.
Pairs and texts are chosen by a hash, one in twenty-five.
"""

from __future__ import annotations

import re
import zlib

from model.corpus.problem import Problem

ONE_IN = 25

HELD_OUT_FAMILIES = frozenset(
    """
    add/total add/follows add/sum-up subtract/fewer subtract/how-much-left subtract/deduct multiply/lots
    multiply/repeated divide/how-often divide/split divide/third-of
    two-step/start-multiply-and two-step/once-add-and two-step/number-subtract two-step/number-add-to
    stories-1/taller-than stories-1/how-many-missing stories-1/was-given stories-1/price-of-many stories-1/half-as-many
    stories-1/per-hour stories-1/age-before stories-1/distractor-left stories-1/had-at-first
    stories-2/two-give-away stories-2/fewer-then-total stories-2/change-two-things stories-2/join-and-share
    stories-2/shared-then-more stories-2/difference-times stories-2/rate-up stories-2/distractor-two
    stories-3/two-kinds-of-boxes stories-3/share-after-two stories-3/three-days
    large/difference large/product negatives/product negatives/warmer decimals/difference decimals/product
    decimals/lengths fractions/sum fractions/difference fractions/recipe percent/of-asked-back percent/tip
    powers/times-itself powers/which-number order/minus-bracket order/two-products-difference equations/number-minus
    equations/missing-factor equations/over-plus units/kg-to-g units/cut-off units/coins geometry/way-around
    geometry/missing-side geometry/around-a-point averages/average-per-day averages/ratio-given-one
    factors/largest-divides-both sequences/continue sequences/pattern
    follow-up/instead why/how-come check/what-about hint/where-start practise/quiz-me decline/what-else
    """.split()
)
"""Families of wording that no training question has."""


def normalised(text: str) -> str:
    """Letters and digits only, in lower case: "9 times 6?" and "9 times 6." are one."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def is_chosen(text: str) -> bool:
    """Whether a hash puts a text on the test side."""
    return zlib.crc32(text.encode()) % ONE_IN == 0


def has_test_text(problem: Problem) -> bool:
    """Of the question in any of its forms, or of the question before it."""
    texts = [problem.question, problem.typed, problem.spoken]
    if problem.context:
        texts.append(problem.context.question)
    return any(is_chosen(normalised(text)) for text in texts if text)


def has_test_operands(problem: Problem) -> bool:
    return any(is_chosen(f"operands {pair}") for pair in problem.operands)


def is_held_out(problem: Problem) -> bool:
    """Whether the family is held out: by name, for problems of GSM8K by the hash of the text they come from."""
    if problem.family.startswith("gsm8k/"):
        return is_chosen(problem.family)
    return problem.family in HELD_OUT_FAMILIES


def is_test(problem: Problem) -> bool:
    """Whether a problem is kept for tests."""
    return is_held_out(problem) or has_test_text(problem) or has_test_operands(problem)
