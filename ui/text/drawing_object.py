"""Puts a drawing of the board into a text document, and paints it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.transcript.board import Row
from app.transcript.board_drawing import drawing_of
from app.transcript.drawing import Drawing
from ui.text.markdown_writer import OBJECT, with_tex
from ui.theme.theme import Style

_KIND = int(QTextFormat.ObjectTypes.UserObject) + 2
_LINES = int(QTextFormat.Property.UserProperty) + 3
_ROW_KIND = _LINES + 1
_OPEN = _LINES + 2
_TONES = {"ink": "ink", "quiet": "muted", "carry": "thought", "result": "ink"}


def paint_drawing(painter: QPainter, drawing: Drawing, style: Style, at: QPointF, font: QFont) -> None:
    """Paints a drawing with its upper left corner at `at`; one em is the pixel size of `font`."""
    em = font.pixelSize()
    for sign in drawing.signs:
        used = QFont(font)
        used.setPixelSize(max(1, round(em * sign.size)))
        if sign.tone == "result":
            used.setWeight(QFont.Weight.DemiBold)
        painter.setFont(used)
        painter.setPen(style.colour(_TONES[sign.tone]))
        box = QRectF(at.x() + (sign.x - 4) * em, at.y() + (sign.y - 2) * em, 8 * em, 2 * em)
        # The baseline is the lower edge of the box, less the descent.
        box.translate(0, painter.fontMetrics().descent())
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, sign.text)
    painter.setPen(QPen(style.colour("ink"), max(1.0, em * 0.07)))
    for bar in drawing.bars:
        y = at.y() + bar.y * em
        painter.drawLine(QPointF(at.x() + bar.x1 * em, y), QPointF(at.x() + bar.x2 * em, y))


class DrawingObject(QPyTextObject):
    """Measures and draws a row of the board as one sign of a text."""

    def __init__(self, style: Style, document: QTextDocument) -> None:
        super().__init__(document)
        self._look = style
        document.documentLayout().registerHandler(_KIND, self)

    def intrinsicSize(self, _document: QTextDocument, _position: int, format: QTextFormat) -> QSizeF:  # noqa: A002
        drawing = drawing_of(_row_of(format))
        em = format.toCharFormat().font().pixelSize()
        return QSizeF(drawing.width * em, drawing.height * em) if drawing is not None else QSizeF(em, em)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        format: QTextFormat,  # noqa: A002 - Qt's own name
    ) -> None:
        drawing = drawing_of(_row_of(format))
        if drawing is not None:
            painter.save()
            paint_drawing(painter, drawing, self._look, QRectF(rect).topLeft(), format.toCharFormat().font())
            painter.restore()


def _row_of(format: QTextFormat) -> Row:  # noqa: A002
    lines = tuple(str(format.property(_LINES)).split("\n"))
    return Row(str(format.property(_ROW_KIND)), lines, "", bool(format.property(_OPEN)))  # type: ignore[arg-type]


def insert_drawing(cursor: QTextCursor, row: Row, font: QFont) -> None:
    """Puts the drawing of a row at the cursor, which moves behind it."""
    made = QTextCharFormat()
    made.setFont(font)
    made.setObjectType(_KIND)
    made.setProperty(_LINES, "\n".join(row.lines))
    made.setProperty(_ROW_KIND, row.kind)
    made.setProperty(_OPEN, row.open)
    cursor.insertText(OBJECT, made)


def _drawings(block: QTextBlock) -> list[tuple[int, QTextCharFormat]]:
    """Document position and format of each drawing in a block."""
    found: list[tuple[int, QTextCharFormat]] = []
    if OBJECT in block.text():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().objectType() == _KIND:
                found.append((piece.position(), piece.charFormat()))
            pieces += 1
    return found


def drawn_results(block: QTextBlock) -> list[tuple[int, str]]:
    """Document position of each drawing in a block, and what stands behind its last "="."""
    found = [(place, str(shape.property(_LINES))) for place, shape in _drawings(block)]
    return [(place, lines.rpartition("=")[2]) for place, lines in found]


def with_lines(cursor: QTextCursor) -> str:
    """The selected text, drawings as the lines that they stand for and formulas as `$LaTeX$`."""
    document, high = cursor.document(), cursor.selectionEnd()
    texts: list[str] = []
    at = cursor.selectionStart()
    block = document.findBlock(at)
    piece = QTextCursor(document)
    while block.isValid() and block.position() <= high:
        end = min(high, block.position() + block.length() - 1)
        drawn = [str(shape.property(_LINES)) for place, shape in _drawings(block) if at <= place < end]
        piece.setPosition(max(at, block.position()))
        piece.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        texts += drawn or [with_tex(piece)]
        block = block.next()
    return "\n".join(texts)
