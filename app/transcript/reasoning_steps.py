"""Splits the reasoning into steps, recognises the result line, and sets sums as people write them."""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from app.transcript.formula_svg import MAX_WORK, formulas_in, work

_SPECIAL = re.compile(r"[*_`#\[\]$\\|<>~&]|^[^\S\n]*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_OPENERS = re.compile(r"\$\$|\\\[|\\\]")
_MARKS = re.compile(r"\*\*|__|`+|(?<=\s)[*_](?=\w)|(?<=\w)[*_](?=\s|$)|\$")
_LEAD = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6})\s+(?=\S)")

logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # what it cannot read is shown as it is


def is_plain(text: str) -> bool:
    """True if a text looks the same with and without Markdown."""
    return _SPECIAL.search(text) is None


def plain(text: str) -> str:
    """A text in one line without Markdown marks and with formulas in plain characters, for labels.

    Formulas stay as they are until the typesetting thread has loaded pylatexenc.
    """
    if is_plain(text) or "pylatexenc.latex2text" not in sys.modules:
        return text
    return _plain(text)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    at, parts = 0, []
    for formula in formulas_in(text):
        parts += [text[at : formula.start], _characters(formula.tex)]
        at = formula.end
    return " ".join(_MARKS.sub("", "".join(parts) + text[at:]).split())


def _characters(tex: str) -> str:
    """A formula in plain characters; one that is too large, or that pylatexenc cannot read, as it is."""
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexWalkerError

    if work(tex) > MAX_WORK:
        return tex
    try:
        return str(LatexNodes2Text().latex_to_text(tex))
    except (LatexWalkerError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return tex  # its handlers of macros take arguments for granted


def without_lead(line: str) -> str:
    """A line without its list or heading mark: steps bring their own numbers."""
    return _LEAD.sub("", line)


def formula_open(text: str) -> bool:
    """Whether a displayed formula begins in `text` and does not end in it."""
    return _FormulaDepth().after(text)


@dataclass(slots=True)
class _FormulaDepth:
    """Which displayed formulas are open in a growing text."""

    dollars: bool = False
    depth: int = 0

    def after(self, text: str) -> bool:
        """Whether one is open after `text`, which goes on from the text before."""
        for mark in _OPENERS.findall(text):
            if mark == "$$":
                self.dollars = not self.dollars
            else:
                self.depth += 1 if mark == r"\[" else -1
        return self.dollars or self.depth > 0


@dataclass(slots=True)
class Blocks:
    """A growing text. closed: finished blocks, which do not change any more; open: the rest. Each line is read once."""

    closed: list[str] = field(default_factory=list)
    open: str = ""
    _line: int = 0  # where the line begins in `open` that is not complete
    _formula: _FormulaDepth = field(default_factory=_FormulaDepth)
    _in_formula: bool = False
    _in_code: bool = False
    _blank: bool = True

    def add(self, piece: str) -> None:
        """Append to the text; a blank line ends a block, but not within code or a displayed formula."""
        self.open += piece
        while (end := self.open.find("\n", self._line)) >= 0:
            line, self._line = self.open[self._line : end], end + 1
            if line:
                self._in_code ^= _FENCE.match(line) is not None
                self._in_formula = self._formula.after(line)
                self._blank &= not line.strip()
            elif not (self._in_code or self._in_formula or self._blank):
                self._end_block()

    def _end_block(self) -> None:
        self.closed.append(self.open[: self._line])
        self.open, self._line = self.open[self._line :], 0
        self._formula, self._in_formula, self._in_code, self._blank = _FormulaDepth(), False, False, True


_SYMBOLIC = re.compile(r"[0-9+\-*/=().,:<>% r|]+")
_SIGNS = {"*": "×", "/": "÷", "-": "−"}
_LONGEST_FORMULA = 600
LINE, NO_BREAK = "\u2028", "\u00a0"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def pretty(line: str) -> str:
    """A terse symbolic step as it is written on a board: `3*4=12` -> `3 × 4 = 12`; other text unchanged."""
    if not line or not _SYMBOLIC.fullmatch(line):
        return line
    line = re.sub(r"(?<=\d) (?=\d)", ", ", line)  # separates steps on one line
    out: list[str] = []
    for i, char in enumerate(line):
        if char in "+*/=<>-" and not (char == "-" and _is_sign(line, i)):
            out.append(f" {_SIGNS.get(char, char)} ")
        elif char == "r":
            out.append(" r ")
        else:
            out.append(_SIGNS.get(char, char) if char == "-" else char)
    return re.sub(r"\s+", " ", "".join(out)).strip()


def board(line: str) -> str:
    """A step as `pretty` gives it, with its work on the next line; lines break between two sums only."""
    shown = pretty(line)
    if not _SYMBOLIC.fullmatch(line):
        return shown
    head, colon, work = shown.partition(":")
    sums = [part.strip().replace(" ", NO_BREAK) for part in (work if colon else head).split(",")]
    below = f",{NO_BREAK} ".join(sums)
    return f"{head.strip().replace(' ', NO_BREAK)}{LINE}{below}" if colon and work.strip() else below + colon


def _is_sign(line: str, i: int) -> bool:
    before = line[:i].rstrip()
    return not before or before[-1] in "+*/=(<>-"


def is_result(line: str) -> bool:
    """True if a line is the last one of the format, `=ANSWER`."""
    return line.startswith("=") and len(line) > 1


def result_text(line: str) -> str:
    """The answer in a result line, set for reading: `=-3` -> `−3`, `=4 r 1` -> `4 r 1`."""
    return pretty(line[1:].strip())


def numbers_in(text: str) -> list[tuple[int, int, Fraction]]:
    """Numbers written in digits, as (start, end, value)."""
    return [(m.start(), m.end(), Fraction(m.group())) for m in _NUMBER.finditer(text)]


EXACT = "Plan: model, arithmetic: exact"
"""Who thought and who calculated, where the working was carried out exactly."""
IN_WORDS: Final[dict[str, str]] = {
    "right": "right", "wrong": "wrong", "unchecked": "not checked", "withdrawn": "wrong, taken back"
}  # fmt: skip
StepState = Literal["", "right", "wrong", "unchecked", "withdrawn"]
_WORST: Final[tuple[StepState, ...]] = ("withdrawn", "wrong", "unchecked", "right")


@dataclass(slots=True)
class Steps:
    """Lines of reasoning. closed: finished lines, which do not change any more.

    The verdict on a line may come after it, and change later; `revision` counts these. final: the verdict on the
    result and all that it rests on, "" if there was none, None before the end and without a result.
    """

    closed: list[str] = field(default_factory=list)
    open: str = ""
    revision: int = 0
    final: StepState | None = None
    _lines: list[int] = field(default_factory=list)  # the step of each line that is not blank
    _states: dict[int, dict[int, StepState]] = field(default_factory=dict)  # of the lines of each step

    def add(self, piece: str) -> None:
        """Append a piece of the stream; every newline closes a line, empty lines are dropped."""
        *done, rest = (self.open + piece).split("\n")
        line = ""
        old = len(done) - piece.count("\n")  # of a formula that is not complete
        for at, part in enumerate(done):
            if at >= old and part.strip():
                self._lines.append(len(self.closed))
            line = f"{line} {part}" if line else part
            if len(line) < _LONGEST_FORMULA and formula_open(line):  # over several lines, but one step
                continue
            if line.strip():
                self.closed.append(line.strip())
            line = ""
        self.open = f"{line}\n{rest}" if line else rest

    def finish(self, final: StepState | None = None) -> None:
        """Closes the open line at the end of the stream. final: see there."""
        self.final = final
        if self.open.strip():
            self.closed.append(self.open.strip())
        self.open = ""

    def judge(self, line: int, state: StepState) -> None:
        """Takes the verdict on a line, which may be the open one."""
        if line < len(self._lines):
            step = self._lines[line]
        else:
            step = len(self.closed) - (not self.open.strip())
        self._states.setdefault(step, {})[line] = state
        self.revision += 1

    def state(self, step: int) -> StepState:
        """The verdict on a step, the worst one of its lines; "" if there is none."""
        return min(self._states.get(step, {}).values(), key=_WORST.index, default="")

    def judge_like(self, other: Steps) -> None:
        """Takes the verdicts of the same reasoning, as far as its lines are closed here."""
        self._states = {step: dict(states) for step, states in other._states.items() if step < len(self.closed)}
        self.revision += 1

    @property
    def kept(self) -> list[str]:
        """The steps that were not taken back, the open one too."""
        steps = [*self.closed, self.open] if self.open else self.closed
        return [step for at, step in enumerate(steps) if self.state(at) != "withdrawn"]

    @property
    def text(self) -> str:
        return "\n".join(self.kept)
