"""What can be done next with an answer, as a row of small buttons."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.transcript.another_like_it import another_like_it
from app.transcript.turn_transcript import TurnTranscript
from ui.theme.theme import Style
from ui.theme.widgets import FlowLayout

SLOWER = 0.75
WHY = "Why?"  # not translated: the tutor understands English only


class NextChips(QWidget):
    """Hidden where nothing fits. asked: a question; slower: hear the answer again, slower."""

    asked = Signal(str)
    slower = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._draw = random.Random()
        self._like: str | None = None
        self._looked = False
        self.slow = self._chip(self.tr("Hear it slower"), self.slower)
        self.another = self._chip(self.tr("Another like it"), self._ask_another)
        self.why = self._chip(WHY, lambda: self.asked.emit(WHY))
        self.chips = self.slow, self.another, self.why
        self.setLayout(FlowLayout(*self.chips))
        self.hide()

    def _chip(self, text: str, action: object) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName("next")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(action)
        return made

    def show_turn(self, turn: TurnTranscript, wanted: bool, follows: bool) -> None:
        """Offer what fits a turn. wanted: it is the chosen one. follows: the tutor understands follow-up questions."""
        done = turn.ended is not None and turn.ended.reason == "complete" and not turn.ended.declined
        if wanted and done and not self._looked:
            self._looked = True
            self._like = another_like_it(turn.question, turn.steps.kept, self._draw)
        self.slow.setVisible(turn.caption.duration_s > 0)
        self.another.setVisible(self._like is not None)
        self.why.setVisible(follows)
        self.setVisible(wanted and done and not all(chip.isHidden() for chip in self.chips))

    def _ask_another(self) -> None:
        if self._like is not None:
            self.asked.emit(self._like)
