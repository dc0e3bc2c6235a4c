"""The conversation as a scrolling column of turn cards, with a welcome while it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from app.transcript.turn_transcript import TurnTranscript
from ui.text.formula_painter import FormulaPainter
from ui.theme.motion import fade_in
from ui.theme.theme import Style
from ui.theme.widgets import plain_label, vbox
from ui.window.turn_card import TurnCard

SHOWN = 60
EXAMPLES = (  # not translated: the tutor understands English only
    "What is 347 plus 286?",
    "What is 6 times 48, minus 19?",
    "Mia has 24 marbles and gives 9 to Tom. How many are left?",
)
_FIRST_CARD = 2  # in the column, after the button for earlier ones and the welcome


class Welcome(QWidget):
    """The start page: what to do, and questions to try."""

    example = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = plain_label(self.tr("What shall we work out?"))
        title.setObjectName("lead")
        how = plain_label(
            self.tr(
                "Press the microphone and ask. I answer aloud at once and go on thinking while I speak; "
                "the reasoning is written beside the answer."
            )
        )
        how.setObjectName("hint")
        how.setWordWrap(True)
        section = plain_label(self.tr("Try one of these"))
        section.setObjectName("section")
        self.chips: list[QPushButton] = []
        for text in EXAMPLES:
            chip = QPushButton(text)
            chip.setObjectName("chip")
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            chip.clicked.connect(lambda _=False, t=text: self.example.emit(t))
            self.chips.append(chip)
        chips = [(chip, 0, Qt.AlignmentFlag.AlignLeft) for chip in self.chips]
        self.setLayout(vbox(title, how, 14, section, *chips, None, spacing=10, margins=(8, 40, 8, 8)))


class ConversationView(QScrollArea):
    """Cards from the oldest to the newest."""

    replay_asked = Signal(object, float)
    example = Signal(str)
    ask_again = Signal(str, str)
    chose = Signal(object)
    edited = Signal(object, str)
    slower_asked = Signal(object)
    practise_asked = Signal()

    def __init__(self, style: Style, formulas: FormulaPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look, self.formulas = style, formulas
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self.cards: dict[int, TurnCard] = {}
        self._put_away: list[TurnTranscript] = []
        self._follow = True
        self._moving = False
        self.earlier = QPushButton()
        self.earlier.setObjectName("flat")
        self.earlier.clicked.connect(self.show_earlier)
        self.earlier.hide()
        self.welcome = Welcome()
        self.welcome.example.connect(self.example)
        inner = QWidget()
        inner.setObjectName("clear")
        earlier = self.earlier, 0, Qt.AlignmentFlag.AlignHCenter
        self._column = vbox(earlier, self.welcome, None, spacing=22, margins=(4, 4, 16, 12))
        inner.setLayout(self._column)
        self.setWidget(inner)
        self._count_earlier()
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)

    def add_turn(self, turn: TurnTranscript) -> TurnCard:
        """Add a card for a new question and scroll to it."""
        self.welcome.hide()
        if len(self.cards) >= SHOWN:
            self._put_oldest_away()
        card = self._make(turn)
        self._column.insertWidget(self._column.count() - 1, card)
        self._follow = True
        self._order_focus()
        if turn.ended is None:
            fade_in(card, self.look)
        return card

    def _order_focus(self) -> None:
        """Let the Tab key go through the cards as they stand, and before what is below them."""
        before: QWidget = self
        for turn in sorted(self.cards):
            for part in self.cards[turn].focus_order():
                QWidget.setTabOrder(before, part)
                before = part

    def _make(self, turn: TurnTranscript) -> TurnCard:
        card = TurnCard(self.look, self.formulas, turn)
        card.replay_asked.connect(self.replay_asked)
        card.ask_again.connect(self.ask_again)
        card.chose.connect(self.chose)
        card.edited.connect(self.edited)
        card.asked.connect(self.example)
        card.slower_asked.connect(self.slower_asked)
        card.practise_asked.connect(self.practise_asked)
        self.cards[turn.turn_id] = card
        return card

    def _put_oldest_away(self) -> None:
        """Delete the oldest card, since widgets cost memory; its turn is kept for `show_earlier`."""
        oldest = min(self.cards)
        card = self.cards.pop(oldest)
        self._put_away.append(card.turn)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._count_earlier()

    def show_earlier(self) -> None:
        """Bring back the newest cards that were put away."""
        back, self._put_away = self._put_away[-SHOWN // 2 :], self._put_away[: -SHOWN // 2]
        self._follow = False
        for turn in reversed(back):
            self._column.insertWidget(_FIRST_CARD, self._make(turn))
        self._order_focus()
        self._count_earlier()

    def clear(self) -> None:
        """Remove every card."""
        for card in self.cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards.clear()
        self._put_away.clear()
        self.welcome.show()
        self._count_earlier()

    def _count_earlier(self) -> None:
        self.earlier.setVisible(bool(self._put_away))
        self.earlier.setText(self.tr("Show earlier questions ({n})").format(n=len(self._put_away)))

    def refresh(self, turn: TurnTranscript) -> None:
        """Update the card of a turn."""
        card = self.cards.get(turn.turn_id)
        if card is not None:
            card.refresh()

    def show_chosen(self, turn: TurnTranscript, follows: bool) -> None:
        """Mark the card whose reasoning the pane shows. follows: the tutor understands follow-up questions."""
        for card in self.cards.values():
            card.set_chosen(card.turn is turn, follows)

    def show_playhead(self, turn: TurnTranscript) -> None:
        """Move the word highlight of a turn."""
        card = self.cards.get(turn.turn_id)
        if card is not None:
            card.show_playhead()

    @property
    def place(self) -> int | None:
        """The scroll position; None while the view follows the newest card."""
        return None if self._follow else self.verticalScrollBar().value()

    def return_to(self, place: int | None) -> None:
        """Scroll to an earlier `place`, once the cards are laid out."""
        if place is not None:
            self._follow = False
            QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def set_enabled_examples(self, on: bool) -> None:
        """Enable or disable the examples."""
        for chip in self.welcome.chips:
            chip.setEnabled(on)

    def _range_changed(self) -> None:
        if self._follow and self.cards:  # the welcome is read from its beginning
            self._moving = True
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            self._moving = False

    def _scrolled(self, value: int) -> None:
        if not self._moving:
            self._follow = value >= self.verticalScrollBar().maximum() - 8
