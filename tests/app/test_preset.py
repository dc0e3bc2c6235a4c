"""A machine's preset: defaults and locks for everybody, and what is wrong in it is told."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from app import preset as preset_module
from app.preset import Preset, check_downloads, preset_path, read_preset
from app.settings import SettingsModel, load
from model.errors import BadInput

TEXT = """
[settings]
language = "de"
text_scale = 1.5

[lock]
settings = ["language"]
updates = true
downloads = true

[bundles]
folder = "/srv/aloud/bundles"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "aloud.toml"
    file.write_text(TEXT)
    return file


def test_a_preset_is_read(path: Path) -> None:
    found = read_preset(path)
    assert found.settings == {"language": "de", "text_scale": 1.5}
    assert found.locked == {"language"}
    assert (found.updates, found.downloads) == (False, False)
    assert found.bundles == Path("/srv/aloud/bundles")
    assert found.notice == ""


def test_without_a_preset_everything_is_free(tmp_path: Path) -> None:
    assert read_preset(tmp_path / "aloud.toml") == Preset()


def test_the_users_file_comes_before_the_preset_but_for_locks(path: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"language": "zh", "text_scale": 2.0, "theme": "dark"}')
    found, notice = load(settings, read_preset(path))
    assert (found.language, found.text_scale, found.theme, notice) == ("de", 2.0, "dark", "")


def test_a_locked_setting_cannot_be_changed(path: Path, tmp_path: Path) -> None:
    model = SettingsModel(tmp_path / "settings.json", read_preset(path))
    model.change(language="en")
    assert model.values.language == "de"
    assert not (tmp_path / "settings.json").exists()
    model.change(language="en", theme="dark")
    assert (model.values.language, model.values.theme) == ("de", "dark")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[settings", "not valid TOML"),
        ('[lock]\nupdates = "yes"', "lock.updates"),
        ("[look]\nat = 1", "look"),
        ('[settings]\ntext_scale = "large"', "text_scale"),
        ('[lock]\nsettings = ["colour"]', "colour"),
    ],
)
def test_a_mistake_is_told_and_does_not_stop_anything(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "aloud.toml").write_text(text)
    settings, notice = load(tmp_path / "settings.json", read_preset(tmp_path / "aloud.toml"))
    assert settings.language == "system"
    assert said in notice


def test_downloads_that_are_locked_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preset_module, "machine_preset", lambda: read_preset(path))
    with pytest.raises(BadInput, match="switched off"):
        check_downloads()


@pytest.mark.parametrize("system", ["Linux", "Windows", "Darwin"])
def test_the_preset_lies_where_only_an_administrator_writes(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    import platformdirs

    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platformdirs, "site_config_dir", lambda name, appauthor: f"/site/{name}")
    wanted = Path("/etc/aloud/aloud.toml") if system == "Linux" else Path("/site/aloud/aloud.toml")
    assert preset_path() == wanted
