"""Groups the lines of a reasoning into what is drawn together: a written sum, equations, a line of text, the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from app.transcript.reasoning_steps import Steps, StepState, is_result
from model.working.numerals import numeral

Kind = Literal["text", "sum", "equations", "result"]

_HEAD = re.compile(r"(\d{1,7})([+\-*/])(\d{1,7}):(?: (.*))?")
_PLAN = re.compile(r"([1-9]\d{1,5})\*([1-9]\d{1,5})")
_EQUATION = re.compile(r"[0-9x+\-*/^().% of]+(?:=[0-9x+\-*/^(). ]*)+|sqrt\(\d+\)=sqrt\(\d+\*\d+\)=\d+")
_SUM = re.compile(r"(\d+)\+(\d+)=(\d*)")
_WORST: Final[tuple[StepState, ...]] = ("withdrawn", "wrong", "unchecked", "", "right")
LONGEST = 200  # characters of a line that is drawn


@dataclass(frozen=True, slots=True)
class Row:
    """lines: of the trace. state: the worst verdict on them, "" without one. open: it is still being written."""

    kind: Kind
    lines: tuple[str, ...]
    state: StepState = ""
    open: bool = False


def rows_of(steps: Steps) -> list[Row]:
    """All of a reasoning, in order. The last line is the result once the turn has ended with one."""
    lines = list(steps.closed)
    states = [steps.state(at) for at in range(len(lines))]
    if steps.open.strip():
        lines.append(steps.open.strip())
        states.append(steps.state(len(states)))
    grows = bool(steps.open.strip())
    rows: list[Row] = []
    at = 0
    while at < len(lines):
        count, kind = _reach(lines, states, at)
        end = at + count
        state = min(states[at:end], key=_WORST.index)
        unfinished = end == len(lines) and (grows or (steps.final is None and _unfinished(kind, lines[at:end])))
        rows.append(Row(kind, tuple(lines[at:end]), state, unfinished))
        at = end
    if steps.final is not None and rows and is_result(last := rows[-1].lines[-1]):
        if rows[-1].kind == "text":
            rows.pop()
        rows.append(Row("result", (last,), steps.final))
    return rows


def spoken_form(row: Row) -> str:
    """The lines as plain text, for a screen reader or a page without pictures."""
    return "\n".join(row.lines)


def column_head(line: str) -> tuple[str, str, str, str] | None:
    """Left number, operator, right number and the steps of a line of column work."""
    match = _HEAD.fullmatch(line)
    return (match[1], match[2], match[3], match[4] or "") if match else None


def product_plan(line: str) -> tuple[str, str] | None:
    """The factors of a product that following lines carry out."""
    match = _PLAN.fullmatch(line)
    return (match[1], match[2]) if match else None


def _unfinished(kind: Kind, lines: Sequence[str]) -> bool:
    return kind == "sum" and not (is_result(lines[-1]) or _SUM.fullmatch(lines[-1]))


def _reach(lines: Sequence[str], states: Sequence[StepState], at: int) -> tuple[int, Kind]:
    """How many lines from `at` on are drawn together, and as what."""
    line = lines[at]
    if states[at] == "withdrawn" or len(line) > LONGEST:
        return 1, "text"
    if product_plan(line):
        kept = _kept(lines, states, at)
        count = 1 + _product_lines(line, kept[1:])
        return (count, "sum") if count > 1 else (1, "text")
    if column_head(line):
        kept = _kept(lines, states, at)
        return 1 + (len(kept) > 1 and _is_whole_result(kept[1])), "sum"
    if _is_equation(line):
        kept, count = _kept(lines, states, at), 1
        while count < len(kept) and _goes_on(kept[count - 1], kept[count]):
            count += 1
        return count, "equations"
    return 1, "text"


def _kept(lines: Sequence[str], states: Sequence[StepState], at: int) -> list[str]:
    """The lines from `at` to the next one that was taken back."""
    end = at
    while end < len(lines) and states[end] != "withdrawn" and end - at < 40:
        end += 1
    return list(lines[at:end])


def _is_whole_result(line: str) -> bool:
    return re.fullmatch(r"=\d*(?: r ?\d*| )?", line) is not None


def _product_lines(plan: str, lines: Sequence[str]) -> int:
    """How many lines carry out a product: its partial products, and the sums of those."""
    top, factor = plan.split("*")
    parts = [digit + "0" * zeros for zeros, digit in enumerate(reversed(factor)) if digit != "0"]
    sums: list[str] = []
    at = 0
    while at < len(lines):
        head = column_head(lines[at])
        if head is None:
            match = _SUM.fullmatch(lines[at])
            if match is None or sums[-2:] != [match[1], match[2]]:
                break
            sums[-2:] = [match[3]]
            at += 1
            continue
        left, op, right, _ = head
        partial = op == "*" and left == top and right in parts
        if not partial and not (op == "+" and sums[-2:] == [left, right]):
            break
        if partial:
            parts.remove(right)
        at += 1
        if at == len(lines) or not _is_whole_result(lines[at]):
            break
        sums = [*sums, lines[at][1:]] if partial else [lines[at][1:]]
        at += 1
    return at


@lru_cache(maxsize=2048)
def _is_equation(line: str) -> bool:
    return not is_result(line) and "=" in line and _EQUATION.fullmatch(line) is not None


def _goes_on(before: str, line: str) -> bool:
    """Whether a line goes on from the end of the one before: "=11/12" after "=(9+2)/12"."""
    if not line.startswith("=") or len(line) > LONGEST or not _EQUATION.fullmatch("0" + line):
        return False
    last, new = before.rsplit("=", 1)[1], line[1:]
    known, value = numeral(last), numeral(new)
    return known is None or (last != new and (value is None or known.value == value.value))


def parts_of(lines: Sequence[str]) -> list[str]:
    """The sides of equations that go on from line to line: "x=8/2", "=4" -> "x", "8/2", "4"."""
    return [part for line in lines for part in (line[1:] if line.startswith("=") else line).split("=")]
