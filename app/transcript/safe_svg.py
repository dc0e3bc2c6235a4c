"""Keeps shapes alone of an SVG picture: the typesetter copies colours and links from LaTeX that nobody has checked."""

from __future__ import annotations

import re
from html import escape
from typing import Final
from xml.etree import ElementTree

_SVG: Final = "{http://www.w3.org/2000/svg}"
_TAGS: Final = frozenset(_SVG + name for name in ("svg", "g", "path", "rect", "line"))
_NUMBER: Final = re.compile(r"-?[\d.]+(?:e-?\d+)?(?:em|px)?")
_NUMBERS: Final = re.compile(r"[-\d.e, ]*")
_PATH: Final = re.compile(r"[MLHVCSQTAZmlhvcsqtaz\d.,e +-]*")
_PAINT: Final = re.compile(r"[a-z]+|#[0-9a-fA-F]{3,8}|rgb\([\d., %]*\)")
_MOVE: Final = re.compile(r"(?:(?:translate|scale|rotate|matrix|skewX|skewY) ?\([-\d.e, ]*\) ?)*")
_VALUES: Final = {
    "d": _PATH, "fill": _PAINT, "stroke": _PAINT, "transform": _MOVE, "viewBox": _NUMBERS,
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2", "width", "height", "stroke-width"), _NUMBER),
}  # fmt: skip


def shapes(svg: str) -> str:
    """The picture with its shapes and their known attributes; values with links are dropped.

    Raises ValueError for a picture that is not XML or holds anything but shapes.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"the picture is damaged: {error}") from error
    if any(element.tag not in _TAGS or (element.text or "").strip() for element in root.iter()):
        raise ValueError("the picture holds more than shapes")
    return _written(root, ' xmlns="http://www.w3.org/2000/svg"')


def _written(element: ElementTree.Element, extra: str = "") -> str:
    name = element.tag.removeprefix(_SVG)
    kept = [(key, value) for key, value in element.items() if key in _VALUES and _VALUES[key].fullmatch(value)]
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in kept)
    return f"<{name}{extra}{attributes}>{''.join(map(_written, element))}</{name}>"
