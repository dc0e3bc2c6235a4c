"""The log: JSON lines, bounded, and silent about what was said."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.conversation.conversation import Conversation
from app.conversation.messages import Ask
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts
from app.log_file import FILE_NAME, MAX_BYTES, start_logging, stop_logging
from tests.fakes.conversation import settle
from tests.fakes.engine import FakeEngine, answer


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    handler = start_logging(tmp_path / "logs")
    assert handler is not None
    assert start_logging(tmp_path / "elsewhere") is handler  # once a process
    yield tmp_path / "logs"
    stop_logging(handler)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE_NAME).read_text().splitlines()]


def test_a_turn_leaves_its_number_and_figures_but_no_words(folder: Path) -> None:
    engines: list[FakeEngine] = []

    def make(sink: object) -> FakeEngine:
        engines.append(FakeEngine(sink))  # type: ignore[arg-type]
        return engines[0]

    conversation = Conversation(Parts(make, lambda: (NullPlayer(), "")))  # type: ignore[arg-type]
    conversation.start()
    conversation.wait_loaded()
    conversation.post(Ask("my secret question"))
    settle(conversation)
    turn = 1
    engines[0].emit(*answer(turn))
    conversation.close()
    started, ended = lines(folder)
    assert (started["message"], started["turn"]) == ("turn started", turn)
    assert (ended["message"], ended["turn"], ended["ttfa_s"]) == ("turn ended", turn, 0.123)
    text = (folder / FILE_NAME).read_text()
    for private in ("secret", "Okay", "347", "633", "thirty"):
        assert private not in text


def test_an_error_leaves_its_kind_and_place_but_not_its_text(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("cannot parse 'my secret question'")
    except ValueError:
        logging.getLogger("app.x").exception("it broke")
    (row,) = lines(folder)
    assert (row["message"], row["error"], row["level"]) == ("it broke", "ValueError", "error")
    assert any("test_log_file.py" in frame for frame in row["frames"])
    assert "secret" not in json.dumps(row)


def test_foreign_libraries_leave_only_the_place_of_their_warnings(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("somewhere.else").warning("the user said %s", "my secret")
    logging.getLogger("somewhere.else").info("chatter")
    (row,) = lines(folder)
    assert row["message"].startswith("test_log_file.py:")
    assert "secret" not in json.dumps(row)


def test_the_log_is_bounded(folder: Path) -> None:
    log = logging.getLogger("app.x")
    for _ in range(5 * MAX_BYTES // 1000):
        log.info("x" * 900)
    files = list(folder.iterdir())
    assert 1 < len(files) <= 4
    assert all(file.stat().st_size <= MAX_BYTES for file in files)


def test_a_place_that_cannot_be_written_costs_only_the_log(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert start_logging(tmp_path / "file" / "logs") is None
