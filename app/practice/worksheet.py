"""A worksheet of problems with its answer key, as HTML pages. The same number gives the same sheet again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from typing import Final

from app.practice.session import different
from app.transcript.board import Row, rows_of
from app.transcript.board_drawing import drawing_of
from app.transcript.drawing import svg_of
from app.transcript.reasoning_steps import Steps, pretty
from model.corpus.exercises import Exercise, Kind, Level
from model.errors import N_, BadInput, Translatable

MOST: Final = 60
LAST_NUMBER: Final = 999_999
SHORT: Final = 26
"""Characters of a problem that fits beside another one."""
NAME: Final = Translatable("Name:")
DATE: Final = Translatable("Date:")
ANSWER: Final = Translatable("Answer:")
_TITLE: Final = N_("{kind}, sheet {number}")
_KEY_TITLE: Final = N_("{kind}, answers to sheet {number}")

_SUM: Final = re.compile(r"(?:What is|How much is) ([-\d\s.+−×÷()]+)\?")


@dataclass(frozen=True, slots=True)
class Worksheet:
    """number: of the sheet, from which its problems follow."""

    kind: Kind
    level: Level
    number: int
    problems: tuple[Exercise, ...]

    @property
    def short(self) -> bool:
        """True if two problems fit beside each other."""
        return all(len(printed(one)) <= SHORT for one in self.problems)


def worksheet(kind: Kind, level: Level, count: int, number: int) -> Worksheet:
    """The sheet of a number with `count` different problems. Raises BadInput for numbers that are out of range."""
    if not 1 <= count <= MOST:
        raise BadInput("a sheet has 1 to {most} problems, not {count}", most=MOST, count=count)
    if not 0 <= number <= LAST_NUMBER:
        raise BadInput("the number of a sheet is 0 to {last}, not {number}", last=LAST_NUMBER, number=number)
    drawn = different(Random(f"{kind} {level} {number}"), kind, level, (), count)
    return Worksheet(kind, level, number, tuple(drawn))


def title_of(sheet: Worksheet, kind: str, *, key: bool) -> Translatable:
    """The title of the sheet or of its key. kind: the kind and difficulty in the reader's words."""
    return Translatable(_KEY_TITLE if key else _TITLE, kind=kind, number=sheet.number)


def printed(asked: Exercise) -> str:
    """A problem as it stands on paper: a sum without words, anything else as it is asked."""
    found = _SUM.fullmatch(asked.question)
    return f"{found[1]} =" if found else asked.question


def is_sum(asked: Exercise) -> bool:
    """True if the answer is written behind the problem."""
    return printed(asked).endswith("=")


def answer_of(asked: Exercise) -> str:
    """The answer as it is printed."""
    return asked.answer.replace("-", "−")


def working_of(asked: Exercise) -> list[Row]:
    """The worked steps, in rows as pupils write them, without a line that only repeats the answer."""
    steps = Steps()
    steps.add("".join(f"{line}\n" for line in asked.lines))
    rows = rows_of(steps)
    repeats = len(rows) > 1 and rows[-1].kind == "text" and rows[-1].lines == (f"={asked.answer}",)
    return rows[:-1] if repeats else rows


def text_of(row: Row) -> str:
    """A row that is not drawn, in lines."""
    return "\n".join(pretty(line) for line in row.lines)


def key_path(path: Path) -> Path:
    """Where the key of a sheet is written: beside it."""
    return path.with_name(f"{path.stem}-key{path.suffix}")


# HTML

_STYLE: Final = """
body { margin: 2em auto; max-width: 46em; padding: 0 1em; background: #fff; color: #000; font: 17px/1.45 Inter,
  system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; }
header { display: flex; gap: 2em; margin-bottom: 2em; }
header span { flex: 1; border-bottom: 1px solid #000; }
ol { padding-left: 2.2em; }
ol.short { columns: 2; column-gap: 3em; }
li { break-inside: avoid; margin-bottom: 1.1em; padding-left: .3em; }
.line { display: inline-block; border-bottom: 1px solid #000; min-width: 6em; height: 1.2em; vertical-align: bottom; }
.room { height: 3.4em; }
.sum { display: inline-block; vertical-align: top; margin-right: 2em; }
.answer { font-weight: 700; }
.working { margin: .4em 0; color: #000; white-space: pre-wrap; }
.written .carry, .written .quiet { fill: #555; }
.written .result { font-weight: 600; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(sheet: Worksheet, kind: str, *, key: bool, tell: Callable[[str], str] = str) -> str:
    """The sheet, or its key, as one page without external resources. kind: as in `title_of`. tell: translates."""
    title = escape(tell(title_of(sheet, kind, key=key)))
    blanks = "" if key else f"<header><span>{tell(NAME)}</span><span>{tell(DATE)}</span></header>"
    items = "".join(_key_item(one) if key else _item(one, tell) for one in sheet.problems)
    columns = ' class="short"' if sheet.short else ""
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{blanks}<ol{columns}>{items}</ol></body></html>\n"
    )


def _item(asked: Exercise, tell: Callable[[str], str]) -> str:
    line = '<span class="line"></span>'
    text = escape(printed(asked))
    if is_sum(asked):
        return f'<li>{text} {line}<div class="room"></div></li>'
    return f'<li>{text}<div class="room"></div>{escape(tell(ANSWER))} {line}</li>'


def _key_item(asked: Exercise) -> str:
    answer = f'<span class="answer">{escape(answer_of(asked))}</span>'
    return f"<li>{escape(printed(asked))} {answer}{_working(working_of(asked))}</li>"


def _working(rows: Sequence[Row]) -> str:
    drawn = [(row.kind, drawing_of(row), row) for row in rows]
    shown = [(kind, svg_of(drawing) if drawing is not None else escape(text_of(row))) for kind, drawing, row in drawn]
    return "".join(f'<div class="working {kind}">{one}</div>' for kind, one in shown)
