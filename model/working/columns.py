"""Column work on whole numbers, a digit at a time: "47+38" -> "47+38: 7+8=15 4+3+1=8" and "=85"."""

from __future__ import annotations


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


def result_text(a: int, b: int) -> str:
    """A division in one line: "91/2=45 r 1"."""
    quotient, rest = divmod(a, b)
    return f"{a}/{b}={quotient} r {rest}" if rest else f"{a}/{b}={quotient}"
