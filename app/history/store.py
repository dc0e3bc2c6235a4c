"""The history on disk: sessions and their turns in SQLite.

Each finished turn is committed at once (write-ahead log). Only its owner can read the file. A file of a newer schema is
refused; a damaged one is set aside with its log under a new name, which `notice` tells, and a new one takes its place.
On a full disk it opens without a log, so that sessions can be deleted; on a read-only disk it opens for reading.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.history.audio_store import AudioStore
from app.storage import private_file, private_folder
from app.transcript.turn_records import TurnRecord
from model.errors import BadInput, Translatable

SCHEMA: Final = 1
_CREATE: Final = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    started REAL NOT NULL,
    bundle TEXT NOT NULL
);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    started REAL NOT NULL,
    source TEXT NOT NULL,
    mode TEXT NOT NULL,
    ratio TEXT NOT NULL,
    question TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    spoken TEXT NOT NULL,
    heard TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    events TEXT NOT NULL
);
CREATE INDEX turns_by_session ON turns (session, id);
"""
_BEGINNING: Final = b"SQLite format 3\0"
_LOGS: Final = ("-wal", "-shm")
_WAIT_S: Final = 5.0  # for another program that has the file locked
_NO_ROOM: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_READ_ONLY: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

_EARLIER: Final = 10**9


def turn_id_of(row: int) -> int:
    """The id of a turn of an earlier day: negative, in the same order."""
    return row - _EARLIER


def row_of(turn_id: int) -> int:
    """The saved turn with such an id; 0 for a turn of today."""
    return turn_id + _EARLIER if turn_id < 0 else 0


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the list. started: seconds since 1970."""

    id: int
    title: str
    started: float
    bundle: str
    turns: int

    @property
    def name(self) -> str:
        """The title; that of a session in which no question was understood says so."""
        return self.title.strip() or "Spoken questions"


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A saved turn; `events` holds the event lines, one JSON object a line."""

    id: int
    session: int
    started: float
    source: str
    mode: str
    ratio: str
    question: str
    reasoning: str
    spoken: str
    heard: str
    answer: str
    reason: str
    events: str

    @property
    def facts(self) -> list[str]:
        """The result and the mode, in words."""
        found = [f"result {self.answer}"] if self.answer else []
        return found + ([f"{self.mode} {self.ratio}".strip()] if self.mode else [])


@dataclass(frozen=True, slots=True)
class Saved:
    """A whole session; turns from the oldest on."""

    row: SessionRow
    turns: tuple[TurnRow, ...]


def moment(started: float) -> str:
    """Seconds since 1970 as people write a time."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(started))


class SessionGone(BadInput):
    """The session was deleted in the meantime."""


class SessionStore:
    """The open history. Thread-safe; several programs may have the file open. Raises BadInput for an unusable file."""

    def __init__(self, path: Path) -> None:
        self.notice = ""
        self.sounds = AudioStore(path.with_name("audio"))
        self._path = path
        self._lock = threading.Lock()
        try:
            private_folder(path.parent)
            for file in (path, *(log for log in map(self._beside, _LOGS) if log.exists())):
                private_file(file)
        except OSError as error:
            if not path.is_file():
                raise BadInput(
                    "the history cannot be kept in {parent} ({reason}); make room there",
                    parent=path.parent,
                    reason=error.strerror,
                ) from error
        self._db = self._open()

    def begin(self, title: str, started: float, bundle: str) -> int:
        """Add a session; returns its id."""
        with self._change() as db:
            row = db.execute("INSERT INTO sessions VALUES (NULL, ?, ?, ?)", (title, started, bundle))
            return int(row.lastrowid or 0)

    def add_turn(self, session: int, record: TurnRecord) -> int:
        """Save a finished turn at once; returns its id. Raises BadInput on a full disk, SessionGone."""
        turn, ended = record.turn, record.turn.ended
        values = (
            *(session, record.started, turn.source, record.mode, record.ratio, turn.question),
            *(turn.reasoning, turn.caption.text, record.heard, ended.answer if ended else ""),
            *(ended.reason if ended else "", record.event_lines()),
        )
        marks = ", ".join("?" * len(values))
        try:
            with self._change() as db:
                return int(db.execute(f"INSERT INTO turns VALUES (NULL, {marks})", values).lastrowid or 0)
        except sqlite3.IntegrityError as error:
            raise SessionGone("session {session} was deleted; ask again", session=session) from error

    def add(self, title: str, started: float, bundle: str, turns: Sequence[TurnRow]) -> int:
        """Add a whole session, as a file has it; returns its id. The turns get new ids."""
        marks = ", ".join("?" * (len(TurnRow.__dataclass_fields__) - 1))
        with self._change() as db:
            row = db.execute("INSERT INTO sessions VALUES (NULL, ?, ?, ?)", (title, started, bundle))
            session = int(row.lastrowid or 0)
            for turn in turns:
                values = [getattr(turn, name) for name in TurnRow.__dataclass_fields__ if name not in ("id", "session")]
                db.execute(f"INSERT INTO turns VALUES (NULL, {marks})", (session, *values))
            return session

    def set_heard(self, turn: int, heard: str) -> None:
        """Correct the heard text of a saved answer that was stopped while it played."""
        with self._change() as db:
            db.execute("UPDATE turns SET heard = ? WHERE id = ?", (heard, turn))

    def rename(self, session: int, title: str) -> None:
        with self._change() as db:
            db.execute("UPDATE sessions SET title = ? WHERE id = ?", (title, session))

    def give_title(self, session: int, title: str) -> None:
        """Name a session that has no title yet, because its first question was not understood."""
        with self._change() as db:
            db.execute("UPDATE sessions SET title = ? WHERE id = ? AND title = ''", (title, session))

    def delete(self, session: int) -> None:
        """Delete a session with its turns and sounds, and their traces in the file; a missing one is ignored."""
        rows = [row for row in self.sessions() if row.id == session]
        with self._change() as db:
            db.execute("DELETE FROM sessions WHERE id = ?", (session,))
        with self._guarded():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for row in rows:
            self.sounds.remove(row.id, row.started)

    def clear(self) -> None:
        """Delete all sessions and sounds, and their traces in the file."""
        with self._change() as db:
            db.execute("DELETE FROM sessions")
        with self._guarded():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.sounds.clear()

    def open(self, session: int) -> Saved:
        """A whole session. Raises SessionGone if there is none of this number."""
        row = next((row for row in self.sessions() if row.id == session), None)
        if row is None:
            raise SessionGone("there is no session {session}; see: aloud export --list", session=session)
        return Saved(row, tuple(self.turns(session)))

    def sessions(self, search: str = "") -> list[SessionRow]:
        """The sessions, newest first; with `search`, those whose title, questions or answers contain it."""
        query = (
            "SELECT s.id, s.title, s.started, s.bundle, count(t.id) FROM sessions s "
            "LEFT JOIN turns t ON t.session = s.id "
            "WHERE ?1 = '' OR instr(fold(CAST(s.title AS BLOB)), ?1) "
            "OR EXISTS (SELECT 1 FROM turns f WHERE f.session = s.id AND "
            "instr(fold(CAST(f.question || char(10) || f.spoken || char(10) || f.reasoning AS BLOB)), ?1)) "
            "GROUP BY s.id ORDER BY s.started DESC, s.id DESC"
        )
        with self._guarded():
            return [SessionRow(*row) for row in self._db.execute(query, (search.casefold(),))]

    def turns(self, session: int) -> list[TurnRow]:
        """The turns of a session, oldest first."""
        with self._guarded():
            rows = self._db.execute("SELECT * FROM turns WHERE session = ? ORDER BY id", (session,))
            return [TurnRow(*row) for row in rows]

    def place(self, turn: int) -> tuple[int, float] | None:
        """The session of a turn, and when it began; None for an unknown turn."""
        query = "SELECT s.id, s.started FROM sessions s JOIN turns t ON t.session = s.id WHERE t.id = ?"
        with self._guarded():
            row = self._db.execute(query, (turn,)).fetchone()
            return (int(row[0]), float(row[1])) if row is not None else None

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A transaction."""
        with self._guarded(), self._db:
            yield self._db

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Lock the connection; its errors become BadInput."""
        try:
            with self._lock:
                yield
        except sqlite3.OperationalError as error:
            raise _unusable(self._path, error) from error
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except sqlite3.DatabaseError as error:
            raise BadInput(
                "the history {path} is damaged ({reason}); close Aloud and start it again, which sets it aside",
                path=self._path,
                reason=str(error),
            ) from error

    def _open(self) -> sqlite3.Connection:
        try:
            # Not left to SQLite, which would delete the log of a file that is no database.
            if not _is_database(self._path):
                raise sqlite3.DatabaseError("not a database")
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and _kind(error) != sqlite3.SQLITE_ERROR:
                # Locked, no permission, full: the file is sound. SQLITE_ERROR: its tables are not those expected.
                raise _unusable(self._path, error) from error
        self._set_aside()
        return self._connect()

    def _set_aside(self) -> None:
        """Renames the damaged file and its log, from which turns may be recovered by hand."""
        aside = self._path.with_name(f"{self._path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            os.replace(self._path, aside)
            for log in filter(Path.exists, map(self._beside, _LOGS)):
                os.replace(log, aside.with_name(aside.name + log.name.removeprefix(self._path.name)))
            private_file(self._path)
        except OSError as error:
            raise BadInput(
                "the history {path} is damaged and cannot be set aside ({reason}); check the folder's permissions",
                path=self._path,
                reason=error.strerror,
            ) from error
        self.notice = Translatable(
            "the history was damaged and is set aside as {path}; a new one was begun", path=aside
        )

    @property
    def damaged(self) -> list[Path]:
        """Earlier files that were damaged and are kept, oldest first."""
        found = self._path.parent.glob(f"{self._path.name}.damaged-*")
        return sorted(path for path in found if not path.name.endswith(_LOGS))

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    def _connect(self) -> sqlite3.Connection:
        """The open database; waits for a program that has it locked.

        SQLite itself does not wait where two programs switch the log of a new file on.
        """
        until = time.monotonic() + _WAIT_S
        while True:
            try:
                return self._connect_once()
            except sqlite3.OperationalError as error:
                if _kind(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(0.02)

    def _connect_once(self) -> sqlite3.Connection:
        """On a full disk one without a log, on a read-only disk one for reading."""
        try:
            return _prepared(_connection(self._path), self._path)
        except sqlite3.OperationalError as error:
            if _kind(error) in _NO_ROOM:
                _drop_log(self._path)
                return _prepared(_connection(self._path), self._path)
            if _kind(error) in _READ_ONLY and self._path.is_file():
                return _prepared(_reading_connection(self._path), self._path)
            raise


def _is_database(path: Path) -> bool:
    """Whether a file begins as one, or is empty; true where it cannot be read, which SQLite reports."""
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGINNING)) in (b"", _BEGINNING)
    except OSError:
        return True


def _connection(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, timeout=_WAIT_S)


def _reading_connection(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even a lock or the log's index."""
    log = path.with_name(f"{path.name}-wal")
    # "immutable" reads no log, and "unix-none" needs one.
    how = "vfs=unix-none" if os.name != "nt" and log.exists() else "immutable=1"
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&{how}", uri=True, check_same_thread=False)
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    return db


def _drop_log(path: Path) -> None:
    """Takes the write-ahead log into the file and switches it off, which needs no room on the disk.

    The log's index is a file of 32 kB, except for a connection that has the history alone.
    """
    with closing(_connection(path)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = MEMORY")


def _prepared(db: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """The connection, set up, with the tables of a new file; closed if that fails.

    Raises BadInput for a newer version, sqlite3.DatabaseError for a damaged file.
    """
    try:
        # One wrong byte in a title must not lock all sessions.
        db.text_factory = lambda raw: raw.decode(errors="replace")
        db.create_function("fold", 1, lambda raw: raw.decode(errors="replace").casefold(), deterministic=True)
        if _version(db) == 0:
            _create(db)
        if _version(db) > SCHEMA:
            raise BadInput("the history {path} was written by a newer Aloud; update Aloud to open it", path=path)
        _set_journal(db)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # what was deleted cannot be read from the file's free pages
        db.execute("PRAGMA temp_store = MEMORY")
        _check(db)
    except BaseException:
        db.close()
        raise
    return db


def _create(db: sqlite3.Connection) -> None:
    """Makes the tables. Of two programs that find a new file, one waits, and then finds the tables."""
    with db:
        db.execute("BEGIN IMMEDIATE")
        if _version(db) == 0:
            for statement in _CREATE.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA}")


def _set_journal(db: sqlite3.Connection) -> None:
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if _kind(error) not in (*_NO_ROOM, *_READ_ONLY):
            raise
        db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = NORMAL")  # survives a kill; no disk flush a commit


def _check(db: sqlite3.Connection) -> None:
    """Repairs a damaged index. Raises sqlite3.DatabaseError if more is damaged."""
    for table, row in (("sessions", SessionRow), ("turns", TurnRow)):
        columns = [name for name in row.__slots__ if name != "turns"]
        db.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")
    if not _is_sound(db):
        db.execute("REINDEX")
        if not _is_sound(db):
            raise sqlite3.DatabaseError("integrity_check failed")


def _is_sound(db: sqlite3.Connection) -> bool:
    return bool(db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _kind(error: sqlite3.Error) -> int:
    """SQLite's primary result code; SQLITE_ERROR for errors of Python's own."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _unusable(path: Path, error: sqlite3.OperationalError) -> BadInput:
    """What is the matter with a sound file, and what to do."""
    kind = _kind(error)
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BadInput("the history {path} is locked by another program; close that program and try again", path=path)
    if kind in _NO_ROOM:
        return BadInput("the history {path} cannot be written ({reason}); free some space", path=path, reason=error)
    if kind in _READ_ONLY:
        return BadInput(
            "the history {path} can only be read ({reason}); check the disk and its permissions",
            path=path,
            reason=error,
        )
    return BadInput("the history {path} cannot be used ({reason}); check the disk", path=path, reason=error)
