"""The history: saved at once, searched, corrected, refused when newer, set aside when damaged."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path

import pytest

from app.history.store import SCHEMA, SessionGone, SessionStore
from app.history.writer import SavedTurns
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from model.errors import BadInput
from tests.fakes.engine import answer


def finished(question: str = "What is 347 plus 286?") -> TurnRecord:
    record = TurnRecord(TurnTranscript(1, "text", question), 1000.0, "interleaved", "2:8")
    for event in answer(1):
        record.add(event)
    return record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "sessions.sqlite3"


def test_a_turn_is_on_disk_as_soon_as_it_is_added(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished())
    other = SessionStore(path)  # a second reader, while the first has not closed
    (session,) = other.sessions()
    (turn,) = other.turns(session.id)
    assert (session.title, session.bundle, session.turns) == ("What is 347 plus 286?", "starter", 1)
    assert (turn.mode, turn.ratio, turn.answer, turn.reason) == ("interleaved", "2:8", "633", "complete")
    assert turn.reasoning == "347+286\n=633"
    assert turn.heard == turn.spoken == "Okay, let me see. It's six hundred and thirty-three."
    lines = [json.loads(line) for line in turn.events.splitlines()]
    assert [line["kind"] for line in lines][-2:] == ["audio", "ended"]
    store.close()
    other.close()


def test_what_was_heard_can_be_corrected(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    record = finished()
    saved.correct(record)  # not saved yet: nothing to correct
    saved.add(record)
    record.stop_at(8000)
    saved.correct(record)
    (session,) = store.sessions()
    assert store.turns(session.id)[0].heard == "Okay, let me see. "
    saved.close()
    saved.add(finished())  # after closing nothing is written, nothing fails


def test_sessions_are_found_renamed_and_deleted(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("Öl für 3 Autos"))
    SavedTurns(store, "starter").add(finished("apples"))
    assert [row.title for row in store.sessions("ÖL")] == ["Öl für 3 Autos"]
    assert len(store.sessions("=633")) == 2
    assert store.sessions("%") == []
    first, second = store.sessions()
    store.rename(first.id, "fruit")
    store.delete(second.id)
    assert [row.title for row in store.sessions()] == ["fruit"]
    assert store.turns(second.id) == []
    store.close()


def test_turns_from_several_threads_all_arrive(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    threads = [threading.Thread(target=saved.add, args=(finished(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (session,) = store.sessions()
    assert session.turns == 8
    store.close()


def test_a_newer_file_is_refused_untouched(path: Path) -> None:
    SessionStore(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match="newer Aloud"):
        SessionStore(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["not a database at all", "page"])
def test_a_damaged_file_is_set_aside_and_said(path: Path, damage: str) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("x" * 20_000))
    store.close()
    content = bytearray(path.read_bytes())
    content[:] = damage.encode() * 200 if damage != "page" else content[:4096] + b"\xee" * (len(content) - 4096)
    path.write_bytes(content)
    store = SessionStore(path)
    assert store.sessions() == []
    (aside,) = [file for file in path.parent.iterdir() if "damaged" in file.name]
    assert str(aside) in store.notice
    assert aside.read_bytes() == content
    SavedTurns(store, "starter").add(finished())
    assert len(store.sessions()) == 1
    store.close()


def test_a_place_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="make room"):
        SessionStore(tmp_path / "file" / "sessions.sqlite3")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="check the disk"):
        SessionStore(tmp_path / "folder")


def test_a_full_disk_is_said(path: Path) -> None:
    store = SessionStore(path)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")  # what a full disk looks like to SQLite
    with pytest.raises(BadInput, match="free some space"):
        SavedTurns(store, "starter").add(finished("x" * 100_000))
    store.close()


def test_an_earlier_session_is_gone_on_with(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    saved.add(finished("one"))
    saved.go_on(0)
    saved.add(finished("two"))
    saved.go_on(1)
    assert saved.session == 1
    saved.add(finished("three"))
    assert [turn.question for turn in store.open(1).turns] == ["one", "three"]
    assert store.open(2).row.turns == 1
    with pytest.raises(SessionGone, match="no session 9"):
        store.open(9)
    store.close()


def test_a_session_deleted_while_it_goes_on_is_begun_anew(path: Path) -> None:
    store, other = SessionStore(path), SessionStore(path)
    saved = SavedTurns(store, "starter")
    saved.add(finished("one"))
    other.delete(saved.session)
    saved.add(finished("two"))
    (row,) = other.sessions()
    assert (row.title, row.turns) == ("two", 1)
    store.close()
    other.close()


def test_delete_everything_leaves_no_trace_in_the_file(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("a very secret question"))
    store.clear()
    assert store.sessions() == []
    for file in path.parent.iterdir():
        assert b"very secret" not in file.read_bytes()
    SavedTurns(store, "starter").add(finished("the next"))
    assert len(store.sessions()) == 1
    store.close()


def test_damage_that_shows_late_is_one_line(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("x" * 60_000))
    store.close()
    store = SessionStore(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * 40_000)
    store._db.execute("PRAGMA shrink_memory")  # the good pages that the start has read
    with pytest.raises(BadInput, match=r"is damaged.*start it again"):
        store.open(1)
    store.close()
