"""Column work of the starter's traces: "47+38: 7+8=15 4+3+1=8", checked column by column against its head."""

from __future__ import annotations

import re
from typing import NamedTuple

from model.checking.findings import State, Verdict
from model.checking.limits import Reason
from model.checking.value import of
from model.checking.verdict import check_line
from model.checking.written_methods import add, divide, subtract, times_digit

_HEAD = re.compile(r"\s*([0-9]{1,12})\s*([+\-−*×x·/÷])\s*([0-9]{1,12})\s*:(?![0-9]) *")
_STEP = re.compile(r"[0-9]+(?:\s*[+\-−*×x·/÷=]\s*[0-9]+)+")
_BETWEEN = re.compile(r"[\s,;.]*")
_PLAIN = str.maketrans("−×x·÷", "-***/", " \t")


class Operation(NamedTuple):
    """left op right on whole numbers that are not negative."""

    left: int
    op: str
    right: int

    @property
    def division(self) -> tuple[int, int] | None:
        return (self.left, self.right) if self.op == "/" and self.right else None

    @property
    def result(self) -> int:
        """The whole-number result; the quotient without its remainder for a division."""
        if self.op == "/":
            return self.left // self.right
        return {"+": self.left + self.right, "-": self.left - self.right, "*": self.left * self.right}[self.op]


def column_head(line: str) -> tuple[Operation, int] | None:
    """The operation that a line of column work carries out, and where its steps begin; None for other lines."""
    match = _HEAD.match(line)
    if match is None:
        return None
    left, op, right = int(match[1]), match[2].translate(_PLAIN), int(match[3])
    if (op == "/" and not right) or str(left) != match[1] or str(right) != match[3]:
        return None
    return Operation(left, op, right), match.end()


def usual_steps(operation: Operation) -> list[str] | None:
    """The steps that the corpus writes for the operation; None where it needs no columns."""
    left, op, right = operation
    if op == "*":
        if not right or right % 10 ** (len(str(right)) - 1):
            return None
        lines = times_digit(left, right)
    elif op == "-":
        lines = subtract(left, right) if left >= right else []
    else:
        lines = add(left, right) if op == "+" else divide(left, right)
    return lines[0].partition(": ")[2].split() or None if lines else None


def check_columns(line: str, operation: Operation, start: int) -> Verdict:
    """The verdict on a line of column work; `operation` and `start` are those of `column_head`."""
    value = of(operation.result)
    expected = usual_steps(operation) or []
    unusual = Verdict(State.UNCHECKED, Reason.UNUSUAL_COLUMNS, start=start, end=len(line), value=value)
    at = start
    for i, step in enumerate(_STEP.finditer(line, start)):
        wanted = expected[i] if i < len(expected) else ""
        text = step[0].translate(_PLAIN)
        if not _BETWEEN.fullmatch(line, at, step.start()):
            return unusual
        at = step.end()
        if text == wanted:
            expected[i] = ""
            continue
        own = check_line(step[0])
        if own.wrong and not wanted:
            return Verdict(State.WRONG, own.reason, own.expected, step.start() + own.start, step.start() + own.end)
        if own.wrong or (own.right and wanted and _same_column(text, wanted)):
            differs = step.start() + (_first_difference(text, wanted) if text == step[0] else 0)
            return Verdict(State.WRONG, Reason.WRONG_STEP, wanted, differs, step.end(), value)
        return unusual
    if not expected or any(expected) or not _BETWEEN.fullmatch(line, at):
        return unusual
    return Verdict(State.RIGHT, value=value, division=operation.division)


def _same_column(step: str, wanted: str) -> bool:
    """True if a step works on the digits of the wanted one, and differs in the carry or borrow."""
    given, right = re.findall("[0-9]+", step), re.findall("[0-9]+", wanted)
    return given[:2] == right[:2] or (given[1:2] == right[1:2] and "-" in wanted and given[0][-1] == right[0][-1])


def _first_difference(text: str, wanted: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b), min(len(text), len(wanted)))
