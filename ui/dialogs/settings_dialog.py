"""The settings: look, sound, thinking, model, teaching, and the list of keys."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QWidget

from app.settings import SettingsModel
from ui.dialogs.settings_pages import KeysPage, LookPage, ModelPage, SoundPage, ThinkingPage
from ui.dialogs.teaching_page import TeachingPage
from ui.services.presenter import Presenter
from ui.theme.theme import Style
from ui.theme.widgets import fit, scrolled, vbox


class SettingsDialog(QDialog):
    """Five pages; every change is applied and saved at once."""

    def __init__(
        self, presenter: Presenter, style: Style, settings: SettingsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = style
        self.setWindowTitle(self.tr("Settings"))
        fit(self, style, 620, 560)
        self.looks = LookPage(settings, style)
        self.sound = SoundPage(settings, presenter, style)
        self.thinking = ThinkingPage(settings)
        self.models = ModelPage(settings, presenter)
        self.teaching = TeachingPage(settings)
        self.keys = KeysPage()
        thinking = QWidget()
        thinking.setLayout(vbox(self.thinking, self.teaching, None))
        self.pages = QTabWidget()
        for page, name in (
            (self.looks, self.tr("Look")),
            (self.sound, self.tr("Sound")),
            (thinking, self.tr("Thinking")),
            (self.models, self.tr("Model")),
            (self.keys, self.tr("Keys")),
        ):
            self.pages.addTab(scrolled(page), name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        self.setLayout(vbox((self.pages, 1), buttons, spacing=18, margins=(24, 18, 24, 20)))
        self.finished.connect(self.sound.leave)
        self.finished.connect(self.models.leave)
        self.finished.connect(self.looks.update_box.leave)
        self._show_locks(settings)

    def _show_locks(self, settings: SettingsModel) -> None:
        """What the machine's preset locks cannot be changed, and says why."""
        why = self.tr("Set for everybody on this computer")
        for name, widget in {
            "theme": self.looks.theme,
            "text_scale": self.looks.size_,
            "language": self.looks.language,
            "volume": self.sound.volume,
            "speed": self.sound.speed,
            "muted": self.sound.muted,
            "end_of_turn_s": self.sound.patience,
            "echo": self.sound.echo,
            "mode": self.thinking.mode,
            "bundle": self.models.bundle,
            "device": self.models.device,
            "quant": self.models.quant,
        }.items():
            if name in settings.locked:
                widget.setEnabled(False)
                widget.setToolTip(why)

    def show_keys(self) -> None:
        """Turn to the list of keys."""
        self.pages.setCurrentIndex(self.pages.count() - 1)
