"""The settings: each works at once and is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QWidget

from app import settings
from app.conversation.messages import ChangeModel, ChangeSettings, Devices, FinishListening, SetHandsFree, Stop
from tests.ui.conftest import Stage
from ui.dialogs import settings_pages
from ui.dialogs.settings_dialog import SettingsDialog


def test_settings_apply_at_once_and_are_kept(ready: Stage, qtbot) -> None:
    ready.dialogs.open_settings()
    dialog = ready.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.looks.theme.setCurrentIndex(2)
    dialog.looks.size_.setValue(150)
    assert ready.window.look.colours.dark
    kept = settings.load(ready.settings._path)[0]  # type: ignore[arg-type]
    assert (kept.theme, kept.text_scale) == ("dark", 1.5)
    dialog.accept()
    qtbot.waitUntil(lambda: ready.window.findChild(QDialog) is None)


def test_devices_patience_and_thinking_are_chosen_in_the_settings(ready: Stage, qtbot) -> None:
    ready.dialogs.open_settings()
    dialog = ready.window.findChild(SettingsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.sound.microphone.count() == 2)
    for box, at in (
        (dialog.sound.microphone, 1),
        (dialog.sound.patience, 2),
        (dialog.thinking.ratio, 0),
        (dialog.thinking.mode, 1),
    ):
        box.setCurrentIndex(at)
        box.activated.emit(at)
    kept = settings.load(ready.settings._path)[0]  # type: ignore[arg-type]
    assert (kept.microphone, kept.end_of_turn_s) == ("alsa: Desk", 1.5)
    assert (kept.mode, kept.spoken, kept.reasoning) == ("think-first", 1, 9)
    assert not dialog.thinking.ratio.isEnabled()


def wheel(widget: QWidget) -> None:
    place = QPointF(widget.rect().center())
    turn = QPoint(0, -120)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QCoreApplication.sendEvent(widget, QWheelEvent(place, widget.mapToGlobal(place), QPoint(), turn, *none, False))


def test_the_wheel_changes_nothing_that_was_not_clicked(ready: Stage, qtbot) -> None:
    dialog = ready.dialogs.open_settings()
    dialog.pages.setCurrentIndex(1)
    before = ready.settings.values
    for control in (dialog.sound.patience, dialog.sound.echo, dialog.sound.volume, dialog.looks.size_):
        wheel(control)
    assert ready.settings.values == before
    dialog.activateWindow()
    dialog.sound.volume.setFocus()
    qtbot.waitUntil(dialog.sound.volume.hasFocus)
    wheel(dialog.sound.volume)
    assert ready.settings.values.volume < before.volume


def values(box: QComboBox) -> list[object]:
    return [box.itemData(i) for i in range(box.count())]


def choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(values(box).index(value))
    box.activated.emit(box.currentIndex())


def test_depth_and_numbers_are_one_setting(ready: Stage, qtbot) -> None:
    page = ready.dialogs.open_settings().thinking
    choose(page.amount, (5, 5))
    assert page.ratio.currentData() == (5, 5)
    choose(page.ratio, (3, 7))
    assert page.amount.currentData() == (3, 7)
    assert (ready.settings.values.spoken, ready.settings.values.reasoning) == (3, 7)
    choose(page.amount, (1, 9))
    assert ready.settings.values.reasoning == 9
    assert values(page.amount) == [(5, 5), (2, 8), (1, 9)]


def test_model_language_and_echo_are_kept(ready: Stage, qtbot) -> None:
    dialog = ready.dialogs.open_settings()
    choose(dialog.models.device, "cpu")
    assert ready.talk.calls[-1] == ChangeModel()
    choose(dialog.models.quant, "nf4")
    assert ready.talk.calls.count(ChangeModel()) == 2
    choose(dialog.looks.language, "en")
    choose(dialog.sound.echo, "headphones")
    kept = settings.load(ready.settings._path)[0]  # type: ignore[arg-type]
    assert (kept.device, kept.quant, kept.language, kept.echo) == ("cpu", "nf4", "en", "headphones")
    assert dialog.models.bundle.findData("starter") >= 0


def test_volume_and_mute_reach_the_speaker_at_once(ready: Stage, qtbot) -> None:
    dialog = ready.dialogs.open_settings()
    dialog.sound.volume.setValue(40)
    assert ready.talk.calls[-1] == ChangeSettings()
    assert ready.settings.values.volume == 0.4
    dialog.sound.speed.setValue(80)
    assert ready.settings.values.speed == 0.8
    dialog.sound.muted.click()
    assert ready.settings.values.muted
    dialog.accept()
    assert ready.window.header.muted
    qtbot.keyClick(ready.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not ready.settings.values.muted
    assert "Mute" in ready.window.header.mute.accessibleName()


def test_trying_the_microphone_asks_nothing(ready: Stage, qtbot) -> None:
    dialog = ready.dialogs.open_settings()
    dialog.sound.trial.click()
    qtbot.waitUntil(lambda: ready.presenter.listening)
    ready.talk.level(0.6)
    qtbot.waitUntil(lambda: dialog.sound.meter.value == 0.6)
    dialog.accept()
    assert ready.talk.calls[-1] == Stop()
    assert FinishListening() not in ready.talk.calls


def test_the_keys_are_listed(ready: Stage, qtbot) -> None:
    qtbot.keyClick(ready.window, Qt.Key.Key_F1)
    dialog = ready.window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.pages.currentIndex() == dialog.pages.count() - 1
    assert any(key == "F11" for key, _ in dialog.keys.listed())


def test_hands_free_is_remembered(application, qtbot, ready: Stage) -> None:
    ready.window.composer.free.click()
    assert ready.settings.values.listening == "hands-free"
    qtbot.waitUntil(lambda: ready.presenter.listening)
    ready.window._was_ready = False
    ready.window._show_state("ready", "")
    assert ready.talk.calls[-1] == SetHandsFree(True)
    ready.window.composer.free.click()
    assert ready.settings.values.listening == "button"


def test_a_voice_is_chosen_where_the_bundle_has_several(ready: Stage, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not hasattr(ready.dialogs.open_settings().sound, "voice")  # the starter has one
    monkeypatch.setattr(settings_pages, "voices", lambda name: ("tara", "leah"))
    page = ready.dialogs.open_settings().sound
    assert values(page.voice) == ["", "tara", "leah"]
    choose(page.voice, "leah")
    assert ready.settings.values.voice == "leah"


def button(dialog: SettingsDialog, text: str) -> QPushButton | None:
    return next((found for found in dialog.findChildren(QPushButton) if found.text() == text), None)


def test_the_systems_sound_settings_are_opened(ready: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert button(ready.dialogs.open_settings(), "Open the system's sound settings") is None  # none is installed
    ready.window.findChild(SettingsDialog).accept()
    tool, mark = tmp_path / "pavucontrol", tmp_path / "opened"
    tool.write_text(f"#!/bin/sh\necho $0 > {mark}\n")
    tool.chmod(0o755)
    opens = button(ready.dialogs.open_settings(), "Open the system's sound settings")
    assert opens is not None
    opens.click()
    until = time.monotonic() + 60.0
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert mark.exists()


def test_a_device_that_is_away_is_named_without_its_sound_system(ready: Stage) -> None:
    ready.settings.change(microphone="PulseAudio: USB Headset")
    page = ready.dialogs.open_settings().sound
    page.show_devices(Devices((("PulseAudio: Desk", "Desk"),), ()))
    shown = [page.microphone.itemText(i) for i in range(page.microphone.count())]
    assert shown == ["The system's choice", "Desk", "USB Headset (not connected)"]
    assert page.microphone.currentText() == "USB Headset (not connected)"
