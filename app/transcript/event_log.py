"""Writes a turn's events as JSON lines to stdout, or to a file that is complete or absent."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TextIO

from model.atomic_files import new_part, put_in_place
from model.errors import BadInput
from model.events import TurnEvent, to_json

STDOUT = "-"


class EventLines:
    """A context manager; without `commit` it leaves no file.

    target: a path, or "-" for stdout, where each line appears at once. A device or pipe is written to
    directly. Raises BadInput where the file cannot be written (full disk, missing folder).
    """

    def __init__(self, target: str) -> None:
        self._path = Path(os.path.realpath(target))
        self._shown = target
        self._file: TextIO = sys.stdout
        self._renames = False
        self._temporary = self._path
        if target == STDOUT:
            return
        try:
            if self._path.is_dir():
                raise BadInput("{target} is a folder; name a file for the events", target=target)
            self._renames = not self._path.exists() or self._path.is_file()
            if self._renames:
                self._temporary = new_part(self._path)
            self._file = open(self._temporary, "w", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> EventLines:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is sys.stdout:
            return
        with contextlib.suppress(OSError):  # what could not be flushed has been reported by `write` or `commit`
            self._file.close()
        if self._renames:
            self._temporary.unlink(missing_ok=True)

    def write(self, event: TurnEvent) -> None:
        """Adds one event's line."""
        try:
            self._file.write(json.dumps(to_json(event), ensure_ascii=False) + "\n")
            if self._file is sys.stdout:
                self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def commit(self) -> None:
        """Completes the file under its name."""
        if self._file is sys.stdout:
            return
        try:
            self._file.flush()
            if self._renames:
                put_in_place(self._temporary, self._path)
            self._file.close()
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> Exception:
        if isinstance(error, BrokenPipeError):
            return error
        name = "stdout" if self._shown == STDOUT else self._shown
        why = error.strerror or type(error).__name__
        return BadInput(
            "the events cannot be written to {name} ({reason}); free some space or choose another place",
            name=name,
            reason=why,
        )
