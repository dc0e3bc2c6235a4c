"""Exact working inside the reasoning: the model writes an operation, the rules carry it out.

It is a calculator that the model uses, never a solver: only an operation that the model wrote is carried out, and only
its result is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.working import lines_for, steps_of

_BEGINS = ":=\n"
_LESS = re.compile(r"(\d+)<(\d+)")


def working_instead(line: str, choice: str | None, before: Sequence[str] = ()) -> str:
    """The exact working of the operation that the open line consists of; "" if the model goes on alone.

    choice: the text that the model would write next, None for the end of the reasoning. before: the closed lines, ""
    for a wrong one. A digit may still belong to the operation, so only what begins the working is replaced. Where the
    working begins in another way than the operation is written ("3-5" as "3<5"), the model goes on alone up to the next
    operation. A line that begins with "=" repeats a result.
    """
    if choice is not None and (not choice or choice[0] not in _BEGINS):
        return ""
    if not line:
        return result_line(before) if choice and choice[0] == "=" else ""
    working = "\n".join(lines_for(line) or ())
    return working.removeprefix(line) if working.startswith(line) else ""


def result_line(lines: Sequence[str]) -> str:
    """The line "=RESULT" that may follow a trace: of a difference below zero, or of its last operation; "" if none."""
    for at in range(len(lines) - 1, -1, -1):
        less = _LESS.fullmatch(lines[at])
        if less:
            made = lines_for(f"{less[1]}-{less[2]}") or []
            done, line = made[: len(lines) - at], made[len(lines) - at :][:1]
            if done == list(lines[at:]) and line and line[0].startswith("="):
                return line[0]
    results = [step.result for step in steps_of(lines) if not step.written.startswith("slip(")]
    return f"={results[-1]}" if results else ""


def ends_line(choice: str | None) -> bool:
    """Whether this choice may follow exact working: the line's end, or the end of the reasoning (None)."""
    return choice is None or choice.startswith("\n")
