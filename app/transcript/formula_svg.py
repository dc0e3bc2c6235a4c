"""Finds formulas in a text and typesets them as SVG (ziamath), which takes up to 70 ms a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
LONGEST = 2000
"""Characters of LaTeX; a longer one is shown as it was written."""
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


def typeset(tex: str, display: bool) -> Typeset:
    """Sets a formula. Raises whatever ziamath raises for LaTeX that it cannot read."""
    import ziamath

    ziamath.config.svg2 = False  # QtSvg cannot draw the glyphs of SVG 2
    svg = ziamath.Latex(tex, size=_SIZE, inline=not display).svg()
    box = _BOX.search(svg)
    if box is None:
        raise ValueError("the picture of a formula has no size")
    _, top, width, height = (float(part) / _SIZE for part in box.groups())
    return Typeset(svg, width, -top, top + height, to_words(f"${tex}$"))
