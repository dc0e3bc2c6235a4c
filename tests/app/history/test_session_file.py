"""Session files: what is exported can be opened again, once; what is no session is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.history.session_export import export
from app.history.session_file import read, take
from app.history.store import SessionStore, TurnRow
from model.errors import BadInput

TURN = TurnRow(
    0, 0, 12.5, "text", "interleaved", "2:8", "What is 2 plus 3?", "2+3=5", "Five.", "Five.", "5", "done",
    '{"t": 0.1, "kind": "heard", "text": "What is 2 plus 3?"}\n{"t": 0.2, "kind": "spoken", "text": "Five."}',
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    store = SessionStore(tmp_path / "one" / "sessions.sqlite3")
    number = store.add("Sums, with ö", 1000.0, "starter", [TURN])
    path = tmp_path / "lesson one.aloud"
    export(store.open(number), store.sounds, "aloud", path)
    store.close()
    return path


def test_an_exported_session_is_opened_whole(file: Path, tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "two" / "sessions.sqlite3")
    saved = store.open(take(file, store))
    assert (saved.row.title, saved.row.started, saved.row.bundle) == ("Sums, with ö", 1000.0, "starter")
    (turn,) = saved.turns
    same = [name for name in TurnRow.__dataclass_fields__ if name not in ("id", "session", "events")]
    assert [getattr(turn, name) for name in same] == [getattr(TURN, name) for name in same]
    assert [json.loads(line) for line in turn.events.splitlines()] == [json.loads(x) for x in TURN.events.splitlines()]
    store.close()


def test_opening_it_again_adds_nothing(file: Path, tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "two" / "sessions.sqlite3")
    assert take(file, store) == take(file, store)
    assert len(store.sessions()) == 1
    store.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.update(format="other"), "no session|not a session"),
        (lambda raw: raw.update(version=2), "newer Aloud"),
        (lambda raw: raw["session"].pop("title"), "not a session"),
        (lambda raw: raw["session"].update(started="today"), "not a session"),
        (lambda raw: raw["session"].update(started=1e300), "not a session"),
        (lambda raw: raw["turns"][0].update(question=7), "not a session"),
        (lambda raw: raw.update(turns={"0": 1}), "not a session"),
    ],
)
def test_other_files_are_refused(file: Path, change: object, said: str) -> None:
    raw = json.loads(file.read_text())
    change(raw)  # type: ignore[operator]
    file.write_text(json.dumps(raw))
    with pytest.raises(BadInput, match=said):
        read(file)


def test_what_is_no_json_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.aloud").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "a.aloud", tmp_path / "none.aloud", tmp_path):
        with pytest.raises(BadInput):
            read(path)
