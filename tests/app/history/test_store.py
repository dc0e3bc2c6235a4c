"""The history: saved at once, searched, corrected, refused when newer, set aside when damaged."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.history import store as history_store
from app.history.audio_store import Sound
from app.history.store import SCHEMA, SessionGone, SessionStore, row_of, turn_id_of
from app.history.writer import SavedTurns
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from model.errors import BadInput
from tests import small_disk
from tests.app.test_storage import assert_private
from tests.fakes.engine import answer

ROOT = Path(__file__).resolve().parents[3]


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


def test_the_place_of_a_turn(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    saved.add(finished("one"))
    (turn,) = store.open(1).turns
    assert store.place(turn.id) == (1, store.open(1).row.started)
    assert store.place(turn.id + 1) is None
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


def test_a_deleted_session_leaves_no_trace_in_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def plain(*where: object, **how: object) -> sqlite3.Connection:
        """Debian builds SQLite with secure deletion as its default, others do not."""
        db = connect(*where, **how)
        db.execute("PRAGMA secure_delete = OFF")
        return db

    monkeypatch.setattr(sqlite3, "connect", plain)
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("a very secret question " * 1_000))  # pages of its own
    SavedTurns(store, "starter").add(finished("another question"))
    store.close()
    store = SessionStore(path)
    store.delete(next(row.id for row in store.sessions() if "secret" in row.title))
    store.close()
    for file in path.parent.iterdir():
        assert b"very secret" not in file.read_bytes()


def test_delete_everything_gives_the_room_back(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("x" * 500_000))
    store.clear()
    assert sum(file.stat().st_size for file in path.parent.iterdir() if file.is_file()) < 200_000
    store.close()


def test_sounds_go_with_their_session_and_no_other(path: Path) -> None:
    store = SessionStore(path)
    store.begin("one", 1000.0, "starter")
    store.begin("two", 2000.0, "starter")
    for session in (1, 2):
        store.sounds.save(session, 1000.0 * session, session, "question", Sound(np.zeros(16, np.float32), 16_000))
    store.delete(1)
    assert store.sounds.read(1, 1000.0, 1, "question") is None
    assert store.sounds.read(2, 2000.0, 2, "question") is not None
    store.clear()
    assert store.sounds.size == 0
    store.close()


def test_a_reader_does_not_keep_a_turn_from_being_saved(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("one"))
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM turns").fetchone() == (1,)
    SavedTurns(store, "starter").add(finished("two"))
    assert len(store.sessions()) == 2
    reader.close()
    store.close()


def test_a_turn_of_an_earlier_day_has_an_id_of_its_own() -> None:
    ids = [turn_id_of(row) for row in (1, 2, 1_000_000)]
    assert ids == sorted(ids)
    assert max(ids) < 0
    assert [row_of(turn_id) for turn_id in ids] == [1, 2, 1_000_000]
    assert row_of(0) == row_of(7) == 0


def test_the_facts_of_a_turn(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished())
    (turn,) = store.turns(1)
    assert turn.facts == ["result 633", "interleaved 2:8"]
    assert replace(turn, answer="", ratio="").facts == ["interleaved"]
    assert replace(turn, mode="").facts == ["result 633"]
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


def test_a_session_is_named_after_its_first_question_that_was_understood(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    unclear = finished("")
    unclear.turn.question = ""
    saved.add(unclear)
    assert store.sessions()[0].name == "Spoken questions"
    saved.add(finished("What is 3 plus 4?"))
    saved.add(finished("And 5 more?"))
    assert store.sessions()[0].name == "What is 3 plus 4?"
    store.close()


@pytest.mark.parametrize("log", [False, True])
def test_the_log_of_a_damaged_file_is_set_aside_with_it(path: Path, log: bool) -> None:
    SessionStore(path).close()
    path.write_bytes(b"not a database at all" * 200)
    if log:
        path.with_name(path.name + "-wal").write_bytes(b"the newest turns")
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished())
    store.close()
    aside = {file.name.rpartition("-")[2]: file.read_bytes() for file in path.parent.glob("*.damaged-*-wal")}
    assert aside == ({"wal": b"the newest turns"} if log else {})


def test_a_damaged_file_that_cannot_be_set_aside_is_one_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SessionStore(path).close()
    path.write_bytes(b"not a database at all" * 200)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(BadInput, match=r"damaged and cannot be set aside \(Permission denied\); check the folder"):
        SessionStore(path)


def test_one_wrong_byte_in_a_text_locks_nothing(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("Öl für 3 Autos"))
    SavedTurns(store, "starter").add(finished("apples"))
    for column in ("title", "question"):
        store._db.execute(
            f"UPDATE {'sessions' if column == 'title' else 'turns'} SET {column} = "
            f"CAST(X'FF' || {column} AS TEXT) WHERE {column} = 'Öl für 3 Autos'"
        )
    store._db.commit()
    assert [row.title for row in store.sessions()] == ["apples", "\ufffdÖl für 3 Autos"]
    (row,) = store.sessions("ÖL FÜR")
    assert store.open(row.id).turns[0].question == "\ufffdÖl für 3 Autos"
    store.delete(row.id)
    assert [row.title for row in store.sessions()] == ["apples"]
    store.close()


def test_a_deleted_session_leaves_no_text_in_any_file(path: Path) -> None:
    store, reader = SessionStore(path), SessionStore(path)
    SavedTurns(store, "starter").add(finished("kept " * 3_000))
    SavedTurns(store, "starter").add(finished("a very secret question " * 3_000))
    secret, kept = reader.sessions()
    assert secret.title.startswith("a very")
    store.delete(secret.id)
    for file in path.parent.iterdir():
        assert b"very secret" not in file.read_bytes(), file
    assert [row.id for row in reader.sessions()] == [kept.id]
    store.close()
    reader.close()


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions there")
def test_only_its_owner_can_read_the_history(path: Path) -> None:
    old = os.umask(0o022)
    try:
        path.parent.mkdir()  # of an earlier version, open to all
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).touch()
        store = SessionStore(path)
        SavedTurns(store, "starter").add(finished())
        assert_private(path.parent)
        assert len(list(path.parent.iterdir())) == 3
        store.close()
    finally:
        os.umask(old)


def test_a_damaged_index_is_repaired(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished("one"))
    SavedTurns(store, "starter").add(finished("two"))
    store.close()
    with sqlite3.connect(path) as db:  # an index of none of the rows
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'turns_by_session'").fetchone()
        size = int(db.execute("PRAGMA page_size").fetchone()[0])
    db.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x0a\0\0\0\0" + (size % 65536).to_bytes(2) + b"\0")
    store = SessionStore(path)
    assert (store.notice, len(store.turns(1))) == ("", 1)
    store.delete(1)
    assert [row.title for row in store.sessions()] == ["two"]
    store.close()


@pytest.mark.parametrize("change", ["ALTER TABLE turns RENAME COLUMN spoken TO spokem", "PRAGMA user_version = 0"])
def test_tables_that_are_not_those_expected_are_damage(path: Path, change: str) -> None:
    SessionStore(path).close()
    with sqlite3.connect(path) as db:
        db.execute(change)
    db.close()
    store = SessionStore(path)
    assert "was damaged and is set aside" in store.notice
    SavedTurns(store, "starter").add(finished())
    store.close()


def test_processes_that_find_no_history_make_one_together(path: Path) -> None:
    code = f"""
from pathlib import Path
from app.history.store import SessionStore
print("ready", flush=True)
input()
store = SessionStore(Path({str(path)!r}))
store.begin("title", 1.0, "starter")
store.close()
"""
    pipe = subprocess.PIPE
    for _ in range(4):
        command = [sys.executable, "-c", code]
        with ExitStack() as stack:
            racers = [
                stack.enter_context(
                    subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
                )
                for _ in range(8)
            ]
            for racer in racers:
                assert racer.stdout is not None
                assert racer.stdout.readline() == "ready\n"
            for racer in racers:
                assert racer.stdin is not None
                racer.stdin.write("\n")
                racer.stdin.flush()
            errors = [racer.communicate(timeout=120)[1] for racer in racers]
        assert errors == [""] * 8
        store = SessionStore(path)
        assert len(store.sessions()) == 8
        store.close()
        path.unlink()


def test_a_file_that_is_locked_for_a_moment_is_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite refuses at once, without its own wait, where another program switches the log on."""
    tries, set_journal = [], history_store._set_journal

    def refused_twice(db: sqlite3.Connection) -> None:
        tries.append(db)
        if len(tries) <= 2:
            refusal = sqlite3.OperationalError("database is locked")
            refusal.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise refusal
        set_journal(db)

    monkeypatch.setattr(history_store, "_set_journal", refused_twice)
    store = SessionStore(path)
    assert (len(tries), store.sessions()) == (3, [])
    store.close()


def test_a_locked_history_is_named_so_and_its_turn_is_saved_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_store, "_WAIT_S", 0.05)
    saved = SavedTurns(SessionStore(path), "starter")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    for question in ("one", "two"):
        with pytest.raises(BadInput, match=r"is locked by another program; close that program"):
            saved.add(finished(question))
    other.rollback()
    saved.add(finished("three"))
    assert [turn.question for turn in SessionStore(path).turns(1)] == ["one", "two", "three"]
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BadInput, match="locked by another program"):
        saved.add(finished("four"))
    other.rollback()
    saved.close()
    assert len(SessionStore(path).turns(1)) == 4
    other.execute("BEGIN EXCLUSIVE")
    other.close()


def history_on_a_small_disk(*, killed: bool) -> str:
    """Code that writes three sessions in a process that is killed or ends well."""
    return f"""
import os
from app.history.store import SessionStore
from app.history.writer import SavedTurns
from model.errors import BadInput
from tests.app.history.test_store import finished

path = disk / "sessions.sqlite3"
if os.fork():
    os.wait()
else:
    store = SessionStore(path)
    for number in range(3):
        SavedTurns(store, "starter").add(finished(f"secret {{number}} " * 2_000))
    {"pass" if killed else "store.close()"}
    os._exit(0)
"""


@small_disk.needs_small_disk
def test_on_a_full_disk_sessions_are_read_and_deleted(tmp_path: Path) -> None:
    code = """
fill()
store, other = SessionStore(path), SessionStore(path)
print([row.turns for row in store.sessions()], len(store.open(1).turns[0].question))
try:
    SavedTurns(store, "starter").add(finished("x" * 200_000))
except BadInput as error:
    print(error)
other.delete(1)
print([row.id for row in store.sessions()], b"secret 0" in path.read_bytes())
store.clear()
print(other.sessions(), b"secret" in path.read_bytes(), path.stat().st_size < 50_000)
store.close()
other.close()
(disk / "filler").unlink()
store = SessionStore(path)
SavedTurns(store, "starter").add(finished("after"))
print([row.title for row in store.sessions()], store._db.execute("PRAGMA journal_mode").fetchone())
"""
    rows, full, deleted, cleared, after = small_disk.run(
        history_on_a_small_disk(killed=False) + code, tmp_path / "disk", 1_000
    ).splitlines()
    assert rows == "[1, 1, 1] 18000"
    assert "cannot be written (database or disk is full); free some space" in full
    assert deleted == "[3, 2] False"
    assert cleared == "[] False True"
    assert after == "['after'] ('wal',)"


@small_disk.needs_small_disk
@pytest.mark.parametrize("killed", [True, False])
def test_on_a_read_only_disk_sessions_are_read(tmp_path: Path, killed: bool) -> None:
    code = """
path.with_name(path.name + "-shm").unlink(missing_ok=True)
read_only()
store = SessionStore(path)
from threading import Thread
reader = Thread(
    target=lambda: print([row.turns for row in store.sessions("SECRET")], len(store.open(1).turns[0].question))
)
reader.start()
reader.join()
try:
    store.delete(1)
except BadInput as error:
    print(error)
"""
    code = history_on_a_small_disk(killed=killed) + code
    rows, refused = small_disk.run(code, tmp_path / "disk", 1_000).splitlines()
    assert rows == "[1, 1, 1] 18000"
    assert "can only be read (attempt to write a readonly database); check the disk and its permissions" in refused
