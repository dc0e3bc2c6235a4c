"""One question and its answer in the conversation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QWidget,
)

from app.transcript.board import rows_of
from app.transcript.turn_transcript import TurnTranscript
from ui.services.translations import sentence
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_view import MarkdownView
from ui.text.reasoning_view import step_count
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button, vbox
from ui.window.answer_figure import AnswerFigure
from ui.window.next_chips import NextChips
from ui.window.question_bubble import QuestionBubble

_COPIED_MS = 1500


class TurnCard(QWidget):
    """Question, result and spoken words, and under them the buttons of the answer.

    chose: to see its reasoning. edited: this card's question was changed, to be asked again. asked: another question.
    """

    replay_asked = Signal(object, float)
    ask_again = Signal(str, str)
    chose = Signal(object)
    edited = Signal(object, str)
    asked = Signal(str)
    slower_asked = Signal(object)
    practise_asked = Signal()

    def __init__(
        self, style: Style, formulas: FormulaPainter, turn: TurnTranscript, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look, self.formulas = style, formulas
        self.turn = turn
        self.bubble = QuestionBubble(style)
        self.bubble.asked.connect(lambda text: self.edited.emit(self, text))
        self.next = NextChips(style)
        self.next.asked.connect(self.asked)
        self.next.practise_asked.connect(self.practise_asked)
        self.next.changed.connect(self.bubble.open_box)
        self.next.slower.connect(lambda: self.slower_asked.emit(self.turn))
        self._follows = False
        self.caption = MarkdownView(style, formulas)
        self.caption.setAccessibleName(self.tr("Answer"))
        self.caption.installEventFilter(self)
        self.caption.viewport().installEventFilter(self)
        self.caption.inset(7)
        self.wait = plain_label(self.tr("Thinking…"))
        self.wait.setObjectName("hint")
        self.note = plain_label()
        self.note.setObjectName("muted")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(7, 0, 0, 0)  # under the words of the answer
        self.note.hide()
        self.figure = AnswerFigure(style)
        self._chosen = False
        self._build()
        style.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def _build(self) -> None:
        self.fold = tool_button(self.tr("Show how this was worked out"), lambda: self.chose.emit(self.turn))
        self.fold.setObjectName("fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.again = tool_button(self.tr("Play the answer again"), lambda: self.replay_asked.emit(self.turn, 0.0))
        self.copy = tool_button(self.tr("Copy question, answer and reasoning"), self._copy)
        self.modes = tool_button(self.tr("Ask again, thinking in another way"), self._choose_mode)
        self.facts = plain_label()
        self.facts.setObjectName("muted")
        self.row = QWidget()
        buttons = self.modes, self.again, self.copy
        self.row.setLayout(hbox(self.fold, None, self.facts, 6, *buttons, spacing=4))
        self.card = QFrame()
        self.card.setObjectName("card")
        parts = self.wait, self.figure, self.caption, self.note, self.next, self.row
        self.card.setLayout(vbox(*parts, spacing=8, margins=(13, 14, 14, 10)))
        self.setLayout(vbox(hbox(None, self.bubble), self.card, spacing=10))

    def _restyle(self) -> None:
        self.caption.set_type(self.look.font(19, QFont.Weight.Medium))
        size, quiet = self.look.px(18), self.look.colour("muted")
        for button, name in ((self.again, "play"), (self.copy, "copy"), (self.modes, "think")):
            set_icon(button, name, quiet, size)
        self._show_fold()
        self.bubble.show_turn(self.turn)

    def _show_fold(self) -> None:
        steps = sum(row.kind != "result" for row in rows_of(self.turn.steps))
        self.fold.setText(self.tr("Reasoning, {steps}").format(steps=step_count(steps)))
        set_icon(self.fold, "right", self.look.colour("thought"), self.look.px(18))

    def focus_order(self) -> list[QWidget]:
        """What the Tab key reaches, in the order of reading."""
        bubble, chips = self.bubble, self.next
        return [
            bubble.box,
            bubble.edit,
            self.caption,
            *chips.chips,
            *chips.choices,
            self.fold,
            self.modes,
            self.again,
            self.copy,
        ]

    # -- content

    def refresh(self) -> None:
        """Update the card from its turn; only new text is written."""
        turn = self.turn
        self.bubble.show_turn(turn)
        text = turn.caption.text
        self.caption.show_source(text)
        self.caption.setVisible(bool(text.strip()))
        self.wait.setVisible(not text.strip() and turn.ended is None)
        self._show_row()
        self.show_playhead()

    def _show_row(self) -> None:
        turn, ended = self.turn, self.turn.ended
        self._show_fold()
        self.fold.setVisible(bool(turn.steps.closed or turn.steps.open))
        self.again.setVisible(self.replayable)
        if self.replayable and not self.caption.toolTip():
            self.caption.setToolTip(self.tr("Click a word to hear the answer again from there"))
            self.caption.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.modes.setVisible(ended is not None and bool(turn.question))
        self.copy.setVisible(ended is not None and bool(turn.caption.text))
        if ended is None:
            return
        self.figure.show_turn(turn)
        self.next.show_turn(turn, self._chosen, self._follows)
        self.facts.setText(self._way())
        notes = {
            "cancelled": self.tr("You stopped this answer."),
            "no_speech": sentence(ended.message) or self.tr("I didn't catch that. Please ask again."),
            "error": sentence(ended.message) or self.tr("The answer broke off."),
            "length": self.tr("The reasoning got too long and was cut."),
        }
        note = notes.get(ended.reason, sentence(ended.message))
        if note.strip() == turn.caption.text.strip():  # it was said, and stands above
            note = ""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _way(self) -> str:
        """The way of thinking, unless it is the usual one."""
        ways = {"think-first": self.tr("thought first"), "direct": self.tr("without reasoning")}
        return ways.get(self.turn.way, "") if self.turn.caption.text else ""

    def show_playhead(self) -> None:
        """Highlight the word that is heard and mute the text after it."""
        turn = self.turn
        word = turn.word
        if word is None:
            self.caption.mark_source([])
            self.caption.dim_source(None)
            return
        self.caption.mark_source([word])
        self.caption.dim_source(word[1])

    @property
    def chosen(self) -> bool:
        """True if the pane shows this answer's reasoning."""
        return self._chosen

    def set_chosen(self, chosen: bool, follows: bool) -> None:
        """Mark the card whose reasoning the pane shows. follows: the tutor understands follow-up questions."""
        self._follows = follows
        if chosen != self._chosen:
            self._chosen = chosen
            self.card.setObjectName("chosenCard" if chosen else "card")
            self.card.style().unpolish(self.card)
            self.card.style().polish(self.card)
            self._show_fold()
        self.next.show_turn(self.turn, self._chosen, self._follows)

    # -- what the reader does

    def mode_menu(self) -> QMenu:
        """The ways in which this question can be asked again."""
        menu = QMenu(self.modes)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for mode, text in (
            ("interleaved", self.tr("Think while speaking")),
            ("think-first", self.tr("Think first, then speak")),
            ("direct", self.tr("Speak at once, without reasoning")),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, m=mode: self.ask_again.emit(self.turn.question, m))
        return menu

    def _choose_mode(self) -> None:
        self.mode_menu().popup(self.modes.mapToGlobal(self.modes.rect().bottomLeft()))

    def _copy(self) -> None:
        steps = self.turn.steps.text
        parts = [self.turn.question, self.turn.caption.text.strip(), steps]
        QGuiApplication.clipboard().setText("\n\n".join(p for p in parts if p))
        self._show_copied(True)
        QTimer.singleShot(_COPIED_MS, self, lambda: self._show_copied(False))

    def _show_copied(self, copied: bool) -> None:
        """Show for a moment that the text is in the clipboard, and tell screen readers."""
        name = self.tr("Copied") if copied else self.tr("Copy question, answer and reasoning")
        self.copy.setToolTip(name)
        self.copy.setAccessibleName(name)
        tone = self.look.colour("good" if copied else "muted")
        set_icon(self.copy, "check" if copied else "copy", tone, self.look.px(18))
        if copied and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.copy, name))

    @property
    def replayable(self) -> bool:
        """True if there is sound to replay."""
        return self.turn.ended is not None and self.turn.caption.duration_s > 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a word, or Return where the text caret stands, plays the answer again from there."""
        if not self.replayable:
            return super().eventFilter(watched, event)
        if (
            watched is self.caption.viewport()
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and not self.caption.textCursor().hasSelection()
        ):
            self._replay_from(self.caption.source_at(event.position().x(), event.position().y()))
        elif (
            watched is self.caption
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._replay_from(self.caption.source_of_caret())
            return True
        return super().eventFilter(watched, event)

    def _replay_from(self, at: int) -> None:
        start = max((a for a, _ in self.turn.caption.words() if a <= at), default=0)
        self.replay_asked.emit(self.turn, self.turn.caption.time_of(start))
