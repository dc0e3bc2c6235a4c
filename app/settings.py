"""The user's settings: their defaults and their JSON file.

A damaged file is set aside under a new name, which a notice tells. A value of the wrong type falls back to its default;
unknown keys are dropped.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import time
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.preset import Preset, machine_preset
from app.storage import private_file, private_folder
from model.atomic_files import replaced
from model.errors import BadInput, Translatable

Device = Literal["auto", "cpu", "cuda"]
Quant = Literal["auto", "nf4", "bf16"]
Mode = Literal["interleaved", "think-first", "direct", "concurrent"]


@dataclass(frozen=True, slots=True)
class Settings:
    """microphone, speaker: "host api: name" as `audio_io` gives it, None for the system's default.
    end_of_turn_s: pause that ends a question, hands-free. echo: how the microphone is kept from hearing the
    tutor, see `EchoMode`. spoken, reasoning: the rhythm's two numbers. speed: of the voice, 0.7 to
    1.5. motion: answers fade in, the state's dots move. voice: a name that the bundle has, empty for its default.
    hints_first: in a practice an answer is shown only after all hints and a try. teacher_code: hash of the code that
    changes `hints_first`, empty without one.
    teacher_screen: name of the screen for the class, empty for any other than the window's.
    server, server_model: the school's server, used if it is the bundle.
    """

    bundle: str = "starter"
    device: Device = "auto"
    quant: Quant = "auto"
    mode: Mode = "interleaved"
    spoken: int = 2
    reasoning: int = 8
    microphone: str | None = None
    speaker: str | None = None
    listening: Literal["button", "hands-free"] = "button"
    end_of_turn_s: float = 0.8
    echo: Literal["headphones", "cancel", "gate"] = "cancel"
    volume: float = 1.0
    muted: bool = False
    speed: float = 1.0
    voice: str = ""
    server: str = ""
    server_model: str = ""
    theme: Literal["system", "light", "dark", "contrast", "contrast-light"] = "system"
    text_scale: float = 1.0
    motion: bool = True
    language: Literal["system", "en", "de", "zh"] = "system"
    reasoning_open: bool = True
    window: str = ""
    keep_audio: bool = False
    welcomed: bool = False
    hints_first: bool = False
    teacher_code: str = ""
    teacher_screen: str = ""


def load(path: Path, preset: Preset | None = None) -> tuple[Settings, str]:
    """The settings in force, and a line for the user if something was wrong with a file (else empty).

    The user's file comes before the machine's preset, but for what that locks. preset: None for this machine's own.
    """
    rules = preset if preset is not None else machine_preset()
    hints = get_type_hints(Settings)
    given = {name: value for name, value in rules.settings.items() if name in hints and _fits(value, hints[name])}
    own, notice = _own(path, hints)
    strange = sorted({*rules.settings, *rules.locked} - set(given) - (rules.locked & set(hints)))
    if strange:
        notice = notice or Translatable(
            "the preset {path} has what is not understood: {names}", path=rules.path, names=", ".join(strange)
        )
    own = {name: value for name, value in own.items() if name not in rules.locked}
    return Settings(**{**given, **own}), notice or rules.notice


def _own(path: Path, hints: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The usable values in the user's file, and what was wrong with it."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, Translatable("the settings cannot be read ({reason}); the defaults are used", reason=error.strerror)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        notice = Translatable(
            "the settings were damaged and are set aside as {path}; the defaults are used", path=set_aside(path)
        )
        return {}, notice
    good = {key: raw[key] for key, hint in hints.items() if key in raw and _fits(raw[key], hint)}
    bad = sorted(key for key in hints if key in raw and key not in good)
    if not bad:
        return good, ""
    notice = Translatable(
        "these settings were not usable and are back to their defaults: {names}", names=", ".join(bad)
    )
    return good, notice


def save(settings: Settings, path: Path) -> None:
    """Writes the settings, whole or not at all. Raises BadInput if they cannot be written."""
    text = json.dumps(dataclasses.asdict(settings), indent=2, ensure_ascii=False) + "\n"
    try:
        private_folder(path.parent)
        with replaced(path) as part:
            private_file(part)
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            "settings cannot be saved in {path} ({reason}); make room there", path=path, reason=error.strerror
        ) from error


class SettingsModel:
    """The settings in force as `values`, saved at each change; `notice` tells about trouble with their file."""

    def __init__(self, path: Path | None = None, preset: Preset | None = None) -> None:
        """path: the settings' file; None keeps them in memory alone. preset: None for this machine's own."""
        self._path = path
        self.preset = preset if preset is not None else machine_preset() if path is not None else Preset()
        self.values, self.notice = load(path, self.preset) if path is not None else (Settings(), "")

    @property
    def locked(self) -> frozenset[str]:
        """The names of settings that the machine's preset keeps as they are."""
        return self.preset.locked

    def change(self, **fields: Any) -> None:
        """Replace some values, but no locked ones, and save. Where that fails, they last until the window closes."""
        fields = {name: value for name, value in fields.items() if name not in self.locked}
        if not fields:
            return
        self.values = dataclasses.replace(self.values, **fields)
        if self._path is None:
            return
        try:
            save(self.values, self._path)
        except BadInput as error:
            self.notice = error.text


def set_aside(path: Path) -> Path:
    """Renames a damaged file to make place for a new one; returns the new name (the old if that fails)."""
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        os.replace(path, aside)
    except OSError:
        return path
    return aside


def _fits(value: Any, hint: Any) -> bool:
    """True if a JSON value is of the annotated type (a whole number may stand for a float)."""
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, option) for option in get_args(hint))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return type(value) is hint
