"""One answer of a trained model, token by token: the schedule asks, the tape chooses, the guard forbids.

Owns: driving a tape by the schedule under the drift guard. Must not know: weights, sound, events, threads.
Thread: the engine's worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.thinker.guard import DriftGuard
from model.thinker.schedule import Choose, Schedule, Stream
from model.thinker.streams import ALTERNATIVES, Decode, Streams, Text

if TYPE_CHECKING:
    from model.thinker.thinker import Tape

SPARE_ROOM = 16
"""The tape must hold a whole slot and the end marks; with less the answer ends."""


class Answer(Streams):
    """The Thinker's side of a turn, for one sequence that holds both streams."""

    def __init__(
        self, tape: Tape, schedule: Schedule, guard: DriftGuard, decode: Decode, *, guarded: bool = True
    ) -> None:
        super().__init__(guard, decode, guarded=guarded)
        self._tape, self._schedule = tape, schedule

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[Text]:
        """Goes on by one chosen token and all tokens known around it; see `Streams.step`.

        A progress sentence is spoken beside the sequence: the model was not trained on such.
        """
        told = self._progress_sentence(queued_s, idle, self._schedule.reasoning_open)
        if told:
            return self._tell(told)
        while not self.over:
            place = self._schedule.next(queued_s, self._between)
            if place is None or self._tape.room < SPARE_ROOM:
                self.cut_short = self._schedule.cut_short or place is not None
                return self._end()
            if isinstance(place, Choose):
                return self._take(place)
            self._tape.push(*place.ids)
            self._note_end_of_reasoning()
        return []

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, marks and pads not counted."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    def _take(self, place: Choose) -> list[Text]:
        token = self._tape.choose(place.forbidden)[0]
        if place.stream is Stream.SPOKEN and self._guarded and not self._may_say(token):
            other = self._instead(place)
            if other is None:
                self._tape.push(self._schedule.stop_speaking())
                return []
            token = other
        self._schedule.take(token)
        self._tape.push(token)
        if place.stream is Stream.SPOKEN:
            return self._speak(token)
        texts = self._reason(token)
        self._note_end_of_reasoning()
        return texts

    def _may_say(self, token: int) -> bool:
        if token == self._schedule.marks.s_end:
            return self._guard.allows_end(self._unsettled)
        return self._allowed(token)

    def _instead(self, place: Choose) -> int | None:
        """A token for a place whose first choice is a number that nothing holds."""
        if place.may_hold:
            return self._schedule.marks.s_pad
        others = self._tape.choose(place.forbidden, ALTERNATIVES)[1:]
        return next((token for token in others if self._may_say(token)), None)

    def _note_end_of_reasoning(self) -> None:
        if not self._schedule.reasoning_open:
            self._guard.reasoning_ended()
