"""Paints the two-track timeline.

From the top: words where they are *heard*, over the waveform; a tick for each spoken token where it was
*written*; the axis; a tick for each reasoning token; the steps of the reasoning where they were written.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from app.transcript.timeline import BIN_S, Timeline, Track, joined
from app.transcript.timeline_labels import Label, pack, rows_needed, step_rows
from ui.services.translations import decimals
from ui.theme.theme import Style

LOWEST: Final = 15  # times its type size: a lower picture has no room for all rows


class TimelinePicture:
    """size: of the type, in design pixels. width, height: in pixels. span: seconds on the axis.

    A low picture is drawn smaller as a whole, so that its tracks stay apart.
    """

    def __init__(self, style: Style, size: float, width: int, height: int, span: float) -> None:
        self._look, self._size = style, size
        self._share = min(1.0, height / style.px(size * LOWEST))
        self._type = size * self._share
        self._width, self._height, self._span = width, height, span
        self._left = float(style.px(14))

    def _px(self, design: float) -> float:
        return self._look.px(design) * self._share

    def x_of(self, t: float) -> float:
        """The x of a moment in seconds."""
        return self._left + t / self._span * (self._width - 2 * self._left)

    def t_of(self, x: float) -> float:
        """The moment in seconds at an x, within the axis."""
        t = (x - self._left) / max(1.0, self._width - 2 * self._left) * self._span
        return min(max(0.0, t), self._span)

    def axis_y(self, steps: list[Label]) -> float:
        """The y of the axis: the lower track gets the height of its rows, the waveform the rest."""
        return self._height - self._px(self._size * 1.1) * 2.7 - rows_needed(steps) * self._row_height() - self._px(4)

    def _row_height(self) -> float:
        return QFontMetrics(self._step_font()).height() + self._px(8)

    def _step_font(self) -> QFont:
        return self._look.font(self._type, QFont.Weight.Medium, tabular=True)

    def paint(self, painter: QPainter, line: Timeline, words: list[Label], steps: list[Label]) -> None:
        """Paint everything but the playhead."""
        axis, tick = self.axis_y(steps), self._px(self._size * 1.1)
        self._paint_axis(painter, axis)
        self._paint_waits(painter, line, axis - tick * 1.25, tick * 0.8)
        self._paint_ticks(painter, line, "spoken", axis - tick * 1.25, tick * 0.8)
        self._paint_ticks(painter, line, "thought", axis + tick * 1.55, tick * 0.8)
        top = self._paint_words(painter, words)
        self._paint_sound(painter, line, top, axis - tick * 1.7)
        self._paint_steps(painter, steps, axis + tick * 2.7)

    def _paint_ticks(self, painter: QPainter, line: Timeline, track: Track, top: float, high: float) -> None:
        """A tick for each token; ticks on one pixel are merged."""
        left, scale = self._left, (self._width - 2 * self._left) / self._span
        columns = sorted({round(2 * (left + mark.t * scale)) for mark in line.marks if mark.track == track})
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("voice" if track == "spoken" else "thought"))
        painter.drawRects([QRectF(x / 2 - 1.25, top, 2.5, high) for x in columns])

    def _paint_waits(self, painter: QPainter, line: Timeline, top: float, high: float) -> None:
        """Hatched boxes where the voice waited for the reasoning."""
        painter.setFont(self._look.font(self._type * 0.8))
        for start, end in line.waits:
            box = QRectF(self.x_of(start) + 3, top, self.x_of(end) - self.x_of(start) - 6, high)
            if box.width() < 4:
                continue
            painter.setPen(QPen(self._look.colour("strong_line"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(QBrush(self._look.colour("strong_line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(box)
            message = QCoreApplication.translate("TimelineView", "waits")
            room = QFontMetrics(painter.font()).horizontalAdvance(message) + self._px(10)
            if room < box.width():
                plate = QRectF(box.center().x() - room / 2, top, room, high)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._look.colour("card"))
                painter.drawRect(plate)
                painter.setPen(self._look.colour("muted"))
                painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, message)

    def _paint_axis(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(self._look.colour("line"), 1))
        tick = self._px(self._size * 1.1)
        painter.setFont(self._look.font(self._type * 0.88, tabular=True))
        span = self._span
        every = next((s for s in (0.5, 1.0, 2.0, 5.0, 10.0, 30.0) if span / s <= 12), 60.0)
        grid = self._look.colour("line")
        grid.setAlpha(90 if self._look.name == "contrast" else 255)
        for i in range(int(span / every) + 1):
            x = self.x_of(i * every)
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(x, self._px(4)), QPointF(x, self._height - self._px(4)))
            if x + tick * 3 > self._width:
                continue
            painter.setPen(self._look.colour("muted"))
            painter.drawText(
                QRectF(x + 4, y - tick * 0.15, 60, tick * 1.4),
                Qt.AlignmentFlag.AlignVCenter,
                decimals(f"{i * every:g} s"),
            )

    def _paint_sound(self, painter: QPainter, line: Timeline, high: float, base: float) -> None:
        """The waveform, mirrored around the middle of the upper track."""
        middle, reach = (high + base) / 2, max(1.0, (base - high) / 2)
        loudest = max((float(p.max(initial=0.0)) for _, _, p in line.sound), default=0.0) or 1.0
        soft = self._look.colour("voice")
        soft.setAlpha(70 if self._look.name != "contrast" else 150)
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
        """The words in one or two rows; returns the y of their end."""
        font = self._look.font(self._type * 1.05, QFont.Weight.Medium)
        measure = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._look.colour("voice"))
        lefts = [self.x_of(label.start) for label in labels]
        spans = [(x, x + measure.horizontalAdvance(label.text)) for x, label in zip(lefts, labels, strict=True)]
        rows, top = pack(spans, 2), self._px(6)
        for x, label, row in zip(lefts, labels, rows, strict=True):
            if row < 0:
                continue
            base = QPointF(x, top + measure.ascent() + row * measure.height())
            painter.setPen(self._look.colour("bad" if label.correction else "voice"))
            painter.drawText(base, label.text)
            if label.correction:  # underlined too: no state is shown by colour alone
                painter.drawLine(base + QPointF(0, 3), base + QPointF(measure.horizontalAdvance(label.text), 3))
        return top + (max(rows, default=0) + 1) * measure.height() + self._px(4)

    def _paint_steps(self, painter: QPainter, labels: list[Label], top: float) -> None:
        measure = QFontMetrics(self._step_font())
        painter.setFont(self._step_font())
        px = self._px
        high = measure.height() + px(4)
        spans: list[tuple[float, float]] = []
        for label in labels:
            left = self.x_of(label.start)
            width = max(measure.horizontalAdvance(label.text) + px(12), self.x_of(label.end) - left)
            spans.append((left, left + width))
        rows = step_rows(labels, spans)
        painter.setPen(QPen(self._look.colour("thought"), 1))
        for (left, _), row in zip(spans, rows, strict=True):
            painter.drawLine(QPointF(left + 0.5, top - px(3)), QPointF(left + 0.5, top + row * (high + px(4)) + px(6)))
        for label, (left, right), row in zip(labels, spans, rows, strict=True):
            if row < 0:
                continue
            box = QRectF(left, top + row * (high + px(4)), right - left, high)
            painter.setPen(QPen(self._look.colour("thought"), px(2) if label.result else 1))
            painter.setBrush(self._look.colour("thought_soft"))
            painter.drawRoundedRect(box, px(5), px(5))
            painter.setPen(self._look.colour("thought"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)
