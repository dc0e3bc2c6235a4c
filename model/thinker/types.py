"""Types that all parts of a Thinker share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt

from model.events import VerdictName

Samples = npt.NDArray[np.float32]


Mode = Literal["interleaved", "concurrent", "think-first", "direct"]


PAUSE_ABOVE_S = 2.0
"""With more speech queued, a new sentence waits and all steps go to the reasoning."""


class Stream(Enum):
    """The stream of a token: decided by its place, never by its text."""

    SPOKEN = "spoken"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class Pace:
    """What is needed to know how long the speech may wait.

    ahead_s: seconds of speech that are not heard yet, as sound or as text. step_s: from one step of the answer to the
    next while the voice works too. first_sound_s: from a phrase to its first sound.
    """

    ahead_s: float
    step_s: float
    first_sound_s: float


@dataclass(frozen=True, slots=True)
class StreamText:
    """A piece of text of one stream.

    verdict: of a line of the reasoning, "right", "wrong" or "unchecked", and `line` is its number; None while it is
    open. withdrawn: the line is taken back.
    """

    stream: Stream
    text: str
    verdict: VerdictName | None = None
    line: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ControlTokens:
    """Ids of the tokens that control the streams: pads and ends. special: these and all other tokens without text."""

    s_pad: int
    r_pad: int
    s_end: int
    r_end: int
    special: frozenset[int]


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """Options of one answer.

    ratio: spoken and reasoning tokens that alternate. max_reasoning, max_spoken: tokens after which a stream is ended.
    think_first: reasoning tokens before the speech may begin. guarded: suppress numbers that appear neither in the
    question nor in the reasoning. calculator: the working of each operation that the model writes is exact, wrong lines
    are taken back where that is possible, and their numbers are not spoken; False is the model alone. said: what the
    speech begins with, spoken already (trained models only).
    """

    mode: Mode = "interleaved"
    ratio: tuple[int, int] = (2, 8)
    max_reasoning: int = 400
    max_spoken: int = 120
    think_first: int = 0
    guarded: bool = True
    calculator: bool = True
    said: str = ""
