"""The first start: what the tutor can and cannot do, a sound check, and an example that is heard."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from app.conversation.messages import Ask, Calibrate
from app.diagnosis import Report
from tests.ui.conftest import Stage
from ui.dialogs.first_start import EXAMPLE, FirstStart


@pytest.fixture(autouse=True)
def machine(stage: Stage) -> None:
    stage.dialogs.report = Report({"microphones": [], "speakers": [], "disk_free": 10**10})


def texts(dialog: FirstStart) -> str:
    return "\n".join(part.text() for part in dialog.findChildren(QLabel))


def test_it_says_what_the_tutor_can_and_cannot(ready: Stage) -> None:
    told = texts(ready.dialogs.open_first_start())
    can, cannot = told.split("It cannot")
    assert "whole numbers" in can
    assert "stories" in can
    assert "fractions" in cannot
    assert "English" in cannot
    assert "check what it heard" in cannot


def test_a_model_that_was_trained_for_more_says_so(ready: Stage) -> None:
    ready.presenter.follows = lambda: True
    can, cannot = texts(ready.dialogs.open_first_start()).split("It cannot")
    assert "fractions" in can
    assert "fractions" not in cannot


def test_sound_check_and_example_wait_for_the_model(stage: Stage, qtbot) -> None:
    dialog = stage.dialogs.open_first_start()
    assert not dialog.example.isEnabled()
    assert not dialog.sound.button.isEnabled()
    stage.talk.state("ready")
    qtbot.waitUntil(dialog.example.isEnabled)
    dialog.sound.button.click()
    assert stage.talk.calls[-1] == Calibrate()
    dialog.example.click()
    assert stage.talk.calls[-1] == Ask(EXAMPLE)
    qtbot.waitUntil(lambda: stage.dialogs.dialog is None)
    assert stage.settings.values.welcomed
