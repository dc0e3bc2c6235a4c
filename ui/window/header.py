"""The header with the buttons of the whole window, and the banner that shows errors and notices."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.services.translations import sentence
from ui.theme import icons
from ui.theme.theme import Style
from ui.theme.widgets import hbox, plain_label, set_icon, tool_button
from ui.window.status_pill import StatusPill

BannerKind = Literal["", "notice", "refused", "error"]
_NOTICE_MS = 7000
_READ_MS = 4000  # to read one notice
_LONGEST_STATE = 210  # design pixels of the longest state


class Header(QFrame):
    """The line at the top: name, state, and the buttons, with words where there is room for them.

    The board is the teacher's view.
    """

    new_asked = Signal()
    practise_asked = Signal()
    slow_asked = Signal()
    history_asked = Signal()
    models_asked = Signal()
    mute_asked = Signal()
    board_asked = Signal()
    settings_asked = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.muted = False
        self.slowed = False
        self.pill = StatusPill(style)
        self.logo = plain_label()
        self.brand = plain_label(self.tr("Aloud"))
        self.brand.setObjectName("brand")
        self.new = tool_button(self.tr("New session (Ctrl+N)"), self.new_asked)
        self.practise = tool_button(self.tr("Let me practise (Ctrl+P)"), self.practise_asked)
        self.history = tool_button(self.tr("History (Ctrl+O)"), self.history_asked)
        self.models = tool_button(self.tr("Models (Ctrl+B)"), self.models_asked)
        self.slow = tool_button("", self.slow_asked)
        self.mute = tool_button("", self.mute_asked)
        self.board = tool_button(self.tr("Teacher's view (F11)"), self.board_asked)
        self.settings = tool_button(self.tr("Settings (Ctrl+,)"), self.settings_asked)
        self._words = {
            self.new: self.tr("New"),
            self.practise: self.tr("Practise"),
            self.history: self.tr("History"),
            self.models: self.tr("Models"),
            self.slow: self.tr("Slow"),
            self.mute: self.tr("Mute"),
            self.board: self.tr("Teacher"),
            self.settings: self.tr("Settings"),
        }
        for button, word in self._words.items():
            button.setText(word)
        self.slow.setCheckable(True)
        self.mute.setCheckable(True)
        self.setLayout(hbox(self.logo, self.brand, 8, self.pill, None, *self._words, spacing=6))
        style.changed.connect(self._restyle)
        self._restyle()

    def show_muted(self, muted: bool) -> None:
        """Show by icon, colour and tooltip whether the voice is muted."""
        self.muted = muted
        self._restyle()

    def show_slowed(self, slowed: bool) -> None:
        """Show whether the voice is slowed down."""
        self.slowed = slowed
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()

    def _show_words(self) -> None:
        """Words beside all icons, or beside none. The state's text may become longer than it is now."""
        spare = self.look.px(_LONGEST_STATE) - self.pill.sizeHint().width()
        used = sum(part.sizeHint().width() for part in (self.logo, self.brand, self.pill)) + spare + self.look.px(40)
        words = 0
        for button in self._words:
            metrics = button.fontMetrics()
            words += button.iconSize().width() + metrics.horizontalAdvance(button.text()) + self.look.px(34)
        wordy = self.width() >= used + words
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wordy else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._words:
            button.setToolButtonStyle(style)

    def _restyle(self) -> None:
        slow = self.tr("The voice at its normal speed") if self.slowed else self.tr("Let the voice speak more slowly")
        self.slow.setToolTip(slow)
        self.slow.setAccessibleName(slow)
        self.slow.setChecked(self.slowed)
        self.mute.setChecked(self.muted)
        text = self.tr("Let the voice be heard (Ctrl+M)") if self.muted else self.tr("Mute the voice (Ctrl+M)")
        self.mute.setToolTip(text)
        self.mute.setAccessibleName(text)
        logo = icons.pixmap("aloud", self.look.colour("voice"), self.look.px(30), self.devicePixelRatioF())
        self.logo.setPixmap(logo)
        size = self.look.px(22)
        for button, name in (
            (self.new, "plus"),
            (self.practise, "practise"),
            (self.history, "history"),
            (self.models, "box"),
            (self.slow, "slow"),
            (self.mute, "mute" if self.muted else "speak"),
            (self.board, "board"),
            (self.settings, "sliders"),
        ):
            tone = "bad" if name == "mute" else "voice" if name == "slow" and self.slowed else "muted"
            set_icon(button, name, self.look.colour(tone), size)
        self._show_words()


class AwaySign(QLabel):
    """A line that says where the student's questions go, shown for as long as they leave this computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("errorText")
        self.setWordWrap(True)
        self.hide()

    def show_host(self, host: str) -> None:
        """host: the server; "" while everything stays on this computer."""
        text = self.tr("Your questions go to {host}").format(host=host) if host else ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Banner(QFrame):
    """A line above the dock, hidden while empty: a notice goes away by itself, an error or a refusal stays."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.kind: BannerKind = ""
        self.icon = plain_label()
        self.text = plain_label()
        self.text.setObjectName("errorText")
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.dismiss = tool_button(self.tr("Dismiss the message"), self.hide_now)
        top = Qt.AlignmentFlag.AlignTop
        parts = (self.icon, 0, top), (self.text, 1), (self.dismiss, 0, top)
        self.setLayout(hbox(*parts, spacing=10, margins=(14, 10, 8, 10)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NOTICE_MS)
        self._timer.timeout.connect(self._time_over)
        style.changed.connect(self._restyle)
        self.hide()

    def tell(self, text: str, kind: BannerKind) -> None:
        """Show `text` and say it to screen readers. Notices that come together are shown together."""
        message = sentence(text)
        lines = self.text.text().split("\n") if kind == self.kind == "notice" and self._unread() else []
        self.kind = kind
        self.text.setText("\n".join([*(line for line in lines if line != message), message]))
        self._restyle()
        self.show()
        self._timer.stop()
        if kind == "notice":
            self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message))

    def _unread(self) -> bool:
        return self._timer.isActive() and self._timer.remainingTime() > _NOTICE_MS - _READ_MS

    def _time_over(self) -> None:
        """Hide a notice that could be seen; under a dialog or another program it stays."""
        if self.window().isActiveWindow():
            self.hide_now()
        else:
            self._timer.start()

    def hide_now(self) -> None:
        self._timer.stop()
        self.kind = ""
        self.hide()

    def _restyle(self) -> None:
        error = self.kind == "error"
        self.setObjectName("errorCard" if error else "card")
        self.style().unpolish(self)
        self.style().polish(self)
        size = self.look.px(20)
        tone = self.look.colour("bad" if error else "muted")
        self.icon.setPixmap(icons.pixmap("alert" if error else "ear", tone, size, self.devicePixelRatioF()))
        set_icon(self.dismiss, "close", self.look.colour("muted"), size)
