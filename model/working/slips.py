"""Mistakes that pupils often make in one operation on whole numbers, by the result that they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from model.working.columns import column_digits

UNKNOWN = "unknown"


def slips_of(a: int, op: str, b: int) -> Iterator[tuple[str, int]]:
    """Names of mistakes with the wrong result of each, the most telling first. None has the right result."""
    right = {"+": a + b, "-": a - b, "*": a * b, "/": a // b if b else 0}[op]
    seen = {right}
    for name, value in _candidates(a, op, b, right):
        if value not in seen:
            seen.add(value)
            yield name, value


def slip_name(a: int, op: str, b: int, given: int) -> str:
    """ "carry" for a forgotten carry, ...; UNKNOWN if `given` is no known mistake."""
    return next((name for name, value in slips_of(a, op, b) if value == given), UNKNOWN)


def _candidates(a: int, op: str, b: int, right: int) -> Iterator[tuple[str, int]]:
    columns = column_digits(a, b)
    if op == "+":
        yield "carry", _joined([(x + y) % 10 for x, y in columns[:-1]] + [sum(columns[-1])])
    if op == "-" and a >= b:
        yield "smaller-from-larger", _joined([abs(x - y) for x, y in columns])
        yield "borrow", _joined([(x - y) % 10 for x, y in columns])
    if op == "*" and min(a, b) < 10 <= max(a, b):
        digits = [int(d) * min(a, b) for d in reversed(str(max(a, b)))]
        yield "carry", _joined([d % 10 for d in digits[:-1]] + digits[-1:])
    if op != "+":
        yield "added", a + b
    if op != "-":
        yield "subtracted", a - b
    if op != "*":
        yield "multiplied", a * b
    if op == "*" and min(a, b) <= 12:
        yield "table", right + max(a, b)
        yield "table", right - max(a, b)
    yield "one-off", right + 1
    yield "one-off", right - 1
    yield "ten-off", right + 10
    yield "ten-off", right - 10
    yield "zero", right * 10
    if right % 10 == 0:
        yield "zero", right // 10


def _joined(digits: list[int]) -> int:
    """From digits, the ones first."""
    return int("".join(map(str, reversed(digits))))
