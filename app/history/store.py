"""The history on disk: sessions and their turns in SQLite.

Each finished turn is committed at once (write-ahead log). A file of a newer schema is refused; a damaged one is set
aside under a new name, which `notice` tells, and a new one takes its place.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.history.audio_store import AudioStore
from app.settings import set_aside
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
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror
            raise BadInput(
                "the history cannot be kept in {parent} ({reason}); make room there", parent=path.parent, reason=why
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

    def set_heard(self, turn: int, heard: str) -> None:
        """Correct the heard text of a saved answer that was stopped while it played."""
        with self._change() as db:
            db.execute("UPDATE turns SET heard = ? WHERE id = ?", (heard, turn))

    def rename(self, session: int, title: str) -> None:
        with self._change() as db:
            db.execute("UPDATE sessions SET title = ? WHERE id = ?", (title, session))

    def delete(self, session: int) -> None:
        """Delete a session with its turns and sounds; a missing one is ignored."""
        rows = [row for row in self.sessions() if row.id == session]
        with self._change() as db:
            db.execute("DELETE FROM sessions WHERE id = ?", (session,))
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
            "WHERE ?1 = '' OR instr(fold(s.title), ?1) "
            "OR EXISTS (SELECT 1 FROM turns f WHERE f.session = s.id "
            "AND instr(fold(f.question || char(10) || f.spoken || char(10) || f.reasoning), ?1)) "
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
            raise BadInput(
                "the history {path} is not writable ({reason}); free some space", path=self._path, reason=str(error)
            ) from error
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
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, no permission, full: the file is sound
                raise BadInput(
                    "the history {path} cannot be opened ({reason}); check the disk", path=self._path, reason=str(error)
                ) from error
        aside = set_aside(self._path)
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self.notice = Translatable(
            "the history was damaged and is set aside as {path}; a new one was begun", path=aside
        )
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, check_same_thread=False, timeout=5.0)
        try:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            if version > SCHEMA:
                raise BadInput(
                    "the history {path} was written by a newer Aloud; update Aloud to open it", path=self._path
                )
            db.create_function("fold", 1, str.casefold, deterministic=True)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")  # survives a kill; no disk flush a commit
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # what was deleted cannot be read from the file's free pages
            if version == 0:
                db.executescript(f"BEGIN; {_CREATE} PRAGMA user_version = {SCHEMA}; COMMIT;")
            elif db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check failed")
        except BaseException:
            db.close()
            raise
        return db
