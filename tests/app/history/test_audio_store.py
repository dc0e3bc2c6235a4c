"""Sound is kept by choice alone, cut to what was heard, and goes with its session."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from app.conversation.conversation import Conversation
from app.conversation.messages import Ask, Notice, Replay
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts
from app.error_reports import EXPECTED
from app.history.audio_store import AudioStore, Sound
from app.history.store import SessionStore, row_of, turn_id_of
from app.history.writer import SavedTurns
from app.settings import Settings
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from tests.app.test_storage import assert_private, mode_of
from tests.audio_io.waiting import until
from tests.fakes.engine import RATE, FakeEngine, answer, sound


def finished(keep: bool, asked: bool = True) -> TurnRecord:
    record = TurnRecord(TurnTranscript(1), 1000.0, "interleaved", "2:8", keeps_sound=keep)
    record.asked = sound(1.5) if asked else None
    for event in answer(1):
        record.add(event)
    return record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sessions.sqlite3"


def files(path: Path) -> list[str]:
    return sorted(file.name for file in (path.parent / "audio").rglob("*.wav"))


def test_kept_sound_reads_back_as_it_was(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    record = finished(keep=True)
    saved.add(record)
    assert files(path) == ["1-answer.wav", "1-question.wav"]
    question = store.sounds.read(1, 1000.0, 1, "question")
    assert question is not None
    assert question.rate == RATE
    np.testing.assert_allclose(question.samples, sound(1.5), atol=1e-4)
    heard = saved.sound(record.row)
    assert heard is not None
    assert heard.seconds == pytest.approx(1.0)
    assert store.sounds.size > 80_000
    saved.close()
    assert saved.sound(record.row) is None


def test_without_the_wish_no_sound_is_kept(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    record = finished(keep=False, asked=False)
    saved.add(record)
    assert record.answer_heard is None
    assert not (path.parent / "audio").exists()
    assert saved.sound(record.row) is None
    saved.close()


def test_what_was_not_heard_leaves_the_file_too(path: Path) -> None:
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    record = finished(keep=True)
    saved.add(record)
    record.stop_at(8000)
    saved.correct(record)
    heard = saved.sound(record.row)
    assert heard is not None
    assert heard.seconds == pytest.approx(0.5)
    saved.close()


def test_sounds_go_with_their_session(path: Path) -> None:
    store = SessionStore(path)
    for _ in range(2):
        SavedTurns(store, "starter").add(finished(keep=True))
    store.delete(2)
    assert files(path) == ["1-answer.wav", "1-question.wav"]
    store.clear()
    assert not (path.parent / "audio").exists()
    assert store.sessions() == []
    store.close()


def test_a_new_history_does_not_find_sounds_of_an_old_one(path: Path) -> None:
    store = SessionStore(path)
    SavedTurns(store, "starter").add(finished(keep=True))
    store.close()
    path.unlink()  # as when it was damaged and set aside
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    record = finished(keep=False, asked=False)
    record.started = 2000.0
    saved.add(record)
    assert record.row == 1
    assert saved.sound(1) is None
    saved.close()


@pytest.mark.skipif(sys.platform == "win32", reason="other permissions there")
def test_only_its_owner_can_read_kept_sound(path: Path) -> None:
    old = os.umask(0o022)
    try:
        saved = SavedTurns(SessionStore(path), "starter")
        saved.add(finished(keep=True))
        saved.close()
    finally:
        os.umask(old)
    (session,) = (path.parent / "audio").iterdir()
    assert len(files(path)) == 2
    assert_private(session)
    assert mode_of(session.parent) == 0o700


def test_a_damaged_sound_is_no_sound(tmp_path: Path) -> None:
    archive = AudioStore(tmp_path)
    archive.save(1, 0.0, 1, "answer", Sound(sound(0.1), RATE))
    (file,) = tmp_path.rglob("*.wav")
    file.write_bytes(b"RIFF no more")
    assert archive.read(1, 0.0, 1, "answer") is None


def test_where_sound_cannot_be_written_the_turn_is_saved_all_the_same(path: Path) -> None:
    path.parent.mkdir()
    (path.parent / "audio").touch()
    store = SessionStore(path)
    saved = SavedTurns(store, "starter")
    with pytest.raises(EXPECTED, match="cannot be kept"):
        saved.add(finished(keep=True))
    assert len(store.turns(1)) == 1
    saved.close()


def test_generations_of_earlier_days_stay_apart_and_in_order() -> None:
    earlier = [turn_id_of(row) for row in (1, 2, 30)]
    assert earlier == sorted(earlier)
    assert max(earlier) < 0
    assert [row_of(turn_id) for turn_id in earlier] == [1, 2, 30]
    assert row_of(7) == 0


def test_a_conversation_keeps_and_replays_the_sound_of_another_day(path: Path) -> None:
    wish = [True]

    def talk() -> tuple[Conversation, SessionStore, list[object]]:
        store = SessionStore(path)
        told: list[object] = []
        made = Conversation(
            Parts(
                lambda sink: FakeEngine(sink, answer),  # type: ignore[arg-type, return-value]
                lambda: (NullPlayer(), ""),
                saved=lambda: SavedTurns(store, "starter"),
                settings=lambda: Settings(keep_audio=wish[0]),
            )
        )
        made.subscribe(told.append)
        made.start()
        made.wait_loaded()
        return made, store, told

    conversation, store, _ = talk()
    conversation.post(Ask(sound(1.0)))
    until(lambda: files(path) == ["1-answer.wav", "1-question.wav"])
    wish[0] = False
    conversation.post(Ask("2+2"))
    until(lambda: len(store.turns(1)) == 2)
    conversation.close()
    assert len(files(path)) == 2  # the second turn's was not wanted

    conversation, _, told = talk()
    conversation.post(Replay(turn_id_of(1)))
    until(lambda: conversation.playing_turn() == turn_id_of(1))
    conversation.post(Replay(turn_id_of(2)))
    until(lambda: any(isinstance(message, Notice) and "not kept" in message.message for message in told))
    conversation.close()
