"""The room test in the settings, and the states that a missing device brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.conversation.messages import Calibrate, CalibrationDone, CalibrationPhase, DevicePresent
from audio_io.calibration import CalibrationReport
from tests.ui.scripted import ScriptedConversation
from ui.dialogs.calibration_box import CalibrationBox
from ui.services.presenter import Presenter
from ui.theme.widgets import scrolled, vbox


class Test:
    """The box over a scripted conversation."""

    __test__ = False

    def __init__(self) -> None:
        self.talk = ScriptedConversation()
        self.modes: list[str] = []
        self.presenter = Presenter(self.talk)  # type: ignore[arg-type]
        self.box = CalibrationBox(self.presenter, self.modes.append)

    def begin(self, qtbot) -> None:  # type: ignore[no-untyped-def]
        assert not self.box.button.isEnabled()  # the model is being loaded
        self.talk.state("ready")
        qtbot.waitUntil(self.box.button.isEnabled)
        self.box.button.click()

    def send(self, qtbot, message: object) -> str:  # type: ignore[no-untyped-def]
        before = self.box.result.text()
        self.talk.sink(message)
        qtbot.waitUntil(lambda: self.box.result.text() != before)
        return self.box.result.text()


@pytest.fixture
def test(application):  # type: ignore[no-untyped-def]
    made = Test()
    yield made
    made.presenter.close()
    made.box.deleteLater()
    made.presenter.deleteLater()


def report(mode: str = "cancel", works: bool = True) -> CalibrationReport:
    return CalibrationReport(-62.0, -30.0, 24.0, mode, works, -28.0)  # type: ignore[arg-type]


def test_the_student_is_led_through_and_the_advice_is_followed(test: Test, qtbot) -> None:
    test.begin(qtbot)
    assert test.talk.calls == [Calibrate()]
    assert not test.box.button.isEnabled()
    assert "Say something" in test.send(qtbot, CalibrationPhase("speak"))
    assert "Listen" in test.send(qtbot, CalibrationPhase("listen"))
    found = test.send(qtbot, CalibrationDone(report()))
    assert all(part in found for part in ("heard well", "room is quiet", "interrupt at any time"))
    assert "dB" not in found
    assert all(figure in test.box.result.toolTip() for figure in ("-62 dB", "-28 dB", "-30 dB", "24 dB"))
    assert test.modes == ["cancel"]
    assert test.box.button.isEnabled()


def test_a_dead_microphone_advises_nothing(test: Test, qtbot) -> None:
    assert "nothing at all" in test.send(qtbot, CalibrationDone(report(works=False)))
    assert test.modes == []


def test_faint_voices_and_loud_rooms_are_told_in_words(test: Test, qtbot) -> None:
    found = test.send(qtbot, CalibrationDone(replace(report(), noise_dbfs=-35.0, speech_dbfs=-48.0)))
    assert "faint" in found
    assert "loud" in found
    found = test.send(qtbot, CalibrationDone(replace(report(), speech_dbfs=None)))
    assert "No voice was heard" in found


def test_instructions_and_result_scroll_into_view(test: Test, qtbot) -> None:
    page = QWidget()
    page.setLayout(vbox(900, test.box))
    area = scrolled(page)
    area.resize(300, 200)
    area.show()
    test.send(qtbot, CalibrationPhase("speak"))
    qtbot.waitUntil(lambda: area.viewport().rect().contains(test.box.result.mapTo(area.viewport(), QPoint(0, 0))))
    test.box.setParent(None)
    area.deleteLater()


def test_a_failed_test_says_why(test: Test, qtbot) -> None:
    test.begin(qtbot)
    assert test.send(qtbot, CalibrationDone(None, "there is no speaker to test; plug one in")).startswith("There is no")
    assert test.box.button.isEnabled()


def test_missing_devices_are_a_state_until_they_come_back(test: Test, qtbot) -> None:
    talk, presenter = test.talk, test.presenter
    talk.state("ready")
    qtbot.waitUntil(lambda: presenter.state == "ready")
    talk.sink(DevicePresent("speaker", False))
    qtbot.waitUntil(lambda: presenter.state == "no-speaker")
    assert presenter.ask("one plus one")  # typing goes on
    talk.state("listening")
    talk.sink(DevicePresent("microphone", False))
    qtbot.waitUntil(lambda: presenter.state == "no-microphone")
    talk.sink(DevicePresent("microphone", True))
    qtbot.waitUntil(lambda: presenter.state == "listening")
    talk.sink(DevicePresent("speaker", True))
    talk.state("ready")
    qtbot.waitUntil(lambda: presenter.state == "ready")
