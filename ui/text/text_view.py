"""Read-only text that can be selected and highlighted, and grows with its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from ui.theme.theme import Style


def _x(line: QTextLine, position: int) -> float:
    """The x of a character; PySide6 returns it with the position."""
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)


@dataclass(frozen=True, slots=True)
class Highlight:
    """Characters [start, end) of the document, drawn on a soft ground and underlined."""

    start: int
    end: int


class TextView(QTextEdit):
    """Text to read: selectable, never editable. With `fit`, as tall as its text; else it scrolls."""

    def __init__(self, style: Style, fit: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._fit = fit
        self._highlights: list[Highlight] = []
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if fit:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def loadResource(self, _type: int, _name: QUrl | str) -> None:
        """Nothing is loaded: a picture in a text of a model may name any file, also one that never ends."""

    def _grow(self) -> None:
        height = ceil(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    @property
    def fits(self) -> bool:
        """True if it is as tall as its text; else it scrolls."""
        return self._fit

    def inset(self, left: int) -> None:
        """Keep `left` pixels free before the text."""
        self.setViewportMargins(left, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def append_text(self, piece: str) -> None:
        """Append text; only the last paragraph is laid out again."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece)

    @property
    def highlights(self) -> list[Highlight]:
        """The current highlights."""
        return list(self._highlights)

    def set_highlights(self, highlights: list[Highlight]) -> None:
        """Replace the highlights; repaints only when they differ."""
        if highlights != self._highlights:
            self._highlights = highlights
            self.viewport().update()

    def dim_from(self, start: int | None) -> None:
        """Draw the text from character `start` in the muted colour; None for nothing."""
        if start is None:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        last = max(0, self.document().characterCount() - 1)
        cursor.setPosition(min(start, last))
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        quiet = QTextCharFormat()
        quiet.setForeground(self.look.colour("muted"))
        selection.cursor = cursor
        selection.format = quiet
        self.setExtraSelections([selection])

    def char_at(self, x: float, y: float) -> int:
        """The document position nearest to a point of the viewport."""
        return self.cursorForPosition(QPoint(round(x), round(y))).position()

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles of characters [start, end) in the viewport, one a line."""
        block = self.document().findBlock(start)
        shift = self.verticalScrollBar().value()
        while block.isValid() and block.position() < end:
            yield from self._block_rects(block, start, end, shift)
            block = block.next()

    def _block_rects(self, block: QTextBlock, start: int, end: int, shift: int) -> Iterator[QRectF]:
        layout = block.layout()
        top = self.document().documentLayout().blockBoundingRect(block).topLeft()
        low, high = max(0, start - block.position()), min(block.length() - 1, end - block.position())
        for i in range(layout.lineCount()):
            line = layout.lineAt(i)
            a, b = max(low, line.textStart()), min(high, line.textStart() + line.textLength())
            if a < b:
                x0, x1 = (_x(line, at) for at in (a, b))
                yield QRectF(top.x() + x0, top.y() + line.y() - shift, x1 - x0, line.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_behind(painter, event)
            for mark in self._highlights:
                for rect in self.rects(mark.start, mark.end):
                    self._paint_mark(painter, rect)
        super().paintEvent(event)

    def paint_behind(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint under the text; for subclasses."""

    def _paint_mark(self, painter: QPainter, rect: QRectF) -> None:
        pad = self.look.px(3)
        box = rect.adjusted(-pad, 0, pad, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("voice_soft"))
        painter.drawRoundedRect(box, self.look.px(6), self.look.px(6))
        pen = QPen(self.look.colour("voice"), self.look.px(2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        y = box.bottom() - self.look.px(1)
        painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))
