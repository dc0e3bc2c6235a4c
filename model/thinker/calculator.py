"""Exact working inside the reasoning: the model writes an operation, the rules carry it out.

It is a calculator that the model uses, never a solver: only an operation that the model wrote is carried out.
"""

from __future__ import annotations

from model.working import lines_for

_BEGINS = ":=\n"


def working_instead(line: str, choice: str | None) -> str:
    """The exact working of the operation that the open line consists of; "" if the model goes on alone.

    choice: the text that the model would write next, None for the end of the reasoning. A digit may still belong to the
    operation, so only what begins the working is replaced. Where the working begins in another way than the operation
    is written ("3-5" as "3<5"), the model goes on alone up to the next operation.
    """
    if choice is not None and (not choice or choice[0] not in _BEGINS):
        return ""
    working = "\n".join(lines_for(line) or ())
    return working.removeprefix(line) if working.startswith(line) else ""
