"""Turns as they are remembered, and which of them still count.

Owns: putting a turn's events together, cutting an answer to what was heard, telling a stopped turn from a live one.
Thread: one at a time (the conversation's lock).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from model.events import (
    AudioChunk,
    FloatArray,
    Heard,
    ReasoningText,
    SpokenText,
    TurnEnded,
    TurnEvent,
    to_json,
)

Source = Literal["voice", "text", "said"]


@dataclass(slots=True)
class TurnRecord:
    """What a turn left behind. spoken: all that was written for the voice; heard: the part that was played.

    source: "said" is a text that was spoken without a question. started: seconds since 1970. events: the
    event lines as JSON, without samples. row: its id in the history, 0 if it is not saved. keeps_sound: whether
    the samples are collected, too; asked: the question's, float32 (n,) at 16 kHz, None if it was typed.
    """

    source: Source
    started: float
    question: str = ""
    mode: str = ""
    ratio: str = ""
    reasoning: str = ""
    spoken: str = ""
    heard: str = ""
    ended: TurnEnded | None = None
    events: list[str] = field(default_factory=list)
    row: int = 0
    keeps_sound: bool = False
    asked: FloatArray | None = None
    answer_rate: int = 0
    _answer: list[FloatArray] = field(default_factory=list)
    _stopped_at: int | None = None
    _ends: list[int] = field(default_factory=list)
    _upto: list[int] = field(default_factory=list)

    def add(self, event: TurnEvent) -> None:
        """Takes one event of this turn, in order."""
        self.events.append(json.dumps(to_json(event), ensure_ascii=False))
        if isinstance(event, Heard):
            self.question = self.question or event.text
        elif isinstance(event, ReasoningText):
            self.reasoning += event.text
        elif isinstance(event, SpokenText):
            self.spoken += event.text
        elif isinstance(event, AudioChunk):
            self._ends.append((self._ends[-1] if self._ends else 0) + len(event.samples))
            self._upto.append(event.text_upto)
            if self.keeps_sound:
                self._answer.append(event.samples)
                self.answer_rate = event.sample_rate
        elif isinstance(event, TurnEnded):
            self.ended = event
        self.heard = self.spoken if self._stopped_at is None else self._until(self._stopped_at)

    def stop_at(self, samples: int) -> None:
        """The answer was stopped when these many of its samples had been heard."""
        self._stopped_at = samples
        self.heard = self._until(samples)

    @property
    def answer_heard(self) -> FloatArray | None:
        """The sound of the answer as far as it was played, float32 (n,) at `answer_rate`; None without any."""
        samples = np.concatenate(self._answer)[: self._stopped_at] if self._answer else None
        return samples if samples is not None and len(samples) else None

    def _until(self, samples: int) -> str:
        """The spoken text that these many samples cover, to the last finished chunk."""
        chunks = bisect_right(self._ends, samples)
        return self.spoken[: self._upto[chunks - 1]] if chunks else ""


class TurnBook:
    """The turns of a conversation by generation: what runs, what may still sound, what was stopped."""

    def __init__(self) -> None:
        self.newest = 0  # the newest generation seen
        self._stopped = 0  # generations up to this one were stopped
        self._next: TurnRecord | None = None
        self._running: dict[int, TurnRecord] = {}
        self._sounding: TurnRecord | None = None

    def begin(self, record: TurnRecord) -> None:
        """The next generation will be this turn."""
        self._next = record

    def adopt(self, turn: int) -> TurnRecord | None:
        """Takes notice of a generation, whoever names it first; the record, if the turn is new."""
        if turn <= self.newest:
            return None
        self.newest = turn
        record, self._next = self._next, None
        if record is not None:
            self._running[turn] = record
        return record

    def is_live(self, turn: int) -> bool:
        """Whether a turn was not stopped, neither by hand nor by a newer one."""
        return turn > self._stopped

    def add(self, event: TurnEvent) -> TurnRecord | None:
        """Files an event; the turn's record, if the turn is one of ours and not forgotten."""
        record = self._running.get(event.turn)
        if record is None:
            return None
        record.add(event)
        if isinstance(event, TurnEnded):
            del self._running[event.turn]
            if self.is_live(event.turn):
                self._sounding = record
        return record

    def stop(self, heard_samples: int) -> TurnRecord | None:
        """All turns so far are stopped. Returns the record of the answer that was cut by this, if one was."""
        running = self._running.get(self.newest)
        cut, self._sounding = self._sounding, None
        if running is not None and self.is_live(self.newest):
            cut = running
        if cut is not None:
            cut.stop_at(heard_samples)
        self._stopped = self.newest
        return cut

    def silent(self) -> None:
        """The last answer's sound is out: stopping cuts nothing off it any more."""
        self._sounding = None

    def forget_running(self) -> bool:
        """Takes the running turn out of the book, as if it had not been asked; False if none runs."""
        return self._running.pop(self.newest, None) is not None
