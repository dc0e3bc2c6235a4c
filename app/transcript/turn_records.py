"""The record of a turn for the history, and the tracker of running and stopped turns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np

from app.transcript.turn_transcript import TurnTranscript
from model.events import AudioChunk, FloatArray, TurnEvent, to_json


@dataclass(slots=True)
class TurnRecord:
    """A turn as the history keeps it.

    started: seconds since 1970. row: its id in the history, 0 if it is not saved. withdrawn: it ends as if it was
    never asked. keeps_sound: whether the answer's samples are kept; asked: the question's, float32 (n,) at 16 kHz,
    None if it was typed.
    """

    turn: TurnTranscript
    started: float
    mode: str = ""
    ratio: str = ""
    keeps_sound: bool = False
    asked: FloatArray | None = None
    row: int = 0
    withdrawn: bool = False
    answer_rate: int = 0
    _events: list[TurnEvent] = field(default_factory=list)
    _answer: list[FloatArray] = field(default_factory=list)
    _stopped_at: int | None = None  # samples

    def add(self, event: TurnEvent) -> None:
        """Takes one event of this turn, in order."""
        self._events.append(event)
        self.turn.apply(event)
        if isinstance(event, AudioChunk):
            self.answer_rate = event.sample_rate
            if self.keeps_sound:
                self._answer.append(event.samples)

    @property
    def heard(self) -> str:
        """The part of the spoken text that was played."""
        caption = self.turn.caption
        if self._stopped_at is None:
            return caption.text
        return caption.heard_text(self._stopped_at / max(1, self.answer_rate))

    def event_lines(self) -> str:
        """The events as JSON lines, without samples."""
        return "\n".join(json.dumps(to_json(event), ensure_ascii=False) for event in self._events)

    def stop_at(self, samples: int) -> None:
        """The answer was stopped after these many of its samples had been played."""
        self._stopped_at = samples

    @property
    def answer_heard(self) -> FloatArray | None:
        """The sound of the answer as far as it was played, float32 (n,) at `answer_rate`; None without any."""
        samples = np.concatenate(self._answer)[: self._stopped_at] if self._answer else None
        return samples if samples is not None and len(samples) else None


class TurnTracker:
    """The turns of a conversation: which one runs, which may still sound, which were stopped."""

    def __init__(self) -> None:
        self.newest = 0
        self._stopped = 0  # turns up to this one were stopped
        self._running: dict[int, TurnRecord] = {}
        self._sounding: TurnRecord | None = None

    def begin(self, record: TurnRecord) -> None:
        """A turn was started."""
        self.newest = record.turn.turn_id
        self._running[self.newest] = record

    def is_live(self, turn_id: int) -> bool:
        """True if a turn was not stopped, neither by hand nor by a newer one."""
        return turn_id > self._stopped

    def record(self, turn_id: int) -> TurnRecord | None:
        """The record of a turn that has not ended."""
        return self._running.get(turn_id)

    def ended(self, turn_id: int) -> None:
        """The turn's last event came; its sound may still be heard."""
        record = self._running.pop(turn_id)
        if self.is_live(turn_id):
            self._sounding = record

    def stop(self, played_samples: int) -> TurnRecord | None:
        """Stops all turns so far. Returns the record of the answer that this cut, if there is one."""
        running = self._running.get(self.newest)
        cut, self._sounding = self._sounding, None
        if running is not None and self.is_live(self.newest) and not running.withdrawn:
            cut = running
        if cut is not None:
            cut.stop_at(played_samples)
        self._stopped = self.newest
        return cut

    def sound_over(self) -> None:
        """The last answer was heard to its end: stopping cuts nothing off it any more."""
        self._sounding = None

    def withdraw(self) -> None:
        """The running turn ends as if it was never asked."""
        if self.newest in self._running:
            self._running[self.newest].withdrawn = True
