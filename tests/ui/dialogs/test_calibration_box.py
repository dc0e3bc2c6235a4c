"""The room test in the settings, and the states that a missing device brings."""

from __future__ import annotations

import pytest

from app.conversation.messages import Calibrate, CalibrationDone, CalibrationPhase, DevicePresent
from audio_io.calibration import CalibrationReport
from tests.ui.scripted import ScriptedConversation
from ui.dialogs.settings_pages import CalibrationBox
from ui.services.presenter import Presenter


class Test:
    """The box over a scripted conversation."""

    __test__ = False

    def __init__(self) -> None:
        self.talk = ScriptedConversation()
        self.modes: list[str] = []
        self.presenter = Presenter(self.talk)  # type: ignore[arg-type]
        self.box = CalibrationBox(self.presenter, self.modes.append)

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
    test.box.button.click()
    assert test.talk.calls == [Calibrate()]
    assert not test.box.button.isEnabled()
    assert "Say something" in test.send(qtbot, CalibrationPhase("speak"))
    assert "Listen" in test.send(qtbot, CalibrationPhase("listen"))
    found = test.send(qtbot, CalibrationDone(report()))
    assert all(part in found for part in ("-62 dB", "-28 dB", "-30 dB", "24 dB", "interrupt at any time"))
    assert test.modes == ["cancel"]
    assert test.box.button.isEnabled()


def test_a_dead_microphone_advises_nothing(test: Test, qtbot) -> None:
    assert "nothing at all" in test.send(qtbot, CalibrationDone(report(works=False)))
    assert test.modes == []


def test_a_failed_test_says_why(test: Test, qtbot) -> None:
    test.box.button.click()
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
