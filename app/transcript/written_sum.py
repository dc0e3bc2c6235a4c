"""Draws column work as pupils write it, as far as it is thought: every digit is one of the trace.

None where the lines are not of the usual form; they are then shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.transcript.board import column_head, product_plan
from app.transcript.drawing import LINE, SMALL, Drawing, Tone, width_of

_COLUMN: Final = 0.92
_CARRIES: Final = 0.95  # height of the row of carried digits
_TOP: Final = 1.05  # baseline of a line below its upper edge
_ADD = re.compile(r"(\d+)\+(\d+)(?:\+(1))?=(\d+)")
_SUBTRACT = re.compile(r"(\d+)-(\d+)(?:-(1))?=(\d+)")
_TIMES = re.compile(r"(\d)\*(\d)(?:\+(\d))?=(\d+)")
_DIVIDE = re.compile(r"(\d+)-(\d+)\*(\d+)=(?:(\d+)-(\d+)=(?:(\d+))?)?")
_SMALL_SUM = re.compile(r"(\d+)\+(\d+)=(\d*)")
_SIGNS: Final = {"*": "×", "-": "−", "/": "÷"}


def written_sum(lines: Sequence[str], open_line: bool) -> Drawing | None:
    """The drawing of a sum, product or division. open_line: the last line is still being written."""
    plan = product_plan(lines[0])
    head = column_head(lines[0])
    if plan is not None:
        return _long_product(*plan, lines[1:], open_line)
    if head is None:
        return None
    left, op, right, text = head
    steps = _complete(text, open_line and len(lines) == 1)
    result = lines[1][1:].strip() if len(lines) > 1 else ""
    if op == "/":
        return _division(left, right, steps, result)
    sheet = _Sheet(len(left) + len(right) if op == "*" else max(len(left), len(right)) + 1)
    if op == "*":
        done = sheet.times(left, right, steps, result, written=True)
    else:
        done = sheet.line(left) and sheet.line(right, op) and sheet.columns(left, op, right, steps, result)
    return sheet.finished() if done else None


def _complete(text: str, is_open: bool) -> list[str]:
    """The steps of a line; the last one of an open line may still get a digit."""
    steps = text.split(" ")
    return [step for step in (steps[:-1] if is_open else steps) if step]


class _Sheet:
    """Squared paper that grows downwards. Column 0 is the one of the ones; the operator stands left of all digits."""

    def __init__(self, digits: int) -> None:
        self.drawing = Drawing()
        self._digits = digits
        self._y = 0.0

    def _x(self, column: int) -> float:
        """The middle of a column."""
        return (self._digits - column + 0.5) * _COLUMN

    def put(self, column: int, text: str, y: float, tone: Tone = "ink", size: float = 1.0, shift: float = 0.0) -> None:
        x = self._x(column) + shift * _COLUMN
        self.drawing.text(x - width_of(text) * size / 2, y, text, size, tone)

    def line(self, number: str, op: str = "", tone: Tone = "ink") -> bool:
        """Writes a number below what is there."""
        y = self._y + _TOP
        for column, digit in enumerate(reversed(number)):
            self.put(column, digit, y, tone)
        if op:
            self.put(self._digits, _SIGNS.get(op, op), y, "quiet")
        self._y += LINE
        return True

    def rule(self) -> None:
        self._y += 0.12
        self.drawing.bar(self._x(self._digits) - _COLUMN / 2, self._x(0) + _COLUMN / 2, self._y)

    def carries(self, digits: Sequence[tuple[int, str]]) -> None:
        """The row of small carried digits, as (column, digit)."""
        for column, digit in digits:
            self.put(column, digit, self._y + 0.72, "carry", SMALL)
        self._y += _CARRIES

    def columns(self, left: str, op: str, right: str, steps: Sequence[str], result: str) -> bool:
        """The carries, the line and the result of a sum or difference whose numbers are the last lines."""
        form = _ADD if op == "+" else _SUBTRACT
        top = self._y - (2 * LINE) + _TOP
        made = ""
        carried: list[tuple[int, str]] = []
        borrowed: list[int] = []
        high, low = (number.zfill(max(len(left), len(right))) for number in (left, right))
        for column, step in enumerate(steps):
            found = form.fullmatch(step)
            if found is None or column >= len(high):
                return False
            first, second, carry, value = found.groups()
            if first[-1] != high[-column - 1] or second != low[-column - 1] or bool(carry) != (column in dict(carried)):
                return False
            if op == "-" and len(first) == 2:
                borrowed.append(column)
            more = column + 1 < len(high) and (len(value) == 2 if op == "+" else len(first) == 2)
            made = (value[-1] if more else value) + made
            if more:
                carried.append((column + 1, "1"))
        for column in borrowed:
            self.put(column, "1", top - 0.38, "carry", SMALL, shift=-0.46)
        self.carries(carried)
        self.rule()
        self.line(result or made, tone="result")
        return True

    def times(self, top: str, part: str, steps: Sequence[str], result: str, written: bool) -> bool:
        """A product with one digit. written: with its factors above; else the partial product alone."""
        zeros = len(part) - 1
        made = "0" * zeros
        carried: list[tuple[int, str]] = []
        if part[1:].strip("0"):
            return False
        if written:
            self.line(top)
            self.line(part, "*")
        carry = ""
        for column, step in enumerate(steps):
            found = _TIMES.fullmatch(step)
            if found is None or column >= len(top) or (found[1], found[2]) != (top[-column - 1], part[0]):
                return False
            if (found[3] or "") != carry:
                return False
            last = column + 1 == len(top)
            carry = "" if last or len(found[4]) < 2 else found[4][0]
            made = (found[4] if last else found[4][-1]) + made
            if carry:
                carried.append((column + 1 + zeros, carry))
        if written:
            self.carries(carried)
            self.rule()
        self.line(result or (made if steps else ""), tone="result" if written else "ink")
        return True

    def finished(self) -> Drawing:
        self.drawing.height = self._y + 0.15
        return self.drawing


def _long_product(top: str, factor: str, lines: Sequence[str], open_line: bool) -> Drawing | None:
    """Factors, partial products below each other, and their sums."""
    sheet = _Sheet(len(top) + len(factor))
    sheet.line(top)
    sheet.line(factor, "*")
    sheet.rule()
    at = 0
    while at < len(lines):
        last = at + 1 >= len(lines)
        small = _SMALL_SUM.fullmatch(lines[at])
        if small is not None:
            sheet.carries([])
            sheet.rule()
            sheet.line(small[3], tone="result")
            at += 1
            continue
        head = column_head(lines[at])
        if head is None:
            return None
        left, op, right, text = head
        steps = _complete(text, open_line and last)
        result = "" if last else lines[at + 1][1:].strip()
        if op == "*":
            done = sheet.times(left, right, steps, result, written=False)
        else:
            done = sheet.columns(left, op, right, steps, result)
        if not done:
            return None
        at += 2
    return sheet.finished()


def _division(left: str, right: str, steps: Sequence[str], result: str) -> Drawing | None:
    """The divisor, the dividend below a line, the quotient above it, and what is taken away step by step."""
    drawing, cell = Drawing(), _COLUMN * 0.86
    start = drawing.text(0.1, LINE + _TOP, right) + 0.2
    drawing.text(start - 0.02, LINE + _TOP, ")", tone="quiet")
    start += 0.42

    def put(end: int, number: str, y: float, tone: Tone = "ink") -> None:
        """A number whose last digit stands in column `end` of the dividend."""
        for back, digit in enumerate(reversed(number)):
            middle = start + (end - back + 0.5) * cell
            drawing.text(middle - width_of(digit) / 2, y, digit, tone=tone)

    put(len(left) - 1, left, LINE + _TOP)
    drawing.bar(start - 0.12, start + len(left) * cell + 0.1, LINE + 0.1)
    y = 2 * LINE
    column, known = 0, ""
    for number, step in enumerate(steps):
        found = _DIVIDE.fullmatch(step)
        if found is None:
            return None
        rest, divisor, times, _, product, remains = found.groups()
        column = len(rest) - 1 if number == 0 else column + 1
        brought = known.lstrip("0") + left[column] if number and column < len(left) else left[: column + 1]
        if divisor != right or column >= len(left) or rest != (brought.lstrip("0") or "0") or len(times) != 1:
            return None
        if number:  # the digit that was brought down, beside what remained
            put(column, rest, y - LINE + _TOP)
        put(column, times, _TOP, "result")
        if product is not None:
            put(column, product, y + _TOP)
            wide = max(len(rest), len(product))
            drawing.bar(start + (column + 1 - wide) * cell - 0.08, start + (column + 1) * cell + 0.08, y + LINE + 0.05)
            y += LINE
        known = remains or ""
        after = number + 1 < len(steps)
        if remains is not None:
            if not after:
                put(column, remains, y + _TOP)
            y += LINE
    if " r " in result:
        drawing.text(start + len(left) * cell + 0.1, _TOP, f" r {result.split()[-1]}", tone="result")
    drawing.height = y + 0.2
    return drawing
