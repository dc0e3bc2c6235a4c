"""Finds formulas in a text and typesets them as SVG (ziamath): 5 to 70 ms a formula, at most 1 s of CPU time.

LaTeX comes from people and models. What is too large is not typeset, and of the picture only the shapes are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.transcript.safe_svg import shapes
from model.verbalizer import to_words

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_FORMULA = re.compile(
    r"\$\$(?P<dollars>.+?)\$\$"
    r"|\\\[(?P<bracket>.+?)\\\]"
    r"|\\\((?P<paren>.+?)\\\)"
    # A price is not a formula: no space inside the dollars, no digit after the closing one.
    r"|(?<![\\$])\$(?P<dollar>(?!\s)(?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)",
    re.DOTALL,
)
MAX_WORK = 2200
"""The largest `work` that is typeset, about 0.4 ms each; larger formulas are shown as they were written. It allows some
1,100 signs without nesting, or a continued fraction of 8 levels."""
_TOKEN = re.compile(
    r"(?P<open>\\begin\s*\{[^{}]*\}|\\left(?![a-zA-Z])|\{)|(?P<close>\\end\s*\{[^{}]*\}|\\right(?![a-zA-Z])|\})"
    r"|\\[a-zA-Z]+|\\.|\S",
    re.DOTALL,
)
_COMPARISON = re.compile(r"\\.|[<>]", re.DOTALL)
_NAMES = {"<": r"\lt ", ">": r"\gt ", r"\<": r"\lt ", r"\>": r"\gt "}
_SIZE = 20.0
_BOX = re.compile(r'viewBox="([-\d.e]+) ([-\d.e]+) ([-\d.e]+) ([-\d.e]+)"')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text: characters [start, end) with its marks, the LaTeX between them."""

    start: int
    end: int
    tex: str
    display: bool


def formulas_in(text: str) -> list[Formula]:
    """The complete formulas of a text, in order; none inside code."""
    code = [m.span() for m in _CODE.finditer(text)]
    found: list[Formula] = []
    for match in _FORMULA.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in code):
            continue
        kind = match.lastgroup or ""
        found.append(Formula(*match.span(), match[kind].strip(), kind in ("dollars", "bracket")))
    return found


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as SVG and in words. width, ascent, descent: in em, around the baseline."""

    svg: str
    width: float
    ascent: float
    descent: float
    words: str


def work(tex: str) -> int:
    """What typesetting would cost: ziamath lays out each level twice, so that a sign n levels deep counts 1 + 2^n.

    Counting stops above MAX_WORK.
    """
    total, level = 0, 0
    for token in _TOKEN.finditer(tex):
        if total > MAX_WORK:
            break
        if token.lastgroup == "close":
            level = max(0, level - 1)
            total += 2
        else:
            total += 1 + (1 << level)
            level += token.lastgroup == "open"
    return total


def comparisons_in_words(tex: str) -> str:
    """LaTeX that means the same without the characters < and >."""
    return _COMPARISON.sub(lambda sign: _NAMES.get(sign[0], sign[0]), tex)


def typeset(tex: str, display: bool) -> Typeset:
    """Sets a formula. Raises ValueError if it is too large, and whatever ziamath raises for what it cannot read."""
    if work(tex) > MAX_WORK:
        raise ValueError("the formula is too large")
    import ziamath

    safe = comparisons_in_words(tex)  # ziamath reads MathML, and "<" in \text would begin an element of it
    ziamath.config.svg2 = False  # QtSvg cannot draw the glyphs of SVG 2
    svg = shapes(ziamath.Latex(safe, size=_SIZE, inline=not display).svg())
    box = _BOX.search(svg)
    if box is None:
        raise ValueError("the picture of a formula has no size")
    _, top, width, height = (float(part) / _SIZE for part in box.groups())
    return Typeset(svg, width, -top, top + height, to_words(f"${tex}$"))
