"""Writes recordings and their rows to NAME.pcm and NAME.jsonl; an interrupted build can continue.

A shard is written as `NAME.pcm.part` and `NAME.jsonl.part`, which are renamed when it is complete, the rows last, so a
`NAME.jsonl` always stands for a whole shard. `NAME.state` has the valid length of both parts.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

from model.atomic_files import cannot_write, whole_file
from model.errors import BadInput

Sound = npt.NDArray[np.float32]


@dataclass
class ShardState:
    """chunks: finished ones. samples, bytes: valid lengths of sound and rows. kinds, rejected: counts."""

    chunks: int = 0
    samples: int = 0
    bytes: int = 0
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, path: Path) -> ShardState:
        """The state in a file; a fresh one if there is none. Raises BadInput if it is damaged."""
        if not path.exists():
            return cls()
        try:
            found = cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise BadInput(f"{path} is damaged ({error}): remove its folder and build again") from error
        found.kinds, found.rejected = Counter(found.kinds), Counter(found.rejected)
        return found


class ShardWriter:
    """Appends recordings to NAME.pcm and their rows to NAME.jsonl; continues where an earlier process stopped.

    All methods raise BadInput if the disk is full or the folder not writable.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.pcm_path, self.rows_path = folder / f"{name}.pcm", folder / f"{name}.jsonl"
        self.state_path = folder / f"{name}.state"
        self.state = ShardState.read(self.state_path)
        self.complete = self.rows_path.exists() and self.state.chunks > 0
        if self.complete:
            return
        if not self.state.chunks:
            self.state = ShardState()
        part = part_of(self.pcm_path)
        if self.pcm_path.exists() and not part.exists() and self.state.rows:
            os.replace(self.pcm_path, part)  # stopped between the two renames of `close`
        self.pcm = opened(part, 2 * self.state.samples)
        try:
            self.rows = opened(part_of(self.rows_path), self.state.bytes)
        except BaseException:
            self.pcm.close()
            raise

    def add(self, row: dict[str, Any], sound: Sound) -> None:
        """One recording, float32 mono 16 kHz from -1 to 1."""
        line = json.dumps(row | {"offset": self.state.samples, "length": len(sound)}) + "\n"
        try:
            self.pcm.write((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
            self.rows.write(line.encode())
        except OSError as error:
            raise cannot_write(self.pcm_path, error) from error
        self.state.samples += len(sound)
        self.state.bytes += len(line)
        self.state.rows += 1

    def commit(self) -> None:
        """Ends a chunk; a later process continues after it."""
        self.state.chunks += 1
        self._note()

    def close(self) -> None:
        """Completes the shard."""
        self._note()
        self.pcm.close()
        self.rows.close()
        try:
            os.replace(part_of(self.pcm_path), self.pcm_path)
            os.replace(part_of(self.rows_path), self.rows_path)
        except OSError as error:
            raise cannot_write(self.pcm_path, error) from error
        self.complete = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the files as they are."""
        if self.complete:
            return
        for file in (self.pcm, self.rows):
            try:
                file.close()
            except OSError:
                continue  # a full disk, which was reported before

    def _note(self) -> None:
        """Saves the state, after sound and rows, so that it never promises more than there is."""
        self._flush()
        with whole_file(self.state_path) as part:
            part.write_text(json.dumps(vars(self.state)), encoding="utf-8")

    def _flush(self) -> None:
        try:
            self.pcm.flush()
            self.rows.flush()
        except OSError as error:
            raise cannot_write(self.pcm_path, error) from error


def part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def opened(path: Path, size: int) -> BinaryIO:
    """A file to append to, cut to its valid size. Raises BadInput if it is shorter, or cannot be written."""
    try:
        file = path.open("ab")
        if path.stat().st_size < size:
            file.close()
            raise BadInput(f"{path} is shorter than it was: remove its folder and build again")
        file.truncate(size)
    except OSError as error:
        raise cannot_write(path, error) from error
    return file
