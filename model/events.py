"""The events of a turn, which the engine emits, and their one-line JSON form. Immutable.

`ReasoningText` and `SpokenText` are different types on purpose: the Talker takes only `SpokenText`, so that the
reasoning cannot be spoken by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
VerdictName = Literal["right", "wrong", "unchecked"]
EndReason = Literal["complete", "cancelled", "no_speech", "length", "error"]


@dataclass(frozen=True, slots=True)
class TurnEvent:
    """Base of all events.

    turn_id: the turn that emitted it; later turns have greater ids. t: seconds since the question ended.
    """

    turn_id: int
    t: float


@dataclass(frozen=True, slots=True)
class Heard(TurnEvent):
    """The question as the Thinker understood it (recognition is a task of the same Thinker).

    doubt: 0 (sure) to 1 that it was something else.
    """

    text: str
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class ReasoningText(TurnEvent):
    """A piece of the reasoning stream, to be appended to the pane. Never spoken.

    verdict: on line number `line`, which this text closes, or an earlier one if there is no text; None while a line is
    open. Lines are counted from 0, withdrawn ones too, blank ones not. withdrawn: the line was taken back.
    """

    text: str
    verdict: VerdictName | None = None
    line: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SpokenText(TurnEvent):
    """A piece of the spoken stream, to be appended to the captions; the only text the Talker gets."""

    text: str


@dataclass(frozen=True, slots=True)
class AudioChunk(TurnEvent):
    """Sound to play next.

    samples: float32, mono, shape (n,), in [-1, 1]. sample_rate: Hz.
    text_upto: how many characters of the concatenated `SpokenText` are covered once this chunk was heard.
    """

    samples: npt.NDArray[np.float32] = field(repr=False)
    sample_rate: int
    text_upto: int


@dataclass(frozen=True, slots=True)
class DoubtSigns:
    """What an answer's doubt is judged by.

    heard, reasoned: log-probability of the least likely token of the transcription, and of what the model wrote of the
    reasoning itself. differ: two readings of the question came to other numbers. typed: the question was not heard.
    """

    heard: float = 0.0
    reasoned: float = 0.0
    differ: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class TurnEnded(TurnEvent):
    """The last event of a turn; exactly one per turn.

    answer: final number or expression as text ("65", "-3", "3 r 2"), empty if none was reached.
    spoken_answer: the number that the spoken stream gave, as digits, empty if none (scoring).
    ttfa_s: question's end to the first audio sample handed out, seconds; None if nothing was spoken.
    underruns: times the playback clock ran dry between two chunks of this turn.
    drift: numbers spoken before they appeared in the question or the reasoning.
    reason: how the turn ended. message: for people; the cause of "error" and "no_speech", or what was done
    differently than requested; else empty.
    context: share of the model's context in use, 0 to 1; beyond it the oldest turn is dropped.
    verdict: on the answer, with all that it rests on; None without reasoning. declined: the tutor said that it is not
    sure or cannot answer, or asked back, and `answer` is empty. calculator: the arithmetic of the reasoning is exact.
    candidates: the questions between which it asked back, in writing; asking one of them answers it, as does "yes" or
    the number. signs: of doubt, without a place in JSON.
    """

    answer: str
    spoken_answer: str
    reasoning_tokens: int
    spoken_tokens: int
    spoken_words: int
    ttfa_s: float | None
    underruns: int
    drift: int
    reason: EndReason
    message: str = ""
    context: float = 0.0
    verdict: VerdictName | None = None
    declined: bool = False
    calculator: bool = False
    candidates: tuple[str, ...] = ()
    signs: DoubtSigns | None = None


KINDS: dict[type[TurnEvent], str] = {
    Heard: "heard",
    ReasoningText: "reasoning",
    SpokenText: "spoken",
    AudioChunk: "audio",
    TurnEnded: "ended",
}


def without_withdrawn(events: Iterable[TurnEvent]) -> list[TurnEvent]:
    """The events of a turn without the pieces of reasoning that were taken back."""
    kept: list[TurnEvent] = []
    line: list[int] = []  # where the pieces of the open line are
    for event in events:
        kept.append(event)
        if isinstance(event, ReasoningText):
            line.append(len(kept) - 1)
            if event.withdrawn:
                for at in reversed(line):
                    del kept[at]
            if event.withdrawn or event.text.endswith("\n"):
                line = []
    return kept


_LEFT_OUT = {"verdict", "line", "withdrawn", "declined", "calculator", "candidates"}
"""Fields that the JSON form has only where they say something."""


def to_json(event: TurnEvent) -> dict[str, Any]:
    """The event as a JSON-ready dict: `t`, `kind`, then its own fields; samples become their count."""
    row: dict[str, Any] = {"t": round(event.t, 4), "kind": KINDS[type(event)]}
    for name in type(event).__dataclass_fields__:
        if name in ("t", "turn_id", "signs"):
            continue
        value = getattr(event, name)
        if name in _LEFT_OUT and (value is None or value is False or value == ()):
            continue
        if isinstance(value, np.ndarray):
            value = int(value.shape[0])
        elif isinstance(value, float):
            value = round(value, 4)
        row[name] = value
    return row
