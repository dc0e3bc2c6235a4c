"""What the engine asks of a voice. The Talker of a bundle is one; tests bring their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Piece(Protocol):
    """A stretch of sound. samples: float32 mono; chars_covered: characters done once it was heard."""

    @property
    def samples(self) -> npt.NDArray[np.float32]: ...

    @property
    def chars_covered(self) -> int: ...


class Voice(Protocol):
    """Text in, sound out. One thread; closing the iterator stops the work."""

    @property
    def sample_rate(self) -> int: ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names to choose from, the default first; empty where there is one voice only."""
        ...

    def speak(self, text: str, *, voice: str = "", follows: bool = False) -> Iterator[Piece]:
        """voice: one of `voices`, "" for the default. follows: the text goes on where the last one ended.

        Raises BadInput for a voice that is not here.
        """
        ...
