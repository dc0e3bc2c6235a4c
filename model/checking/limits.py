"""Bounds on what is computed, and the reasons for which a line is left unchecked."""

from __future__ import annotations

from enum import StrEnum

MAX_LENGTH = 400  # characters of a line
MAX_TOKENS = 200
MAX_DIGITS = 60  # digits of one number
MAX_DEPTH = 40  # nested brackets, roots and powers
MAX_EXPONENT = 64
MAX_BITS = 4096  # of a numerator and denominator together
MAX_RADICAND = 10**8  # larger numbers under a root must be perfect powers


class Reason(StrEnum):
    """Short phrases for a person, stable enough to be looked up in a table of translations."""

    NO_CLAIM = "nothing is claimed"
    TOO_LONG = "too long"
    TOO_LARGE = "the numbers are too large"
    TOO_DEEP = "too many nested brackets"
    UNKNOWN_SIGN = "a sign that is not known here"
    NOT_PARSED = "not a formula that can be read"
    AMBIGUOUS = "can be read in two ways"
    WORDS = "words change the meaning"
    SEVERAL_UNKNOWNS = "more than one unknown"
    NOT_LINEAR = "not a linear expression"
    IRRATIONAL = "roots or pi in a form that is not compared"
    UNITS = "the units do not fit together"
    LEADING_ZERO = "a number with a leading zero"
    UNDEFINED = "not defined"
    NOT_EXACT_ROOT = "the root is not exact"
    ROUNDED = "rounded without saying so"
    NO_PLACE = "rounded to a place that is not stated"
    NO_EQUATION_BEFORE = "no equation to compare with"
    NO_RULE = "same solution, but not one known step"
    NO_RESULT_BEFORE = "no result to compare with"
    REMAINDER = "a remainder without its division"
    UNUSUAL_COLUMNS = "not the usual column work"
    PLAN_OPEN = "a plan that is not carried out yet"
    UNGROUNDED = "a number that is not in the question"
    RESTS_ON_UNCHECKED = "rests on a line that could not be checked"
    RESTS_ON_WRONG = "rests on a wrong line"
    # Reasons for WRONG
    NOT_EQUAL = "the two sides differ"
    NOT_TRUE = "the comparison is false"
    BAD_REMAINDER = "the remainder must be smaller than the divisor"
    BAD_ROUNDING = "rounded wrongly"
    WRONG_STEP = "this step of the column work is wrong"
    SOLUTION_CHANGED = "the solution changes"
    DIVISION_BY_ZERO = "division by zero"


class NotCheckable(Exception):
    """A line that cannot be judged. position: where in the line, as far as that is known."""

    def __init__(self, reason: Reason, position: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.position = position


class DividedByZero(NotCheckable):
    def __init__(self, position: int = 0) -> None:
        super().__init__(Reason.DIVISION_BY_ZERO, position)
