"""The school's server: preset, key, command line and benchmark. Loopback only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.cli import run
from app.commands.bench import remote_table
from app.commands.window import window_args
from app.preset import Preset
from app.school_server import KEY_VARIABLE, SCHOOL, host_of, keep_key, key_for, server_of, try_out
from app.settings import Settings, load
from model.errors import BadInput, MissingCapability
from model.evaluation import remote_load
from model.thinker.remote_model import Server
from tests.model.thinker.chat_server import ChatServer, running
from tests.model.thinker.test_remote_model import NOTES, _tutor


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with running(_tutor, key="secret") as made:
        yield made


class Keyring(ModuleType):
    """A keyring in memory, in place of the library."""

    def __init__(self, errors: ModuleType) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.errors = errors
        self.locked = False

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, key: str) -> None:
        if self.locked:
            raise self.errors.KeyringError("no backend")
        self.kept[service, name] = key

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    errors: Any = ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    errors.PasswordDeleteError = type("PasswordDeleteError", (errors.KeyringError,), {})
    made = Keyring(errors)
    monkeypatch.setitem(sys.modules, "keyring", made)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return made


def test_the_key_is_in_the_keyring_alone(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_key("https://a", "secret")
    assert (key_for("https://a"), key_for("https://b")) == ("secret", "")
    monkeypatch.setenv(KEY_VARIABLE, "other")
    assert key_for("https://a") == "other"
    monkeypatch.delenv(KEY_VARIABLE)
    keep_key("https://a", "")
    assert key_for("https://a") == ""
    keep_key("https://a", "")


def test_without_a_keyring_there_is_one_clear_line(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    ring.locked = True
    with pytest.raises(MissingCapability, match="no keyring that opens"):
        keep_key("https://a", "secret")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingCapability, match="install the Python package keyring"):
        keep_key("https://a", "secret")
    assert key_for("https://a") == ""


def test_a_school_fills_in_the_address_and_nothing_more(ring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no school server is set up"):
        server_of(Settings(bundle=SCHOOL))
    preset = Preset(tmp_path, {"server": "https://tutor.school", "server_model": "m"})
    found = load(tmp_path / "settings.json", preset)[0]
    assert host_of(found) == ""  # the student has not chosen it
    found = replace(found, bundle=SCHOOL)
    assert (server_of(found).address, server_of(found).model) == ("https://tutor.school/v1", "m")
    assert host_of(found) == "tutor.school"
    assert host_of(Settings(bundle=SCHOOL, server="http://x")) == "http://x"  # the sign stays


@pytest.mark.needs_starter
def test_the_window_starts_with_the_server_and_the_starters_voice() -> None:
    from types import SimpleNamespace

    nothing: Any = SimpleNamespace(bundle=None, device=None, quant=None)
    found = window_args(nothing, Settings(bundle=SCHOOL))
    assert (found.bundle.name, found.remote, found.notice) == ("starter", True, "")


def test_the_test_button_names_models_and_faults(server: ChatServer) -> None:
    assert try_out(Server(server.address, key="secret").checked()) == ["tiny"]
    assert server.requests == []
    with pytest.raises(BadInput, match="refused the key"):
        try_out(Server(server.address, key="wrong").checked())


@pytest.mark.needs_starter
def test_a_question_from_the_command_line(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "secret")
    events = tmp_path / "events.jsonl"
    asked = ["ask", "--text", "What is 7 plus 5?", "--remote", server.address, "--events", str(events)]
    assert run([*asked, "--out", str(tmp_path / "a.wav")]) == 0
    rows = [json.loads(line) for line in events.read_text().splitlines()]
    assert "".join(row["text"] for row in rows if row["kind"] == "reasoning") == NOTES
    assert rows[-1]["answer"] == "12"
    assert (tmp_path / "a.wav").stat().st_size > 10_000
    server.fault = 429
    assert run(asked) == 1
    assert "is full at the moment" in capsys.readouterr().err
    assert run(["ask", "--text", "7 plus 5", "--remote", "http://server.school"]) == 2
    assert "is not protected" in capsys.readouterr().err


def test_a_class_is_measured(server: ChatServer) -> None:
    measured = remote_load.measure(
        Server(server.address, key="secret"), ["What is 7 plus 5?"], students=6, turns=3, thinking_s=(0.0, 0.05)
    )
    figures = measured.figures()
    assert (figures["turns"], figures["failures"]) == (18, 0)
    assert measured.tokens > 18 * 5
    assert len(measured.first_number_s) == len(measured.answer_s) == 18
    assert all(0 < first <= last for first, last in zip(measured.first_number_s, measured.answer_s, strict=True))
    shown = "\n".join(remote_table({"students": 6, "server": "127.0.0.1", **figures}))
    assert "18 questions, 0 failed" in shown
