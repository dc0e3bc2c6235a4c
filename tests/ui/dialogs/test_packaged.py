"""What a packaged Aloud adds to the dialogs: session files, locked settings, the question for a new version."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.history.session_export import export
from app.history.store import SessionStore, TurnRow
from app.preset import Preset
from app.updates import Release
from tests.ui.conftest import Stage
from ui.dialogs import update_box
from ui.dialogs.update_box import UpdateBox


class NoServer:
    """Stands for a downloader that must not be asked more than it is."""

    def __enter__(self) -> NoServer:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that reached the server."""
    questions: list[str] = []

    def newest(*_: object) -> Release:
        questions.append("asked")
        return Release("9.9.9", "https://example.org/new", True)

    monkeypatch.setattr(update_box, "newest", newest)
    return questions


def test_nothing_is_asked_before_the_user_agreed(
    qtbot: QtBot, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(update_box, "confirm", lambda _parent, _verb, question, _act: shown.append(question))
    box = UpdateBox(Preset(), NoServer)  # type: ignore[arg-type]
    qtbot.addWidget(box)
    box.button.click()
    assert "example.org" in shown[0]
    assert asked == []
    box.begin()
    qtbot.waitUntil(lambda: "9.9.9" in box.result.text())
    assert asked == ["asked"]
    box.leave()


def test_a_preset_takes_the_question_away(qtbot: QtBot) -> None:
    box = UpdateBox(Preset(Path("/etc/aloud/aloud.toml"), updates=False))
    qtbot.addWidget(box)
    box.show()
    assert not box.button.isVisible()
    box.leave()


def test_a_session_file_is_shown_and_joins_the_history(ready: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "other" / "sessions.sqlite3")
    turn = TurnRow(0, 0, 1.0, "text", "interleaved", "2:8", "What is 2 plus 3?", "", "Five.", "Five.", "5", "done", "")
    number = store.add("Sums", 1000.0, "starter", [turn])
    export(store.open(number), store.sounds, "aloud", tmp_path / "sums.aloud")
    store.close()
    ready.dialogs.open_session_file(tmp_path / "sums.aloud")
    assert ready.dialogs.session != 0
    qtbot.waitUntil(lambda: len(ready.window.conversation.cards) == 1)
    ready.dialogs.open_session_file(tmp_path / "none.aloud")
    qtbot.waitUntil(lambda: "none.aloud" in ready.window.banner.text.text())


def test_a_locked_setting_cannot_be_clicked(ready: Stage) -> None:
    ready.settings.preset = Preset(Path("/etc/aloud/aloud.toml"), locked=frozenset({"language"}))
    dialog = ready.dialogs.open_settings()
    assert not dialog.looks.language.isEnabled()
    assert dialog.looks.theme.isEnabled()
    dialog.close()
