"""The sound of saved turns, where the user chose to keep it: a WAV file for each question and answer.

    audio/SESSION-STARTED/TURN-question.wav, TURN-answer.wav

STARTED is in the name so that a new history, whose numbers begin again, never finds sounds of an old one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from app.storage import private_folder, write_whole
from model.errors import BadInput
from model.events import FloatArray

Kind = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class Sound:
    """samples: float32 mono (n,) in [-1, 1] at `rate` Hz."""

    samples: FloatArray
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


class AudioStore:
    """The sounds of one history. The folder is made with the first sound. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, session: int, started: float, turn: int, kind: Kind, sound: Sound) -> None:
        """Write a sound that only its owner can read. Raises BadInput where it cannot be written."""
        from audio_io.sound_files import wav_bytes

        file = self._file(session, started, turn, kind)
        try:
            private_folder(self._folder)
            private_folder(file.parent)
        except OSError as error:
            raise BadInput(
                "sound cannot be kept in {parent} ({reason}); make room there",
                parent=file.parent,
                reason=error.strerror,
            ) from error
        write_whole(file, wav_bytes(sound.samples, sound.rate), private=True)

    def read(self, session: int, started: float, turn: int, kind: Kind) -> Sound | None:
        """A kept sound; None if there is none or its file cannot be read."""
        import soundfile

        file = self._file(session, started, turn, kind)
        if not file.is_file():
            return None
        try:
            samples, rate = soundfile.read(str(file), dtype="float32", always_2d=True)
        except (OSError, RuntimeError):  # soundfile's own errors are RuntimeErrors
            return None
        return Sound(np.ascontiguousarray(samples[:, 0]), int(rate))

    def remove(self, session: int, started: float) -> None:
        """Delete the sounds of a session. Raises BadInput if one cannot be deleted."""
        self._delete(self._of(session, started))

    def clear(self) -> None:
        """Delete every sound. Raises BadInput if one cannot be deleted."""
        self._delete(self._folder)

    @property
    def size(self) -> int:
        """Bytes of all sounds."""
        return sum(file.stat().st_size for file in self._folder.rglob("*.wav")) if self._folder.is_dir() else 0

    def _of(self, session: int, started: float) -> Path:
        return self._folder / f"{session}-{round(started * 1000)}"

    def _file(self, session: int, started: float, turn: int, kind: Kind) -> Path:
        return self._of(session, started) / f"{turn}-{kind}.wav"

    @staticmethod
    def _delete(folder: Path) -> None:
        try:
            if folder.is_dir():
                shutil.rmtree(folder)
        except OSError as error:
            raise BadInput(
                "the sounds in {folder} cannot be deleted ({reason}); delete them by hand",
                folder=folder,
                reason=error.strerror,
            ) from error
