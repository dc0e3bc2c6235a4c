"""Interfaces of Talkers and voices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """codes: int64 (streams,), in the codec's order. cursor: characters of the phrase that are covered once the frame
    was heard."""

    codes: npt.NDArray[np.int64]
    cursor: int


class PhraseTalker(Protocol):
    """Words to codec frames, one phrase at a time. Single-threaded; closing the iterator cancels."""

    @property
    def streams(self) -> int:
        """Codes in a frame."""
        ...

    @property
    def codebook_size(self) -> int: ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names to choose from, the default first; empty if there is only one voice."""
        ...

    def say(self, words: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[Frame]:
        """Frames of a phrase in words, each as soon as it is known; `cursor` counts characters of `words`.

        voice: one of `voices`, "" for the default. follows: the phrase continues the last one. Raises BadInput for an
        unknown voice.
        """
        ...


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """samples: float32 mono (n,). chars_covered: characters of the text that are said once they were heard."""

    samples: npt.NDArray[np.float32]
    chars_covered: int


class Voice(Protocol):
    """Text to sound. Single-threaded; closing the iterator cancels."""

    @property
    def sample_rate(self) -> int: ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names to choose from, the default first; empty if there is only one voice."""
        ...

    def speak(self, text: str, *, voice: str = "", follows: bool = False) -> Iterator[SpokenPiece]:
        """Sound of a text, in pieces. Arguments and errors as for `PhraseTalker.say`."""
        ...
