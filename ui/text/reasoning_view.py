"""The reasoning as numbered steps, with the result marked and the spoken number highlighted."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from app.transcript.board import Row, rows_of
from app.transcript.board_drawing import drawing_of, words_of
from app.transcript.reasoning_steps import Steps, StepState, board, numbers_in, result_text, without_lead
from app.transcript.turn_transcript import TurnTranscript
from ui.text.drawing_object import DrawingObject, drawn_results, insert_drawing, with_lines
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_writer import FormulaObject, formula_spans, write
from ui.text.text_view import Highlight, TextView
from ui.theme import icons
from ui.theme.theme import Style

_GUTTER = 40
_RESULT = 1  # heading level that tells the result's block from the steps'; screen readers see it too
_MARKS: Final[dict[StepState, tuple[str, str]]] = {
    "right": ("check", "good"),
    "wrong": ("close", "bad"),
    "withdrawn": ("close", "muted"),
    "unchecked": ("dash", "muted"),
}
_MARK_ROOM = 34  # right of the steps, for the marks


def step_count(steps: int) -> str:
    """The number of steps in words: "1 step", "5 steps"."""
    if steps == 1:
        return QCoreApplication.translate("status", "1 step")
    return QCoreApplication.translate("status", "{n} steps").format(n=steps)


def verdict_in_words(state: StepState) -> str:
    """A verdict for people; empty where there is none."""
    words = {
        "right": QCoreApplication.translate("status", "right"),
        "wrong": QCoreApplication.translate("status", "wrong"),
        "unchecked": QCoreApplication.translate("status", "not checked"),
        "withdrawn": QCoreApplication.translate("status", "wrong, taken back"),
    }
    return words.get(state, "")


def paint_verdict(painter: QPainter, style: Style, state: StepState, box: QRectF) -> None:
    """A tick, a cross or a quiet dash; nothing without a verdict."""
    if state in _MARKS:
        icon, tone = _MARKS[state]
        icons.paint(painter, icon, style.colour(tone), box)


def _content(row: Row) -> tuple[object, ...]:
    """What a block is written from; the marks are painted beside it."""
    style = row.state if row.kind == "result" or row.state == "withdrawn" else ""
    return row.kind, row.lines, row.open and row.kind == "sum", style


def _plain_form(line: str) -> str:
    return board(without_lead(line))


def how_checked(turn: TurnTranscript) -> str:
    """Who thought and who calculated, once the turn is over; empty where all is the model's."""
    if turn.ended is None or not turn.ended.calculator or not turn.reasoning:
        return ""
    return QCoreApplication.translate("status", "Plan: model, arithmetic: exact")


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
        self._rows: list[Row] = []
        self._spoken: list[str] = []  # a row in words
        self._follow = True
        self._moving = False
        self._busy = False
        self._size = 17.0
        self._waiting: set[int] = set()  # blocks with formulas that are still being set
        self._object = FormulaObject(style, formulas, self.document())
        self._drawings = DrawingObject(style, self.document())
        formulas.ready.connect(self._formulas_ready)
        self.setAccessibleName(self.tr("Reasoning"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        style.changed.connect(self._restyle)
        self._pad()

    # -- content

    @property
    def count(self) -> int:
        """How many steps are shown, without the result."""
        return sum(row.kind != "result" for row in self._rows)

    def set_size(self, size: float) -> None:
        """Type size of a step, in design pixels."""
        self._size = size
        self._restyle()

    def clear_steps(self) -> None:
        """Empty the view, ready for a new turn."""
        self.clear()
        self._pad()
        self._rows = []
        self._waiting = set()
        self.set_highlights([])
        self._describe([])
        self._set_follow(True)

    def _pad(self) -> None:
        """Room below the last line for the result's panel."""
        root = self.document().rootFrame()
        layout = root.frameFormat()
        layout.setBottomMargin(self.look.px(16))
        root.setFrameFormat(layout)

    def show_steps(self, steps: Steps, busy: bool) -> None:
        """Update the view; only rows that changed are written. busy: more lines follow."""
        rows = rows_of(steps)
        same = 0
        while same < min(len(rows), len(self._rows)) and _content(rows[same]) == _content(self._rows[same]):
            same += 1
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._cut(cursor, max(len(rows), 1))
        for number in range(same, len(rows)):
            self._write(cursor, number, rows[number])
        cursor.endEditBlock()
        shown, self._rows, self._busy = self._rows, rows, busy
        if rows != shown:
            self._describe(shown)
        self.viewport().update()
        if self._follow:
            self.to_latest()

    def _cut(self, cursor: QTextCursor, count: int) -> None:
        """Take away the blocks behind the first `count`."""
        if self.document().blockCount() > count:
            block = self.document().findBlockByNumber(count - 1)
            cursor.setPosition(block.position() + block.length() - 1)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self._waiting = {number for number in self._waiting if number < count}

    def _write(self, cursor: QTextCursor, number: int, row: Row) -> None:
        """Write a row in place of its block, or into a new one."""
        if number < self.document().blockCount():
            cursor.setPosition(self.document().findBlockByNumber(number).position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        waiting = False
        drawn = drawing_of(row) is not None
        if drawn:
            insert_drawing(cursor, row, self.look.font(self._size + 3, tabular=True))
        else:
            waiting = self._write_text(cursor, row)
        cursor.setBlockFormat(self._block_format(row.kind == "result", drawn))  # that of a display formula is not kept
        self._waiting = self._waiting | {number} if waiting else self._waiting - {number}

    def _write_text(self, cursor: QTextCursor, row: Row) -> bool:
        """Write a row as text; True if its formulas are still being set."""
        shaped = self._text_format(row)
        cursor.setCharFormat(shaped)
        line = "\n".join(row.lines)
        text = result_text(line) if row.kind == "result" else _plain_form(line)
        waiting = write(cursor, text, self.look, self.formulas, one_block=True).waiting
        if row.kind == "result" or row.state == "withdrawn":
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(shaped)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        return waiting

    def _block_format(self, result: bool, drawn: bool) -> QTextBlockFormat:
        px = self.look.px
        made = QTextBlockFormat()
        made.setHeadingLevel(_RESULT if result else 0)
        made.setLeftMargin(px(_GUTTER + 6 if result else _GUTTER))
        made.setRightMargin(px(12 if result else _MARK_ROOM))
        made.setTopMargin(px(16 if result else 8))
        made.setBottomMargin(px(14 if result else 8))
        made.setLineHeight(100 if drawn else 118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return made

    def _text_format(self, row: Row) -> QTextCharFormat:
        made = QTextCharFormat()
        if row.kind == "result":
            made.setFont(self.look.font(self._size * 1.5, QFont.Weight.DemiBold, tabular=True))
            made.setForeground(self.look.colour("good" if row.state == "right" else "ink"))
        elif row.state == "withdrawn":
            made.setFontStrikeOut(True)
            made.setForeground(self.look.colour("muted"))
        return made

    def _restyle(self) -> None:
        rows, self._rows = self._rows, []
        self.clear()
        self.document().setDefaultFont(self.look.font(self._size, tabular=True))
        self._pad()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, row in enumerate(rows):
            self._write(cursor, number, row)
        cursor.endEditBlock()
        self._rows = rows

    def _formulas_ready(self) -> None:
        """Write the rows again whose formulas were shown as LaTeX until they were set."""
        cursor = QTextCursor(self.document())
        for number in sorted(self._waiting):
            if number < len(self._rows) and self.formulas.settled("\n".join(self._rows[number].lines)):
                self._write(cursor, number, self._rows[number])
        self._describe([])

    def _describe(self, described: list[Row]) -> None:
        """The rows with their verdicts in words, for screen readers: they find no text in drawings and marks.

        described: the rows whose words are known.
        """
        known = zip(described, self._spoken, strict=False)
        same = [words if row == before else "" for row, (before, words) in zip(self._rows, known, strict=False)]
        same += [""] * (len(self._rows) - len(same))
        self._spoken = [
            words or self._in_words(number, row)
            for number, (row, words) in enumerate(zip(self._rows, same, strict=True), 1)
        ]
        self.setAccessibleDescription("\n".join(self._spoken))

    def _in_words(self, number: int, row: Row) -> str:
        text = self.formulas.in_words(words_of(row.lines))
        if row.kind == "result":
            named = self.tr("Result: {text}").format(text=result_text(row.lines[-1]))
        else:
            named = self.tr("Step {n}: {text}").format(n=number, text=text)
        verdict = "" if row.open else verdict_in_words(row.state)
        return f"{named}. {verdict}." if verdict else f"{named}."

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
                for place, tex in [*formula_spans(block), *drawn_results(block)]
                if any(found == abs(value) for _, _, found in numbers_in(tex))
            ]
            block = block.next()
        self.set_highlights(marks)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The copied text, with each formula as LaTeX and each drawing as its lines."""
        data = QMimeData()
        data.setText(with_lines(self.textCursor()))
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

    def showEvent(self, event: QShowEvent) -> None:
        """Qt scrolls to the cursor when the view is first shown; that is no scrolling of the reader."""
        self._moving = True
        super().showEvent(event)
        self._moving = False
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
            if rect.bottom() > event.rect().top() - 40 and block.text() and block.layout().lineCount():
                self._paint_step(painter, block, rect, number)
            number += 1
            block = block.next()

    def _paint_step(self, painter: QPainter, block: QTextBlock, rect: QRectF, number: int) -> None:
        if number >= len(self._rows):
            return
        row = self._rows[number]
        line = block.layout().lineAt(0)
        mid = rect.top() + line.y() + min(line.height(), self.look.px(self._size * 1.6)) / 2
        if row.kind == "result":
            self._paint_result(painter, block, rect, row.state)
            return
        self._paint_number(painter, mid, rect, number, row.open)
        if not row.open:
            size = self.look.px(18)
            paint_verdict(
                painter,
                self.look,
                row.state,
                QRectF(self.viewport().width() - size - self.look.px(8), mid - size / 2, size, size),
            )

    def _paint_result(self, painter: QPainter, block: QTextBlock, rect: QRectF, state: StepState) -> None:
        px = self.look.px
        lines = block.layout()
        height = sum(lines.lineAt(i).height() for i in range(lines.lineCount()))
        top = rect.top() + lines.lineAt(0).y()
        box = QRectF(1, top - px(9), self.viewport().width() - px(10), height + px(18))
        good = state == "right"
        painter.setPen(QPen(self.look.colour("good" if good else "strong_line"), 1))
        painter.setBrush(self.look.colour("good_soft" if good else "card"))
        painter.drawRoundedRect(box, px(12), px(12))
        size = px(20)
        middle = top + lines.lineAt(0).height() / 2
        paint_verdict(painter, self.look, state, QRectF(px(12), middle - size / 2, size, size))

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
