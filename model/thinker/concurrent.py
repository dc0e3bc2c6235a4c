"""Which of two concurrent streams moves next, and when the speech may.

Owns: the rhythm, pacing by the playback clock, the think-first prefix, limits and the end. Must not know: torch,
text, numbers, clocks (it is told seconds). Pure state machine; thread: whoever drives it.

While the reasoning is open every move carries one reasoning token, so it always ends; speech rides along, p
tokens for q of reasoning, more when sound runs out and none while plenty is queued. Afterwards only the speech
moves. The same machine does think-first (speech waits for all reasoning) and direct (there is no reasoning).
"""

from __future__ import annotations

from dataclasses import dataclass

from model.thinker.schedule import HOLD_ABOVE_S, MarkIds, Stream

URGENT_BELOW_S = 0.3
"""With less sound than this queued, speech rides along with every reasoning token."""


@dataclass(frozen=True, slots=True)
class Move:
    """Which streams go on by one token of the model's choice."""

    reasoning: bool
    spoken: bool


class ConcurrentSchedule:
    """One answer's schedule: ask `next`, choose a token for each stream that moves, and `take` it or `hold`.

    think_first: reasoning tokens before the speech may begin. reason: False for an answer without reasoning.
    max_reasoning, max_spoken: tokens after which a stream is ended by force; then `cut_short` is True.
    Always ends, provided that a hold is told by `hold` alone: that one is refused when no reasoning is left.
    """

    def __init__(
        self,
        ratio: tuple[int, int],
        marks: MarkIds,
        *,
        max_reasoning: int = 400,
        max_spoken: int = 120,
        think_first: int = 0,
        reason: bool = True,
    ) -> None:
        if min(*ratio, max_reasoning, max_spoken) < 1 or think_first < 0:
            raise ValueError(f"ratio {ratio[0]}:{ratio[1]} and limits must be positive")
        self.marks = marks
        self._ratio = ratio
        self._credit = ratio[1]  # the speech may begin at once
        self._max_reasoning, self._max_spoken = max_reasoning, max_spoken
        self._think_first = think_first
        self.reasoning_open, self.spoken_open = reason, True
        self.cut_short = False
        self.reasoning_tokens = self.spoken_tokens = 0
        self.not_reasoning = marks.special - {marks.r_end}
        self.not_spoken = marks.special - {marks.s_end}

    def next(self, queued_s: float = 0.0, between_sentences: bool = False) -> Move | None:
        """What moves next; None when the answer is over.

        queued_s: seconds of sound handed out and not heard yet. between_sentences: the speech so far ends a
        sentence, so that it may pause here.
        """
        if self.reasoning_open and self.reasoning_tokens == self._max_reasoning:
            self.reasoning_open, self.cut_short = False, True
        if self.reasoning_open:
            return Move(True, self._speech_rides_along(queued_s, between_sentences))
        if self.spoken_open and self.spoken_tokens == self._max_spoken:
            self.spoken_open, self.cut_short = False, True
        return Move(False, True) if self.spoken_open else None

    @property
    def may_speak(self) -> bool:
        """Whether the think-first prefix is over."""
        return not self.reasoning_open or self.reasoning_tokens >= self._think_first

    def take(self, stream: Stream, token: int) -> None:
        """Notes the chosen token. Raises ValueError for a token that was forbidden, and for an end too early."""
        thinks = stream is Stream.REASONING
        early = not thinks and token == self.marks.s_end and self.reasoning_open
        forbidden, is_open = (
            (self.not_reasoning, self.reasoning_open) if thinks else (self.not_spoken, self.spoken_open)
        )
        if token in forbidden or early or not is_open:
            raise ValueError(f"token {token} is forbidden in the {stream.value} stream")
        if thinks:
            self.reasoning_open = token != self.marks.r_end
            self.reasoning_tokens += self.reasoning_open
        else:
            self.spoken_open = token != self.marks.s_end
            self.spoken_tokens += self.spoken_open

    def hold(self) -> None:
        """The spoken cursor waits for more reasoning. Raises ValueError if none comes."""
        if not self.reasoning_open:
            raise ValueError("the speech can only hold while the reasoning goes on")

    def stop_speaking(self) -> None:
        """Ends the speech where it is, because no token may follow."""
        self.spoken_open = False

    def _speech_rides_along(self, queued_s: float, between_sentences: bool) -> bool:
        spoken, reasoning = self._ratio
        self._credit = min(self._credit + spoken, reasoning + spoken)
        if not self.may_speak or self.spoken_tokens == self._max_spoken:
            return False
        if between_sentences and queued_s > HOLD_ABOVE_S:
            return False
        if queued_s >= URGENT_BELOW_S and self._credit < reasoning:
            return False
        self._credit = max(0, self._credit - reasoning)
        return True
