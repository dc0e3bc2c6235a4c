"""What came of a practice: rows for the screen and the printer, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.practice.session import Outcome, Practice
from model.errors import N_, Translatable

OUTCOMES: Final[dict[Outcome, str]] = {
    "open": N_("Not done"),
    "first": N_("Right at once"),
    "right": N_("Right after another try"),
    "hinted": N_("Right with hints"),
    "shown": N_("The answer was shown"),
}
COLUMNS: Final = (
    N_("Problem"),
    N_("Right answer"),
    N_("Your answers"),
    N_("Hints"),
    N_("Result"),
    N_("Came again"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One problem. again: how it went when it came again; empty if it did not."""

    question: str
    answer: str
    tries: tuple[str, ...]
    hints: int
    outcome: Outcome
    again: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """first, later, missed: how many problems were right at once, right later in this practice, and not at all."""

    rows: tuple[Row, ...]
    first: int
    later: int
    missed: int


def results(practice: Practice) -> Results:
    """The problems in their first order, without those that were not reached."""
    reached = practice.items[: practice.at + (1 if practice.solved else 0)]
    rows = [
        Row(
            item.asked.question,
            item.asked.answer,
            tuple(item.tries),
            item.hints,
            item.outcome,
            tuple(o.outcome for o in reached if o.again and o.asked.question == item.asked.question),
        )
        for item in reached
        if not item.again
    ]
    first = sum(row.outcome == "first" for row in rows)
    missed = sum((*(row.outcome,), *row.again)[-1] == "shown" for row in rows)
    return Results(tuple(rows), first, len(rows) - first - missed, missed)


def cells(row: Row, tell: Callable[[str], str] = str) -> tuple[str, ...]:
    """The texts of a row under `COLUMNS`. tell: translates."""
    again = ", ".join(tell(Translatable(OUTCOMES[one])) for one in row.again)
    result = tell(Translatable(OUTCOMES[row.outcome]))
    return row.question, row.answer, ", ".join(row.tries), str(row.hints), result, again


def columns(tell: Callable[[str], str] = str) -> tuple[str, ...]:
    return tuple(tell(Translatable(name)) for name in COLUMNS)


def as_csv(practice: Practice, tell: Callable[[str], str] = str) -> str:
    """The rows as CSV with a header. A spreadsheet must not read an answer as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns(tell))
    for row in results(practice).rows:
        writer.writerow([_harmless(cell) for cell in cells(row, tell)])
    return out.getvalue()


def _harmless(cell: str) -> str:
    formula = cell.startswith(("=", "+", "@", "\t", "\r")) or (cell.startswith("-") and not _is_number(cell))
    return f"'{cell}" if formula else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
