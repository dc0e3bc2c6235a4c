"""Settings: look, sound, how to think, and the keys there are. Changes apply at once.

Thread: GUI thread only.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.mic_button import LevelMeter
from ui.ports import Devices
from ui.prefs import Prefs
from ui.presenter import Presenter
from ui.theme import Style

_RATIOS = ((1, 9), (2, 8), (3, 7), (5, 5))


class SettingsDialog(QDialog):
    """Four pages; every change is kept and applied when it is made."""

    def __init__(
        self, presenter: Presenter, style: Style, prefs: Prefs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.presenter, self.look, self.prefs = presenter, style, prefs
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(style.px(520))
        self.pages = QTabWidget()
        self.pages.addTab(self._look_page(), self.tr("Look"))
        self.pages.addTab(self._sound_page(), self.tr("Sound"))
        self.pages.addTab(self._thinking_page(), self.tr("Thinking"))
        self.pages.addTab(self._keys_page(), self.tr("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 20)
        layout.setSpacing(18)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        presenter.devices_found.connect(self._show_devices)
        presenter.level_changed.connect(self.meter.set_level)
        presenter.look_for_devices()

    # -- pages

    def _look_page(self) -> QWidget:
        names = (
            ("system", self.tr("Like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        )
        self.theme = self._choice(self.tr("Theme"), names, self.prefs.values.theme)
        self.theme.currentIndexChanged.connect(self._apply_look)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(80, 200)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setValue(round(self.prefs.values.text_scale * 100))
        self.slider.setAccessibleName(self.tr("Text size in percent"))
        self.slider.valueChanged.connect(self._apply_look)
        self.percent = QLabel(f"{self.slider.value()} %")
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.percent)
        form, page = self._form()
        form.addRow(self.tr("Theme"), self.theme)
        form.addRow(self.tr("Text size"), row)
        return page

    def _sound_page(self) -> QWidget:
        values = self.prefs.values
        default = ((None, self.tr("The system's")),)
        self.microphone = self._choice(self.tr("Microphone"), default, None)
        self.speaker = self._choice(self.tr("Speaker"), default, None)
        self.microphone.activated.connect(lambda: self.prefs.change(microphone=self.microphone.currentData()))
        self.speaker.activated.connect(lambda: self.prefs.change(speaker=self.speaker.currentData()))
        patience = (
            (0.5, self.tr("Quick: half a second")),
            (0.8, self.tr("Normal: 0.8 seconds")),
            (1.5, self.tr("Patient: one and a half seconds")),
        )
        self.patience = self._choice(
            self.tr("Pause that ends a question, hands-free"), patience, values.end_of_turn_s
        )
        self.patience.activated.connect(lambda: self.prefs.change(end_of_turn_s=self.patience.currentData()))
        self.meter = LevelMeter(self.look)
        again = QPushButton(self.tr("Look for devices again"))
        again.clicked.connect(self.presenter.look_for_devices)
        form, page = self._form()
        form.addRow(self.tr("Microphone"), self.microphone)
        form.addRow(self.tr("Level"), self.meter)
        form.addRow(self.tr("Speaker"), self.speaker)
        form.addRow(self.tr("Patience"), self.patience)
        form.addRow("", again)
        form.addRow("", self._hint(self.tr("Another speaker is used from the next start on.")))
        return page

    def _thinking_page(self) -> QWidget:
        values = self.prefs.values
        modes = (
            ("interleaved", self.tr("While speaking")),
            ("think-first", self.tr("First, then speak")),
            ("direct", self.tr("Not at all: speak at once")),
        )
        self.mode = self._choice(self.tr("The tutor thinks"), modes, values.mode)
        depths = (self.tr("deep"), self.tr("balanced"), self.tr("quick"), self.tr("fastest speech"))
        ratios = [((p, q), f"{p} : {q}  {name}") for (p, q), name in zip(_RATIOS, depths, strict=True)]
        self.ratio = self._choice(
            self.tr("Spoken to reasoning tokens"), ratios, (values.spoken, values.reasoning)
        )
        self.ratio.setEnabled(values.mode == "interleaved")
        self.mode.activated.connect(self._apply_thinking)
        self.ratio.activated.connect(self._apply_thinking)
        form, page = self._form()
        form.addRow(self.tr("The tutor thinks"), self.mode)
        form.addRow(self.tr("Rhythm"), self.ratio)
        form.addRow(
            "",
            self._hint(
                self.tr("Spoken words to reasoning steps, in tokens. Used from the next question on.")
            ),
        )
        return page

    def _keys_page(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(4, 18, 4, 4)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        keys = (
            (self.tr("Space, Ctrl+Space"), self.tr("Hold to talk; tap to start, tap again to send")),
            (self.tr("Esc"), self.tr("Stop listening or speaking")),
            (self.tr("Ctrl+L"), self.tr("Go to the text box")),
            (self.tr("Ctrl+H"), self.tr("Hands-free on or off")),
            (self.tr("F9"), self.tr("Show or hide the reasoning")),
            (self.tr("F11"), self.tr("Teacher's view")),
        )
        for row, (key, what) in enumerate(keys):
            name = QLabel(key)
            name.setObjectName("paneTitle")
            grid.addWidget(name, row, 0)
            grid.addWidget(QLabel(what), row, 1)
        grid.setRowStretch(len(keys), 1)
        return page

    # -- parts

    @staticmethod
    def _form() -> tuple[QFormLayout, QWidget]:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(4, 18, 4, 4)
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        return form, page

    @staticmethod
    def _hint(text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("muted")
        label.setWordWrap(True)
        return label

    @staticmethod
    def _choice(name: str, items: Any, chosen: object) -> QComboBox:
        """A combo box of (value, text); `chosen` is added where it is none of them."""
        box = QComboBox()
        box.setAccessibleName(name)
        for value, text in items:
            box.addItem(text, value)
        values = [value for value, _ in items]
        if chosen not in values:
            box.addItem(str(chosen), chosen)
            values.append(chosen)
        box.setCurrentIndex(values.index(chosen))
        return box

    # -- changes

    def _apply_look(self) -> None:
        theme, scale = self.theme.currentData(), self.slider.value() / 100
        self.percent.setText(f"{self.slider.value()} %")
        self.look.choose(theme, scale)
        self.prefs.change(theme=theme, text_scale=scale)

    def _apply_thinking(self) -> None:
        spoken, reasoning = self.ratio.currentData()
        self.ratio.setEnabled(self.mode.currentData() == "interleaved")
        self.prefs.change(mode=self.mode.currentData(), spoken=spoken, reasoning=reasoning)

    def _show_devices(self, found: Devices) -> None:
        for box, there, chosen in (
            (self.microphone, found.microphones, self.prefs.values.microphone),
            (self.speaker, found.speakers, self.prefs.values.speaker),
        ):
            box.clear()
            box.addItem(self.tr("The system's"), None)
            for key, name in there:
                box.addItem(name, key)
            if chosen is not None and chosen not in dict(there):
                box.addItem(self.tr("{name} (not connected)").format(name=chosen), chosen)
            box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
