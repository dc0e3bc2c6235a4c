"""The school's server in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from app.conversation.messages import ChangeModel
from app.school_server import KEY_VARIABLE, SCHOOL
from app.settings import SettingsModel
from model.events import TurnEnded
from tests.model.thinker.chat_server import ChatServer, running
from tests.ui.conftest import Stage
from ui.dialogs.school_box import SchoolBox


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running(lambda messages, most: [], key="secret") as made:
        yield made


@pytest.fixture
def box(application: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SchoolBox]:
    monkeypatch.setenv(KEY_VARIABLE, "secret")
    made = SchoolBox(SettingsModel())
    yield made
    made.leave()
    made.deleteLater()


def test_the_test_button_names_what_answers(box: SchoolBox, server: ChatServer, qtbot: Any) -> None:
    box.address.setText(server.address)
    box.test.click()
    qtbot.waitUntil(lambda: "tiny" in box.told.text() and box.test.isEnabled())
    assert box.told.text().startswith("It works")
    assert box.settings.values.server == server.address
    box.model.setText("large")
    box.test.click()
    qtbot.waitUntil(lambda: "does not have large" in box.told.text())
    assert server.requests == []  # nothing of a student was sent


def test_a_wrong_key_and_an_unprotected_address_are_told(box: SchoolBox, server: ChatServer, qtbot: Any) -> None:
    box.address.setText(server.address)
    server.key = "another"
    box.test.click()
    qtbot.waitUntil(lambda: "refused the key" in box.told.text())
    box.address.setText("http://server.school")
    box.test.click()
    qtbot.waitUntil(lambda: "is not protected" in box.told.text())


def test_the_window_shows_where_questions_go(ready: Stage, qtbot: Any) -> None:
    sign = ready.window.away
    assert not sign.isVisible()
    ready.settings.change(bundle=SCHOOL, server="https://aloud.school.example")
    ready.talk.state("loading")
    qtbot.waitUntil(sign.isVisible)
    assert sign.text() == "Your questions go to aloud.school.example"
    ready.settings.change(bundle="starter")
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: not sign.isVisible())


@pytest.mark.parametrize("agrees", [True, False])
def test_after_a_failed_answer_the_starter_is_offered(ready: Stage, qtbot: Any, agrees: bool) -> None:
    def fail() -> None:
        turn = ready.talk.begin()
        ready.talk.send([TurnEnded(turn, 1.0, "", "", 0, 0, 0, None, 0, 0, "error", "the server x is full")])
        qtbot.waitUntil(lambda: turn in ready.presenter.turns and ready.presenter.turns[turn].ended is not None)

    fail()
    assert ready.dialogs.dialog is None  # the starter itself failed
    ready.settings.change(bundle=SCHOOL, server="https://aloud.school.example")
    fail()
    qtbot.waitUntil(lambda: isinstance(ready.dialogs.dialog, QMessageBox))
    box = ready.dialogs.dialog
    assert isinstance(box, QMessageBox)
    box.button(QMessageBox.StandardButton.Yes if agrees else QMessageBox.StandardButton.No).click()
    qtbot.waitUntil(lambda: ready.dialogs.dialog is None)
    assert ready.settings.values.bundle == ("starter" if agrees else SCHOOL)
    assert (ChangeModel() in ready.talk.calls) == agrees
    fail()
    assert ready.dialogs.dialog is None  # it is asked once


def test_a_change_is_told_once(box: SchoolBox) -> None:
    told: list[int] = []
    box.changed.connect(lambda: told.append(1))
    box.address.setText("https://server.school")
    box.address.editingFinished.emit()
    box.address.editingFinished.emit()
    assert told == [1]
