"""One answer, token by token: the schedule asks, the tape chooses, the guard forbids.

Owns: driving a tape by the schedule under the drift guard, and turning tokens into the text of two streams.
Must not know: weights, sound, events, threads. Thread: the engine's worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.thinker.guard import DriftGuard
from model.thinker.result import reasoned_result, repair
from model.thinker.schedule import Choose, Schedule, Stream

if TYPE_CHECKING:
    from model.thinker.thinker import Tape

ALTERNATIVES = 8
"""How many of the next best tokens are tried when a number may not be spoken and the speech cannot hold."""

SPARE_ROOM = 16
"""The tape must hold a whole slot and the end marks; with less the answer ends."""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of one stream's text."""

    stream: Stream
    text: str


class _TokensToText:
    """Token ids to text as they come; bytes of a character that is not complete yet are held back."""

    def __init__(self, decode: Callable[[Iterable[int]], str]) -> None:
        self._decode = decode
        self._held: list[int] = []

    def peek(self, token: int) -> str:
        """The text that `token` would add."""
        text = self._decode([*self._held, token])
        return "" if text.endswith("\ufffd") and len(self._held) < 3 else text

    def add(self, token: int) -> str:
        text = self.peek(token)
        self._held = [] if text else [*self._held, token]
        return text


class Answer:
    """The Thinker's side of a turn. Call `step` until `over`, then `closing` once.

    guard: follows both streams. guarded: it decides which numbers may be spoken; otherwise it only counts.
    decode: ids to text, without special tokens.
    """

    def __init__(
        self,
        tape: Tape,
        schedule: Schedule,
        guard: DriftGuard,
        decode: Callable[[Iterable[int]], str],
        *,
        guarded: bool = True,
    ) -> None:
        self._tape, self._schedule, self._guard, self._guarded = tape, schedule, guard, guarded
        self._texts = {stream: _TokensToText(decode) for stream in Stream}
        self._unsettled = ""
        self.reasoning = ""
        self.speech = ""
        self.over = False
        self.cut_short = False

    def step(self, queued_s: float = 0.0) -> list[Text]:
        """Goes on by one chosen token and all tokens known around it; the text that became certain.

        queued_s: seconds of sound handed out and not heard yet.
        """
        while not self.over:
            between = not self._unsettled and self.speech.rstrip().endswith((".", "!", "?"))
            place = self._schedule.next(queued_s, between)
            if place is None or self._tape.room < SPARE_ROOM:
                self.cut_short = self._schedule.cut_short or place is not None
                return self._end()
            if isinstance(place, Choose):
                return self._take(place)
            self._tape.push(*place.ids)
            self._note_end_of_reasoning()
        return []

    def closing(self) -> str:
        """What the tutor must add so that the speech gives the reasoned result; "" if nothing."""
        text = repair(reasoned_result(self.reasoning), self.speech)
        if text:
            self._say(text)
        self._guard.speech_ended()
        return text

    @property
    def drift(self) -> int:
        """Numbers spoken before the question or the reasoning held them."""
        return self._guard.drift

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, marks and pads not counted."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    # -- one token ------------------------------------------------------------------------------------

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
        text = self._texts[place.stream].add(token)
        if place.stream is Stream.REASONING:
            return self._reason(text)
        self._unsettled += text
        return self._settle()

    def _may_say(self, token: int) -> bool:
        if token == self._schedule.marks.s_end:
            return self._guard.allows_end(self._unsettled)
        return self._guard.allows(self._unsettled + self._texts[Stream.SPOKEN].peek(token))

    def _instead(self, place: Choose) -> int | None:
        """A token for a place whose first choice is a number that nothing holds."""
        if place.may_hold:
            return self._schedule.marks.s_pad
        others = self._tape.choose(place.forbidden, ALTERNATIVES)[1:]
        return next((token for token in others if self._may_say(token)), None)

    def _reason(self, text: str) -> list[Text]:
        self.reasoning += text
        self._guard.reason(text)
        self._note_end_of_reasoning()
        return [Text(Stream.REASONING, text)] if text else []

    def _note_end_of_reasoning(self) -> None:
        if not self._schedule.reasoning_open:
            self._guard.reasoning_ended()

    def _settle(self) -> list[Text]:
        """Gives out the speech up to a number or word that may still grow."""
        cut = self._guard.settled(self._unsettled)
        text, self._unsettled = self._unsettled[:cut], self._unsettled[cut:]
        return self._say(text)

    def _end(self) -> list[Text]:
        """The last words, without a number that was never completed to a known one."""
        self.over = True
        rest, self._unsettled = self._unsettled, ""
        return self._say(rest) if not self._guarded or self._guard.allows_end(rest) else []

    def _say(self, text: str) -> list[Text]:
        if not text:
            return []
        self.speech += text
        self._guard.speak(text)
        return [Text(Stream.SPOKEN, text)]
