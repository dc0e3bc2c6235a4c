"""Markdown with formulas as a stream of text. Plain Python, no Qt.

Owns: cutting a growing text into finished blocks and the open one, telling what needs no parsing at all. Must not
know: how anything is drawn.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache

from app.formulas import formulas_in

_SPECIAL = re.compile(r"[*_`#\[\]$\\|<>~&]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_FENCE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)
_OPENERS = re.compile(r"\$\$|\\\[|\\\]")
_MARKS = re.compile(r"\*\*|__|`+|(?<=\s)[*_](?=\w)|(?<=\w)[*_](?=\s|$)|\$")
_LEAD = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6})\s+(?=\S)")


def is_plain(text: str) -> bool:
    """Does this text look the same with and without Markdown?"""
    return _SPECIAL.search(text) is None


def plain(text: str) -> str:
    """A text in one line without marks, formulas written out as far as letters can: for labels.

    The typesetting thread loads what reads LaTeX; until then formulas stay as they are, and nobody waits.
    """
    if is_plain(text) or "pylatexenc.latex2text" not in sys.modules:
        return text
    return _plain(text)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    at, parts = 0, []
    for formula in formulas_in(text):
        parts += [text[at : formula.start], LatexNodes2Text().latex_to_text(formula.tex)]
        at = formula.end
    return " ".join(_MARKS.sub("", "".join(parts) + text[at:]).split())


def without_lead(line: str) -> str:
    """A line without its list or heading mark: steps bring their own numbers."""
    return _LEAD.sub("", line)


def formula_open(text: str) -> bool:
    """Has a displayed formula begun in `text` that does not end in it?"""
    dollars, depth = False, 0
    for mark in _OPENERS.findall(text):
        if mark == "$$":
            dollars = not dollars
        else:
            depth += 1 if mark == r"\[" else -1
    return dollars or depth > 0


@dataclass(slots=True)
class Blocks:
    """A growing text. closed: finished blocks that never change again; their texts and `open` make the whole."""

    closed: list[str] = field(default_factory=list)
    open: str = ""

    def add(self, piece: str) -> None:
        """Append to the text; a blank line ends a block, but not within code or a displayed formula."""
        self.open += piece
        if "\n" not in piece:
            return
        at = 0
        while (cut := self.open.find("\n\n", at)) >= 0:
            block = self.open[: cut + 2]
            if len(_FENCE.findall(block)) % 2 or formula_open(block):
                at = cut + 1
                continue
            if block.strip():
                self.closed.append(block)
                self.open = self.open[cut + 2 :]
                at = 0
            else:
                at = cut + 1
