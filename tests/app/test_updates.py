"""The question for a new version: one address, an answer that is checked, and never where a preset forbids it."""

from __future__ import annotations

import pytest

import app
from app import updates
from app.preset import Preset
from app.updates import Release, newest
from model.errors import BadInput


class Server:
    """Stands for the downloader: one answer, and the addresses that were asked."""

    def __init__(self, answer: str) -> None:
        self.answer, self.asked = answer, []  # type: ignore[var-annotated]

    def text(self, url: str, control: object = None) -> str:
        self.asked.append(url)
        return self.answer


@pytest.mark.parametrize(("version", "newer"), [("99.0.0", True), (app.__version__, False), ("0.0.9", False)])
def test_a_newer_version_is_told_from_an_older(version: str, newer: bool) -> None:
    server = Server(f'{{"version": "{version}", "page": "https://example.org/a"}}')
    assert newest(server) == Release(version, "https://example.org/a", newer)  # type: ignore[arg-type]
    assert server.asked == [updates.ADDRESS]


@pytest.mark.parametrize(
    "answer",
    [
        "<html>",
        "[]",
        '{"version": "1.2.3"}',
        '{"version": "newest", "page": "https://example.org"}',
        '{"version": "1.2.3", "page": "javascript:alert(1)"}',
    ],
)
def test_an_unusable_answer_is_one_line(answer: str) -> None:
    with pytest.raises(BadInput, match="gave no version"):
        newest(Server(answer))  # type: ignore[arg-type]


def test_a_preset_forbids_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server("")
    monkeypatch.setattr(updates, "machine_preset", lambda: Preset(updates=False))
    with pytest.raises(BadInput, match="switched off"):
        newest(server)  # type: ignore[arg-type]
    assert server.asked == []
