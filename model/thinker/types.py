"""How one answer is to be made.."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt


class Tape(Protocol):
    """A growing sequence of tokens. Tokens may be appended for free; choosing computes what is pending."""

    @property
    def room(self) -> int:
        """How many tokens still fit."""
        ...

    def push(self, *ids: int) -> None: ...

    def choose(self, forbidden: Collection[int], count: int = 1) -> list[int]:
        """The best next token that is not forbidden, then the next best ones; nothing is appended."""
        ...

    def fork(self) -> Tape: ...


Samples = npt.NDArray[np.float32]


Mode = Literal["interleaved", "concurrent", "think-first", "direct"]


HOLD_ABOVE_S = 2.0
"""With more speech than this queued, a new sentence can wait and all steps go to the reasoning."""


class Stream(Enum):
    """To whom a token belongs. Decided by its place alone, never by its text."""

    SPOKEN = "spoken"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class MarkIds:
    """Ids of the tokens that steer the streams; `special` holds these and every other token without text."""

    s_pad: int
    r_pad: int
    s_end: int
    r_end: int
    special: frozenset[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """mode, ratio: see `schedule`. max_reasoning, max_spoken: tokens after which a stream is ended by force.
    think_first: reasoning tokens before anything is spoken. guarded: hold numbers back that nothing holds.
    """

    mode: Mode = "interleaved"
    ratio: tuple[int, int] = (2, 8)
    max_reasoning: int = 400
    max_spoken: int = 120
    think_first: int = 0
    guarded: bool = True
