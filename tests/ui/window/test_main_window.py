"""The window in every state, driven as a student would drive it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer

from app import settings
from app.conversation.messages import Ask, FinishListening, SetHandsFree, StartListening, Stop
from app.settings import SettingsModel
from tests.ui.conftest import Stage
from tests.ui.scripted import ScriptedConversation, answer
from ui.main import make_window
from ui.window.main_window import MainWindow
from ui.window.status_pill import DISPLAYS


@pytest.mark.parametrize("state", ["loading", "ready", "listening", "hearing", "error"])
def test_each_state_is_told_in_words(ready: Stage, qtbot, state) -> None:
    ready.talk.state(state, "The microphone is gone; plug it in." if state == "error" else "")
    qtbot.waitUntil(lambda: ready.window.pill.state == state)
    assert DISPLAYS[state].text in ready.window.pill.accessibleName()
    assert ready.window.banner.isVisible() == (state == "error")


def test_while_loading_nothing_is_asked(stage: Stage) -> None:
    assert not stage.window.composer.mic.isEnabled()
    assert not stage.presenter.ask("2+2")
    stage.presenter.voice_button()
    stage.presenter.hold_pressed(0)
    assert stage.talk.calls == ["start"]


def test_load_error_says_cause_and_next_step(stage: Stage, qtbot) -> None:
    stage.talk.state("error", "the bundle is damaged; run: aloud bundle verify")
    qtbot.waitUntil(lambda: stage.window.pill.state == "error")
    assert stage.window.banner.text.text() == "The bundle is damaged; run: aloud bundle verify"
    assert not stage.window.composer.mic.isEnabled()


def test_after_a_failed_answer_the_next_can_be_asked(ready: Stage, qtbot) -> None:
    ready.talk.state("error", "the answer failed; ask again")
    qtbot.waitUntil(lambda: ready.window.pill.state == "error")
    assert ready.presenter.ask("2+2")
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    assert not ready.window.banner.isVisible()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Hello", "here is no number in the question"),
        ("What is the capital of France?", "for example: What is 347 plus 286?"),
        ("1+" * 1200, "2400 characters"),
        ("What is √81?", "“√” is beyond that"),
        ("10/0", "divided by zero"),
    ],
)
def test_a_refused_question_stays_in_the_box_and_is_not_asked(ready: Stage, qtbot, typed: str, why: str) -> None:
    box, banner = ready.window.composer.box, ready.window.banner
    box.setText(typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert why in banner.text.text()
    assert banner.isVisible()
    assert not any(timer.isActive() for timer in banner.findChildren(QTimer))  # it stays until the next question
    assert box.text() == typed
    assert ready.talk.calls == ["start"]
    box.setText("12 − 7")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert ready.talk.calls[1:] == [Ask("12 − 7")]
    assert box.text() == ""
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_button_asks_sends_and_stops(ready: Stage, qtbot) -> None:
    mic = ready.window.composer.mic
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "listening")
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "stop")
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "mic")
    assert ready.talk.calls[1:] == [StartListening(), FinishListening(), Stop()]


def space(window: MainWindow, qtbot, hold_ms: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    handle = window.windowHandle()
    qtbot.keyPress(handle, Qt.Key.Key_Space, modifier)
    qtbot.wait(hold_ms)
    qtbot.keyRelease(handle, Qt.Key.Key_Space, modifier)


def test_holding_space_records_until_release(ready: Stage, qtbot) -> None:
    space(ready.window, qtbot, 400)
    qtbot.waitUntil(lambda: ready.talk.calls[1:] == [StartListening(), FinishListening()])


def test_space_in_the_text_box_is_a_space(ready: Stage, qtbot) -> None:
    box = ready.window.composer.box
    ready.window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "3 + 4")
    assert box.text() == "3 + 4"
    assert ready.talk.calls == ["start"]
    space(ready.window, qtbot, 400, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ready.talk.calls[1:] == [StartListening(), FinishListening()])


def test_level_shows_while_listening_only(ready: Stage, qtbot) -> None:
    meter = ready.window.composer.meter
    ready.talk.level(0.5)
    qtbot.wait(80)
    assert meter.value == 0.0
    ready.talk.post(StartListening())
    ready.talk.level(0.5)
    qtbot.waitUntil(lambda: meter.value == 0.5)
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: meter.value == 0.0)


def test_hands_free_is_a_switch(ready: Stage, qtbot) -> None:
    ready.window.composer.free.click()
    assert ready.talk.calls[-1] == SetHandsFree(True)
    ready.window.composer.free.click()
    assert ready.talk.calls[-1] == SetHandsFree(False)


def test_an_empty_question_is_not_asked(ready: Stage, qtbot) -> None:
    qtbot.keyClicks(ready.window.composer.box, "   ")
    qtbot.keyClick(ready.window.composer.box, Qt.Key.Key_Return)
    assert ready.talk.calls == ["start"]


def test_escape_stops(ready: Stage, qtbot) -> None:
    ready.talk.begin()
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    qtbot.keyClick(ready.window, Qt.Key.Key_Escape)
    assert ready.talk.calls[-1] == Stop()


def test_a_window_of_a_larger_screen_comes_back_on_this_one(application, tmp_path, qtbot) -> None:
    kept = SettingsModel(tmp_path / "settings.json")
    large, _ = make_window(kept, ScriptedConversation())  # type: ignore[arg-type]
    large.setGeometry(1500, 900, 1900, 1200)
    kept.change(window=bytes(large.saveGeometry().toBase64().data()).decode())
    large.close()
    window, _ = make_window(SettingsModel(tmp_path / "settings.json"), ScriptedConversation())  # type: ignore[arg-type]
    window.show()
    qtbot.waitExposed(window)
    assert window.screen().availableGeometry().contains(window.geometry())
    window.close()


def test_notices_that_come_together_are_shown_together(ready: Stage, qtbot) -> None:
    ready.talk.notice("the history was damaged")
    ready.talk.notice("There is no speaker now.")
    ready.talk.notice("There is no speaker now.")
    shown = ready.window.banner.text
    qtbot.waitUntil(lambda: shown.text() == "The history was damaged\nThere is no speaker now.")


def test_a_notice_under_a_dialog_waits_to_be_seen(ready: Stage, qtbot) -> None:
    ready.talk.notice("There is no speaker now.")
    qtbot.waitUntil(ready.window.banner.isVisible)
    ready.dialogs.open_settings()
    qtbot.waitUntil(lambda: not ready.window.isActiveWindow())
    ready.window.banner._timer.setInterval(10)
    qtbot.wait(60)
    assert ready.window.banner.isVisible()
    assert ready.dialogs.dialog is not None
    ready.dialogs.dialog.close()
    ready.window.activateWindow()
    qtbot.waitUntil(lambda: not ready.window.banner.isVisible())


def test_hands_free_of_the_last_time_opens_no_microphone(stage: Stage, qtbot) -> None:
    stage.settings.change(listening="hands-free")
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    dock = stage.window.composer
    assert stage.talk.calls == ["start"]
    assert not dock.free.isChecked()
    assert "Ctrl+H" in dock.hint.text()
    qtbot.keyClick(stage.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert stage.talk.calls[-1] == SetHandsFree(True)
    assert dock.free.isChecked()


def test_a_notice_goes_away_an_error_stays(ready: Stage, qtbot) -> None:
    ready.talk.notice("The microphone is back.")
    qtbot.waitUntil(ready.window.banner.isVisible)
    ready.window.banner.dismiss.click()
    assert not ready.window.banner.isVisible()


def test_the_pane_folds_by_mouse_and_key_and_remembers(ready: Stage, qtbot) -> None:
    pane = ready.window.pane
    qtbot.mouseClick(pane.toggle, Qt.MouseButton.LeftButton)
    assert pane.collapsed
    assert not settings.load(ready.settings._path)[0].reasoning_open  # type: ignore[arg-type]
    qtbot.keyClick(ready.window, Qt.Key.Key_F9)
    assert not pane.collapsed
    assert settings.load(ready.settings._path)[0].reasoning_open  # type: ignore[arg-type]


def test_stop_ends_hands_free_listening(ready: Stage, qtbot) -> None:
    ready.window.composer.free.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "listening")
    ready.window.composer.stop.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "ready")
    assert not ready.window.composer.free.isChecked()


@pytest.mark.parametrize("state", ["loading", "ready", "listening", "thinking", "speaking", "error"])
def test_closing_in_any_state(stage: Stage, qtbot, state) -> None:
    stage.talk.state("ready")
    if state in ("thinking", "speaking"):
        turn = stage.talk.begin()
        stage.talk.send_from_thread(answer(turn), 0.01)
    stage.talk.state(state)
    qtbot.wait(60)
    stage.window.close()
    assert stage.talk.calls[-1] == "close"
    assert not stage.window.isVisible()
