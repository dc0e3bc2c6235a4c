"""The two-track picture: what was spoken above, what was thought below, on one axis of seconds.

Owns: drawing a `Timeline`, its play head, zoom, hover. Must not know: players, turns. Thread: GUI thread
only.

From the top: words where they are *heard*, over the waveform; a tick for each spoken token where it was
*written*; the axis; a tick for each reasoning token; the steps of the reasoning where they were written.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import Style
from ui.timeline_labels import Label, pack, rows_needed, spoken_labels, step_labels, step_rows
from ui.timeline_model import BIN_S, Timeline, Track, joined
from ui.turn_model import TurnModel


class TimelineView(QWidget):
    """Draws one turn; a click or drag on it asks for a moment."""

    scrubbed = Signal(float)

    def __init__(self, style: Style, size: float = 12.5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._size = size
        self._turn: TurnModel | None = None
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

    def show_turn(self, turn: TurnModel | None) -> None:
        """Draw `turn` (again, after it changed)."""
        self._turn = turn
        # Not while painting: reading formulas may leave frames behind, and with them an open painter.
        self._words = spoken_labels(turn) if turn is not None else []
        self._steps = step_labels(turn.timeline) if turn is not None else []
        self.update()

    def set_span(self, seconds: float) -> None:
        """Make the axis at least this long, so that two pictures can be compared."""
        if seconds != self._at_least:
            self._at_least, self._cache = seconds, None
            self.update()

    def set_head(self, moment: float | None) -> None:
        """Put the play head at `moment` seconds, or take it away."""
        if moment != self._head:
            self._head = moment
            self.update()

    @property
    def head(self) -> float | None:
        return self._head

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(420), self.look.px(self._size * 17))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(200), self.look.px(self._size * 15))

    # -- geometry

    @property
    def _left(self) -> float:
        return float(self.look.px(14))

    def _span(self) -> float:
        end = self._turn.timeline.end_s * 1.03 if self._turn else 0.0
        return max(1.0, end, self._at_least)

    def x_of(self, t: float) -> float:
        """Seconds -> widget x."""
        return self._left + t / self._span() * (self.width() - 2 * self._left)

    def t_of(self, x: float) -> float:
        """Widget x -> seconds, within the axis."""
        t = (x - self._left) / max(1.0, self.width() - 2 * self._left) * self._span()
        return min(max(0.0, t), self._span())

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
        track: Track = "spoken" if event.position().y() < self._axis_y() else "thought"
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

    def _axis_y(self) -> float:
        """The lower track gets what its rows need, the waveform the rest."""
        return (
            self.height()
            - self.look.px(self._size * 1.1) * 2.7
            - rows_needed(self._steps) * self._row_height()
            - self.look.px(4)
        )

    def _row_height(self) -> float:
        return QFontMetrics(self._step_font()).height() + self.look.px(8)

    def _step_font(self) -> QFont:
        return self.look.font(self._size, QFont.Weight.Medium, tabular=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        if self._turn is None or not self._turn.timeline.marks:
            self._paint_empty(painter)
            return
        painter.drawPixmap(0, 0, self._picture(self._turn))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._head is not None:
            self._paint_head(painter, self.x_of(min(self._head, self._span())))
        if self.hasFocus():
            painter.setPen(QPen(self.look.colour("thought"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _picture(self, turn: TurnModel) -> QPixmap:
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
            self._paint_all(painter, turn)
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

    def _paint_all(self, painter: QPainter, turn: TurnModel) -> None:
        axis, tick = self._axis_y(), self.look.px(self._size * 1.1)
        self._paint_axis(painter, axis)
        self._paint_waits(painter, turn.timeline, axis - tick * 1.25, tick * 0.8)
        self._paint_ticks(painter, turn.timeline, "spoken", axis - tick * 1.25, tick * 0.8)
        self._paint_ticks(painter, turn.timeline, "thought", axis + tick * 1.55, tick * 0.8)
        top = self._paint_words(painter, self._words)
        self._paint_sound(painter, turn.timeline, top, axis - tick * 1.7)
        self._paint_steps(painter, self._steps, axis + tick * 2.7)

    def _paint_ticks(self, painter: QPainter, line: Timeline, track: Track, top: float, high: float) -> None:
        """A tick for each token; those that fall on one pixel are one."""
        left, scale = self._left, (self.width() - 2 * self._left) / self._span()
        columns = sorted({round(2 * (left + mark.t * scale)) for mark in line.marks if mark.track == track})
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("voice" if track == "spoken" else "thought"))
        painter.drawRects([QRectF(x / 2 - 1.25, top, 2.5, high) for x in columns])

    def _paint_waits(self, painter: QPainter, line: Timeline, top: float, high: float) -> None:
        """Hatched where the voice held: it waited for the reasoning."""
        painter.setFont(self.look.font(self._size * 0.8))
        for start, end in line.waits:
            box = QRectF(self.x_of(start) + 3, top, self.x_of(end) - self.x_of(start) - 6, high)
            if box.width() < 4:
                continue
            painter.setPen(QPen(self.look.colour("strong_line"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(QBrush(self.look.colour("strong_line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(box)
            told = self.tr("waits")
            room = QFontMetrics(painter.font()).horizontalAdvance(told) + self.look.px(10)
            if room < box.width():
                plate = QRectF(box.center().x() - room / 2, top, room, high)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.look.colour("card"))
                painter.drawRect(plate)
                painter.setPen(self.look.colour("muted"))
                painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, told)

    def _paint_axis(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(self.look.colour("line"), 1))
        tick = self.look.px(self._size * 1.1)
        painter.setFont(self.look.font(self._size * 0.88, tabular=True))
        span = self._span()
        every = next((s for s in (0.5, 1.0, 2.0, 5.0, 10.0, 30.0) if span / s <= 12), 60.0)
        grid = self.look.colour("line")
        grid.setAlpha(90 if self.look.name == "contrast" else 255)
        for i in range(int(span / every) + 1):
            x = self.x_of(i * every)
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(x, self.look.px(4)), QPointF(x, self.height() - self.look.px(4)))
            if x + tick * 3 > self.width():
                continue
            painter.setPen(self.look.colour("muted"))
            painter.drawText(
                QRectF(x + 4, y - tick * 0.15, 60, tick * 1.4),
                Qt.AlignmentFlag.AlignVCenter,
                f"{i * every:g} s",
            )

    def _paint_sound(self, painter: QPainter, line: Timeline, high: float, base: float) -> None:
        """The waveform, mirrored around the middle of the upper track."""
        middle, reach = (high + base) / 2, max(1.0, (base - high) / 2)
        loudest = max((float(p.max(initial=0.0)) for _, _, p in line.sound), default=0.0) or 1.0
        soft = self.look.colour("voice")
        soft.setAlpha(70 if self.look.name != "contrast" else 150)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        for start, peaks in joined(line.sound):
            points = [
                QPointF(self.x_of(start + (i + 0.5) * BIN_S), float(p) / loudest * reach) for i, p in enumerate(peaks)
            ]
            top = [QPointF(p.x(), middle - max(1.0, p.y())) for p in points]
            bottom = [QPointF(p.x(), middle + max(1.0, p.y())) for p in reversed(points)]
            painter.drawPolygon(QPolygonF(top + bottom))

    def _paint_words(self, painter: QPainter, labels: list[Label]) -> float:
        """The words in one or two rows; returns where the rows end."""
        font = self.look.font(self._size * 1.05, QFont.Weight.Medium)
        measure = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self.look.colour("voice"))
        lefts = [self.x_of(label.start) for label in labels]
        spans = [(x, x + measure.horizontalAdvance(label.text)) for x, label in zip(lefts, labels, strict=True)]
        rows, top = pack(spans, 2), self.look.px(6)
        for x, label, row in zip(lefts, labels, rows, strict=True):
            if row < 0:
                continue
            base = QPointF(x, top + measure.ascent() + row * measure.height())
            painter.setPen(self.look.colour("bad" if label.correction else "voice"))
            painter.drawText(base, label.text)
            if label.correction:  # underlined too: no state is told by colour alone
                painter.drawLine(base + QPointF(0, 3), base + QPointF(measure.horizontalAdvance(label.text), 3))
        return top + (max(rows, default=0) + 1) * measure.height() + self.look.px(4)

    def _paint_steps(self, painter: QPainter, labels: list[Label], top: float) -> None:
        measure = QFontMetrics(self._step_font())
        painter.setFont(self._step_font())
        px = self.look.px
        high = measure.height() + px(4)
        spans: list[tuple[float, float]] = []
        for label in labels:
            left = self.x_of(label.start)
            width = max(measure.horizontalAdvance(label.text) + px(12), self.x_of(label.end) - left)
            spans.append((left, left + width))
        rows = step_rows(labels, spans)
        painter.setPen(QPen(self.look.colour("thought"), 1))
        for (left, _), row in zip(spans, rows, strict=True):
            painter.drawLine(QPointF(left + 0.5, top - px(3)), QPointF(left + 0.5, top + row * (high + px(4)) + px(6)))
        for label, (left, right), row in zip(labels, spans, rows, strict=True):
            if row < 0:
                continue
            tone = "good" if label.result else "thought"
            box = QRectF(left, top + row * (high + px(4)), right - left, high)
            painter.setPen(QPen(self.look.colour(tone), 1))
            painter.setBrush(self.look.colour(tone + "_soft"))
            painter.drawRoundedRect(box, px(5), px(5))
            painter.setPen(self.look.colour(tone))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)

    def _paint_head(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(self.look.colour("ink"), 2))
        painter.drawLine(QPointF(x, self.look.px(2)), QPointF(x, self.height() - self.look.px(2)))
        painter.setBrush(self.look.colour("ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(x, self._axis_y()), self.look.px(5), self.look.px(5))
