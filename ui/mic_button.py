"""The round microphone button, with the level of the voice drawn as a ring around it.

Thread: GUI thread only.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import icons
from ui.theme import Style

Face = Literal["mic", "listening", "stop"]


class MicButton(QAbstractButton):
    """Starts and ends a question. While an answer runs it stops it."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._face: Face = "mic"
        self._level = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_face("mic")
        style.changed.connect(self.updateGeometry)

    def set_face(self, face: Face) -> None:
        """What pressing it does now."""
        self._face = face
        names = {
            "mic": self.tr("Ask by voice"),
            "listening": self.tr("Send the question"),
            "stop": self.tr("Stop the answer"),
        }
        self.setAccessibleName(names[face])
        self.setToolTip(names[face])
        self.update()

    @property
    def face(self) -> Face:
        return self._face

    def set_level(self, level: float) -> None:
        """Loudness 0..1; falls smoothly."""
        new = max(level, self._level * 0.82)
        if abs(new - self._level) > 0.004 or level == 0.0 != self._level:
            self._level = new if level or new > 0.02 else 0.0
            self.update()

    def sizeHint(self) -> QSize:
        side = self.look.px(76)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self.look.px
        centre = QPointF(self.width() / 2, self.height() / 2)
        radius = px(27)
        if self._face == "listening":
            self._paint_rings(painter, centre, radius)
        fill, ink = self._colours()
        if self.isDown():
            radius -= px(1)
        painter.setPen(QPen(self.look.colour("voice" if self.isEnabled() else "line"), px(2)))
        painter.setBrush(self.look.colour(fill))
        painter.drawEllipse(centre, radius, radius)
        size = px(26)
        icon = "stop" if self._face == "stop" else "send" if self._face == "listening" else "mic"
        icons.paint(
            painter,
            icon,
            self.look.colour(ink),
            QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size),
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.colour("thought"), px(2)))
            painter.drawEllipse(centre, radius + px(5), radius + px(5))

    def _colours(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "sunken", "muted"
        if self._face == "stop":
            return "card", "voice"
        return "voice", "on_voice"

    def _paint_rings(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        soft = self.look.colour("voice")
        for share, alpha in ((1.0, 40), (0.55, 70)):
            soft.setAlpha(alpha)
            painter.setBrush(soft)
            grown = radius + self.look.px(11) * min(1.0, 0.25 + self._level * 1.2) * share
            painter.drawEllipse(centre, grown, grown)


class LevelMeter(QWidget):
    """Loudness of the microphone as a row of bars, with a number for screen readers."""

    BARS = 18

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._values = [0.0] * self.BARS
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Microphone level"))
        self.setToolTip(self.tr("Microphone level"))

    @property
    def value(self) -> float:
        """The newest level shown, 0..1."""
        return self._values[-1]

    def set_level(self, level: float) -> None:
        """Show loudness 0..1 as the newest bar."""
        self._values = [*self._values[1:], min(1.0, max(0.0, level))]
        self.update()

    def reset(self) -> None:
        """Back to silence."""
        self._values = [0.0] * self.BARS
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(6) * self.BARS, self.look.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step, width, middle = self.width() / self.BARS, self.look.px(3), self.height() / 2
        for i, value in enumerate(self._values):
            high = max(width, value * self.height())
            painter.setBrush(self.look.colour("voice" if value > 0.02 else "line"))
            painter.drawRoundedRect(QRectF(i * step, middle - high / 2, width, high), width / 2, width / 2)
