"""Writes Markdown and formulas into a text document and maps source characters to document positions.

Qt reads the Markdown. Formulas are taken out before, so that `_` and `*` in them mean nothing, and put back as inline
objects. Neither HTML nor pictures are read: the text comes from a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.transcript.formula_svg import Formula, Typeset, formulas_in
from app.transcript.reasoning_steps import is_plain
from ui.text.formula_painter import FormulaPainter
from ui.theme.theme import Style

OBJECT: Final = "\ufffc"
_KIND: Final = int(QTextFormat.ObjectTypes.UserObject) + 1
_TEX: Final = int(QTextFormat.Property.UserProperty) + 1
_DISPLAY: Final = _TEX + 1
_OPEN, _CLOSE = "\ue000", "\ue001"
_FEATURES = QTextDocument.MarkdownFeature(
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub.value | QTextDocument.MarkdownFeature.MarkdownNoHTML.value
)
_FAR = 64  # characters of marks that may stand between two that are shown


class FormulaObject(QPyTextObject):
    """Measures and draws a formula in a line of text."""

    def __init__(self, style: Style, formulas: FormulaPainter, document: QTextDocument) -> None:
        super().__init__(document)
        self._look, self._formulas = style, formulas
        document.documentLayout().registerHandler(_KIND, self)

    def intrinsicSize(self, _document: QTextDocument, _position: int, format: QTextFormat) -> QSizeF:  # noqa: A002
        done, em, raised = self._measure(format)
        if done is None:
            return QSizeF(em, em)
        half = max(done.ascent * em - raised, done.descent * em + raised)
        return QSizeF(done.width * em, 2 * half)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        format: QTextFormat,  # noqa: A002 - Qt's own name
    ) -> None:
        done, em, raised = self._measure(format)
        if done is None:
            return
        brush = format.foreground() if format.hasProperty(QTextFormat.Property.ForegroundBrush) else None
        colour = brush.color() if brush is not None else self._look.colour("ink")
        box = QRectF(rect)
        top = box.center().y() + raised - done.ascent * em
        where = QRectF(box.left(), top, done.width * em, (done.ascent + done.descent) * em)
        self._formulas.paint(painter, key_of(format), colour, where)

    def _measure(self, format: QTextFormat) -> tuple[Typeset | None, float, float]:  # noqa: A002
        """The formula, the type size in pixels, and the height of the line's middle above the baseline."""
        font = format.toCharFormat().font()
        tex, display = key_of(format)
        done = self._formulas.get(Formula(0, 0, tex, display))
        # Qt puts the middle of an inline object a quarter of an x-height above the baseline.
        return done, float(font.pixelSize()), QFontMetricsF(font).xHeight() / 4


def key_of(format: QTextFormat) -> tuple[str, bool]:  # noqa: A002
    """The LaTeX of a formula's format, and whether it is a display formula."""
    return str(format.property(_TEX)), bool(format.property(_DISPLAY))


def formula_spans(block: QTextBlock) -> list[tuple[int, str]]:
    """Document position and LaTeX of each formula in a block."""
    found: list[tuple[int, str]] = []
    if OBJECT not in block.text():
        return found
    pieces = block.begin()
    while not pieces.atEnd():
        piece = pieces.fragment()
        if piece.charFormat().objectType() == _KIND:
            tex = key_of(piece.charFormat())[0]
            found += [(piece.position() + i, tex) for i in range(piece.length())]
        pieces += 1
    return found


def with_tex(cursor: QTextCursor) -> str:
    """The selected text, formulas as `$LaTeX$`."""
    text = cursor.selection().toPlainText()
    if OBJECT not in text:
        return text
    document, low, high = cursor.document(), cursor.selectionStart(), cursor.selectionEnd()
    tex: list[str] = []
    block = document.findBlock(low)
    while block.isValid() and block.position() < high:
        tex += [found for place, found in formula_spans(block) if low <= place < high]
        block = block.next()
    for found in tex:
        text = text.replace(OBJECT, f"${found}$", 1)
    return text


@dataclass(frozen=True, slots=True)
class Written:
    """places: the document position of each source character.

    waiting: formulas are still being set; write the block again when they are ready.
    """

    places: list[int]
    waiting: bool


def write(
    cursor: QTextCursor, source: str, style: Style, formulas: FormulaPainter, *, one_block: bool = False
) -> Written:
    """Write a block of Markdown at `cursor`, which moves behind it. one_block: stay in the cursor's line."""
    start = cursor.position()
    if is_plain(source):
        cursor.insertText(source)
        return Written(list(range(start, start + len(source))), False)
    found = formulas_in(source)
    cursor.insertMarkdown(_with_places(source, found, apart=not one_block), _FEATURES)
    if one_block and cursor.block().position() > start:
        _take_back(cursor, start)
        cursor.insertText(source)
        return Written(list(range(start, start + len(source))), False)
    waiting = _put_formulas(cursor, start, source, found, style, formulas)
    if not one_block:
        _space(cursor, start, style)
    return Written(_places(cursor.document(), start, cursor.position(), source, found), waiting)


def _with_places(source: str, found: list[Formula], apart: bool) -> str:
    """The source with a placeholder for each formula."""
    parts: list[str] = []
    at = 0
    for i, formula in enumerate(found):
        mark = f"{_OPEN}{i}{_CLOSE}"
        parts += [source[at : formula.start], f"\n\n{mark}\n\n" if formula.display and apart else mark]
        at = formula.end
    # A picture would stand as one sign for its source, as formulas do; with its bracket escaped it stays text.
    return ("".join(parts) + source[at:]).strip("\n").replace("![", "!\\[")


def _take_back(cursor: QTextCursor, start: int) -> None:
    end = cursor.position()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    cursor.setCharFormat(QTextCharFormat())


def _put_formulas(
    cursor: QTextCursor, start: int, source: str, found: list[Formula], style: Style, formulas: FormulaPainter
) -> bool:
    """Replace the placeholders with formulas; True if one is not set yet."""
    if not found:
        return False
    document, waiting = cursor.document(), False
    for i in range(len(found) - 1, -1, -1):
        mark = document.find(f"{_OPEN}{i}{_CLOSE}", start)
        if mark.isNull() or mark.position() > cursor.position():
            continue
        formula = found[i]
        block = QTextBlockFormat()
        if formula.display and mark.block().length() == mark.position() - mark.anchor() + 1:
            block.setLeftMargin(style.px(18))
            mark.mergeBlockFormat(block)
        if formulas.get(formula) is None:
            waiting |= formulas.waiting(formula)
            kept = QTextCharFormat(mark.charFormat())
            kept.setForeground(style.colour("muted"))
            mark.insertText(source[formula.start : formula.end], kept)
        else:
            mark.insertText(OBJECT, _format(formula, document))
    return waiting


def _format(formula: Formula, document: QTextDocument) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(document.defaultFont())
    made.setObjectType(_KIND)
    made.setProperty(_TEX, formula.tex)
    made.setProperty(_DISPLAY, formula.display)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    return made


def _space(cursor: QTextCursor, start: int, style: Style) -> None:
    """Set the margins of paragraphs and list items."""
    document = cursor.document()
    block = document.findBlock(start)
    while block.isValid() and block.position() <= cursor.position():
        made = QTextBlockFormat()
        made.setTopMargin(style.px(3 if block.textList() is not None else 8) if block.position() else 0)
        made.setBottomMargin(style.px(3))
        QTextCursor(block).mergeBlockFormat(made)
        block = block.next()


def _places(document: QTextDocument, start: int, end: int, source: str, found: list[Formula]) -> list[int]:
    """The document position of each source character. Markdown only drops characters, so both are scanned together."""
    shown = document.toRawText()[start:end]
    ends = iter(formula.end for formula in found)
    places: list[int] = []
    for i, char in enumerate(shown):
        at = len(places)
        if char == OBJECT:
            upto = next(ends, at)
        elif char.isspace() or char in "\u2028\u2029\ufdd0\ufdd1":
            upto = at + 1 if at < len(source) and source[at].isspace() else at
        else:
            found_at = source.find(char, at, at + _FAR)
            upto = found_at + 1 if found_at >= 0 else at
        places += [start + i] * (upto - at)
    places += [end] * (len(source) - len(places))
    return places
