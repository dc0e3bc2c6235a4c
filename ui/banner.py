"""A line above the dock: an error with its next step, or a passing notice.

Thread: GUI thread only.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui import icons
from ui.said import said
from ui.theme import Style

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
