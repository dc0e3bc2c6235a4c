"""The settings file: what is kept, and what a damaged one does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.settings import Settings, SettingsModel, load, save
from model.errors import BadInput, Translatable


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    mine = Settings(microphone="ALSA: USB", spoken=5, reasoning=5, theme="dark", text_scale=1.5, keep_audio=True)
    save(mine, path)
    assert load(path) == (mine, "")
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json") == (Settings(), "")


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"[1, 2]", b"\xff\xfe", b"", b"null"])
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, notice = load(path)
    assert settings == Settings()
    (aside,) = tmp_path.iterdir()
    assert str(aside) in notice
    assert aside.read_bytes() == content
    save(settings, path)
    assert load(path) == (Settings(), "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("spoken", "2"),
        ("spoken", True),
        ("text_scale", float("nan")),
        ("volume", None),
        ("microphone", 3),
        ("mode", ["direct"]),
    ],
)
def test_one_wrong_value_falls_back_alone(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({key: value, "keep_audio": True, "from a newer version": 1}))
    settings, notice = load(path)
    assert settings == Settings(keep_audio=True)
    assert key in notice


def test_a_whole_number_is_a_float_too(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"text_scale": 2}')
    assert load(path)[0].text_scale == 2


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="make room"):
        save(Settings(), tmp_path / "file" / "settings.json")


def test_settings_that_cannot_be_saved_last_and_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    model = SettingsModel(tmp_path / "file" / "settings.json")
    model.change(volume=0.4)
    assert model.values.volume == 0.4
    assert isinstance(model.notice, Translatable)
    assert "cannot be saved" in model.notice
