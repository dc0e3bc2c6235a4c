"""Files written by version 0.1 still open: its settings, its history, and the sound that it kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import settings
from app.history import session_export
from app.history.replay import transcripts_of
from app.history.session_export import FORMATS
from app.history.store import SessionStore

DATA = Path(__file__).with_name("data") / "version-0.1"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "earlier"))


def test_settings_are_read_whole(earlier: Path) -> None:
    values, notice = settings.load(earlier / "settings.json")
    assert notice == ""
    assert (values.language, values.theme, values.speed, values.end_of_turn_s) == ("de", "dark", 0.9, 1.2)
    assert (values.spoken, values.reasoning) == (3, 7)


def test_sessions_open_search_and_replay(earlier: Path) -> None:
    store = SessionStore(earlier / "sessions.sqlite3")
    (row,) = store.sessions()
    assert store.sessions("apples") == [row]
    saved = store.open(row.id)
    assert [turn.answer for turn in saved.turns] == ["1125", "84", "13"]
    assert [turn.heard for turn in saved.turns][1] == "Let me think"  # stopped there
    first, second, third = transcripts_of(saved, store.sounds)
    assert "=1125" in first.reasoning
    assert second.way == "think-first"
    assert third.question.startswith("Anna has 5 apples")
    store.close()


def test_sessions_are_exported_in_every_format(earlier: Path, tmp_path: Path) -> None:
    store = SessionStore(earlier / "sessions.sqlite3")
    saved = store.open(store.sessions()[0].id)
    for kind in FORMATS:
        target = tmp_path / f"session.{kind}"
        session_export.export(saved, store.sounds, kind, target)
        assert target.stat().st_size > 200
    store.close()
