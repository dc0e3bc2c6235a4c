"""The controls of the teacher's view."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from ui.theme.theme import BODY, Style
from ui.theme.widgets import FlowLayout, needs_focus_for_wheel, plain_label, set_icon, tool_button

SPEEDS = (0.1, 0.25, 0.5, 1.0)


@dataclass(slots=True)
class Scrubber:
    """A playhead over a finished turn: runs from 0 to `end_s` at `speed` seconds a second."""

    end_s: float = 0.0
    moment: float = 0.0
    speed: float = 1.0
    running: bool = False

    def seek(self, moment: float) -> None:
        """Go to a moment within the turn."""
        self.moment = min(max(0.0, moment), self.end_s)

    def toggle(self) -> None:
        """Run or pause; at the end it starts over."""
        if not self.running and self.moment >= self.end_s - 1e-6:
            self.moment = 0.0
        self.running = not self.running and self.end_s > 0

    def advance(self, seconds: float) -> None:
        """`seconds` of real time have passed."""
        if self.running:
            self.seek(self.moment + seconds * self.speed)
            self.running = self.moment < self.end_s


class TeacherBar(QWidget):
    """Signals: `stepped(-1 or 1)`, `toggled`, `speed_chosen`, `sound_asked`, `compare_asked`, `contrast(on)`,
    `reveal(on)`, `moved(-1 or 1)`: to the question before or after, `list_asked`, and `ask_asked`: the prepared
    question is to be asked.
    """

    stepped = Signal(int)
    toggled = Signal()
    speed_chosen = Signal(float)
    sound_asked = Signal()
    compare_asked = Signal()
    contrast = Signal(bool)
    reveal = Signal(bool)
    moved = Signal(int)
    list_asked = Signal()
    ask_asked = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._running = False
        self.prev = tool_button(self.tr("Previous token (Left)"), lambda: self.stepped.emit(-1))
        self.play = tool_button(self.tr("Play or pause (P)"), self.toggled)
        self.next = tool_button(self.tr("Next token (Right)"), lambda: self.stepped.emit(1))
        self.speed = QComboBox()
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("Speed"))
        needs_focus_for_wheel(self.speed)
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
        self.reveals = QPushButton(self.tr("Step by step"))
        self.reveals.setCheckable(True)
        self.reveals.setToolTip(self.tr("Show the steps one by one, the result last (Page Down, Page Up)"))
        self.reveals.toggled.connect(self.reveal)
        self.before = tool_button(self.tr("The question before"), lambda: self.moved.emit(-1))
        self.after = tool_button(self.tr("The question after"), lambda: self.moved.emit(1))
        self.at = plain_label()
        self.at.setObjectName("muted")
        self.at.setMinimumWidth(70)
        self.list = QPushButton(self.tr("Prepared questions…"))
        self.list.setToolTip(self.tr("Open a text file with one question a line, or a table with a column “question”"))
        self.list.clicked.connect(self.list_asked)
        self.place = plain_label()
        self.place.hide()
        self.ask = QPushButton(self.tr("Ask it (Enter)"))
        self.ask.setObjectName("primary")
        self.ask.clicked.connect(self.ask_asked)
        self.ask.hide()
        parts = self.list, self.before, self.place, self.after, self.ask, self.reveals
        again = self.prev, self.play, self.next, self.speed, self.sound, self.compare, self.high, self.at
        self._flow = FlowLayout(*parts, *again)
        self.setLayout(self._flow)
        self.show_compare(False, False)
        self.show_place(True, True)
        self._factor = 1.0
        self._restyle()

    def add(self, part: QWidget) -> None:
        """One more control, behind the others."""
        self._flow.addWidget(part)
        self._restyle()

    def set_factor(self, factor: float) -> None:
        """Size of the type, 1 at the ordinary one."""
        self._factor = factor
        self._restyle()

    def show_running(self, running: bool) -> None:
        """Show whether the playhead runs."""
        self._running = running
        self._restyle()

    def show_place(self, first: bool, last: bool) -> None:
        """Offer the questions before and after."""
        self.before.setEnabled(not first)
        self.after.setEnabled(not last)

    def show_prepared(self, number: int, count: int, unasked: bool) -> None:
        """Show which prepared question this is, and offer to ask it. count: 0 without a list."""
        self.place.setText(self.tr("{number} of {count}").format(number=number, count=count))
        self.place.setVisible(count > 0)
        self.ask.setVisible(count > 0)
        self.ask.setEnabled(unasked)

    def show_compare(self, thought_first: bool, possible: bool) -> None:
        """Offer to ask the question in the other way."""
        first = self.tr("Compare with thinking while speaking")
        self.compare.setText(first if thought_first else self.tr("Compare with thinking first"))
        self.compare.setEnabled(possible)

    def _restyle(self) -> None:
        size, ink = round(26 * self._factor), self.look.colour("ink")
        for part in self.findChildren(QWidget):
            part.setFont(self.look.font(BODY * self._factor / self.look.scale))
        for text in (self.place, self.at):
            text.setMinimumHeight(self.list.sizeHint().height())
        play = "pause" if self._running else "play"
        icons = (
            (self.prev, "back"),
            (self.play, play),
            (self.next, "next"),
            (self.before, "left"),
            (self.after, "right"),
        )
        for button, name in icons:
            set_icon(button, name, ink, size)
