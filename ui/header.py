"""The line at the top: name, state, and the buttons for what concerns the whole window.

Owns: its looks. Must not know: what its buttons do. Thread: GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui import icons
from ui.status_pill import StatusPill
from ui.theme import Style


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
