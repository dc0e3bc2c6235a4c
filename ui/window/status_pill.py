"""The state of the tutor as a pill: icon, words, colour, and a pulse while it is busy. No state by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.services.presenter import TutorState
from ui.theme import icons
from ui.theme.theme import Style

_SOFT = {
    "muted": "sunken",
    "voice": "voice_soft",
    "thought": "thought_soft",
    "good": "good_soft",
    "bad": "bad_soft",
}
_BUSY: tuple[TutorState, ...] = ("loading", "listening", "hearing", "thinking", "both", "speaking")


Tone = Literal["muted", "voice", "thought", "good", "bad"]


@dataclass(frozen=True, slots=True)
class StateDisplay:
    """Display of a state: an icon, a colour of the palette, and words."""

    icon: str
    tone: Tone
    source: str

    @property
    def text(self) -> str:
        """The words in the window's language."""
        return QCoreApplication.translate("status", self.source)


DISPLAYS: dict[TutorState, StateDisplay] = {
    "loading": StateDisplay("wait", "muted", str(QT_TRANSLATE_NOOP("status", "Getting ready"))),
    "ready": StateDisplay("ready", "good", str(QT_TRANSLATE_NOOP("status", "Ready"))),
    "listening": StateDisplay("mic", "voice", str(QT_TRANSLATE_NOOP("status", "Listening"))),
    "hearing": StateDisplay("wave", "voice", str(QT_TRANSLATE_NOOP("status", "Hearing you"))),
    "thinking": StateDisplay("think", "thought", str(QT_TRANSLATE_NOOP("status", "Thinking"))),
    "both": StateDisplay("think", "thought", str(QT_TRANSLATE_NOOP("status", "Thinking and speaking"))),
    "speaking": StateDisplay("speak", "voice", str(QT_TRANSLATE_NOOP("status", "Speaking"))),
    "no-microphone": StateDisplay("alert", "bad", str(QT_TRANSLATE_NOOP("status", "No microphone"))),
    "no-speaker": StateDisplay("alert", "bad", str(QT_TRANSLATE_NOOP("status", "No speaker"))),
    "error": StateDisplay("alert", "bad", str(QT_TRANSLATE_NOOP("status", "Something is wrong"))),
}


class StatusPill(QWidget):
    """Shows a state; announces each change to screen readers."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._state: TutorState = "loading"
        self._beat = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._pulse = QTimer(self)
        self._pulse.setInterval(260)
        self._pulse.timeout.connect(self._tick)
        style.changed.connect(self.updateGeometry)
        style.changed.connect(self._move)
        self.set_state("loading")

    @property
    def state(self) -> TutorState:
        return self._state

    @property
    def text(self) -> str:
        return DISPLAYS[self._state].text

    def set_state(self, state: TutorState) -> None:
        """Show `state`; a new one is announced to screen readers."""
        new = state != self._state
        self._state = state
        self.setAccessibleName(self.tr("Tutor: {state}").format(state=self.text))
        self._move()
        self.updateGeometry()
        self.update()
        if new and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def _move(self) -> None:
        if self._state in _BUSY and self.look.motion:
            self._pulse.start()
        else:
            self._pulse.stop()
            self._beat = 0

    def stop(self) -> None:
        """End the pulse (the window closes)."""
        self._pulse.stop()

    def _tick(self) -> None:
        self._beat = (self._beat + 1) % 3
        self.update()

    def _font(self) -> QFont:
        return self.look.font(13.5, QFont.Weight.DemiBold)

    def sizeHint(self) -> QSize:
        px = self.look.px
        dots = px(26) if self._state in _BUSY else 0
        width = px(38) + QFontMetrics(self._font()).horizontalAdvance(self.text) + dots + px(16)
        return QSize(width, px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, tone = self.look.px, DISPLAYS[self._state].tone
        ink = self.look.colour(tone)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(ink if self.look.name in ("contrast", "contrast-light") else Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour(_SOFT[tone]))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        size = px(18)
        icons.paint(painter, DISPLAYS[self._state].icon, ink, QRectF(px(12), (self.height() - size) / 2, size, size))
        painter.setPen(ink)
        painter.setFont(self._font())
        painter.drawText(box.adjusted(px(38), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text)
        if self._state in _BUSY:
            self._paint_dots(painter)

    def _paint_dots(self, painter: QPainter) -> None:
        px = self.look.px
        ink = self.look.colour(DISPLAYS[self._state].tone)
        painter.setPen(Qt.PenStyle.NoPen)
        for i in range(3):
            ink.setAlpha(255 if i == self._beat else 90)
            painter.setBrush(ink)
            x = self.width() - px(16) - px(8) * (2 - i)
            painter.drawEllipse(QRectF(x - px(2), self.height() / 2 - px(2), px(4), px(4)))
