"""The reasoning as numbered steps, with the result marked and the spoken number highlighted."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from app.transcript.formula_svg import formulas_in
from app.transcript.reasoning_steps import Steps, board, is_result, numbers_in, result_text, without_lead
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_writer import FormulaObject, formula_spans, with_tex, write
from ui.text.text_view import Highlight, TextView
from ui.theme import icons
from ui.theme.theme import Style

_GUTTER = 40
_RESULT = 1  # heading level that tells the result's block from the steps'; screen readers see it too


def step_count(steps: int) -> str:
    """The number of steps in words: "1 step", "5 steps"."""
    if steps == 1:
        return QCoreApplication.translate("status", "1 step")
    return QCoreApplication.translate("status", "{n} steps").format(n=steps)


class ReasoningView(TextView):
    """Shows a `Steps`; closed lines are written once.

    fit: as tall as its text; else it scrolls and follows the newest line.
    """

    follow_changed = Signal(bool)

    def __init__(
        self, style: Style, formulas: FormulaPainter, fit: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, fit, parent)
        self.formulas = formulas
        self._shown: list[str] = []
        self._has_open = False
        self._open = ""
        self._follow = True
        self._moving = False
        self._busy = False
        self._size = 17.0
        self._waiting: set[int] = set()  # blocks with formulas that are still being set
        self._object = FormulaObject(style, formulas, self.document())
        formulas.ready.connect(self._formulas_ready)
        self.setAccessibleName(self.tr("Reasoning"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        style.changed.connect(self._restyle)
        self._pad()

    # -- content

    def set_size(self, size: float) -> None:
        """Type size of a step, in design pixels."""
        self._size = size
        self._restyle()

    def clear_steps(self) -> None:
        """Empty the view, ready for a new turn."""
        self.clear()
        self._pad()
        self._shown, self._has_open = [], False
        self._waiting = set()
        self.set_highlights([])
        self._set_follow(True)

    def _pad(self) -> None:
        """Room below the last line for the result's panel."""
        root = self.document().rootFrame()
        layout = root.frameFormat()
        layout.setBottomMargin(self.look.px(16))
        root.setFrameFormat(layout)

    def show_steps(self, steps: Steps, busy: bool) -> None:
        """Update the view; only the open line and new ones are written. busy: more lines follow."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for line in steps.closed[len(self._shown) :]:
            self._write_last(cursor, line)
            self._shown.append(line)
            self._has_open = False
        if steps.open.strip():
            self._open = steps.open.strip()
            self._write_last(cursor, self._open)
            self._has_open = True
        cursor.endEditBlock()
        self._busy = busy
        self.viewport().update()
        if self._follow:
            self.to_latest()

    def _write_last(self, cursor: QTextCursor, line: str) -> None:
        """Write a line into the open block, or into a new one."""
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self._has_open and self._shown:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._write(cursor, line)

    def _write(self, cursor: QTextCursor, line: str) -> None:
        """Write a line in place of the block at the cursor."""
        number = cursor.blockNumber()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        result = is_result(line)
        plain = QTextCharFormat()
        cursor.setCharFormat(self._result_format() if result else plain)
        text = result_text(line) if result else board(without_lead(line))
        waiting = write(cursor, text, self.look, self.formulas, one_block=True).waiting
        self._waiting = self._waiting | {number} if waiting else self._waiting - {number}
        if result:
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(self._result_format())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.setBlockFormat(self._block_format(result))

    def _block_format(self, result: bool) -> QTextBlockFormat:
        px = self.look.px
        made = QTextBlockFormat()
        made.setHeadingLevel(_RESULT if result else 0)
        made.setLeftMargin(px(_GUTTER + 6 if result else _GUTTER))
        made.setRightMargin(px(12))
        made.setTopMargin(px(20 if result else 8))
        made.setBottomMargin(px(14 if result else 8))
        made.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return made

    def _result_format(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self.look.font(self._size * 1.5, QFont.Weight.DemiBold, tabular=True))
        made.setForeground(self.look.colour("good"))
        return made

    def _restyle(self) -> None:
        lines, has_open = list(self._shown), self._has_open
        self.clear()
        self.document().setDefaultFont(self.look.font(self._size, tabular=True))
        self._pad()
        self._shown, self._has_open = [], False
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for line in lines:
            self._write_last(cursor, line)
            self._shown.append(line)
        if has_open:
            self._write_last(cursor, self._open)
            self._has_open = True
        cursor.endEditBlock()

    def _formulas_ready(self) -> None:
        """Write the lines again whose formulas were shown as LaTeX until they were set."""
        cursor = QTextCursor(self.document())
        for number in sorted(self._waiting):
            line = self._shown[number] if number < len(self._shown) else self._open
            block = self.document().findBlockByNumber(number)
            if block.isValid() and self.formulas.settled(line):
                cursor.setPosition(block.position())
                self._write(cursor, line)
        self._describe()

    def _describe(self) -> None:
        """Describe the formulas in words for screen readers, which find objects without a text."""
        words = [self.formulas.in_words(line) for line in self._shown if formulas_in(line)]
        self.setAccessibleDescription(". ".join(words))

    def light(self, value: Fraction | None) -> None:
        """Highlight every occurrence of the number `value`; None for nothing."""
        marks: list[Highlight] = []
        block = self.document().firstBlock()
        while value is not None and block.isValid():
            marks += [
                Highlight(block.position() + start, block.position() + end)
                for start, end, found in numbers_in(block.text())
                if found == abs(value)
            ]
            marks += [
                Highlight(place, place + 1)
                for place, tex in formula_spans(block)
                if any(found == abs(value) for _, _, found in numbers_in(tex))
            ]
            block = block.next()
        self.set_highlights(marks)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The copied text, with each formula as LaTeX."""
        data = QMimeData()
        data.setText(with_tex(self.textCursor()))
        return data

    # -- following

    @property
    def following(self) -> bool:
        return self._follow

    def to_latest(self) -> None:
        """Show the newest line and follow from there."""
        self._moving = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._moving = False
        self._set_follow(True)

    def _range_changed(self) -> None:
        if self._follow:
            self.to_latest()

    def _scrolled(self, value: int) -> None:
        if not self._moving:
            self._set_follow(value >= self.verticalScrollBar().maximum() - 4)

    def _set_follow(self, follow: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            self.follow_changed.emit(follow)

    # -- painting

    def paint_behind(self, painter: QPainter, event: QPaintEvent) -> None:
        shift = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        block = self.cursorForPosition(QPoint(0, max(0, event.rect().top() - 40))).block().previous()
        if not block.isValid():
            block = self.document().firstBlock()
        number = block.blockNumber()
        while block.isValid():
            rect = layout.blockBoundingRect(block).translated(0, -shift)
            if rect.top() > event.rect().bottom() + 40:
                break
            if rect.bottom() > event.rect().top() - 40 and block.text():
                self._paint_step(painter, block, rect, number)
            number += 1
            block = block.next()

    def _paint_step(self, painter: QPainter, block: QTextBlock, rect: QRectF, number: int) -> None:
        line = block.layout().lineAt(0)
        mid = rect.top() + line.y() + line.height() / 2
        is_open = self._has_open and number == len(self._shown)
        if block.blockFormat().headingLevel() == _RESULT:
            self._paint_result(painter, block, rect)
        else:
            self._paint_number(painter, mid, rect, number, is_open)

    def _paint_result(self, painter: QPainter, block: QTextBlock, rect: QRectF) -> None:
        px = self.look.px
        lines = block.layout()
        height = sum(lines.lineAt(i).height() for i in range(lines.lineCount()))
        top = rect.top() + lines.lineAt(0).y()
        box = QRectF(1, top - px(9), self.viewport().width() - px(10), height + px(18))
        painter.setPen(QPen(self.look.colour("good"), 1))
        painter.setBrush(self.look.colour("good_soft"))
        painter.drawRoundedRect(box, px(12), px(12))
        size = px(20)
        icons.paint(
            painter,
            "check",
            self.look.colour("good"),
            QRectF(px(12), top + lines.lineAt(0).height() / 2 - size / 2, size, size),
        )

    def _paint_number(self, painter: QPainter, mid: float, rect: QRectF, number: int, is_open: bool) -> None:
        px = self.look.px
        x, radius = px(14), px(11)
        painter.setPen(QPen(self.look.colour("line"), px(2)))
        if number:
            painter.drawLine(QPointF(x, rect.top() - px(7)), QPointF(x, mid - radius))
        if not is_open and rect.bottom() < self.document().size().height() - 20:
            painter.drawLine(QPointF(x, mid + radius), QPointF(x, rect.bottom() + px(7)))
        live = is_open and self._busy
        painter.setPen(QPen(self.look.colour("thought"), px(1.6)) if live else Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("card" if live else "thought_soft"))
        painter.drawEllipse(QPointF(x, mid), radius, radius)
        painter.setPen(self.look.colour("thought"))
        painter.setFont(self.look.font(11.5, QFont.Weight.DemiBold, tabular=True))
        painter.drawText(
            QRectF(x - radius, mid - radius, 2 * radius, 2 * radius),
            Qt.AlignmentFlag.AlignCenter,
            str(number + 1),
        )
