"""Practising in the window: problems are said, answers are taken from box and microphone, and nothing is lost."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from app.conversation.messages import Dictate, Dictated, Say, Stop
from app.practice.session import Practice
from app.practice.store import PracticeStore
from app.practice.teacher_code import fits
from app.settings import load
from app.storage import user_paths
from tests.ui.conftest import Stage
from ui.dialogs.practice_dialog import PracticeDialog
from ui.dialogs.settings_dialog import SettingsDialog


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALOUD_HOME", str(tmp_path / "home"))


@pytest.fixture
def dialog(ready: Stage) -> PracticeDialog:
    ready.window.practise_asked.emit()
    opened = ready.dialogs.dialog
    assert isinstance(opened, PracticeDialog)
    opened.choice.start.click()
    return opened


def said(stage: Stage) -> list[str]:
    return [command.text for command in stage.talk.calls if isinstance(command, Say)]


def now(dialog: PracticeDialog) -> Practice:
    assert dialog.practice is not None
    return dialog.practice


def type_answer(dialog: PracticeDialog, text: str) -> None:
    dialog.problem.box.clear()
    QTest.keyClicks(dialog.problem.box, text)
    QTest.keyClick(dialog.problem.box, Qt.Key.Key_Return)


def test_the_problem_is_shown_and_said(dialog: PracticeDialog, ready: Stage) -> None:
    asked = now(dialog).item.asked
    assert dialog.problem.question.text() == asked.question
    assert said(ready) == [asked.spoken]
    dialog.problem.repeat.click()
    assert said(ready) == [asked.spoken] * 2
    assert Dictate(True) in ready.talk.calls


def test_a_whole_practice_by_keys(dialog: PracticeDialog, ready: Stage) -> None:
    while not now(dialog).over:
        type_answer(dialog, now(dialog).item.asked.answer)
        assert dialog.problem.comment.text().startswith("That's right")
        assert dialog.problem.next.isEnabled()
        QTest.keyClick(dialog.problem.next, Qt.Key.Key_Space)
    assert dialog.pages.currentWidget() is dialog.results
    assert dialog.results.summary.text() == "10 of 10 were right at once."
    assert ready.talk.calls[-2:] == [Dictate(False), Stop()]


def test_a_wrong_answer_is_told_and_stays_to_be_changed(dialog: PracticeDialog, ready: Stage) -> None:
    type_answer(dialog, str(int(now(dialog).item.asked.answer) + 40))
    assert dialog.problem.comment.text()
    assert said(ready)[-1] == dialog.problem.comment.text()
    assert not dialog.problem.next.isEnabled()
    assert dialog.problem.box.hasSelectedText()


def test_hints_come_one_by_one_and_before_the_answer(dialog: PracticeDialog, ready: Stage) -> None:
    assert not dialog.problem.give.isEnabled()
    dialog.problem.hint.click()
    assert said(ready)[-1] == dialog.problem.told.text() == now(dialog).hints_given()[0]
    assert dialog.problem.give.isEnabled()
    dialog.problem.give.click()
    assert now(dialog).item.asked.answer in dialog.problem.comment.text()
    assert now(dialog).item.outcome == "shown"


def test_a_locked_practice_keeps_the_answer(ready: Stage) -> None:
    ready.settings.change(hints_first=True)
    dialog = ready.dialogs.open_practice()
    assert dialog.choice.lock.isVisible()
    dialog.choice.start.click()
    while dialog.problem.hint.isEnabled():
        dialog.problem.hint.click()
        assert not dialog.problem.give.isEnabled()
    type_answer(dialog, str(int(now(dialog).item.asked.answer) + 1))
    assert dialog.problem.give.isEnabled()


def test_what_is_heard_and_right_counts_at_once(dialog: PracticeDialog) -> None:
    dialog.heard(Dictated(f"{now(dialog).item.asked.answer}?"))
    assert now(dialog).item.outcome == "first"


def test_what_may_be_misheard_is_not_marked_wrong_unasked(dialog: PracticeDialog) -> None:
    answer = int(now(dialog).item.asked.answer)
    dialog.heard(Dictated(f"{answer + 50}?"))
    assert dialog.problem.box.text() == str(answer + 50)
    assert now(dialog).item.tries == []
    dialog.heard(Dictated(f"{answer + 50} over {answer}"))
    buttons = [dialog.problem._choices.itemAt(i).widget() for i in range(2)]
    assert [button.text() for button in buttons] == [str(answer + 50), str(answer)]
    assert now(dialog).item.tries == []
    buttons[1].click()
    assert now(dialog).item.outcome == "first"


@pytest.mark.parametrize("text", ["", "Hello."])
def test_nothing_understood_is_told(dialog: PracticeDialog, text: str) -> None:
    dialog.heard(Dictated(text))
    assert "did not catch a number" in dialog.problem.comment.text()
    assert now(dialog).item.tries == []


def test_a_practice_is_continued_after_a_restart(dialog: PracticeDialog, ready: Stage) -> None:
    type_answer(dialog, now(dialog).item.asked.answer)
    dialog.problem.next.click()
    dialog.problem.hint.click()
    before = now(dialog)
    dialog.close()
    again = ready.dialogs.open_practice()
    assert again.choice.go_on.isVisible()
    assert again.choice.go_on.text() == "Go on with problem 2 of 10"
    again.choice.go_on.click()
    assert now(again) == before
    assert again.problem.told.text()


def test_esc_stops_the_voice_first(dialog: PracticeDialog, ready: Stage, qtbot) -> None:
    ready.talk.state("speaking")
    qtbot.waitUntil(lambda: ready.presenter.answering)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert ready.talk.calls[-1] == Stop()
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: not ready.presenter.answering)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert Dictate(False) in ready.talk.calls


def finish(dialog: PracticeDialog) -> None:
    while not now(dialog).over:
        dialog.answer(now(dialog).item.asked.answer)
        dialog.next()


def test_results_are_saved_as_a_table_and_printed(dialog: PracticeDialog, tmp_path: Path) -> None:
    finish(dialog)
    table = tmp_path / "results.csv"
    dialog.save_table(str(table))
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 11
    assert str(table) in dialog.results.message.text()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "results.pdf"))
    dialog.print_on(printer)
    assert (tmp_path / "results.pdf").read_bytes().startswith(b"%PDF")
    dialog.save_table(str(tmp_path / "none" / "results.csv"))
    assert "cannot write" in dialog.results.message.text().lower()


def test_a_disk_that_takes_nothing_stops_no_practice(
    dialog: PracticeDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dialog.store, "_path", tmp_path)  # a folder
    dialog.hint()
    assert now(dialog).item.hints == 1
    assert dialog.problem.comment.text()


def test_a_damaged_practice_is_told_and_another_can_begin(ready: Stage) -> None:
    file = user_paths().practice
    file.parent.mkdir(parents=True)
    file.write_text("{")
    dialog = ready.dialogs.open_practice()
    assert "damaged" in ready.window.banner.text.text()
    assert not dialog.choice.go_on.isVisible()
    dialog.choice.start.click()
    assert PracticeStore(file).practice is not None


def test_the_lock_needs_the_teachers_code(ready: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ready.dialogs.open_settings().teaching
    typed: Callable[[str], str] = lambda _name: "4711"  # noqa: E731
    monkeypatch.setattr(page, "ask", typed)
    page.first.click()
    page.code.click()
    kept = load(ready.settings._path)[0]  # type: ignore[arg-type]
    assert kept.hints_first
    assert "4711" not in kept.teacher_code
    assert fits("4711", kept.teacher_code)
    assert not fits("4712", kept.teacher_code)
    monkeypatch.setattr(page, "ask", lambda _name: "4712")
    page.first.click()
    page.code.click()
    assert page.first.isChecked()
    assert ready.settings.values.teacher_code
    monkeypatch.setattr(page, "ask", typed)
    page.first.click()
    page.code.click()
    assert not ready.settings.values.hints_first
    assert ready.settings.values.teacher_code == ""
    assert isinstance(ready.dialogs.dialog, SettingsDialog)
