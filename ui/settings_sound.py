"""The settings' page of sound: devices with a trial, the tutor's voice, patience, echo.

Owns: which of these settings there are and how each is chosen. Must not know: how a change is carried out (presenter
and conversation do that). Thread: GUI thread only.
"""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton

from app.bundles import voices
from model.errors import AloudError
from ui.mic_button import LevelMeter
from ui.ports import Devices
from ui.prefs import Prefs
from ui.presenter import Presenter
from ui.room_test import RoomTestBox
from ui.settings_pages import Page, fill
from ui.theme import Style


class SoundPage(Page):
    """Devices, a try of the microphone, volume, patience."""

    def __init__(self, prefs: Prefs, presenter: Presenter, style: Style) -> None:
        super().__init__(prefs)
        self.presenter = presenter
        values = prefs.values
        default = ((None, self.tr("The system's")),)
        self.microphone = self.choice(self.tr("Microphone"), default, None)
        self.microphone.activated.connect(lambda: prefs.change(microphone=self.microphone.currentData()))
        self._add_trial(style)
        self.speaker = self.choice(self.tr("Speaker"), default, None)
        self.speaker.activated.connect(self._choose_speaker)
        again = QPushButton(self.tr("Look for devices again"))
        again.clicked.connect(presenter.look_for_devices)
        self.form.addRow("", again)
        self.volume, _ = self.slider(self.tr("Volume"), 0, 100, round(values.volume * 100))
        self.volume.valueChanged.connect(self._apply_volume)
        self.speed, _ = self.slider(self.tr("Speed of the voice"), 70, 150, round(values.speed * 100))
        self.speed.valueChanged.connect(self._apply_speed)
        self._add_voice()
        self.muted = QCheckBox(self.tr("Mute the voice: answers as text alone"))
        self.muted.setChecked(values.muted)
        self.muted.toggled.connect(self._mute)
        self.form.addRow("", self.muted)
        self._add_patience()
        self._add_echo()
        presenter.devices_found.connect(self.show_devices)
        presenter.level_changed.connect(self.meter.set_level)
        presenter.look_for_devices()

    def _add_trial(self, style: Style) -> None:
        self.meter = LevelMeter(style)
        self.trial = QPushButton(self.tr("Try it"))
        self.trial.setCheckable(True)
        self.trial.setEnabled(self.presenter.can_ask)
        self.trial.setToolTip(self.tr("Listen without asking: the bars move when you speak"))
        self.trial.toggled.connect(self._try)
        row = QHBoxLayout()
        row.addWidget(self.meter)
        row.addStretch(1)
        row.addWidget(self.trial)
        self.form.addRow(self.tr("Level"), row)

    def _add_voice(self) -> None:
        """Only where there is a choice."""
        try:
            names = voices(self.prefs.values.bundle)
        except AloudError:
            return  # the bundle is damaged: the window says so
        if len(names) > 1:
            items = [("", self.tr("The first one")), *((name, name) for name in names)]
            self.voice = self.choice(self.tr("Voice"), items, self.prefs.values.voice)
            self.voice.activated.connect(self._choose_voice)

    def _choose_voice(self) -> None:
        self.prefs.change(voice=self.voice.currentData())
        self.presenter.settings_changed()

    def _add_patience(self) -> None:
        patience = (
            (0.5, self.tr("Quick: half a second")),
            (0.8, self.tr("Normal: 0.8 seconds")),
            (1.5, self.tr("Patient: one and a half seconds")),
            (2.5, self.tr("Very patient: two and a half seconds")),
        )
        name = self.tr("Pause that ends a question, hands-free")
        self.patience = self.choice(self.tr("Patience"), patience, self.prefs.values.end_of_turn_s)
        self.patience.setAccessibleName(name)
        self.patience.activated.connect(lambda: self.prefs.change(end_of_turn_s=self.patience.currentData()))
        self.hint(name)

    def _add_echo(self) -> None:
        echo = (
            ("headphones", self.tr("I wear headphones")),
            ("cancel", self.tr("Taken out of the microphone (loudspeaker)")),
            ("gate", self.tr("Do not listen while the tutor speaks")),
        )
        self.echo = self.choice(self.tr("Tutor's own voice"), echo, self.prefs.values.echo)
        self.echo.activated.connect(lambda: self.prefs.change(echo=self.echo.currentData()))
        self.room = RoomTestBox(self.presenter, self._take_mode)
        self.form.addRow("", self.room)

    def _take_mode(self, mode: str) -> None:
        """The room test's advice is followed; it can be changed afterwards."""
        self.echo.setCurrentIndex(self.echo.findData(mode))
        self.prefs.change(echo=mode)

    def _try(self, on: bool) -> None:
        self.presenter.try_microphone(on)
        self.trial.setText(self.tr("Stop trying") if on else self.tr("Try it"))
        if not on:
            self.meter.reset()

    def _choose_speaker(self) -> None:
        self.prefs.change(speaker=self.speaker.currentData())
        self.presenter.settings_changed()

    def _mute(self, on: bool) -> None:
        self.prefs.change(muted=on)
        self.presenter.settings_changed()

    def _apply_volume(self) -> None:
        self.prefs.change(volume=self.volume.value() / 100)
        self.presenter.settings_changed()

    def _apply_speed(self) -> None:
        self.prefs.change(speed=self.speed.value() / 100)
        self.presenter.settings_changed()

    def show_devices(self, found: Devices) -> None:
        """What is plugged in now."""
        for box, there, chosen in (
            (self.microphone, found.microphones, self.prefs.values.microphone),
            (self.speaker, found.speakers, self.prefs.values.speaker),
        ):
            items: list[tuple[object, str]] = [(None, self.tr("The system's")), *there]
            if chosen is not None and chosen not in dict(there):
                items.append((chosen, self.tr("{name} (not connected)").format(name=chosen)))
            fill(box, items, chosen)

    def leave(self) -> None:
        """The settings are closed: nobody tries the microphone any more."""
        self.trial.setChecked(False)
