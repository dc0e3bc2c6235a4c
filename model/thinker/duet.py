"""One answer of a stock model: both streams at once, the guard between them.

Owns: driving two cursors by the concurrent schedule, holds, the opener, progress sentences that the model sees.
Must not know: weights, prompts' wording, sound, events. Thread: the engine's worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.thinker.concurrent import ConcurrentSchedule
from model.thinker.guard import DriftGuard
from model.thinker.schedule import Stream
from model.thinker.streams import ALTERNATIVES, Decode, Streams, Text

if TYPE_CHECKING:
    from model.thinker.twin import Duet

SPARE_ROOM = 2
"""A region must hold one token more than is chosen next; with less its stream ends."""


@dataclass(frozen=True, slots=True)
class Cue:
    """How a stream begins. ids: the prompt's tail, unheard. opener: words spoken at once, without the model."""

    ids: tuple[int, ...]
    opener: str = ""


class ConcurrentAnswer(Streams):
    """The Thinker's side of a turn, for two cursors.

    encode: plain text to ids, for the words that the tutor is given. Cues are pushed when their stream first
    moves, so that a think-first speech is prompted with all reasoning in sight.
    """

    def __init__(
        self,
        duet: Duet,
        schedule: ConcurrentSchedule,
        guard: DriftGuard,
        decode: Decode,
        encode: Callable[[str], list[int]],
        cues: dict[Stream, Cue],
        *,
        guarded: bool = True,
    ) -> None:
        super().__init__(guard, decode, guarded=guarded)
        self._duet, self._schedule, self._encode, self._cues = duet, schedule, encode, cues

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, marks and given words not counted."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[Text]:
        """Goes on by one forward, of one or two tokens; see `Streams.step`."""
        if self.over:
            return []
        schedule = self._schedule
        told = self._progress_sentence(queued_s, idle, schedule.reasoning_open)
        if told and self._give(told):
            return self._tell(told)
        move = schedule.next(queued_s, self._between)
        if move is None or self._is_full():
            self.cut_short = schedule.cut_short or move is not None
            return self._end()
        if not schedule.reasoning_open:
            self._guard.reasoning_ended()
        texts = self._begin(Stream.REASONING) if move.reasoning else []
        texts += self._begin(Stream.SPOKEN) if move.spoken else []
        thought, said = self._duet.choose(
            schedule.not_reasoning if move.reasoning else None, schedule.not_spoken if move.spoken else None
        )
        if thought:
            texts += self._take_reasoning(thought[0])
        if said:
            texts += self._take_spoken(said[0])
        return texts

    def _is_full(self) -> bool:
        """Whether a stream that is open has no room: its cue is there, and a token more would not fit."""
        schedule = self._schedule
        open_ = {Stream.REASONING: schedule.reasoning_open, Stream.SPOKEN: schedule.spoken_open}
        return any(is_open and self._duet.room(stream) < SPARE_ROOM for stream, is_open in open_.items())

    def _begin(self, stream: Stream) -> list[Text]:
        """Pushes a stream's cue when it first moves; the opener, while there is something to bridge."""
        cue = self._cues.pop(stream, None)
        if cue is None:
            return []
        self._duet.push(stream, *cue.ids)
        if not cue.opener or not self._schedule.reasoning_open or not self._give(cue.opener):
            return []
        return self._say(cue.opener)

    def _give(self, text: str) -> bool:
        """Words of the tutor that the model goes on from; False if its region is full."""
        ids = self._encode(text)
        if len(ids) + SPARE_ROOM > self._duet.room(Stream.SPOKEN):
            return False
        self._duet.push(Stream.SPOKEN, *ids)
        return True

    def _take_reasoning(self, token: int) -> list[Text]:
        self._schedule.take(Stream.REASONING, token)
        if not self._schedule.reasoning_open:
            self._guard.reasoning_ended()
            return []
        self._duet.push(Stream.REASONING, token)
        return self._reason(token)

    def _take_spoken(self, token: int) -> list[Text]:
        schedule = self._schedule
        if not self._may_say(token):
            if schedule.reasoning_open:
                schedule.hold()
                return []
            others = self._duet.choose(None, schedule.not_spoken, ALTERNATIVES)[1][1:]
            other = next((candidate for candidate in others if self._may_say(candidate)), None)
            if other is None:
                schedule.stop_speaking()
                return []
            token = other
        schedule.take(Stream.SPOKEN, token)
        if not schedule.spoken_open:
            return []
        self._duet.push(Stream.SPOKEN, token)
        return self._speak(token)

    def _may_say(self, token: int) -> bool:
        if token == self._schedule.marks.s_end:
            if self._schedule.reasoning_open:
                return False
            return not self._guarded or self._guard.allows_end(self._unsettled)
        return not self._guarded or self._allowed(token)
