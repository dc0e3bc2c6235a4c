"""The pages of the settings. Every change is applied and saved at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from app.bundles.installed import installed, voices
from app.conversation.messages import (
    ChangeModel,
    ChangeSettings,
    Devices,
    ListDevices,
)
from app.school_server import SCHOOL, server_of
from app.settings import SettingsModel
from model.errors import AloudError
from ui.dialogs.calibration_box import CalibrationBox
from ui.dialogs.school_box import SchoolBox
from ui.dialogs.update_box import UpdateBox
from ui.services import sound_settings
from ui.services.presenter import Presenter
from ui.services.translations import LANGUAGES, install
from ui.theme.motion import system_moves
from ui.theme.theme import Style
from ui.theme.widgets import hbox, needs_focus_for_wheel, plain_label
from ui.window.composer import LevelMeter

RATIOS = ((1, 9), (2, 8), (3, 7), (5, 5))
DEEP, BALANCED, FAST = (1, 9), (2, 8), (5, 5)


class Page(QWidget):
    """A form of settings."""

    def __init__(self, settings: SettingsModel) -> None:
        super().__init__()
        self.settings = settings
        self.form = QFormLayout(self)
        self.form.setContentsMargins(4, 18, 4, 4)
        self.form.setHorizontalSpacing(20)
        self.form.setVerticalSpacing(14)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

    def hint(self, text: str) -> QLabel:
        """A quiet line under what it explains."""
        label = plain_label(text)
        label.setObjectName("muted")
        label.setWordWrap(True)
        self.form.addRow("", label)
        return label

    def choice(self, name: str, items: Sequence[tuple[object, str]], chosen: object) -> QComboBox:
        """A row with a box of (value, text); `chosen` is added if it is missing."""
        box = QComboBox()
        box.setAccessibleName(name)
        # Long entries may be cut short where the text is large; the page is never wider than its window.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        needs_focus_for_wheel(box)
        fill(box, items, chosen)
        self.form.addRow(name, box)
        return box

    def slider(self, name: str, low: int, high: int, value: int, unit: str = " %") -> tuple[QSlider, QLabel]:
        """A row with a slider and its value in figures."""
        made = QSlider(Qt.Orientation.Horizontal)
        made.setRange(low, high)
        made.setSingleStep(5)
        made.setPageStep(10)
        made.setValue(value)
        made.setAccessibleName(name)
        needs_focus_for_wheel(made)
        shown = plain_label(f"{value}{unit}")
        shown.setMinimumWidth(56)
        made.valueChanged.connect(lambda now: shown.setText(f"{now}{unit}"))
        self.form.addRow(name, hbox((made, 1), shown, spacing=14))
        return made, shown


def fill(box: QComboBox, items: Sequence[tuple[object, str]], chosen: object) -> None:
    """Put (value, text) into a box and choose one; a value that is missing is added with its name."""
    box.clear()
    values = [value for value, _ in items]
    for value, text in items:
        box.addItem(text, value)
    if chosen not in values:
        box.addItem(str(chosen), chosen)
        values.append(chosen)
    box.setCurrentIndex(values.index(chosen))


class LookPage(Page):
    """Theme, text size, language."""

    def __init__(self, settings: SettingsModel, style: Style) -> None:
        super().__init__(settings)
        self.look = style
        names = (
            ("system", self.tr("Like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
            ("contrast-light", self.tr("High contrast, white")),
        )
        self.theme = self.choice(self.tr("Theme"), names, settings.values.theme)
        self.theme.currentIndexChanged.connect(self._apply)
        self.size_, self.percent = self.slider(self.tr("Text size"), 80, 200, round(settings.values.text_scale * 100))
        self.size_.valueChanged.connect(self._apply)
        self.motion = QCheckBox(self.tr("Gentle motion"))
        self.motion.setChecked(settings.values.motion)
        self.motion.toggled.connect(self._choose_motion)
        self.form.addRow("", self.motion)
        languages = [("system", self.tr("Like the system")), *LANGUAGES.items()]
        self.language = self.choice(self.tr("Language"), languages, settings.values.language)
        self.language.activated.connect(self._choose_language)
        self.hint(self.tr("Of the window. The tutor itself hears and speaks English."))
        self.update_box = UpdateBox(settings.preset)
        self.form.addRow(self.tr("Version"), self.update_box)

    def _choose_motion(self, on: bool) -> None:
        """What the system switches off stays off."""
        self.settings.change(motion=on)
        self.look.motion = on and system_moves()
        self.look.changed.emit()

    def _choose_language(self) -> None:
        """The window is rebuilt by the language change event that follows."""
        self.settings.change(language=self.language.currentData())
        application = QCoreApplication.instance()
        if application is not None:
            install(application, self.settings.values.language)

    def _apply(self) -> None:
        theme, scale = self.theme.currentData(), self.size_.value() / 100
        self.look.choose(theme, scale)
        self.settings.change(theme=theme, text_scale=scale)


class ThinkingPage(Page):
    """When the tutor thinks, and how much for each word."""

    def __init__(self, settings: SettingsModel) -> None:
        super().__init__(settings)
        values = settings.values
        modes = (
            ("interleaved", self.tr("While speaking")),
            ("think-first", self.tr("First, then speak")),
            ("direct", self.tr("Not at all: speak at once")),
        )
        self.mode = self.choice(self.tr("The tutor thinks"), modes, values.mode)
        self.amount = self.choice(self.tr("Depth"), self._depths(), (values.spoken, values.reasoning))
        ratios = [((p, q), f"{p} : {q}") for p, q in RATIOS]
        self.ratio = self.choice(self.tr("Rhythm, for teachers"), ratios, (values.spoken, values.reasoning))
        self.ratio.setAccessibleName(self.tr("Spoken to reasoning tokens"))
        self.hint(self.tr("Spoken to reasoning tokens, in turn. Used from the next question on."))
        self.mode.activated.connect(lambda: self._apply(self.ratio.currentData()))
        self.amount.activated.connect(lambda: self._apply(self.amount.currentData()))
        self.ratio.activated.connect(lambda: self._apply(self.ratio.currentData()))
        self._apply((values.spoken, values.reasoning))

    def _depths(self) -> list[tuple[object, str]]:
        return [
            (FAST, self.tr("Fast: speaks sooner, thinks less")),
            (BALANCED, self.tr("Balanced")),
            (DEEP, self.tr("Deep: thinks more for each word")),
        ]

    def _apply(self, ratio: tuple[int, int]) -> None:
        interleaved = self.mode.currentData() == "interleaved"
        for box in (self.amount, self.ratio):
            box.setEnabled(interleaved)
        depths = self._depths()
        if tuple(ratio) not in (FAST, BALANCED, DEEP):
            depths.append((tuple(ratio), self.tr("By the numbers below")))
        fill(self.amount, depths, tuple(ratio))
        self.ratio.setCurrentIndex(RATIOS.index(tuple(ratio)) if tuple(ratio) in RATIOS else self.ratio.count() - 1)
        chosen: dict[str, Any] = {
            "mode": self.mode.currentData(), "spoken": ratio[0], "reasoning": ratio[1],
        }  # fmt: skip
        now = self.settings.values
        if (now.mode, now.spoken, now.reasoning) != (chosen["mode"], *ratio):
            self.settings.change(**chosen)


class ModelPage(Page):
    """The model, its device and its number format; a change loads it at once."""

    def __init__(self, settings: SettingsModel, presenter: Presenter) -> None:
        super().__init__(settings)
        self.presenter = presenter
        values = settings.values
        known = [*((name, name) for name, _ in installed()), (SCHOOL, self.tr("School server"))]
        self.bundle = self.choice(self.tr("Model"), known, values.bundle)
        self.bundle.activated.connect(self._choose)
        devices = (
            ("auto", self.tr("Graphics card, if it fits")),
            ("cpu", self.tr("Processor")),
            ("cuda", self.tr("Graphics card")),
        )
        self.device = self.choice(self.tr("Runs on"), devices, values.device)
        self.device.activated.connect(lambda: self._apply(device=self.device.currentData()))
        formats = (
            ("auto", self.tr("As the model's author advises")),
            ("nf4", self.tr("4 bits: needs least memory")),
            ("bf16", self.tr("16 bits: most exact")),
        )
        self.quant = self.choice(self.tr("Weights"), formats, values.quant)
        self.quant.activated.connect(lambda: self._apply(quant=self.quant.currentData()))
        self.hint(self.tr("Loaded at once; a running answer ends. If it does not load, the old one stays."))
        self.school = SchoolBox(settings)
        self.form.addRow(self.tr("School server"), self.school)
        self.hint(
            self.tr(
                "If the school server is the model, the sound and the text of your questions are sent there. "
                "The window shows that all the time. The voice stays on this computer."
            )
        )
        self.school.changed.connect(self._school_changed)
        presenter.model_kept.connect(self._show_kept)

    def leave(self) -> None:
        """Ends the work in the background."""
        self.school.leave()

    def _choose(self) -> None:
        wanted = self.bundle.currentData()
        if wanted == SCHOOL:
            try:
                server_of(self.settings.values)
            except AloudError as error:
                self.school.tell(error.text)
                self._show_kept()
                return
        self._apply(bundle=wanted)

    def _school_changed(self) -> None:
        if self.settings.values.bundle == SCHOOL:
            self.presenter.post(ChangeModel())

    def _apply(self, **chosen: str) -> None:
        if any(getattr(self.settings.values, name) != value for name, value in chosen.items()):
            self.settings.change(**chosen)
            self.presenter.post(ChangeModel())

    def _show_kept(self) -> None:
        """The chosen model does not load; the settings name the running one again."""
        values = self.settings.values
        for box, value in ((self.bundle, values.bundle), (self.device, values.device), (self.quant, values.quant)):
            box.setCurrentIndex(box.findData(value))


class KeysPage(QWidget):
    """The list of keys."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(4, 18, 4, 4)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (key, what) in enumerate(self.listed()):
            name = plain_label(key)
            name.setObjectName("key")
            meaning = plain_label(what)
            meaning.setWordWrap(True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(meaning, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)

    def listed(self) -> tuple[tuple[str, str], ...]:
        """Each key and what it does."""
        return (
            (self.tr("Space, Ctrl+Space"), self.tr("Hold to talk; tap to start, tap again to send")),
            (self.tr("Esc"), self.tr("Stop listening or speaking")),
            (self.tr("Ctrl+L"), self.tr("Go to the text box")),
            (self.tr("Ctrl+H"), self.tr("Hands-free on or off")),
            (self.tr("Ctrl+P"), self.tr("Practise: ten problems, one by one")),
            (self.tr("Ctrl+O"), self.tr("Earlier sessions")),
            (self.tr("Ctrl+N"), self.tr("A new session")),
            (self.tr("Ctrl+B"), self.tr("Models")),
            (self.tr("Ctrl+,"), self.tr("Settings")),
            (self.tr("Ctrl+M"), self.tr("Mute the voice, or let it be heard")),
            (self.tr("Ctrl+R"), self.tr("Play the newest answer again")),
            (self.tr("Ctrl++, Ctrl+-"), self.tr("Larger or smaller text")),
            (self.tr("F9"), self.tr("Show or hide the reasoning")),
            (self.tr("F11"), self.tr("Teacher's view")),
            (self.tr("F1"), self.tr("This list")),
            (self.tr("Return"), self.tr("In an answer: play it from the text caret on")),
            (
                self.tr("Page Down, Page Up"),
                self.tr("Teacher's view: the next step or question, or the one before, by a presenter's keys too"),
            ),
            (self.tr("Return, B, ."), self.tr("Teacher's view: ask the prepared question that is shown")),
            (self.tr("Left, Right, P"), self.tr("Teacher's view: one token back or on; play and pause")),
        )


class SoundPage(Page):
    """Devices with a test of the microphone, the tutor's voice, patience, echo."""

    def __init__(self, settings: SettingsModel, presenter: Presenter, style: Style) -> None:
        super().__init__(settings)
        self.presenter = presenter
        values = settings.values
        default = ((None, self._as_the_system()),)
        self.microphone = self.choice(self.tr("Microphone"), default, None)
        self.microphone.activated.connect(lambda: settings.change(microphone=self.microphone.currentData()))
        self._add_trial(style)
        self.speaker = self.choice(self.tr("Speaker"), default, None)
        self.speaker.activated.connect(lambda: self._apply(speaker=self.speaker.currentData()))
        again = QPushButton(self.tr("Look for devices again"))
        again.clicked.connect(lambda: presenter.post(ListDevices()))
        self.form.addRow("", again)
        if sound_settings.available():
            system = QPushButton(self.tr("Open the system's sound settings"))
            system.clicked.connect(sound_settings.open_settings)
            self.form.addRow("", system)
        self.volume, _ = self.slider(self.tr("Volume"), 0, 100, round(values.volume * 100))
        self.volume.valueChanged.connect(lambda percent: self._apply(volume=percent / 100))
        self.speed, _ = self.slider(self.tr("Speed of the voice"), 70, 150, round(values.speed * 100))
        self.speed.valueChanged.connect(lambda percent: self._apply(speed=percent / 100))
        self._add_voice()
        self.muted = QCheckBox(self.tr("Mute the voice: answers as text alone"))
        self.muted.setChecked(values.muted)
        self.muted.toggled.connect(lambda on: self._apply(muted=on))
        self.form.addRow("", self.muted)
        self._add_patience()
        self._add_echo()
        presenter.devices_found.connect(self.show_devices)
        presenter.level_changed.connect(self.meter.set_level)
        presenter.post(ListDevices())

    def _add_trial(self, style: Style) -> None:
        self.meter = LevelMeter(style)
        self.trial = QPushButton(self.tr("Try it"))
        self.trial.setCheckable(True)
        self.trial.setEnabled(self.presenter.can_ask)
        self.trial.setToolTip(self.tr("Listen without asking: the bars move when you speak"))
        self.trial.toggled.connect(self._try)
        self.form.addRow(self.tr("Level"), hbox(self.meter, None, self.trial))

    def _add_voice(self) -> None:
        """Only where there is a choice."""
        try:
            names = voices(self.settings.values.bundle)
        except AloudError:
            return  # the bundle is damaged: the window says so
        if len(names) > 1:
            items = [("", self.tr("The first one")), *((name, name) for name in names)]
            self.voice = self.choice(self.tr("Voice"), items, self.settings.values.voice)
            self.voice.activated.connect(lambda: self._apply(voice=self.voice.currentData()))

    def _add_patience(self) -> None:
        patience = (
            (0.5, self.tr("Quick: half a second")),
            (0.8, self.tr("Normal: 0.8 seconds")),
            (1.5, self.tr("Patient: one and a half seconds")),
            (2.5, self.tr("Very patient: two and a half seconds")),
        )
        name = self.tr("Pause that ends a question, hands-free")
        self.patience = self.choice(self.tr("Patience"), patience, self.settings.values.end_of_turn_s)
        self.patience.setAccessibleName(name)
        self.patience.activated.connect(lambda: self.settings.change(end_of_turn_s=self.patience.currentData()))
        self.hint(name)

    def _add_echo(self) -> None:
        echo = (
            ("headphones", self.tr("I wear headphones")),
            ("cancel", self.tr("Removed (loudspeaker)")),
            ("gate", self.tr("Do not listen while the tutor speaks")),
        )
        self.echo = self.choice(self.tr("Tutor's own voice"), echo, self.settings.values.echo)
        self.echo.activated.connect(lambda: self.settings.change(echo=self.echo.currentData()))
        self.calibration = CalibrationBox(self.presenter, self._take_mode)
        self.form.addRow("", self.calibration)

    def _take_mode(self, mode: str) -> None:
        """Follow the advice of the calibration; it can be changed afterwards."""
        self.echo.setCurrentIndex(self.echo.findData(mode))
        self.settings.change(echo=mode)

    def _try(self, on: bool) -> None:
        self.presenter.try_microphone(on)
        self.trial.setText(self.tr("Stop trying") if on else self.tr("Try it"))
        if not on:
            self.meter.reset()

    def _apply(self, **chosen: Any) -> None:
        self.settings.change(**chosen)
        self.presenter.post(ChangeSettings())

    def show_devices(self, found: Devices) -> None:
        """List the devices that are connected."""
        for box, there, chosen in (
            (self.microphone, found.microphones, self.settings.values.microphone),
            (self.speaker, found.speakers, self.settings.values.speaker),
        ):
            items: list[tuple[object, str]] = [(None, self._as_the_system()), *there]
            if chosen is not None and chosen not in dict(there):
                name = chosen.partition(": ")[2] or chosen
                items.append((chosen, self.tr("{name} (not connected)").format(name=name)))
            fill(box, items, chosen)

    def _as_the_system(self) -> str:
        return self.tr("The system's choice")

    def leave(self) -> None:
        """End the test of the microphone: the settings are closed."""
        self.trial.setChecked(False)
