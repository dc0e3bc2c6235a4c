"""The packs that a build can use, as `assets/packs/PLATFORM-NAME.json` names them: every wheel with size and sha256."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from app.storage import ASSETS
from model.errors import BadInput

PACKS: Final = ASSETS / "packs"
FORMAT: Final = 1
Part = Literal["app", "libraries"]
_FILE: Final = re.compile(r"[\w.+-]+\.whl")
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wheel:
    """One file of a pack. part: "libraries" are the maker's, which many versions of Aloud can share; size: bytes."""

    package: str
    version: str
    part: Part
    file: str
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pack:
    """python: that its wheels are for. least_cuda: the oldest CUDA that the driver must know; empty for any machine."""

    name: str
    title: str
    python: str
    least_cuda: str
    wheels: tuple[Wheel, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(wheel.size for wheel in self.wheels)

    def of(self, part: Part) -> tuple[Wheel, ...]:
        return tuple(wheel for wheel in self.wheels if wheel.part == part)

    def key(self, part: Part) -> str:
        """Changes when, and only when, the content of a part does."""
        return hashlib.sha256("".join(sorted(wheel.sha256 for wheel in self.of(part))).encode()).hexdigest()[:12]


def read_pack(path: Path) -> Pack:
    """The pack that a file names. Raises BadInput if it cannot be read, is damaged or newer than this program."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise BadInput("{path} is of a newer Aloud; update Aloud to use this pack", path=path)
        wheels = tuple(_wheel(row) for row in raw["wheels"])
        if not wheels or not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", raw["name"]):
            raise ValueError("no files, or no name")
        return Pack(raw["name"], str(raw["title"]), str(raw["python"]), str(raw["least_cuda"]), wheels)
    except OSError as error:
        raise BadInput("cannot read {path} ({reason})", path=path, reason=error.strerror) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput("{path} is no list of a pack, or is damaged: copy it again", path=path) from error


def packs_for(platform: str, folder: Path = PACKS) -> tuple[Pack, ...]:
    """The packs for a platform, such as "linux-x86_64"."""
    return tuple(read_pack(path) for path in sorted(folder.glob(f"{platform}-*.json")))


def _wheel(row: dict[str, Any]) -> Wheel:
    wheel = Wheel(**{name: row[name] for name in Wheel.__dataclass_fields__})
    good = _FILE.fullmatch(wheel.file) and _HEX.fullmatch(wheel.sha256) and wheel.size > 0
    if not good or wheel.part not in ("app", "libraries"):
        raise ValueError(wheel.file)
    return wheel
