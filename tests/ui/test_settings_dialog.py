"""The settings: each works at once and is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from app import settings
from tests.ui.conftest import Stage
from ui.settings_dialog import SettingsDialog


def test_settings_apply_at_once_and_are_kept(ready: Stage, qtbot) -> None:
    ready.window.open_settings()
    dialog = ready.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.theme.setCurrentIndex(2)
    dialog.slider.setValue(150)
    assert ready.window.look.colours.dark
    kept = settings.load(ready.prefs._path)[0]  # type: ignore[arg-type]
    assert (kept.theme, kept.text_scale) == ("dark", 1.5)
    dialog.accept()
    qtbot.waitUntil(lambda: ready.window.findChild(QDialog) is None)


def test_devices_patience_and_thinking_are_chosen_in_the_settings(ready: Stage, qtbot) -> None:
    ready.window.open_settings()
    dialog = ready.window.findChild(SettingsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.microphone.count() == 2)
    for box, at in ((dialog.microphone, 1), (dialog.patience, 2), (dialog.ratio, 0), (dialog.mode, 1)):
        box.setCurrentIndex(at)
        box.activated.emit(at)
    kept = settings.load(ready.prefs._path)[0]  # type: ignore[arg-type]
    assert (kept.microphone, kept.end_of_turn_s) == ("alsa: Desk", 1.5)
    assert (kept.mode, kept.spoken, kept.reasoning) == ("think-first", 1, 9)
    assert not dialog.ratio.isEnabled()
