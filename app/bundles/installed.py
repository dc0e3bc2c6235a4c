"""The bundles on this disk: finding, installing and removing them.

A download grows in `bundles/.pull/NAME`, which is not a bundle yet, as it has no manifest. The manifest is written
last, then the folder is renamed to `bundles/NAME`. After a kill at any moment the next pull continues from there.
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
from typing import TYPE_CHECKING, Final

from app.preset import machine_preset
from app.storage import STARTER, STARTER_NAME, check_room, user_paths
from model.bundle_manifest import MANIFEST, Bundle, FileEntry, seal
from model.errors import BadInput

if TYPE_CHECKING:
    from app.bundles.catalogue import DownloadPlan
    from app.bundles.download import DownloadControl, Downloader, DownloadPhase, DownloadProgress

GROWING: Final = ".pull"


def find_bundle(name: str) -> Path:
    """The folder of a bundle, by its name or path. Raises BadInput if there is none.

    The shipped and the downloaded bundles come before a path.
    """
    if not name.strip():
        raise BadInput("the bundle's name is empty; see: aloud bundle list")
    known = dict(installed())
    if name in known:
        return known[name]
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    here = ", ".join(known) or "none"
    raise BadInput("there is no bundle {name!r} (here: {here}); see: aloud bundle list", name=name, here=here)


def voices(name: str) -> tuple[str, ...]:
    """The names of the voices that a bundle has to choose from; empty where there is no choice.

    Raises BadInput if there is no such bundle, or a damaged one.
    """
    from model.talker.token_layout import voices_of

    talker = Bundle.open(find_bundle(name)).talker
    return voices_of(talker) if talker is not None else ()


def installed() -> Iterator[tuple[str, Path]]:
    """Name and folder of each bundle: the shipped one, the user's, and those of the machine's preset."""
    if STARTER.is_dir():
        yield STARTER_NAME, STARTER
    folder = user_paths().bundles
    _finish_updates(folder)
    seen = {STARTER_NAME}
    for place in (folder, machine_preset().bundles):
        for path in _bundles_in(place) if place is not None else ():
            if path.name not in seen:
                seen.add(path.name)
                yield path.name, path


def _bundles_in(folder: Path) -> list[Path]:
    """The bundles in a folder, by name; none where it is missing or cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if (path / MANIFEST).is_file())
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class PartialDownload:
    """A download that is not complete. size: bytes that are here. address: of a bundle outside the catalogue."""

    name: str
    size: int
    address: str = ""


def partial_downloads(bundles: Path) -> list[PartialDownload]:
    """The downloads that can be continued."""
    folder = bundles / GROWING
    names = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    found = [PartialDownload(path.name, _bytes_in(path), _address_of(path)) for path in names if path.name[0] != "."]
    return [download for download in found if download.size]


def _address_file(growing: Path) -> Path:
    """Beside a growing bundle: the address that its download continues from."""
    return growing.with_name(f".{growing.name}.address")


def _address_of(growing: Path) -> str:
    try:
        return _address_file(growing).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def pull(
    plan: DownloadPlan,
    bundles: Path,
    downloader: Downloader,
    tell: Callable[[DownloadProgress], None],
    control: DownloadControl,
) -> Bundle:
    """Download the planned files, check them and install the bundle, in place of one of that name.

    Two downloads of one bundle exclude each other. Raises BadInput (also for too little room, before it begins),
    DownloadStopped, and what `downloader` raises.
    """
    from app.bundles.download import DownloadProgress

    growing = bundles / GROWING / plan.name
    _remove_leftovers(bundles)
    with _locked(bundles, plan.name):
        _remove_strangers(growing, plan)
        if plan.address:
            _address_file(growing).write_text(plan.address, encoding="utf-8")
        check_room(bundles, plan.size - _bytes_in(growing))
        entries, before = [], 0
        for file in plan.files:
            control.check()

            def report(have: int, phase: DownloadPhase, note: str, path: str = file.path, before: int = before) -> None:
                tell(DownloadProgress(phase, path, before + have, plan.size, note))

            sha256 = downloader.fetch(file, growing / file.path, report, control)
            entries.append(FileEntry(file.path, file.size, sha256))
            before += file.size
        seal(growing, plan.head, entries)
        installed_bundle = _install(growing, bundles / plan.name)
        _address_file(growing).unlink(missing_ok=True)
        return installed_bundle


def remove(name: str, bundles: Path) -> int:
    """Delete a downloaded bundle, and what an unfinished download of it left; returns the bytes freed.

    Raises BadInput for the starter, an unknown name or a folder that cannot be removed.
    """
    if name == STARTER_NAME:
        raise BadInput("the starter belongs to Aloud and stays; other bundles can be removed")
    here = [p for p in (bundles / name, bundles / GROWING / name) if name == p.name and p.is_dir()]
    if not here or name.startswith("."):
        raise BadInput("there is no downloaded bundle {name!r}; see: aloud bundle list", name=name)
    freed = 0
    with _locked(bundles, name):
        for folder in here:
            freed += _bytes_in(folder)
            _discard(folder, bundles)
        _address_file(bundles / GROWING / name).unlink(missing_ok=True)
    return freed


def _install(growing: Path, place: Path) -> Bundle:
    """Put a whole bundle in its place. After a kill between the two renames `_finish_updates` does the second."""
    old = _aside(place, place.parent)
    try:
        if place.exists():
            os.replace(place, old)
        os.replace(growing, place)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise BadInput(
            "the bundle cannot be put in {place} ({reason}); check the folder's permissions",
            place=place,
            reason=error.strerror,
        ) from error
    return Bundle.open(place)


def _finish_updates(bundles: Path) -> None:
    """Puts whole bundles in place whose old version was moved away by a process that was killed then."""
    for manifest in (bundles / GROWING).glob(f"*/{MANIFEST}"):
        name = manifest.parent.name
        if name[0] != "." and not (bundles / name).exists():
            with contextlib.suppress(BadInput, OSError), _locked(bundles, name):
                os.replace(manifest.parent, bundles / name)


def _aside(folder: Path, bundles: Path) -> Path:
    return bundles / GROWING / f".old-{folder.name}-{time.time_ns()}"


def _discard(folder: Path, bundles: Path) -> None:
    """Rename a folder away in one step, then delete it."""
    aside = _aside(folder, bundles)
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


def _remove_leftovers(bundles: Path) -> None:
    """Delete what a kill during a removal left behind."""
    folder = bundles / GROWING
    for path in folder.glob(".old-*") if folder.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True)


def _remove_strangers(growing: Path, plan: DownloadPlan) -> None:
    """Delete files of another version of the bundle, which this one does not have."""
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
def _locked(bundles: Path, name: str) -> Iterator[None]:
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
