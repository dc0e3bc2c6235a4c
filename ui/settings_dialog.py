"""Settings: look, and the keys there are. Changes apply at once.

Thread: GUI thread only.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ui.prefs import Prefs
from ui.theme import Style, ThemeName

_THEMES: tuple[ThemeName, ...] = ("system", "light", "dark", "contrast")


class SettingsDialog(QDialog):
    """Theme, text size, shortcuts."""

    def __init__(self, style: Style, prefs: Prefs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look, self.prefs = style, prefs
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(style.px(460))
        self.theme = QComboBox()
        self.theme.setAccessibleName(self.tr("Theme"))
        for name, text in zip(
            _THEMES,
            (self.tr("Like the system"), self.tr("Light"), self.tr("Dark"), self.tr("High contrast")),
            strict=True,
        ):
            self.theme.addItem(text, name)
        self.theme.setCurrentIndex(_THEMES.index(prefs.values.theme))
        self.theme.currentIndexChanged.connect(self._apply)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(80, 200)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setValue(round(prefs.values.text_scale * 100))
        self.slider.setAccessibleName(self.tr("Text size in percent"))
        self.slider.valueChanged.connect(self._apply)
        self.percent = QLabel(f"{self.slider.value()} %")
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(14)
        form.addRow(self.tr("Theme"), self.theme)
        form.addRow(self.tr("Text size"), self.slider)
        form.addRow("", self.percent)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 20)
        layout.setSpacing(18)
        layout.addWidget(self._heading(self.tr("Look")))
        layout.addLayout(form)
        layout.addWidget(self._heading(self.tr("Keys")))
        layout.addLayout(self._keys())
        layout.addWidget(buttons)

    @staticmethod
    def _heading(text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("title")
        return label

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (key, what) in enumerate(
            (
                (self.tr("Space, Ctrl+Space"), self.tr("Hold to talk; tap to start, tap again to send")),
                (self.tr("Esc"), self.tr("Stop listening or speaking")),
                (self.tr("Ctrl+L"), self.tr("Go to the text box")),
                (self.tr("Ctrl+H"), self.tr("Hands-free on or off")),
                (self.tr("F9"), self.tr("Show or hide the reasoning")),
                (self.tr("F11"), self.tr("Teacher's view")),
            )
        ):
            name = QLabel(key)
            name.setObjectName("paneTitle")
            grid.addWidget(name, row, 0)
            grid.addWidget(QLabel(what), row, 1)
        return grid

    def _apply(self) -> None:
        theme, scale = cast(ThemeName, self.theme.currentData()), self.slider.value() / 100
        self.percent.setText(f"{self.slider.value()} %")
        self.look.choose(theme, scale)
        self.prefs.change(theme=theme, text_scale=scale)
