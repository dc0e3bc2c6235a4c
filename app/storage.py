"""Aloud's folders, room on the disk, files only for their owner, and files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from model.atomic_files import replaced
from model.errors import BadInput

ASSETS = Path(__file__).resolve().parent.parent / "assets"
STARTER = ASSETS / "starter"
STARTER_NAME = "starter"
QUESTIONS = ASSETS / "questions"
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SPARE: Final = 64 << 20
_UNITS: Final = ((10**9, "GB", 2), (10**6, "MB", 2), (10**3, "kB", 0))


@dataclass(frozen=True, slots=True)
class Paths:
    """The user's folders. They are made when first written to."""

    config: Path
    data: Path
    logs: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def sessions(self) -> Path:
        return self.data / "sessions.sqlite3"

    @property
    def practice(self) -> Path:
        return self.data / "practice.json"

    @property
    def bundles(self) -> Path:
        return self.data / "bundles"


def user_paths() -> Paths:
    """The system's usual folders, or everything below $ALOUD_HOME where that is set."""
    if home := os.environ.get("ALOUD_HOME"):
        root = Path(home).expanduser()
        return Paths(root / "config", root / "data", root / "logs")
    import platformdirs

    folders = platformdirs.PlatformDirs("aloud", appauthor=False)
    return Paths(folders.user_config_path, folders.user_data_path, folders.user_log_path)


def human(size: int) -> str:
    """A number of bytes for people, in decimal units."""
    for unit, name, digits in _UNITS:
        if size >= unit:
            return f"{size / unit:.{max(0, digits - (size >= 10 * unit) - (size >= 100 * unit))}f} {name}"
    return f"{size} bytes"


def free(folder: Path) -> int:
    """Bytes free where `folder` is or would be made."""
    there = next((p for p in (folder, *folder.parents) if p.is_dir()), None)
    return shutil.disk_usage(there).free if there is not None else 0


def no_room(folder: Path, needed: int) -> BadInput:
    """The error for a disk that cannot hold `needed` bytes more in `folder`."""
    return BadInput(
        "the disk is too full: {needed} are needed in {folder}, {free} are free; free some space and try again",
        needed=human(max(0, needed)),
        folder=folder,
        free=human(free(folder)),
    )


def check_room(folder: Path, needed: int) -> None:
    """Raises BadInput if `needed` bytes and a little more do not fit where `folder` is."""
    if free(folder) < needed + SPARE:
        raise no_room(folder, needed)


def private_folder(folder: Path) -> None:
    """Makes a folder that only its owner can enter; an existing one is closed to others. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _close_to_others(folder)


def private_file(path: Path) -> None:
    """Makes an empty file that only its owner can read; an existing one is closed to others. Raises OSError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        _close_to_others(path)


def _close_to_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        with suppress(OSError):  # on a read-only disk, or another owner's
            path.chmod(mode & 0o700)


def write_whole(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Writes a file, text as UTF-8; no half file is left. private: only its owner can read it.

    A device or pipe is written to directly. Raises BadInput where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise BadInput("{path} is a folder; name a file in it", path=path)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        with replaced(target) as part:
            if private:
                private_file(part)
            part.write_bytes(data)
    except OSError as error:
        if error.errno in FULL:
            raise no_room(path.parent, len(data)) from error
        why = error.strerror or type(error).__name__
        raise BadInput(
            "cannot write {path} ({reason}); choose another place or check its permissions", path=path, reason=why
        ) from error
