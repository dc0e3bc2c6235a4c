"""Files and folders that are written whole or not at all, by writing beside them and renaming."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model.errors import BadInput


def cannot_write(path: Path, error: OSError) -> BadInput:
    """The error for a failed write to `path`."""
    return BadInput(
        "cannot write {path} ({reason}): free some space or choose another place",
        path=path,
        reason=error.strerror or error,
    )


def new_part(path: Path) -> Path:
    """A temporary path beside `path` to write to; parts that a killed process left there are deleted."""
    start = f".{path.name[:200]}."
    for part in path.parent.glob(f"{glob.escape(start)}*.part"):
        pid = part.name.removeprefix(start).removesuffix(".part")
        if pid.isascii() and pid.isdecimal() and not _runs(int(pid)):
            with suppress(OSError):
                part.unlink()
    return path.with_name(f"{start}{os.getpid()}.part")


def _runs(pid: int) -> bool:
    """Whether a process exists. On Windows always false: there a file that is open cannot be deleted."""
    if os.name == "nt":
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # another user's
        return True
    return True


def put_in_place(part: Path, path: Path) -> None:
    """Renames a whole file, once its content is on the disk itself. Raises OSError."""
    sync(part)
    os.replace(part, path)


def sync(path: Path) -> None:
    """Waits until a file's content is on the disk itself. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `path` if the block ends well. Raises OSError."""
    part = new_part(path)
    try:
        yield part
        put_in_place(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """`replaced`, with BadInput in place of OSError."""
    try:
        with replaced(path) as part:
            yield part
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to fill; it takes the place of `path` if the block ends well.

    A kill in mid-exchange leaves no folder `path`, never half of one. Raises BadInput for an OSError.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        if path.exists():
            old = path.with_name(f".{path.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            os.replace(path, old)
            os.replace(part, path)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(part, path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def make_folder(path: Path) -> None:
    """The folder with its parents, if it is not there yet. Raises BadInput if that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
