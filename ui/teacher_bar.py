"""The controls of the teacher's view.

Owns: its looks and what was asked for. Must not know: turns. Thread: GUI thread only.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from ui import icons
from ui.scrubber import SPEEDS
from ui.theme import BODY, Style


class TeacherBar(QWidget):
    """Signals: `stepped(-1 or 1)`, `toggled`, `speed_chosen`, `sound_asked`, `compare_asked`, `contrast(on)`."""

    stepped = Signal(int)
    toggled = Signal()
    speed_chosen = Signal(float)
    sound_asked = Signal()
    compare_asked = Signal()
    contrast = Signal(bool)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._running = False
        self.prev = self._tool(self.tr("Previous token (Left)"))
        self.prev.clicked.connect(lambda: self.stepped.emit(-1))
        self.play = self._tool(self.tr("Play or pause (P)"))
        self.play.clicked.connect(self.toggled)
        self.next = self._tool(self.tr("Next token (Right)"))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.speed = QComboBox()
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("Speed"))
        for value in reversed(SPEEDS):
            self.speed.addItem(f"{value:g}×", value)
        self.speed.currentIndexChanged.connect(lambda: self.speed_chosen.emit(float(self.speed.currentData())))
        self.sound = QPushButton(self.tr("Play with sound"))
        self.sound.clicked.connect(self.sound_asked)
        self.compare = QPushButton()
        self.compare.setToolTip(self.tr("Ask the same question again, thinking in the other way"))
        self.compare.clicked.connect(self.compare_asked)
        self.high = QPushButton(self.tr("High contrast"))
        self.high.setCheckable(True)
        self.high.toggled.connect(self.contrast)
        self.at = QLabel()
        self.at.setObjectName("muted")
        self.at.setMinimumWidth(70)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.prev, self.play, self.next, self.speed, self.sound, self.compare, self.high, self.at):
            row.addWidget(part)
        row.addStretch(1)
        self.show_compare(False, False)
        style.changed.connect(self._restyle)
        self._restyle()

    @staticmethod
    def _tool(name: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def show_running(self, running: bool) -> None:
        """Whether the play head runs by itself."""
        self._running = running
        self._restyle()

    def show_compare(self, thought_first: bool, possible: bool) -> None:
        """Which other way the question can be asked in, if it can now."""
        first = self.tr("Compare with thinking while speaking")
        self.compare.setText(first if thought_first else self.tr("Compare with thinking first"))
        self.compare.setEnabled(possible)

    def _restyle(self) -> None:
        root = math.sqrt(self.look.scale)  # as in the rest of the teacher's view
        size, ink = round(26 * root), self.look.colour("ink")
        for part in self.findChildren(QWidget):
            part.setFont(self.look.font(BODY / root))
        play = "pause" if self._running else "play"
        for button, name in ((self.prev, "back"), (self.play, play), (self.next, "next")):
            button.setIcon(icons.icon(name, ink, size))
            button.setIconSize(QSize(size, size))
