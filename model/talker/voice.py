"""What every Talker offers, however its codes are made: words in, codec frames out.

Owns: the types. Thread: types only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Frame:
    """codes: int64 (streams,), in the codec's own order. cursor: how many characters (or spelled symbols) of
    the phrase are covered when it has been heard."""

    codes: npt.NDArray[np.int64]
    cursor: int


class PhraseTalker(Protocol):
    """Speaks one phrase at a time. One thread; closing the iterator stops the work."""

    @property
    def streams(self) -> int:
        """Codes in a frame."""
        ...

    @property
    def codebook_size(self) -> int: ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names to choose from, the default first; empty where there is one voice only."""
        ...

    def say(self, words: str, *, seed: int = 0, voice: str = "", follows: bool = False) -> Iterator[Frame]:
        """Frames of a phrase in words, each as soon as it is known; `cursor` counts characters of `words`.

        voice: one of `voices`, "" for the default. follows: the phrase goes on where the last one ended.
        Raises BadInput for a voice that is not here.
        """
        ...


# -- What the engine asks of a voice. The Talker of a bundle is one; tests bring their own.


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """samples: float32 mono (n,). chars_covered: characters of the text that are said once they were heard."""

    samples: npt.NDArray[np.float32]
    chars_covered: int


class Voice(Protocol):
    """Text in, sound out. One thread; closing the iterator stops the work."""

    @property
    def sample_rate(self) -> int: ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names to choose from, the default first; empty where there is one voice only."""
        ...

    def speak(self, text: str, *, voice: str = "", follows: bool = False) -> Iterator[SpokenPiece]:
        """voice: one of `voices`, "" for the default. follows: the text goes on where the last one ended.

        Raises BadInput for a voice that is not here.
        """
        ...
