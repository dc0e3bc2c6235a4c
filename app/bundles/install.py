"""A whole bundle, from a plan to its place among the bundles; and out of it again.

Owns: the folder in which a download grows, and the promise that a half bundle is never visible. Thread: any one; two
downloads of one bundle exclude each other.

A download grows in `bundles/.pull/NAME`, which is no bundle, as it has no manifest. The manifest is written
last, then the folder is renamed to `bundles/NAME`. A kill at any moment leaves what the next pull goes on with.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from app.bundles.catalogue import Plan
from app.bundles.download import Control, Phase, Progress, RemoteFile, Tell
from app.bundles.installed import STARTER_NAME
from app.storage import check_room
from model.bundle_manifest import Bundle, FileEntry, seal
from model.errors import BadInput

GROWING: Final = ".pull"


class Fetcher(Protocol):
    """`app.bundles.download.Downloader`."""

    def fetch(self, file: RemoteFile, target: Path, tell: Tell, control: Control) -> str: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A download that was begun and is not complete. size: bytes that are here."""

    name: str
    size: int


def pull(plan: Plan, bundles: Path, fetcher: Fetcher, tell: Callable[[Progress], None], control: Control) -> Bundle:
    """Downloads what the plan says, checks it and puts it among the bundles, in place of one of that name.

    Raises BadInput (too little room before it begins, trouble on the way), Stopped, and what `fetcher` raises.
    """
    growing = bundles / GROWING / plan.name
    _clear_leftovers(bundles)
    with _alone(bundles, plan.name):
        _remove_strangers(growing, plan)
        check_room(bundles, plan.size - _bytes_in(growing))
        entries, before = [], 0
        for file in plan.files:
            control.check()

            def say(have: int, phase: Phase, note: str, file: RemoteFile = file, before: int = before) -> None:
                tell(Progress(phase, file.path, before + have, plan.size, note))

            sha256 = fetcher.fetch(file, growing / file.path, say, control)
            entries.append(FileEntry(file.path, file.size, sha256))
            before += file.size
        seal(growing, plan.head, entries)
        return _install(growing, bundles / plan.name)


def remove(name: str, bundles: Path) -> int:
    """Takes a downloaded bundle off the disk, with what a broken-off download of it left; returns the bytes freed.

    Raises BadInput for the starter, an unknown name or a folder that cannot be removed.
    """
    if name == STARTER_NAME:
        raise BadInput("the starter belongs to Aloud and stays; other bundles can be removed")
    here = [p for p in (bundles / name, bundles / GROWING / name) if name == p.name and p.is_dir()]
    if not here or name.startswith("."):
        raise BadInput("there is no downloaded bundle {name!r}; see: aloud bundle list", name=name)
    freed = 0
    with _alone(bundles, name):
        for folder in here:
            freed += _bytes_in(folder)
            _discard(folder, bundles)
    return freed


def begun(bundles: Path) -> list[Begun]:
    """The downloads that can be gone on with."""
    folder = bundles / GROWING
    names = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return [Begun(path.name, size) for path in names if not path.name.startswith(".") and (size := _bytes_in(path))]


def _install(growing: Path, place: Path) -> Bundle:
    try:
        if place.exists():
            _discard(place, place.parent)
        os.replace(growing, place)
    except OSError as error:
        raise BadInput(
            "the bundle cannot be put in {place} ({reason}); check the folder's permissions",
            place=place,
            reason=error.strerror,
        ) from error
    return Bundle.open(place)


def _discard(folder: Path, bundles: Path) -> None:
    """Out of sight in one step, then off the disk."""
    aside = bundles / GROWING / f".old-{folder.name}-{time.time_ns()}"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, aside)
        shutil.rmtree(aside)
    except OSError as error:
        raise BadInput(
            "{folder} cannot be removed ({reason}); close what uses it and try again",
            folder=folder,
            reason=error.strerror,
        ) from error


def _clear_leftovers(bundles: Path) -> None:
    """What a kill in the middle of a removal left behind."""
    folder = bundles / GROWING
    for path in folder.glob(".old-*") if folder.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def _remove_strangers(growing: Path, plan: Plan) -> None:
    """Files of another version of the bundle, which this one does not have."""
    wanted = {growing / file.path for file in plan.files}
    parts = {f"{path.name}.": path for path in wanted}
    for path in [p for p in growing.rglob("*") if p.is_file()] if growing.is_dir() else []:
        ours = any(path.name.startswith(start) and path.parent == of.parent for start, of in parts.items())
        if path not in wanted and not ours:
            with contextlib.suppress(OSError):
                path.unlink()


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


@contextmanager
def _alone(bundles: Path, name: str) -> Iterator[None]:
    """Only one process at a time works on a bundle; the lock ends with the process."""
    from filelock import FileLock, Timeout

    folder = bundles / GROWING
    lock = FileLock(folder / f".{name}.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise BadInput(
            "the bundle {name} is being downloaded or removed by another Aloud; wait for that", name=name
        ) from error
    except OSError as error:
        raise BadInput(
            "cannot write in {folder} ({reason}); check the folder's permissions", folder=folder, reason=error.strerror
        ) from error
    try:
        yield
    finally:
        lock.release()
