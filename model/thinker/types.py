"""How one answer is to be made.."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


Mode = Literal["interleaved", "concurrent", "think-first", "direct"]


PAUSE_ABOVE_S = 2.0
"""With more speech than this queued, a new sentence can wait and all steps go to the reasoning."""


class Stream(Enum):
    """To whom a token belongs. Decided by its place alone, never by its text."""

    SPOKEN = "spoken"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class ControlTokens:
    """Ids of the tokens that steer the streams; `special` holds these and every other token without text."""

    s_pad: int
    r_pad: int
    s_end: int
    r_end: int
    special: frozenset[int]


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """mode, ratio: see `schedule`. max_reasoning, max_spoken: tokens after which a stream is ended by force.
    think_first: reasoning tokens before anything is spoken. guarded: hold numbers back that nothing holds.
    """

    mode: Mode = "interleaved"
    ratio: tuple[int, int] = (2, 8)
    max_reasoning: int = 400
    max_spoken: int = 120
    think_first: int = 0
    guarded: bool = True
