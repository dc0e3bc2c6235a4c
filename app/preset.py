"""Settings for everybody on a machine, as a school sets them: one TOML file that only its administrator can write.

    [settings]                        # defaults, by the names in app/settings.py
    language = "de"
    bundle = "omni-3b"

    [lock]
    settings = ["language", "bundle"] # people cannot change these
    updates = true                    # "Check for a new version" is not offered
    downloads = true                  # nor are models and packs

    [bundles]
    folder = "/srv/aloud/bundles"     # models on a share, beside those of the user

A value that does not fit is left out, and `notice` tells which; a preset never keeps Aloud from starting.
"""

from __future__ import annotations

import functools
import platform
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from model.errors import BadInput, Translatable

NAME: Final = "aloud.toml"
_KNOWN: Final = {
    "settings": None,
    "lock": {"settings": list, "updates": bool, "downloads": bool},
    "bundles": {"folder": str},
}


@dataclass(frozen=True, slots=True)
class Preset:
    """path: None where there is no preset. settings: defaults by name, unchecked. locked: names that stay as they are.

    updates, downloads: whether they may be offered. bundles: a folder with further bundles. notice: what was wrong.
    """

    path: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    updates: bool = True
    downloads: bool = True
    bundles: Path | None = None
    notice: str = ""


def preset_path() -> Path:
    """Where the preset of this machine would be; /etc/aloud on Linux, else the system's place for all users."""
    import platformdirs

    on_linux = platform.system() == "Linux"
    return Path("/etc/aloud" if on_linux else platformdirs.site_config_dir("aloud", appauthor=False)) / NAME


@functools.cache
def machine_preset() -> Preset:
    """The preset of this machine, read once."""
    return read_preset(preset_path())


def read_preset(path: Path) -> Preset:
    """The preset in a file; an empty one where there is none or it cannot be read, which `notice` tells."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preset()
    except NotADirectoryError:
        return Preset()
    except OSError as error:
        text = Translatable("the preset {path} cannot be read ({reason})", path=path, reason=error.strerror)
        return Preset(path, notice=text)
    except (ValueError, RecursionError):
        return Preset(path, notice=Translatable("the preset {path} is not valid TOML and is not used", path=path))
    wrong = _wrong(raw)
    settings, lock, bundles = (raw.get(name, {}) if name not in wrong else {} for name in _KNOWN)
    folder = bundles.get("folder") if "bundles.folder" not in wrong else None
    locked = lock.get("settings", []) if "lock.settings" not in wrong else []
    return Preset(
        path,
        settings,
        frozenset(name for name in locked if isinstance(name, str)),
        updates=lock.get("updates") is not True,
        downloads=lock.get("downloads") is not True,
        bundles=Path(folder).expanduser() if folder else None,
        notice=_notice(path, wrong),
    )


def check_downloads() -> None:
    """Raises BadInput if this machine's preset forbids downloads."""
    preset = machine_preset()
    if not preset.downloads:
        raise BadInput("downloads are switched off for this computer by {path}", path=preset.path)


def _wrong(raw: Mapping[str, Any]) -> list[str]:
    """The names in a preset that are unknown or of a wrong type."""
    found = []
    for table, fields in raw.items():
        if table not in _KNOWN or not isinstance(fields, dict):
            found.append(table)
            continue
        known = _KNOWN[table]
        if known is not None:
            found += [f"{table}.{key}" for key, value in fields.items() if not isinstance(value, known.get(key, ()))]
    return found


def _notice(path: Path, wrong: list[str]) -> str:
    if not wrong:
        return ""
    return Translatable("the preset {path} has what is not understood: {names}", path=path, names=", ".join(wrong))
