"""The two-track timeline as a widget: what was spoken above, what was thought below, on one axis of seconds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.transcript.timeline import Track
from app.transcript.timeline_labels import Label, spoken_labels, step_labels
from app.transcript.turn_transcript import TurnTranscript
from ui.teacher.timeline_painter import LOWEST, TimelinePicture
from ui.theme.theme import Style


class TimelineView(QWidget):
    """Shows one turn with a playhead. scrubbed: a click, drag or key asks for a moment in seconds."""

    scrubbed = Signal(float)

    def __init__(self, style: Style, size: float = 12.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._size = size
        self._turn: TurnTranscript | None = None
        self._words: list[Label] = []
        self._steps: list[Label] = []
        self._head: float | None = None
        self._at_least = 0.0
        self._cache: tuple[tuple[object, ...], QPixmap] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Timeline: spoken above, reasoning below"))
        style.changed.connect(self.update)

    # -- content

    def show_turn(self, turn: TurnTranscript | None) -> None:
        """Draw `turn`; again after it changed."""
        self._turn = turn
        before = self._words, self._steps
        # Not while painting: the formula parser can keep frames alive, and with them an open painter.
        self._words = spoken_labels(turn) if turn is not None else []
        self._steps = step_labels(turn.timeline) if turn is not None else []
        if (self._words, self._steps) != before:  # words can come without a new token
            self._cache = None
        self.update()

    def set_span(self, seconds: float) -> None:
        """Make the axis at least this long, so that two timelines can be compared."""
        if seconds != self._at_least:
            self._at_least, self._cache = seconds, None
            self.update()

    def set_head(self, moment: float | None) -> None:
        """Put the playhead at `moment` seconds; None removes it."""
        if moment != self._head:
            self._head = moment
            self.update()

    @property
    def head(self) -> float | None:
        return self._head

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(420), self.look.px(self._size * 17))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(200), self.look.px(self._size * LOWEST))

    # -- geometry

    @property
    def _picture(self) -> TimelinePicture:
        """The picture at the present size and length."""
        return TimelinePicture(self.look, self._size, self.width(), self.height(), self._span())

    def _span(self) -> float:
        end = self._turn.timeline.end_s * 1.03 if self._turn else 0.0
        return max(1.0, end, self._at_least)

    def x_of(self, t: float) -> float:
        """The x of a moment in seconds."""
        return self._picture.x_of(t)

    def t_of(self, x: float) -> float:
        """The moment in seconds at an x, within the axis."""
        return self._picture.t_of(x)

    # -- input

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.scrubbed.emit(self.t_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self.t_of(event.position().x()))
        else:
            self._tell(event)

    def _tell(self, event: QMouseEvent) -> None:
        if self._turn is None or not self._turn.timeline.marks:
            return
        t = self.t_of(event.position().x())
        track: Track = "spoken" if event.position().y() < self._picture.axis_y(self._steps) else "thought"
        marks = [m for m in self._turn.timeline.marks if m.track == track]
        near = min(marks, key=lambda m: abs(m.t - t), default=None)
        if near is not None and abs(self.x_of(near.t) - event.position().x()) < 12:
            shown = near.text.replace("\n", "⏎") or " "
            QToolTip.showText(event.globalPosition().toPoint(), f"{near.t:.2f} s  “{shown}”", self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._turn is not None and event.key() in steps:
            now = self._head if self._head is not None else 0.0
            self.scrubbed.emit(self._turn.timeline.step_from(now, steps[Qt.Key(event.key())]))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cache = None
        super().resizeEvent(event)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        if self._turn is None or not self._turn.timeline.marks:
            self._paint_empty(painter)
            return
        painter.drawPixmap(0, 0, self._drawn(self._turn))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._head is not None:
            self._paint_head(painter, self.x_of(min(self._head, self._span())))
        if self.hasFocus():
            painter.setPen(QPen(self.look.colour("thought"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _drawn(self, turn: TurnTranscript) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (
            id(turn),
            turn.timeline.revision,
            self.look.colours,
            self.look.scale,
            self.width(),
            self.height(),
            ratio,
        )
        if self._cache is None or self._cache[0] != key:
            image = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._picture.paint(painter, turn.timeline, self._words, self._steps)
            painter.end()
            self._cache = (key, image)
        return self._cache[1]

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(self.look.colour("muted"))
        painter.setFont(self.look.font(13))
        painter.drawText(
            self.rect(),
            Qt.AlignmentFlag.AlignCenter,
            self.tr("Speech and reasoning appear here on one time axis."),
        )

    def _paint_head(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(self.look.colour("ink"), 2))
        painter.drawLine(QPointF(x, self.look.px(2)), QPointF(x, self.height() - self.look.px(2)))
        painter.setBrush(self.look.colour("ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(x, self._picture.axis_y(self._steps)), self.look.px(5), self.look.px(5))
