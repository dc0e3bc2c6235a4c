"""Settings: look, sound, how to think, models, and the keys there are.

Thread: GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.settings import SettingsModel
from ui.dialogs.settings_pages import KeysPage, LookPage, ModelPage, SoundPage, ThinkingPage
from ui.services.presenter import Presenter
from ui.theme.theme import Style


class SettingsDialog(QDialog):
    """Five pages; every change is kept and applied when it is made."""

    def __init__(
        self, presenter: Presenter, style: Style, settings: SettingsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = style
        self.setWindowTitle(self.tr("Settings"))
        self.looks = LookPage(settings, style)
        self.sound = SoundPage(settings, presenter, style)
        self.thinking = ThinkingPage(settings)
        self.models = ModelPage(settings, presenter)
        self.keys = KeysPage()
        self.pages = QTabWidget()
        for page, name in (
            (self.looks, self.tr("Look")),
            (self.sound, self.tr("Sound")),
            (self.thinking, self.tr("Thinking")),
            (self.models, self.tr("Model")),
            (self.keys, self.tr("Keys")),
        ):
            self.pages.addTab(_scrolling(page), name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 20)
        layout.setSpacing(18)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        self.finished.connect(self.sound.leave)

    def show_keys(self) -> None:
        """Turn to the list of keys."""
        self.pages.setCurrentIndex(self.pages.count() - 1)

    def sizeHint(self) -> QSize:
        room = self.screen().availableSize()
        px = self.look.px
        return QSize(min(px(620), room.width() - 40), min(px(560), room.height() - 80))


def _scrolling(page: QWidget) -> QScrollArea:
    """A page that scrolls where the text is large and the screen small."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    page.setObjectName("clear")
    area.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)
    area.setWidget(page)
    return area
