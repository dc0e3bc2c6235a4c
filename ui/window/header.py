"""The line at the top: name, state, and the buttons for what concerns the whole window.

Owns: its looks. Thread: GUI thread only.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.services.translations import said
from ui.theme import icons
from ui.theme.theme import Style
from ui.window.status_pill import StatusPill


class Header(QFrame):
    """Signals: `mute_asked`, `board_asked` (the teacher's view), `settings_asked`."""

    mute_asked = Signal()
    board_asked = Signal()
    settings_asked = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.muted = False
        self.pill = StatusPill(style)
        self.logo = QLabel()
        brand = QLabel(self.tr("Aloud"))
        brand.setObjectName("brand")
        self.mute = self.tool("")
        self.mute.clicked.connect(self.mute_asked)
        self.board = self.tool(self.tr("Teacher's view (F11)"))
        self.board.clicked.connect(self.board_asked)
        self.settings = self.tool(self.tr("Settings (Ctrl+,)"))
        self.settings.clicked.connect(self.settings_asked)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.logo)
        row.addWidget(brand)
        row.addSpacing(8)
        row.addWidget(self.pill)
        row.addStretch(1)
        for button in (self.mute, self.board, self.settings):
            row.addWidget(button)
        self._others: list[tuple[QToolButton, str]] = []
        style.changed.connect(self._restyle)
        self._restyle()

    @staticmethod
    def tool(name: str) -> QToolButton:
        """A button with an icon alone."""
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def add_tool(self, name: str, icon: str) -> QToolButton:
        """One more button, before the others."""
        button = self.tool(name)
        self._others.append((button, icon))
        self._row.insertWidget(self._row.indexOf(self.mute), button)
        self._restyle()
        return button

    def show_muted(self, muted: bool) -> None:
        """Whether the voice can be heard: icon, colour and words say it."""
        self.muted = muted
        self._restyle()

    def _restyle(self) -> None:
        text = self.tr("Let the voice be heard (Ctrl+M)") if self.muted else self.tr("Mute the voice (Ctrl+M)")
        self.mute.setToolTip(text)
        self.mute.setAccessibleName(text)
        logo = icons.pixmap("aloud", self.look.colour("voice"), self.look.px(30), self.devicePixelRatioF())
        self.logo.setPixmap(logo)
        size = self.look.px(22)
        shown = [(self.mute, "mute" if self.muted else "speak"), (self.board, "board"), (self.settings, "sliders")]
        for button, name in [*shown, *self._others]:
            tone = "bad" if name == "mute" else "muted"
            button.setIcon(icons.icon(name, self.look.colour(tone), size))
            button.setIconSize(QSize(size, size))


# -- A line above the dock: an error with its next step, or a passing notice.


Kind = Literal["", "notice", "error"]
_NOTICE_MS = 7000


class Banner(QFrame):
    """Hidden until there is something to tell; a notice goes away by itself, an error stays."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.kind: Kind = ""
        self.icon = QLabel()
        self.text = QLabel()
        self.text.setObjectName("errorText")
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.dismiss = QToolButton()
        self.dismiss.setAccessibleName(self.tr("Dismiss the message"))
        self.dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dismiss.clicked.connect(self.hide_now)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 8, 10)
        layout.setSpacing(10)
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NOTICE_MS)
        self._timer.timeout.connect(self.hide_now)
        style.changed.connect(self._restyle)
        self.hide()

    def tell(self, text: str, kind: Kind) -> None:
        """Show `text` and say it to screen readers."""
        self.kind = kind
        told = said(text)
        self.text.setText(told)
        self._restyle()
        self.show()
        self._timer.stop()
        if kind == "notice":
            self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

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
        self.dismiss.setIcon(icons.icon("close", self.look.colour("muted"), size))
        self.dismiss.setIconSize(QSize(size, size))
