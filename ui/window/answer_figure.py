"""The result of an answer in large figures, with its verdict."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.transcript.drawing import Drawing
from app.transcript.equations import value
from app.transcript.reasoning_steps import StepState
from app.transcript.turn_transcript import TurnTranscript
from ui.text.drawing_object import paint_drawing
from ui.text.reasoning_view import paint_verdict, verdict_in_words
from ui.theme.theme import Style

_SIZE = 38  # design pixels of a digit


class AnswerFigure(QWidget):
    """Hidden while there is no result that can be written in figures."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._drawing: Drawing | None = None
        self._state: StepState = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        style.changed.connect(self.updateGeometry)
        self.hide()

    @property
    def text(self) -> str:
        """The result that is shown, "" for none."""
        return self._drawing.words if self._drawing is not None else ""

    def show_turn(self, turn: TurnTranscript) -> None:
        """Show the result of a turn that has ended."""
        ended = turn.ended
        self._drawing = value(ended.answer) if ended is not None and not ended.declined else None
        self._state = (ended.verdict or "") if ended is not None else ""
        verdict = verdict_in_words(self._state)
        named = self.tr("Result: {text}").format(text=self.text)
        self.setAccessibleName(f"{named}. {verdict}." if verdict else f"{named}.")
        self.setToolTip(verdict)
        self.setVisible(self._drawing is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        drawing, em = self._drawing, self.look.px(_SIZE)
        return QSize(round(drawing.width * em) + em, round(drawing.height * em)) if drawing is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._drawing is not None:
                self._paint(painter, self._drawing)

    def _paint(self, painter: QPainter, drawing: Drawing) -> None:
        px = self.look.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.look.font(_SIZE, QFont.Weight.DemiBold, tabular=True)
        paint_drawing(painter, drawing, self.look, QPointF(px(5), 0), font)
        left, size = px(15) + drawing.width * px(_SIZE), px(24)
        paint_verdict(painter, self.look, self._state, QRectF(left, (self.height() - size) / 2, size, size))
