"""The window in every state, driven as a student would drive it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QSlider

from app import settings
from model.events import ReasoningText, TurnEnded, TurnEvent
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui import conversation_view
from ui.main_window import MainWindow
from ui.settings_dialog import SettingsDialog
from ui.status import LOOKS


def spoken(stage: Stage, qtbot, generation: int | None = None) -> int:  # type: ignore[no-untyped-def]
    """A whole answer, its sound over."""
    turn = generation or stage.talk.begin()
    stage.talk.send(answer(turn))
    stage.talk.state("speaking")
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: turn in stage.presenter.turns and stage.presenter.turns[turn].ended is not None)
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    qtbot.waitUntil(stage.window.conversation.cards[turn].copy.isVisible)
    return turn


@pytest.mark.parametrize("state", ["loading", "ready", "listening", "hearing", "error"])
def test_each_state_is_told_in_words(ready: Stage, qtbot, state) -> None:
    ready.talk.state(state, "The microphone is gone; plug it in." if state == "error" else "")
    qtbot.waitUntil(lambda: ready.window.pill.state == state)
    assert LOOKS[state].text in ready.window.pill.accessibleName()
    assert ready.window.banner.isVisible() == (state == "error")


def test_while_loading_nothing_can_be_asked(stage: Stage) -> None:
    assert not stage.window.composer.mic.isEnabled()
    assert not stage.window.composer.box.isEnabled()
    assert not stage.presenter.ask("2+2")
    stage.presenter.voice_button()
    stage.presenter.hold_pressed()
    assert stage.talk.calls == [("start",)]


def test_load_error_says_cause_and_next_step(stage: Stage, qtbot) -> None:
    stage.talk.state("error", "the bundle is damaged; run: aloud bundle verify")
    qtbot.waitUntil(lambda: stage.window.pill.state == "error")
    assert stage.window.banner.text.text() == "the bundle is damaged; run: aloud bundle verify"
    assert not stage.window.composer.mic.isEnabled()


def test_after_a_failed_answer_the_next_can_be_asked(ready: Stage, qtbot) -> None:
    ready.talk.state("error", "the answer failed; ask again")
    qtbot.waitUntil(lambda: ready.window.pill.state == "error")
    assert ready.presenter.ask("2+2")
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    assert not ready.window.banner.isVisible()


def test_button_asks_sends_and_stops(ready: Stage, qtbot) -> None:
    mic = ready.window.composer.mic
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "listening")
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "stop")
    qtbot.mouseClick(mic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mic.face == "mic")
    assert [c[0] for c in ready.talk.calls[1:]] == ["start_listening", "finish_listening", "stop"]


def space(window: MainWindow, qtbot, hold_ms: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    handle = window.windowHandle()
    qtbot.keyPress(handle, Qt.Key.Key_Space, modifier)
    qtbot.wait(hold_ms)
    qtbot.keyRelease(handle, Qt.Key.Key_Space, modifier)


def test_holding_space_records_until_release(ready: Stage, qtbot) -> None:
    space(ready.window, qtbot, 400)
    assert [c[0] for c in ready.talk.calls[1:]] == ["start_listening", "finish_listening"]


def test_space_in_the_text_box_is_a_space(ready: Stage, qtbot) -> None:
    box = ready.window.composer.box
    ready.window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "3 + 4")
    assert box.text() == "3 + 4"
    assert ready.talk.calls == [("start",)]
    space(ready.window, qtbot, 400, Qt.KeyboardModifier.ControlModifier)
    assert [c[0] for c in ready.talk.calls[1:]] == ["start_listening", "finish_listening"]


def test_level_shows_while_listening_only(ready: Stage, qtbot) -> None:
    meter = ready.window.composer.meter
    ready.talk.level(0.5)
    qtbot.wait(80)
    assert meter.value == 0.0
    ready.talk.start_listening()
    ready.talk.level(0.5)
    qtbot.waitUntil(lambda: meter.value == 0.5)
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: meter.value == 0.0)


def test_hands_free_is_a_switch(ready: Stage, qtbot) -> None:
    ready.window.composer.free.click()
    assert ready.talk.calls[-1] == ("hands_free", True)
    ready.window.composer.free.click()
    assert ready.talk.calls[-1] == ("hands_free", False)


def test_a_typed_question_and_its_answer(ready: Stage, qtbot) -> None:
    box = ready.window.composer.box
    qtbot.keyClicks(box, "347+286?")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert ready.talk.calls[-1] == ("ask", "347+286?", None)
    assert box.text() == ""
    turn = spoken(ready, qtbot, 1)
    card = ready.window.conversation.cards[turn]
    assert card.bubble.text.text() == "347+286?"
    said = "Okay, let me work that out. It's six hundred and thirty-three."
    assert card.caption.toPlainText().split() == said.split()


def test_an_empty_question_is_not_asked(ready: Stage, qtbot) -> None:
    qtbot.keyClicks(ready.window.composer.box, "   ")
    qtbot.keyClick(ready.window.composer.box, Qt.Key.Key_Return)
    assert ready.talk.calls == [("start",)]


def test_the_question_as_heard_and_the_reasoning(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    assert ready.window.conversation.cards[turn].bubble.text.text() == "What is 347 plus 286?"
    lines = ready.window.pane.view.toPlainText().split("\n")
    assert lines == ["347 + 286", "7 + 6 = 13", "4 + 8 + 1 = 13", "3 + 2 + 1 = 6", "633"]
    assert ready.window.pane.count.text() == "5 steps"
    assert ready.window.pane.view.document().lastBlock().blockFormat().headingLevel() == 1


def test_thinking_and_speaking_and_the_word_being_spoken(ready: Stage, qtbot) -> None:
    turn = ready.talk.begin()
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    events = answer(turn)
    ready.talk.send(events[:30])
    ready.talk.state("speaking")
    ready.talk.playing = turn
    qtbot.waitUntil(lambda: ready.window.pill.state == "both")
    ready.talk.send(events[30:])
    qtbot.waitUntil(lambda: ready.window.pill.state == "speaking")
    model = ready.presenter.turns[turn]
    at = model.caption.text.index("thirty")
    ready.talk.clock = model.caption.time_of(at + 1)
    card = ready.window.conversation.cards[turn]
    qtbot.waitUntil(lambda: bool(card.caption.highlights))
    qtbot.waitUntil(lambda: card.caption.highlights[0].start == at)
    lit = ready.window.pane.view.highlights
    assert [ready.window.pane.view.toPlainText()[m.start : m.end] for m in lit] == ["633"]
    ready.talk.playing = None
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: not card.caption.highlights and not ready.window.pane.view.highlights)


def test_escape_stops(ready: Stage, qtbot) -> None:
    ready.talk.begin()
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    qtbot.keyClick(ready.window, Qt.Key.Key_Escape)
    assert ready.talk.calls[-1] == ("stop",)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [("cancelled", "Stopped"), ("no_speech", "catch"), ("error", "broke"), ("length", "too long")],
)
def test_how_a_turn_ended_is_said(ready: Stage, qtbot, reason, shown) -> None:
    turn = ready.talk.begin()
    ready.talk.send([TurnEnded(turn, 0.1, "", "", 0, 0, 0, None, 0, 0, reason)])
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    card = ready.window.conversation.cards[turn]
    qtbot.waitUntil(card.note.isVisible)
    assert shown in card.note.text()


def test_a_turn_without_a_question_is_told_once(ready: Stage, qtbot) -> None:
    ready.talk.send(answer(7)[-6:])
    qtbot.waitUntil(ready.window.banner.isVisible)
    assert "catch" in ready.window.banner.text.text()
    assert not ready.window.conversation.cards


def test_a_notice_goes_away_an_error_stays(ready: Stage, qtbot) -> None:
    ready.talk.notice("The microphone is back.")
    qtbot.waitUntil(ready.window.banner.isVisible)
    ready.window.banner.dismiss.click()
    assert not ready.window.banner.isVisible()


def test_the_pane_folds_by_mouse_and_key_and_remembers(ready: Stage, qtbot) -> None:
    pane = ready.window.pane
    qtbot.mouseClick(pane.toggle, Qt.MouseButton.LeftButton)
    assert pane.collapsed
    assert not settings.load(ready.prefs._path)[0].reasoning_open  # type: ignore[arg-type]
    qtbot.keyClick(ready.window, Qt.Key.Key_F9)
    assert not pane.collapsed
    assert settings.load(ready.prefs._path)[0].reasoning_open  # type: ignore[arg-type]


def test_earlier_reasoning_unfolds_under_its_answer(ready: Stage, qtbot) -> None:
    first, second = spoken(ready, qtbot), spoken(ready, qtbot)
    card = ready.window.conversation.cards[first]
    assert not card.unfolded
    card.fold.click()
    assert card.unfolded
    assert card.reasoning is not None
    assert card.reasoning.toPlainText().split("\n")[-1] == "633"
    card.fold.click()
    assert not card.unfolded
    assert ready.window.pane.turn is ready.presenter.turns[second]


def test_old_cards_are_put_away_and_brought_back(ready: Stage, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(conversation_view, "SHOWN", 4)
    turns = [spoken(ready, qtbot) for _ in range(6)]
    view = ready.window.conversation
    assert list(view.cards) == turns[2:]
    assert "(2)" in view.earlier.text()
    view.earlier.click()
    assert sorted(view.cards) == turns
    shown = [view.widget().layout().itemAt(i).widget() for i in range(2, 8)]
    assert [card.turn.generation for card in shown] == turns
    assert not view.earlier.isVisible()


def test_copy_and_replay(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    card = ready.window.conversation.cards[turn]
    card.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "What is 347 plus 286?" in text
    assert "7+6=13" in text
    card.again.click()
    assert ready.talk.calls[-1] == ("replay", turn, 0.0)
    qtbot.waitUntil(lambda: ready.window.pill.state == "speaking")
    ready.window.composer.stop.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "ready")


def test_double_click_replays_from_the_word(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    card = ready.window.conversation.cards[turn]
    model = ready.presenter.turns[turn]
    at = model.caption.text.index("hundred")
    box = next(iter(card.caption.rects(at, at + 7)))
    qtbot.mouseDClick(card.caption.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    name, which, seconds = ready.talk.calls[-1]
    assert (name, which) == ("replay", turn)
    assert seconds == pytest.approx(model.caption.time_of(at))


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


@pytest.mark.parametrize(("theme", "scale"), [("dark", 1.0), ("contrast", 1.5), ("light", 2.0)])
def test_every_look_shows_a_whole_answer(ready: Stage, qtbot, theme, scale) -> None:
    turn = spoken(ready, qtbot)
    ready.window.look.choose(theme, scale)
    ready.window.conversation.cards[turn].toggle()
    assert not ready.window.grab().isNull()
    assert ready.window.pane.view.toPlainText().endswith("633")


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


def test_the_same_question_thought_another_way(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    ready.window.conversation.cards[turn].mode_menu().actions()[1].trigger()
    assert ready.talk.calls[-1] == ("ask", "What is 347 plus 286?", "think-first")


def test_stop_ends_hands_free_listening(ready: Stage, qtbot) -> None:
    ready.window.composer.free.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "listening")
    ready.window.composer.stop.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "ready")
    assert not ready.window.composer.free.isChecked()


def test_a_narrow_window_stacks_its_parts(ready: Stage, qtbot) -> None:
    ready.window.resize(600, 800)
    qtbot.waitUntil(lambda: ready.window.split.orientation() == Qt.Orientation.Vertical)
    ready.window.resize(1200, 800)
    qtbot.waitUntil(lambda: ready.window.split.orientation() == Qt.Orientation.Horizontal)


def test_everything_that_can_be_used_has_a_name(ready: Stage, qtbot) -> None:
    spoken(ready, qtbot)
    ready.window.open_teacher()
    ready.window.open_settings()
    for kind in (QAbstractButton, QLineEdit, QSlider, QComboBox):
        for widget in ready.window.findChildren(kind):
            named = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
            inner = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox)
            assert named or inner, widget


def test_the_keyboard_reaches_every_control(ready: Stage, qtbot) -> None:
    spoken(ready, qtbot)
    window = ready.window
    card = window.conversation.cards[1]
    window.activateWindow()
    window.composer.mic.setFocus()
    reached = set()
    for _ in range(40):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    dock = window.composer
    wanted = {dock.mic, dock.box, dock.free, window.pane.toggle, window.board, window.settings}
    wanted |= {card.fold, card.again, card.copy}
    assert wanted <= reached


def test_teacher_view_steps_through_the_answer(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    qtbot.keyClick(ready.window, Qt.Key.Key_F11)
    view = ready.window.teacher
    assert view is not None
    assert view.question.text() == "What is 347 plus 286?"
    assert view.steps.toPlainText().endswith("633")
    view.next.click()
    first = view.scrubber.moment
    view.next.click()
    assert view.scrubber.moment > first
    assert len(view.steps.toPlainText()) < 10
    view.line.scrubbed.emit(99.0)
    assert view.steps.toPlainText().endswith("633")
    view.speed.setCurrentIndex(view.speed.findData(0.5))
    view.play.click()
    qtbot.waitUntil(lambda: view.scrubber.moment > 0.05)
    view.play.click()
    view.sound.click()
    assert ready.talk.calls[-1][:2] == ("replay", turn)
    view.close()
    qtbot.waitUntil(lambda: ready.window.teacher is None)


def think_first(turn: int) -> list[TurnEvent]:
    """The same answer, all of its reasoning before its first word."""
    events = answer(turn)
    first = [
        replace(e, t=0.1 + i / 40) for i, e in enumerate(e for e in events if isinstance(e, ReasoningText))
    ]
    rest = [replace(e, t=e.t + 1.2) for e in events if not isinstance(e, ReasoningText)]
    return [*first, *rest]


def test_teacher_view_compares_two_ways_to_think(ready: Stage, qtbot) -> None:
    first = spoken(ready, qtbot)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    assert not view.other.isVisible()
    view.compare.click()
    assert ready.talk.calls[-1] == ("ask", "What is 347 plus 286?", "think-first")
    ready.talk.send(think_first(2))
    qtbot.waitUntil(view.other.isVisible)
    assert ready.presenter.turns[2].way == "think-first"
    assert ready.presenter.counterpart(ready.presenter.turns[2]) is ready.presenter.turns[first]
    assert view.title.text().startswith("Thought first")
    assert view.other_title.text().startswith("Thought while speaking")
    assert view.line.t_of(view.line.width()) == view.other.t_of(view.other.width())
    assert not view.grab().isNull()


@pytest.mark.parametrize("state", ["loading", "ready", "listening", "thinking", "speaking", "error"])
def test_closing_in_any_state(stage: Stage, qtbot, state) -> None:
    stage.talk.state("ready")
    if state in ("thinking", "speaking"):
        turn = stage.talk.begin()
        stage.talk.send_from_thread(answer(turn), 0.01)
    stage.talk.state(state)
    qtbot.wait(60)
    stage.window.close()
    assert stage.talk.calls[-1] == ("close",)
    assert not stage.window.isVisible()
