"""Draws equations below each other, aligned at the equals sign, with fractions above a bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from app.transcript.board import parts_of
from app.transcript.drawing import LINE, SMALL, Drawing, width_of

_INNER = r"(?:[\d.+\-*]|\(-?\d+\))+"
_FRACTION = re.compile(
    rf"\((?P<top>{_INNER})\)/\((?P<below>{_INNER})\)"
    rf"|\((?P<sum>{_INNER})\)/(?P<number>\d+)"
    r"|\((?P<whole>-?\d+) (?P<a>\d+)/(?P<b>\d+)\)"
    r"|\((?P<minus>-?)(?P<c>\d+)/(?P<d>\d+)\)"
)
_MIXED = re.compile(r"(-?)(?:(\d+) )?(\d+)/(\d+)")
_VALUE = re.compile(r"-?\d{1,12}(?:\.\d{1,8})?|-?\d{1,12} r \d{1,12}|-?(?:\d{1,6} )?\d{1,6}/\d{1,6}")
_POWER = re.compile(r"\^(\d+)")
_SIGNS: Final = {"*": " × ", "-": " − ", "/": " ÷ ", "+": " + ", "^": "^"}
_TALL: Final = 2.35  # height of a line with a fraction
_SHORT: Final = 26.0  # em of a chain that stays on one line


@dataclass(frozen=True, slots=True)
class _Frac:
    top: str
    below: str

    @property
    def width(self) -> float:
        return max(width_of(self.top), width_of(self.below)) + 0.24


@dataclass(frozen=True, slots=True)
class _Power:
    text: str

    @property
    def width(self) -> float:
        return width_of(self.text) * SMALL


_Piece: TypeAlias = "str | _Frac | _Power"


@dataclass(slots=True)
class _Side:
    """One side of an equation."""

    pieces: list[_Piece] = field(default_factory=list)

    @property
    def width(self) -> float:
        return sum(width_of(piece) if isinstance(piece, str) else piece.width for piece in self.pieces)

    @property
    def tall(self) -> bool:
        return any(isinstance(piece, _Frac) for piece in self.pieces)


def equations(lines: Sequence[str]) -> Drawing:
    """The sides of equations, in one line or, from three sides on, each below the one before."""
    texts = [part for part in parts_of(lines) if part]
    sides = [_side(text, whole=bool(at)) for at, text in enumerate(texts)]
    drawing = Drawing()
    if len(sides) < 3 and sum(side.width for side in sides) < _SHORT:
        high = _height(*sides)
        x = 0.1
        for at, side in enumerate(sides):
            if at:
                x = drawing.text(x, high / 2 + 0.36, " = ", tone="quiet")
            x = _draw(drawing, side, x, high / 2)
        if len(texts) < 2:
            drawing.text(x, high / 2 + 0.36, " =", tone="quiet")
        drawing.height = high
        return drawing
    left = sides[0].width + 0.1
    y = 0.0
    for at, side in enumerate(sides[1:]):
        high = _height(side, sides[0]) if not at else _height(side)
        if not at:
            _draw(drawing, sides[0], 0.1, high / 2)
        x = drawing.text(left, y + high / 2 + 0.36, " = ", tone="quiet")
        _draw(drawing, side, x, y + high / 2)
        y += high
    drawing.height = y
    return drawing


def value(text: str) -> Drawing | None:
    """The drawing of a result: "633", "-3", "3 r 2", "2 1/3"; None for words."""
    if not _VALUE.fullmatch(text):
        return None
    side = _side(text, whole=True)
    drawing = Drawing(height=_height(side), words=text)
    _draw(drawing, side, 0.05, drawing.height / 2)
    drawing.width += 0.05
    return drawing


def _height(*sides: _Side) -> float:
    return _TALL if any(side.tall for side in sides) else LINE


def _side(text: str, whole: bool) -> _Side:
    """whole: it is no operation but a value, so that a lone "11/12" is a fraction and not a division."""
    side = _Side()
    mixed = _MIXED.fullmatch(text)
    if mixed is not None and (whole or mixed[2]):
        sign, before, top, below = mixed.groups()
        side.pieces = [("−" if sign else "") + (before or ""), _Frac(top, below)]
        side.pieces = [piece for piece in side.pieces if piece]
        return side
    at = 0
    for found in _FRACTION.finditer(text):
        side.pieces += _plain(text[at : found.start()], at == 0)
        side.pieces += _fraction(found)
        at = found.end()
    side.pieces += _plain(text[at:], at == 0)
    return side


def _fraction(found: re.Match[str]) -> list[_Piece]:
    if found["top"] is not None:
        return [_Frac(_flat(found["top"]), _flat(found["below"]))]
    if found["sum"] is not None:
        return [_Frac(_flat(found["sum"]), found["number"])]
    if found["whole"] is not None:
        return [found["whole"].replace("-", "−"), _Frac(found["a"], found["b"])]
    sign: list[_Piece] = ["−"] if found["minus"] else []
    return [*sign, _Frac(found["c"], found["d"])]


def _plain(text: str, first: bool) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for found in _POWER.finditer(text):
        pieces += [_flat(text[at : found.start()], first and not at), _Power(found[1])]
        at = found.end()
    pieces.append(_flat(text[at:], first and not at))
    return [piece for piece in pieces if piece]


def _flat(text: str, first: bool = True) -> str:
    """Operators with room around them; a minus sign before a number stays with it."""
    text = text.replace("sqrt", "√")
    out: list[str] = []
    for at, char in enumerate(text):
        sign = char == "-" and (text[at - 1] in "+-*/(=" if at else first)
        out.append("−" if sign else _SIGNS.get(char, char))
    return "".join(out)


def _draw(drawing: Drawing, side: _Side, x: float, middle: float) -> float:
    """Draws a side around the height of its middle; returns where it ends."""
    for piece in side.pieces:
        if isinstance(piece, _Frac):
            for text, y in ((piece.top, middle - 0.22), (piece.below, middle + 0.96)):
                drawing.text(x + (piece.width - width_of(text)) / 2, y, text)
            drawing.bar(x + 0.02, x + piece.width - 0.02, middle + 0.03)
            x += piece.width
        elif isinstance(piece, _Power):
            drawing.text(x, middle - 0.02, piece.text, SMALL)
            x += piece.width
        else:
            x = drawing.text(x, middle + 0.36, piece)
    return x
