"""The tokens of a turn in the order of writing: spoken above, reasoning below."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.transcript.timeline import Mark
from ui.theme.theme import Style

_WIDEST = 150  # a fixed sentence of the tutor comes as one token
_SIGNS = {"\n": "⏎", "": "·", " ": "·"}


class RhythmStrip(QWidget):
    """Shows the cells around the present token. scrubbed: a click asks for the moment of a token in seconds."""

    scrubbed = Signal(float)

    def __init__(self, style: Style, size: float = 15, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._size = size
        self._marks: list[Mark] = []
        self._lefts: list[float] = [0.0]  # the x of each cell and of the end
        self._now = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Tokens in the order in which they were written"))
        self.setToolTip(self.tr("Each box is a token: spoken above, reasoning below, in the order of writing"))
        style.changed.connect(self._measure)

    @property
    def now(self) -> int:
        """The index of the present token, -1 before the first."""
        return self._now

    def show_marks(self, marks: list[Mark]) -> None:
        """Show these tokens."""
        if len(marks) != len(self._marks) or marks[-1:] != self._marks[-1:]:
            self._marks = list(marks)
            self._measure()

    def set_moment(self, moment: float | None) -> None:
        """Mark the newest token at a moment in seconds; None marks the last."""
        last = len(self._marks) - 1
        now = last if moment is None else bisect_right([m.t for m in self._marks], moment + 1e-6) - 1
        if now != self._now:
            self._now = now
            message = self.tr("Token {n} of {all}").format(n=now + 1, all=last + 1)
            self.setAccessibleDescription(f"{message}: {self._marks[now].text}" if now >= 0 else message)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(300), self.look.px(self._size * 3.9))

    def _font(self) -> QFont:
        return self.look.font(self._size * 0.9, QFont.Weight.Medium, tabular=True)

    def _measure(self) -> None:
        measure, pad = QFontMetrics(self._font()), self.look.px(7)
        widths = [measure.horizontalAdvance(shown(mark)) + pad for mark in self._marks]
        low, high = self.look.px(14), self.look.px(_WIDEST)
        self._lefts = [0.0, *accumulate(float(min(max(w, low), high)) for w in widths)]
        self.updateGeometry()
        self.update()

    def _shift(self) -> float:
        """The scroll offset in pixels: the present token is in the middle where not all fits."""
        spare = self._lefts[-1] - self.width()
        if spare <= 0 or self._now < 0:
            return 0.0
        middle = (self._lefts[self._now] + self._lefts[self._now + 1]) / 2
        return min(max(0.0, middle - self.width() / 2), spare)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = bisect_right(self._lefts, event.position().x() + self._shift()) - 1
        if 0 <= cell < len(self._marks):
            self.scrubbed.emit(self._marks[cell].t)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter, event)

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        shift, high = self._shift(), self.look.px(self._size * 1.8)
        first = max(0, bisect_right(self._lefts, shift + event.rect().left()) - 1)
        for i in range(first, len(self._marks)):
            left = self._lefts[i] - shift
            if left > event.rect().right():
                break
            up = self._marks[i].track == "spoken"
            top = self.look.px(2) if up else self.height() - high - self.look.px(2)
            box = QRectF(left + 1.5, top, self._lefts[i + 1] - self._lefts[i] - 3, high)
            self._paint_cell(painter, box, "voice" if up else "thought", i)

    def _paint_cell(self, painter: QPainter, box: QRectF, tone: str, i: int) -> None:
        ink, soft = self.look.colour(tone), self.look.colour(tone + "_soft")
        done, here = i <= self._now, i == self._now
        painter.setPen(QPen(self.look.colour("ink"), 2) if here else QPen(ink, 1) if done else Qt.PenStyle.NoPen)
        painter.setBrush(soft if done else self.look.colour("sunken"))
        painter.drawRoundedRect(box, self.look.px(4), self.look.px(4))
        painter.setPen(ink if done else self.look.colour("muted"))
        measure, text = QFontMetrics(painter.font()), shown(self._marks[i])
        fitting = measure.elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()) - 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitting)


def shown(mark: Mark) -> str:
    """The text of a token's cell."""
    text = mark.text.strip(" ")
    return _SIGNS.get(text, text.replace("\n", "⏎"))
