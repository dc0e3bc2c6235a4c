"""The history in the window: found, continued, renamed, exported, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.conversation.messages import ContinueSession
from app.history.store import SessionStore, turn_id_of
from app.history.writer import SavedTurns
from app.storage import user_paths
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from tests.ui.conftest import Stage
from tests.ui.scripted import answer, voice
from ui.dialogs.controller import DialogController
from ui.dialogs.history_dialog import HistoryDialog


def record(question: str, *, keep: bool = False, stop: int | None = None, result: str = "633") -> TurnRecord:
    made = TurnRecord(TurnTranscript(1, "text", question), 1000.0, "interleaved", "2:8", keeps_sound=keep)
    made.asked = voice(0.5) if keep else None
    for event in answer(1, question, result=result):
        made.add(event)
    if stop is not None:
        made.stop_at(stop)
    return made


@pytest.fixture
def filled(home: Path) -> None:
    store = SessionStore(user_paths().sessions)
    first = SavedTurns(store, "starter")
    first.add(record("What is 347 plus 286?", keep=True))
    first.add(record("And 2 more?", stop=12_000))
    SavedTurns(store, "starter").add(record("How many <b>marbles</b>?"))
    store.close()


@pytest.fixture
def dialogs(filled: None, ready: Stage) -> DialogController:
    return ready.dialogs


@pytest.fixture
def dialog(dialogs: DialogController) -> Iterator[HistoryDialog]:
    made = dialogs.open_history()
    assert made is not None
    yield made
    dialogs.background.close(5.0)


def titles(dialog: HistoryDialog) -> list[str]:
    return [dialog.list.item(i).text().splitlines()[0] for i in range(dialog.list.count())]


def test_sessions_are_listed_read_and_found(dialog: HistoryDialog) -> None:
    assert titles(dialog) == ["How many <b>marbles</b>?", "What is 347 plus 286?"]
    assert "How many <b>marbles</b>?" in dialog.text.toPlainText()  # as it was said, not as markup
    dialog.search.setText("AND 2 more")
    assert titles(dialog) == ["What is 347 plus 286?"]
    assert "And 2 more?" in dialog.text.toPlainText()
    dialog.search.setText("nothing like it")
    assert titles(dialog) == []
    assert not dialog.go_on.isEnabled()
    assert "Nothing was found" in dialog.text.toPlainText()


def test_the_found_words_are_marked_and_in_view(dialog: HistoryDialog) -> None:
    dialog.search.setText("2 MORE")
    marks = dialog.text.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["2 more"]
    at = marks[0].cursor.selectionStart()
    assert dialog.text.textCursor().position() == at
    dialog.search.clear()
    assert dialog.text.extraSelections() == []


def test_an_earlier_session_is_continued(dialog: HistoryDialog, ready: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    ready.talk.send(answer(ready.talk.begin("today")))
    qtbot.waitUntil(lambda: len(ready.window.conversation.cards) == 1)
    dialog.list.setCurrentRow(1)
    dialog.go_on.click()
    cards = ready.window.conversation.cards
    assert list(cards) == [turn_id_of(1), turn_id_of(2)]
    assert ContinueSession(1) in ready.talk.calls
    first, second = (card.turn for card in cards.values())
    assert (first.question, second.question) == ("What is 347 plus 286?", "And 2 more?")
    assert first.timeline.sound[0][2].max() > 0.1  # its sound was kept
    assert second.caption.text.startswith("Okay, let")
    assert "thirty" not in second.caption.text  # the answer was stopped before
    assert ready.presenter.current is second
    assert ready.window.pane.turn is second
    ready.talk.begin("and now?")
    qtbot.waitUntil(lambda: len(cards) == 3)
    assert ready.window.banner.kind == ""  # a turn that was put away is no question that was not understood


def test_a_new_session_begins_empty(dialog: HistoryDialog, ready: Stage, qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog.list.setCurrentRow(1)
    dialog.go_on.click()
    ready.dialogs.new_session()
    assert ready.window.conversation.cards == {}
    assert ready.window.conversation.welcome.isVisible()
    assert ready.window.pane.turn is None
    assert ready.talk.calls[-1] == ContinueSession(0)


def test_renaming_and_deleting(dialog: HistoryDialog, ready: Stage) -> None:
    dialog.list.setCurrentRow(1)
    dialog.rename_to(1, "  Sums ")
    dialog.rename_to(1, "  ")
    assert titles(dialog)[1] == "Sums"
    assert dialog.chosen is not None
    assert dialog.chosen.title == "Sums"
    dialog.delete_now(1)
    assert titles(dialog) == ["How many <b>marbles</b>?"]
    assert not list((user_paths().data / "audio").rglob("*.wav"))
    dialog.delete_now(0)
    assert titles(dialog) == []
    assert not dialog.clear.isEnabled()


def test_deleting_the_session_on_the_screen_empties_it(dialogs: DialogController, ready: Stage) -> None:
    dialog = dialogs.open_history()
    assert dialog is not None
    dialog.list.setCurrentRow(1)
    dialog.go_on.click()
    dialog = dialogs.open_history()
    assert dialog is not None
    dialog.delete_now(1)
    assert ready.window.conversation.cards == {}
    dialog.close()


def test_an_export_tells_how_it_went(dialog: HistoryDialog, tmp_path: Path, qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog.list.setCurrentRow(1)
    saved = dialog._saved()
    assert saved is not None
    dialog.export_to(saved, "html", tmp_path / "s.html")
    qtbot.waitUntil(lambda: "is written" in dialog.message.text())
    assert (tmp_path / "s.html").read_text().startswith("<!doctype html>")
    dialog.export_to(saved, "md", tmp_path / "none" / "s.md")
    qtbot.waitUntil(lambda: "annot write" in dialog.message.text())


def test_keeping_sound_is_a_choice_made_here(dialog: HistoryDialog, ready: Stage) -> None:
    assert not ready.settings.values.keep_audio
    dialog.keep.click()
    assert ready.settings.values.keep_audio


def test_keys_and_buttons_open_the_dialogs(dialogs: DialogController, ready: Stage, qtbot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from app.diagnosis import Report

    monkeypatch.setattr("ui.dialogs.controller.examine", lambda: Report({"disk_free": 10**12}))
    qtbot.keyClick(ready.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(dialogs.dialog, HistoryDialog)
    dialogs.dialog.close()
    qtbot.keyClick(ready.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert dialogs.dialog is not None
    qtbot.waitUntil(lambda: dialogs.report is not None)
    dialogs.welcome()
    qtbot.waitUntil(lambda: type(dialogs.dialog).__name__ == "FirstStart")
    dialogs.dialog.close()
    assert ready.settings.values.welcomed
    dialogs.welcome()
    assert dialogs.dialog is None


def test_a_history_that_cannot_be_read_is_said_in_the_window(dialogs: DialogController, ready: Stage) -> None:
    import sqlite3

    with sqlite3.connect(user_paths().sessions) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert dialogs.open_history() is None
    assert "newer Aloud" in ready.window.banner.text.text()


def test_the_machine_is_looked_at_only_after_loading(filled: None, stage: Stage, qtbot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from app.diagnosis import Report

    looks: list[int] = []
    monkeypatch.setattr("ui.dialogs.controller.examine", lambda: looks.append(1) or Report({"disk_free": 10**12}))
    dialogs = stage.dialogs
    dialogs.welcome()
    qtbot.wait(100)
    assert looks == []  # two threads that import torch at once can wait for each other for ever
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: dialogs.report is not None)
    assert looks == [1]
