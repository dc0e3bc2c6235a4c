"""Prepared questions in the teacher's view: opened, gone through and asked by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.conversation.messages import Ask
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.teacher.prepared import PreparedList
from ui.teacher.teacher_view import TeacherView
from ui.window.ask_bar import AskBar

QUESTIONS = ("What is 347 plus 286?", "What is 6 times 48?", "What is 91 minus 37?")


@pytest.fixture
def view(ready: Stage, qtbot, tmp_path: Path) -> TeacherView:
    (tmp_path / "week.txt").write_text("\n".join(QUESTIONS))
    ready.window.open_teacher()
    opened = ready.window.teacher
    assert opened is not None
    qtbot.waitUntil(opened.isActiveWindow)
    opened.open_questions(str(tmp_path / "week.txt"))
    return opened


def asked(stage: Stage) -> list[str]:
    return [str(call.question) for call in stage.talk.calls if isinstance(call, Ask)]


def answered(stage: Stage, qtbot) -> int:
    """The answer to the question that was just asked."""
    qtbot.waitUntil(lambda: stage.talk.turn in stage.presenter.turns)
    return spoken(stage, qtbot, stage.talk.turn)


def test_a_list_is_asked_and_revealed_with_a_presenter(ready: Stage, view: TeacherView, qtbot) -> None:
    assert view.question.text() == QUESTIONS[0]
    assert view.bar.place.text() == "1 of 3"
    assert view.bar.ask.isVisible()
    view.bar.reveals.click()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked(ready) == [QUESTIONS[0]]
    first = answered(ready, qtbot)
    assert view._turn.turn_id == first
    while view._hides:
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert "633" in view.steps.toPlainText()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.question.text() == QUESTIONS[1]
    assert "633" not in view.steps.toPlainText() + view.caption.toPlainText()
    assert asked(ready) == [QUESTIONS[0]]  # shown, but not asked
    qtbot.keyClick(view, Qt.Key.Key_Period)
    assert asked(ready) == [*QUESTIONS[:2]]
    answered(ready, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view._turn.turn_id == first
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked(ready) == [*QUESTIONS[:2]]  # an answer that is there is not asked for again


def test_buttons_go_through_the_list_and_end_with_it(ready: Stage, view: TeacherView, qtbot) -> None:
    assert not view.bar.before.isEnabled()
    for text in QUESTIONS[1:]:
        view.bar.after.click()
        assert view.question.text() == text
    assert not view.bar.after.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.bar.place.text() == "3 of 3"
    view.bar.ask.click()
    assert asked(ready) == [QUESTIONS[2]]
    qtbot.waitUntil(lambda: view._turn is not None)
    assert not view.bar.ask.isEnabled()


def test_a_question_from_the_class_comes_between(ready: Stage, view: TeacherView, qtbot) -> None:
    ask = view.findChild(AskBar)
    assert ask is not None
    ask.box.setFocus()
    qtbot.keyClicks(ask.box, "7 + 8")
    qtbot.keyClick(ask.box, Qt.Key.Key_Return)
    assert asked(ready) == ["7 + 8"]  # Enter in the box asks what is in it, and nothing else
    answered(ready, qtbot)
    assert view._turn is not None
    assert not view.bar.ask.isEnabled()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view.question.text() == QUESTIONS[0]
    assert view._turn is None
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked(ready)[-1] == QUESTIONS[0]


def test_late_words_of_an_earlier_answer_do_not_take_the_place(ready: Stage, view: TeacherView, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ready.talk.turn in ready.presenter.turns)
    events = answer(ready.talk.turn)
    ready.talk.send(events[:8])
    qtbot.waitUntil(lambda: bool(view.steps.toPlainText()))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    ready.talk.send(events[8:])
    qtbot.waitUntil(lambda: ready.presenter.turns[ready.talk.turn].ended is not None)
    assert view.question.text() == QUESTIONS[1]
    assert "633" not in view.steps.toPlainText() + view.caption.toPlainText()


def test_a_stopped_answer_can_be_asked_for_again(ready: Stage, view: TeacherView, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ready.talk.turn in ready.presenter.turns)
    ready.talk.send([replace(answer(ready.talk.turn)[-1], reason="cancelled", answer="")])
    ready.talk.state("ready")
    qtbot.waitUntil(view.bar.ask.isEnabled)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked(ready) == [QUESTIONS[0]] * 2


def test_the_list_outlives_the_view_and_the_language(ready: Stage, view: TeacherView, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    view.close()
    qtbot.waitUntil(lambda: ready.window.teacher is None)
    ready.window.open_teacher()
    again = ready.window.teacher
    assert again is not None
    assert again.question.text() == QUESTIONS[1]
    assert again.bar.place.text() == "2 of 3"


def test_another_session_leaves_the_list_unasked(ready: Stage, view: TeacherView, qtbot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Return)
    answered(ready, qtbot)
    ready.presenter.go_on(0, [])
    assert view._turn is None
    assert view.question.text() == QUESTIONS[0]
    assert view.steps.toPlainText().strip() == ""
    assert view.bar.ask.isEnabled()


def test_an_unusable_file_gets_one_line_and_leaves_the_list(view: TeacherView, tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    view.open_questions(str(tmp_path / "photo.txt"))
    assert view.message.isVisible()
    assert view.message.text().startswith("photo.txt is not a text file")
    assert view.question.text() == QUESTIONS[0]
    view.open_questions(str(tmp_path / "week.txt"))
    assert not view.message.isVisible()


def test_the_button_asks_for_a_file(view: TeacherView, qtbot) -> None:
    view.bar.list.click()
    dialog = view.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    dialog.close()


def test_positions_of_a_list() -> None:
    listed = PreparedList()
    assert not listed
    assert not listed.move(1)
    listed.open(("a", "b"))
    listed.begun(7)  # a question that was not of the list
    assert listed.turn_id is None
    listed.ask()
    assert listed.waits
    listed.begun(8)
    assert not listed.waits
    listed.move(1)
    assert (listed.question, listed.turn_id, listed.turns) == ("b", None, {0: 8})
