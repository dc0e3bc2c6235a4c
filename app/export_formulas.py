"""A text as HTML with its formulas drawn: inline SVG with the formula in words beside it.

Owns: escaping, and what of a drawing may enter a page. Must not know: sessions, files, Qt. Any thread.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from html import escape
from typing import Final
from xml.etree import ElementTree

from app.formulas import LONGEST, formulas_in, typeset

_SVG: Final = "{http://www.w3.org/2000/svg}"
# Shapes alone: a formula comes from a model, and what it makes the typesetter write is not trusted.
_TAGS: Final = frozenset(_SVG + name for name in ("svg", "g", "path", "rect", "line"))
_ATTRIBUTES: Final = frozenset(
    ("d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "fill", "stroke", "stroke-width", "transform", "viewBox")
)
_INK: Final = "currentColor"
log = logging.getLogger(__name__)


def html_of(text: str) -> str:
    """A text, escaped; each formula in it as a drawing in the colour and size of the text around it."""
    at, parts = 0, []
    for formula in formulas_in(text):
        source = text[formula.start : formula.end]
        drawn = _drawing(formula.tex, formula.display)
        parts += [escape(text[at : formula.start]), drawn or f"<code>{escape(source)}</code>"]
        at = formula.end
    return "".join(parts) + escape(text[at:])


@lru_cache(maxsize=512)
def _drawing(tex: str, display: bool) -> str:
    """The formula as an `<svg>`; empty if it cannot be typeset."""
    if len(tex) > LONGEST:
        return ""
    try:
        done = typeset(tex, display)
        root = ElementTree.fromstring(done.svg)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this LaTeX, its source is shown instead
        log.info("formula was not drawn", extra={"kind": type(error).__name__})
        return ""
    if any(element.tag not in _TAGS or (element.text or "").strip() for element in root.iter()):
        return ""
    shape = "".join(map(_written, root))
    style = f"width:{done.width:.3f}em;height:{done.ascent + done.descent:.3f}em;vertical-align:{-done.descent:.3f}em"
    block = ' class="display"' if display else ""
    words = escape(done.words)
    return (
        f'<svg{block} role="img" aria-label="{words}" viewBox="{escape(root.get("viewBox", ""))}" style="{style}" '
        f'fill="{_INK}"><title>{words}</title>{shape}</svg>'
    )


def _written(element: ElementTree.Element) -> str:
    """An element of shapes, with the attributes that shapes have."""
    name = element.tag.removeprefix(_SVG)
    given = {key: _INK if value == "black" else value for key, value in element.items() if key in _ATTRIBUTES}
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
    return f"<{name}{attributes}>{''.join(map(_written, element))}</{name}>"
