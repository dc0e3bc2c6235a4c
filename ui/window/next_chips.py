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
LONGEST = 28  # characters of a button
WHY = "Why?"  # not translated: the tutor understands English only


def differences(questions: tuple[str, ...]) -> list[str]:
    """What tells questions apart: "15" and "50"; "" for one alone, and at most LONGEST characters of each otherwise."""
    if len(questions) < 2:
        return ["" for _ in questions]
    words = [question.rstrip(" .?!").split() for question in questions]
    if len({len(each) for each in words}) == 1:
        places = [at for at, same in enumerate(zip(*words, strict=True)) if len(set(same)) > 1]
        found = [" … ".join(each[at] for at in places) for each in words]
        if len(set(found)) == len(found) and all(len(text) <= LONGEST for text in found):
            return [text.strip(",;:") for text in found]
    return [question if len(question) <= LONGEST else question[: LONGEST - 1] + "…" for question in questions]


class NextChips(QWidget):
    """Hidden where nothing fits.

    asked: a question. slower: hear the answer again, slower. changed: the question is to be written anew.
    practise_asked: the student wants to try first.
    """

    asked = Signal(str)
    slower = Signal()
    changed = Signal()
    practise_asked = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._draw = random.Random()
        self._like: str | None = None
        self._looked = False
        self.slow = self._chip(self.tr("Hear it slower"), self.slower)
        self.another = self._chip(self.tr("Another like it"), self._ask_another)
        self.why = self._chip(WHY, lambda: self.asked.emit(WHY))
        self.try_first = self._chip(self.tr("Let me try first"), self.practise_asked)
        self.chips = self.slow, self.another, self.try_first, self.why
        self._row = FlowLayout(*self.chips)
        self.setLayout(self._row)
        self.choices: list[QPushButton] = []
        self.hide()

    def _chip(self, text: str, action: object) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName("next")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(action)
        return made

    def show_turn(self, turn: TurnTranscript, wanted: bool, follows: bool) -> None:
        """Offer what fits a turn. wanted: it is the chosen one. follows: the tutor understands follow-up questions."""
        self._offer_choices(turn.candidates)
        done = turn.ended is not None and turn.ended.reason == "complete" and not turn.ended.declined
        if wanted and done and not self._looked:
            self._looked = True
            self._like = another_like_it(turn.question, turn.steps.kept, self._draw)
        self.slow.setVisible(turn.caption.duration_s > 0 and not self.choices)
        self.another.setVisible(self._like is not None)
        self.why.setVisible(follows and done)
        self.try_first.setVisible(done)
        offered = done and not all(chip.isHidden() for chip in self.chips)
        self.setVisible(wanted and (offered or bool(self.choices)))

    def _offer_choices(self, candidates: tuple[str, ...]) -> None:
        """A button for each question that the tutor may have heard, and one for another question."""
        if self.choices or not candidates:
            return
        for question, short in zip(candidates, differences(candidates), strict=True):
            chip = self._chip(short or self.tr("Yes"), lambda _=False, text=question: self.asked.emit(text))
            chip.setToolTip(question)
            chip.setAccessibleName(self.tr("Ask: {question}").format(question=question))
            self.choices.append(chip)
        self.choices.append(self._chip(self.tr("Something else"), self.changed))
        for chip in self.choices:
            self._row.addWidget(chip)

    def _ask_another(self) -> None:
        if self._like is not None:
            self.asked.emit(self._like)
