"""The question of a turn: as it was typed or heard, to be corrected and asked again."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from app.transcript.turn_transcript import TurnTranscript
from model.numbers import words_to_numbers
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button

DOUBTFUL = 0.5  # from this doubt on, the numbers of a heard question are underlined


def numbers_marked(question: str) -> str:
    """A question as HTML of Qt's subset, its numbers underlined."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"\d+(?:\.\d+)?", question)]
    spans += [(n.start, n.end) for n in words_to_numbers(question)]
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [escape(question[at:start]), f"<u>{escape(question[start:end])}</u>"]
            at = end
    return "".join(parts) + escape(question[at:])


class QuestionBubble(QFrame):
    """The question at the right edge, with an icon for voice or keyboard.

    asked: a changed question is to be asked; the box stays open until `close_box`, so that a refused one is not lost.
    """

    asked = Signal(str)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self._shown: tuple[object, ...] = ()
        self._question = ""
        self.setObjectName("bubble")
        self.icon = plain_label()
        self.text = plain_label()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Minimum)
        self.text.installEventFilter(self)
        self.box = QLineEdit()
        self.box.setAccessibleName(self.tr("The question, to be changed and asked again"))
        self.box.returnPressed.connect(self._ask)
        self.box.installEventFilter(self)
        self.box.hide()
        self.edit = tool_button(self.tr("Change the question and ask again"), self.open_box)
        top = Qt.AlignmentFlag.AlignTop
        parts = (self.icon, 0, top), (self.text, 1), (self.box, 1), (self.edit, 0, top)
        self.setLayout(hbox(*parts, spacing=8, margins=(14, 8, 8, 8)))

    def show_turn(self, turn: TurnTranscript) -> None:
        """Write the question, or that it is still being written down."""
        key = (turn.question, turn.doubt, turn.ended is None, self.look.colours, self.look.scale)
        if key == self._shown:
            return
        self._shown, self._question = key, turn.question
        waiting = not turn.question and turn.ended is None
        shown = turn.question or (
            self.tr("Spoken question") if not waiting else self.tr("Writing down what you asked…")
        )
        doubtful = bool(turn.question) and turn.source == "voice" and turn.doubt >= DOUBTFUL
        self.text.setFont(self.look.font(16))
        self.text.setTextFormat(Qt.TextFormat.RichText if doubtful else Qt.TextFormat.PlainText)
        self.text.setText(numbers_marked(shown) if doubtful else shown)
        unsure = self.tr("I am not sure that I heard this right. Click it to change it.")
        named = self.tr("Question: {text}").format(text=shown)
        self.text.setAccessibleName(f"{named} {unsure}" if doubtful else named)
        self.text.setToolTip(unsure if doubtful else self.edit.toolTip() if turn.question else "")
        name = "mic" if turn.source == "voice" else "keys"
        size = self.look.px(18)
        self.icon.setPixmap(icons.pixmap(name, self.look.colour("voice"), size, self.devicePixelRatioF()))
        self.icon.setToolTip(self.tr("Asked aloud") if turn.source == "voice" else self.tr("Typed"))
        set_icon(self.edit, "edit", self.look.colour("voice"), self.look.px(16))
        self.edit.setVisible(bool(turn.question))
        wide = self.text.fontMetrics().horizontalAdvance(shown)
        self.text.setMinimumWidth(min(wide + 4, self.look.px(400)))

    # -- changing it

    def open_box(self) -> None:
        """Put the question into a box."""
        if not self._question or self.box.isVisible():
            return
        self.box.setText(self._question)
        self.box.setMinimumWidth(self.look.px(280))
        self.text.hide()
        self.box.show()
        self.box.setFocus()
        self.box.selectAll()

    def close_box(self) -> None:
        """Show the question as it was again."""
        had_focus = self.box.hasFocus()
        self.box.hide()
        self.text.show()
        if had_focus:
            self.edit.setFocus()

    def _ask(self) -> None:
        if self.box.text().strip():
            self.asked.emit(self.box.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the question opens the box, Esc closes it; a selection with the mouse is no click."""
        if (
            watched is self.text
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and not self.text.hasSelectedText()
        ):
            self.open_box()
        if watched is self.box and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:  # before the window's Esc
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self.close_box()
            return True
        return super().eventFilter(watched, event)
