"""One answer of a model trained to interleave reasoning and speech in one sequence.

The sequence after the mode token:
- interleaved: slots of p spoken tokens, then q reasoning tokens. A spoken place without anything to say yet is
  `<s_pad>`. The slot in which the reasoning ends is filled with `<r_pad>`; then follows speech alone, without pads, up
  to `<s_end>`.
- think-first: the reasoning, `<r_end>`, the speech, `<s_end>`. direct: the speech, `<s_end>`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.thinker.calculator import ends_line, working_instead
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import ALTERNATIVES, Decode, ThinkerAnswer
from model.thinker.types import PAUSE_ABOVE_S, ControlTokens, Mode, Stream, StreamText

if TYPE_CHECKING:
    from model.lm.sequence import TokenSequence


@dataclass(frozen=True, slots=True)
class Choose:
    """The next token is the model's choice, anything but `forbidden`. may_hold: `<s_pad>` is allowed."""

    stream: Stream
    forbidden: frozenset[int]
    may_pad: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The next tokens are fixed: append them."""

    ids: tuple[int, ...]


class InterleavedSchedule:
    """Chooses the stream of the next token and the tokens that are allowed: a state machine.

    Call `next`, then append the known tokens or choose one and `take` it, until `next` is None. Always ends: every call
    uses up a place of a bounded stream. max_reasoning, max_spoken: tokens after which a stream is ended, which sets
    `cut_short`. think_first: reasoning tokens before the speech; until then spoken places are pads.
    """

    def __init__(
        self,
        mode: Mode,
        ratio: tuple[int, int],
        control: ControlTokens,
        *,
        max_reasoning: int = 400,
        max_spoken: int = 120,
        think_first: int = 0,
    ) -> None:
        spoken, reasoning = ratio
        if spoken < 1 or reasoning < 1 or max_reasoning < 1 or max_spoken < 1:
            raise ValueError(f"ratio {spoken}:{reasoning} and limits must be positive")
        self.control = control
        self._think_first = think_first
        self._per_slot = (spoken, reasoning)
        self._interleaved = mode == "interleaved"
        self._left_spoken, self._left_reasoning = self._per_slot if self._interleaved else (0, 0)
        self._room_reasoning, self._room_spoken = max_reasoning, max_spoken
        self._known: tuple[int, ...] = ()
        self.reasoning_open = mode != "direct"
        self.spoken_open = True
        self.cut_short = False
        self.reasoning_tokens = 0
        self.spoken_tokens = 0
        special = control.special
        self._not_reasoning = special - {control.r_end}
        self._not_padded_speech = special - {control.s_pad}
        self._not_free_speech = special - {control.s_end}

    def next(self, queued_s: float = 0.0, between_sentences: bool = False) -> Choose | Known | None:
        """The next place; None when the answer is over.

        queued_s: seconds of sound handed out and not heard yet. between_sentences: the speech so far ends a sentence,
        so it may pause here.
        """
        if self._known:
            known, self._known = Known(self._known), ()
            return known
        if self.reasoning_open and self._interleaved:
            return self._in_slot(between_sentences and queued_s > PAUSE_ABOVE_S)
        if self.reasoning_open:
            return self._reasoning_place()
        if not self.spoken_open:
            return None
        if self._room_spoken == 0:
            self.cut_short = True
            return Known((self.stop_speaking(),))
        return Choose(Stream.SPOKEN, self._not_free_speech, may_pad=False)

    def take(self, token: int) -> Stream:
        """Records the chosen token and returns its stream. Raises ValueError for a forbidden token."""
        place = self._place
        if token in self._forbidden(place):
            raise ValueError(f"token {token} is forbidden in the {place.value} stream")
        if place is Stream.REASONING:
            self._take_reasoning(token)
        else:
            self._take_spoken(token)
        return place

    def stop_speaking(self) -> int:
        """Ends the speech here, because no token is allowed. Returns `<s_end>`, to be appended."""
        if self.reasoning_open:
            raise ValueError("the speech can pad while the reasoning is open")
        self.spoken_open = False
        return self.control.s_end

    @property
    def _place(self) -> Stream:
        speaking = self._interleaved and self._left_spoken > 0
        return Stream.REASONING if self.reasoning_open and not speaking else Stream.SPOKEN

    def _forbidden(self, place: Stream) -> frozenset[int]:
        if place is Stream.REASONING:
            return self._not_reasoning
        return self._not_padded_speech if self.reasoning_open else self._not_free_speech

    def _in_slot(self, wait: bool) -> Choose | Known:
        if self._left_spoken == 0:
            return self._reasoning_place()
        if wait or self._room_spoken == 0 or self.reasoning_tokens < self._think_first:
            return Known(self._pad_rest())
        return Choose(Stream.SPOKEN, self._not_padded_speech, may_pad=True)

    def _pad_rest(self) -> tuple[int, ...]:
        """After one pad the rest of a slot's spoken part is pads."""
        pads = (self.control.s_pad,) * self._left_spoken
        self._left_spoken = 0
        return pads

    def _reasoning_place(self) -> Choose | Known:
        if self._room_reasoning == 0:
            self.cut_short = True
            return Known((self.control.r_end, *self._end_reasoning()))
        return Choose(Stream.REASONING, self._not_reasoning, may_pad=False)

    def _take_reasoning(self, token: int) -> None:
        if token == self.control.r_end:
            self._known = self._end_reasoning()
            return
        self.reasoning_tokens += 1
        self._room_reasoning -= 1
        if self._interleaved:
            self._left_reasoning -= 1
            if self._left_reasoning == 0:
                self._left_spoken, self._left_reasoning = self._per_slot

    def _take_spoken(self, token: int) -> None:
        if token == self.control.s_end:
            self.spoken_open = False
            return
        if token == self.control.s_pad:
            self._left_spoken -= 1
            self._known = self._pad_rest()
            return
        self.spoken_tokens += 1
        self._room_spoken -= 1
        if self._interleaved and self.reasoning_open:
            self._left_spoken -= 1

    def _end_reasoning(self) -> tuple[int, ...]:
        """Closes the reasoning; returns the pads that fill its slot."""
        self.reasoning_open = False
        return (self.control.r_pad,) * (self._left_reasoning - 1) if self._interleaved else ()


SPARE_ROOM = 16
"""Tokens that must fit: a whole slot and the end tokens; with less room the answer ends."""


class InterleavedAnswer(ThinkerAnswer):
    """Both streams in one sequence: the schedule places, the model or the calculator chooses, the guard forbids.

    encode: plain text to ids, for exact working. said: what the speech begins with, already spoken.
    """

    def __init__(
        self,
        sequence: TokenSequence,
        schedule: InterleavedSchedule,
        guard: NumberGuard,
        decode: Decode,
        encode: Callable[[str], Sequence[int]],
        *,
        guarded: bool = True,
        checked: CheckedReasoning | None = None,
        calculator: bool = True,
        said: str = "",
    ) -> None:
        super().__init__(guard, decode, guarded=guarded, checked=checked, calculator=calculator)
        self._sequence, self._schedule, self._encode = sequence, schedule, encode
        self._given = deque(encode(said)) if said else deque[int]()  # tokens that take the next spoken places
        self._working = deque[int]()  # and reasoning places
        self._worked = False  # the open line's working is complete
        self.speech = self._own_words = said

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[StreamText]:
        """One chosen or given token and all known tokens around it; see `ThinkerAnswer.step`.

        A progress sentence is spoken but not appended: the model was not trained on such.
        """
        progress = self._progress_sentence(queued_s, idle, self._schedule.reasoning_open)
        if progress:
            return self._speak_progress(progress)
        texts: list[StreamText] = []
        while not self.over:
            place = self._schedule.next(queued_s, self._between and not self._given)
            if place is None or self._sequence.room < SPARE_ROOM:
                self.cut_short = self._schedule.cut_short or place is not None
                return texts + self._end()
            if isinstance(place, Choose):
                return texts + self._take(place)
            self._sequence.push(*place.ids)
            texts += self._note_end_of_reasoning()
        return texts

    @property
    def reasoning_open(self) -> bool:
        return self._schedule.reasoning_open

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, control tokens not counted."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    def _take(self, place: Choose) -> list[StreamText]:
        if place.stream is Stream.REASONING:
            token = self._next_of_working() if self._working else self._think(place)
            self._append(token)
            return self._reason(token) + self._note_end_of_reasoning()
        if self._given:
            self._append(self._given.popleft())
            return []
        chosen = self._say_next(place)
        if chosen is None:
            self._sequence.push(self._schedule.stop_speaking())
            return []
        self._append(chosen)
        return self._speak(chosen)

    def _append(self, token: int) -> None:
        self._schedule.take(token)
        self._sequence.push(token)

    def _think(self, place: Choose) -> int:
        """The model's token; after an operation, the first of its exact working, and the others are to follow."""
        token = self._sequence.choose(place.forbidden)[0]
        if self._worked:
            token = self._line_end(place, token)
        if self._calculator:
            exact = working_instead(self.checked.open, self._peek(token), self.checked.closed)
            self._working.extend(self._encode(exact))
        if not self._working:
            self.log_probability = min(self.log_probability, self._sequence.log_probability(token))
            return token
        self.calculated = True
        return self._next_of_working()

    def _next_of_working(self) -> int:
        token = self._working.popleft()
        self._worked = not self._working
        return token

    def _line_end(self, place: Choose, token: int) -> int:
        """After exact working: `token` if it ends the line, else the likeliest that does."""
        self._worked = False
        if ends_line(self._peek(token)):
            return token
        others = self._sequence.choose(place.forbidden, ALTERNATIVES)[1:]
        return next((other for other in others if ends_line(self._peek(other))), self._encode("\n")[0])

    def _peek(self, token: int) -> str | None:
        """The text that a reasoning token would add, None for the end of the reasoning."""
        ends = token == self._schedule.control.r_end
        return None if ends else self._texts[Stream.REASONING].peek(token)

    def _say_next(self, place: Choose) -> int | None:
        """The model's token, or another where it is a suppressed number; None if there is none."""
        token = self._sequence.choose(place.forbidden)[0]
        if not self._guarded or self._may_say(token):
            return token
        if place.may_pad:
            return self._schedule.control.s_pad
        others = self._sequence.choose(place.forbidden, ALTERNATIVES)[1:]
        return next((other for other in others if self._may_say(other)), None)

    def _may_say(self, token: int) -> bool:
        if token == self._schedule.control.s_end:
            return self._guard.allows_end(self._unsettled)
        return self._allowed(token)

    def _note_end_of_reasoning(self) -> list[StreamText]:
        return [] if self._schedule.reasoning_open else self._end_reasoning()
