"""A drawing made of signs and bars, in em: what the window paints and the exported page shows as SVG."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Final, Literal

Tone = Literal["ink", "quiet", "carry", "result"]
LINE: Final = 1.35  # height of a line
_DIGIT: Final = 0.64
_WIDTHS: Final = {" ": 0.3, ".": 0.3, ",": 0.3, "(": 0.36, ")": 0.36, "=": 0.66, "r": 0.42, "√": 0.66}
_SIGN: Final = 0.66
_LETTER: Final = 0.58
SMALL: Final = 0.62
_EM: Final = 24.0  # units of an SVG for one em


def width_of(text: str) -> float:
    """The room of a text, in em; digits have one width, so that columns stand below each other."""
    return sum(_WIDTHS.get(c, _DIGIT if c.isdigit() else _LETTER if c.isalpha() else _SIGN) for c in text)


@dataclass(frozen=True, slots=True)
class Sign:
    """A character or word, centred at x; y is its baseline. size: of the type."""

    x: float
    y: float
    text: str
    size: float = 1.0
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal line."""

    x1: float
    x2: float
    y: float


@dataclass(slots=True)
class Drawing:
    """width, height: of all of it. words: the same as a text."""

    width: float = 0.0
    height: float = 0.0
    signs: list[Sign] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    words: str = ""

    def text(self, x: float, y: float, text: str, size: float = 1.0, tone: Tone = "ink") -> float:
        """Sets a text from x on, a sign at a time; returns where it ends."""
        for char in text:
            wide = width_of(char) * size
            if char != " ":
                self.signs.append(Sign(x + wide / 2, y, char, size, tone))
            x += wide
        self.width = max(self.width, x)
        return x

    def bar(self, x1: float, x2: float, y: float) -> None:
        self.bars.append(Bar(x1, x2, y))
        self.width = max(self.width, x2)


def svg_of(drawing: Drawing) -> str:
    """The drawing as an `<svg>` element in the colours and type of the page around it, with its words."""
    wide, high = drawing.width, drawing.height
    parts = [
        f'<text class="{sign.tone}" x="{sign.x * _EM:.1f}" y="{sign.y * _EM:.1f}" font-size="{sign.size * _EM:.1f}" '
        f'text-anchor="middle">{escape(sign.text)}</text>'
        for sign in drawing.signs
    ]
    parts += [
        f'<path d="M{bar.x1 * _EM:.1f} {bar.y * _EM:.1f}H{bar.x2 * _EM:.1f}" stroke="currentColor" stroke-width="1.6"/>'
        for bar in drawing.bars
    ]
    words = escape(drawing.words)
    return (
        f'<svg class="written" role="img" aria-label="{words}" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {wide * _EM:.1f} {high * _EM:.1f}" style="width:{wide:.2f}em;height:{high:.2f}em" '
        f'fill="currentColor"><title>{words}</title>{"".join(parts)}</svg>'
    )
