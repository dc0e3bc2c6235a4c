"""Writes the turns of one conversation to the history."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from app.history.audio_store import Kind, Sound
from app.history.store import SessionGone, SessionStore
from app.transcript.turn_records import TurnRecord
from audio_io.backend import SAMPLE_RATE

_UNSAVED: Final = 20  # turns


class SavedTurns:
    """The session of one conversation, which begins with its first turn. Thread-safe."""

    def __init__(self, store: SessionStore, bundle: str, session: int = 0) -> None:
        """bundle: name of the answering bundle. session: an earlier session to continue, or 0."""
        self._store = store
        self.bundle = bundle
        self._session = session
        self._titled = False  # surely has a title
        self._unsaved: deque[TurnRecord] = deque(maxlen=_UNSAVED)
        self._lock = threading.Lock()
        self._closed = False

    @property
    def notice(self) -> str:
        """What the reader should know about the history's file; empty if all is well."""
        return self._store.notice

    @property
    def session(self) -> int:
        """The session that the next turn goes into; 0 if it begins one."""
        return self._session

    def go_on(self, session: int) -> None:
        """The next turns belong to this earlier session; 0: to a new one."""
        with self._lock:
            self._session, self._titled = session, False

    def add(self, record: TurnRecord) -> None:
        """Saves a finished turn. Raises BadInput if it, or its sound, cannot be written: it is saved with the next."""
        with self._lock:
            if not self._closed:
                self._unsaved.append(record)
                self._save()

    def correct(self, record: TurnRecord) -> None:
        """Updates the heard part of a turn. Before `add` nothing needs doing: that saves the new text."""
        with self._lock:
            if record.row and not self._closed:
                self._store.set_heard(record.row, record.heard)
                self._keep_answer(record)

    def sound(self, turn: int) -> Sound | None:
        """The answer's sound of a saved turn, if it was kept."""
        with self._lock:
            if self._closed:
                return None
            place = self._store.place(turn)
            return self._store.sounds.read(*place, turn, "answer") if place is not None else None

    def close(self) -> None:
        """Closes the history; a turn that ends later is not saved. Raises BadInput if a turn cannot be saved."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._save()
            finally:
                self._store.close()

    def _save(self) -> None:
        while self._unsaved:
            record = self._unsaved[0]
            try:
                record.row = self._add(record)
            except SessionGone:  # deleted in the history during the lesson
                self._session = 0
                record.row = self._add(record)
            self._unsaved.popleft()
            if record.asked is not None:
                self._keep(record, "question", Sound(record.asked, SAMPLE_RATE))
            self._keep_answer(record)

    def _add(self, record: TurnRecord) -> int:
        question = record.turn.question.strip()
        if not self._session:
            self._session = self._store.begin(question, record.started, self.bundle)
            self._titled = bool(question)
        elif question and not self._titled:
            self._store.give_title(self._session, question)
            self._titled = True
        return self._store.add_turn(self._session, record)

    def _keep_answer(self, record: TurnRecord) -> None:
        heard = record.answer_heard
        if heard is not None:
            self._keep(record, "answer", Sound(heard, record.answer_rate))

    def _keep(self, record: TurnRecord, kind: Kind, sound: Sound) -> None:
        place = self._store.place(record.row)
        if place is not None:
            self._store.sounds.save(*place, record.row, kind, sound)
