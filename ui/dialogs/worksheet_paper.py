"""A worksheet or its answer key on paper: a text document in design pixels, and its pages as PDF or on a printer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from app.practice.worksheet import (
    ANSWER,
    DATE,
    NAME,
    Worksheet,
    answer_of,
    is_sum,
    printed,
    text_of,
    title_of,
    working_of,
)
from app.transcript.board import Row
from app.transcript.board_drawing import drawing_of
from model.corpus.exercises import Exercise
from ui.services.translations import translate
from ui.text.drawing_object import DrawingObject, insert_drawing
from ui.theme.theme import Style

_DPI: Final = 96.0
"""Design pixels of an inch of paper."""
_MARGIN: Final = 62.0
_LINE: Final = "\u2028"
_TYPE: Final = 17.0
_GAP: Final = 18.0


class WorksheetPaper:
    """The pages of a sheet or of its key. kind: the kind and difficulty in the reader's words."""

    def __init__(self, sheet: Worksheet, kind: str, *, key: bool) -> None:
        self._look = Style("light")  # paper is white in every theme
        self._key = key
        self.title = translate(title_of(sheet, kind, key=key))
        letter = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        self._size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self._drawings = DrawingObject(self._look, self.document)
        self.document.setDefaultFont(self._font())
        self.document.setPageSize(self._size.size(QPageSize.Unit.Inch) * _DPI)
        frame = QTextFrameFormat()
        frame.setMargin(_MARGIN)
        self.document.rootFrame().setFrameFormat(frame)
        self._cursor = QTextCursor(self.document)
        self._write(sheet)

    # -- content

    def _font(self, size: float = _TYPE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        return self._look.font(size, weight, tabular=True)

    def _write(self, sheet: Worksheet) -> None:
        self._text(self.title, size=24, weight=QFont.Weight.DemiBold)
        if not self._key:
            self._new_block(top=14)
            self._text(f"{translate(NAME)} {'_' * 26}     {translate(DATE)} {'_' * 12}")
        beside = 2 if sheet.short else 1
        numbered = list(enumerate(sheet.problems, start=1))
        for at in range(0, len(numbered), beside):
            self._row(numbered[at : at + beside], beside)
        self._keep_together()

    def _row(self, problems: list[tuple[int, Exercise]], columns: int) -> None:
        """Problems beside each other."""
        shape = QTextTableFormat()
        shape.setBorder(0)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shape.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 / columns)] * columns)
        shape.setTopMargin(_GAP)
        table = self._cursor.insertTable(1, columns, shape)
        for column, (number, asked) in enumerate(problems):
            self._cursor = table.cellAt(0, column).firstCursorPosition()
            self._problem(number, asked)
        self._cursor = QTextCursor(self.document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _keep_together(self) -> None:
        """Let what would go over the end of a page begin on the next one. Last: layout changes as rows are added."""
        for frame in self.document.rootFrame().childFrames():
            if not isinstance(frame, QTextTable):
                continue
            box = self.document.documentLayout().frameBoundingRect(frame)
            high = self.document.pageSize().height()
            if box.top() // high != box.bottom() // high:
                shape = frame.format().toTableFormat()
                shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                frame.setFormat(shape)

    def _problem(self, number: int, asked: Exercise) -> None:
        """A problem with its answer and working, or with room for them."""
        self._text(f"{number}.  {printed(asked)} ")
        if self._key:
            self._text(answer_of(asked), weight=QFont.Weight.Bold)
            self._working(working_of(asked))
        elif is_sum(asked):
            self._text("_" * 10 + _LINE * 3)
        else:
            self._text(_LINE * 4 + f"{translate(ANSWER)} " + "_" * 14)

    def _working(self, rows: list[Row]) -> None:
        """Written sums stand beside each other, anything else below each other."""
        before = ""
        for row in rows:
            if before == row.kind == "sum":
                self._text(" " * 8)
            else:
                self._new_block(top=4, left=30)
            before = row.kind
            if drawing_of(row) is not None:
                insert_drawing(self._cursor, row, self._font(_TYPE - 1))
            else:
                self._text(text_of(row).replace("\n", _LINE), size=_TYPE - 1)

    def _new_block(self, top: float, left: float = 0) -> None:
        self._cursor.insertBlock()
        shape = QTextBlockFormat()
        shape.setTopMargin(top)
        shape.setLeftMargin(left)
        self._cursor.setBlockFormat(shape)

    def _text(self, text: str, size: float = _TYPE, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        shape = QTextCharFormat()
        shape.setFont(self._font(size, weight))
        shape.setForeground(Qt.GlobalColor.black)
        self._cursor.insertText(text, shape)

    # -- pages

    def fit_width(self) -> None:
        """One endless page as wide as the view: for a look at it on the screen."""
        self.document.setPageSize(QSizeF())
        frame = QTextFrameFormat()
        frame.setMargin(24)
        self.document.rootFrame().setFrameFormat(frame)

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    def pdf(self) -> bytes:
        """The pages as a PDF file."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(self.title)
        writer.setPageSize(self._size)
        writer.setPageMargins(QMarginsF())
        self.print_on(writer)
        return bytes(buffer.data().data())

    def print_on(self, device: QPagedPaintDevice) -> None:
        """Paints the pages, each with its number."""
        painter = QPainter(device)
        try:
            wide, high = self.document.pageSize().width(), self.document.pageSize().height()
            painter.scale(device.width() / wide, device.height() / high)
            for page in range(self.pages):
                if page:
                    device.newPage()
                self._paint_page(painter, page, QSizeF(wide, high))
        finally:
            painter.end()

    def _paint_page(self, painter: QPainter, page: int, size: QSizeF) -> None:
        painter.save()
        painter.translate(0, -page * size.height())
        self.document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
        painter.restore()
        painter.setFont(self._font(12))
        painter.setPen(Qt.GlobalColor.black)
        text = QCoreApplication.translate("WorksheetPaper", "Page {number} of {count}")
        text = text.format(number=page + 1, count=self.pages)
        foot = QRectF(_MARGIN, size.height() - _MARGIN, size.width() - 2 * _MARGIN, _MARGIN * 0.7)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
