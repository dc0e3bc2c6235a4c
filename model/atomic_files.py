"""Files and folders that are there whole or not at all.

Owns: writing beside and renaming, and what a full disk or a forbidden place means to a person. Thread: any.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model.errors import BadInput


def cannot_write(path: Path, error: OSError) -> BadInput:
    """What to tell a person about a failed write to `path`."""
    return BadInput(
        "cannot write {path} ({reason}): free some space or choose another place",
        path=path,
        reason=error.strerror or error,
    )


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `path` if the block ends well. Raises BadInput for an OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


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
