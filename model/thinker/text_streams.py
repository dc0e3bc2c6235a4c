"""What every way to think has in common: two streams of text, the drift guard between them, and the end.

Owns: tokens to text, what is settled enough to be spoken, progress sentences, the closing words. Thread: the engine's
worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from model.numbers import words_to_numbers
from model.thinker.final_answer import reasoned_result, repair
from model.thinker.number_guard import NumberGuard
from model.thinker.types import Stream
from model.verbalizer import to_words

# -- What the tutor can say truthfully while the reasoning is not done: its last finished step.


LONGEST = 48
"""Characters of a step that can be told in one breath."""


class ProgressSentences:
    """Follows the reasoning. `sentence` gives each finished step at most once, and only the last one."""

    def __init__(self) -> None:
        self._line = ""
        self._step = ""

    def reason(self, text: str) -> None:
        """The reasoning goes on with `text`."""
        *complete, self._line = (self._line + text).split("\n")
        for line in complete:
            self._step = line.strip()

    def sentence(self) -> str:
        """A sentence about the last finished step, with a space before it; "" if there is no new one."""
        step, self._step = self._step, ""
        if not step or step.startswith("=") or len(step) > LONGEST or not words_to_numbers(step):
            return ""
        return f" So far, {to_words(step).strip(' .')}."


ALTERNATIVES = 8
"""How many of the next best tokens are tried when a number may not be spoken and the speech cannot hold."""

STARVING_BELOW_S = 0.3
"""With less sound than this queued, nothing left to say and reasoning to do, the last finished step is told."""

Decode = Callable[[Iterable[int]], str]


@dataclass(frozen=True, slots=True)
class StreamText:
    """A piece of one stream's text."""

    stream: Stream
    text: str


class _TokensToText:
    """Token ids to text as they come; bytes of a character that is not complete yet are held back."""

    def __init__(self, decode: Decode) -> None:
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


class ThinkerAnswer:
    """The text of both streams of one answer. Call `step` until `over`, then `closing` once.

    guard: follows both streams. guarded: it decides which numbers may be spoken; otherwise it only counts.
    decode: ids to text, without special tokens.
    """

    def __init__(self, guard: NumberGuard, decode: Decode, *, guarded: bool) -> None:
        self._guard, self._guarded = guard, guarded
        self._texts = {stream: _TokensToText(decode) for stream in Stream}
        self._unsettled = ""
        self._progress = ProgressSentences()
        self._own_words = ""  # the speech without progress sentences, which the result is judged by
        self.reasoning = ""
        self.speech = ""
        self.over = False
        self.cut_short = False

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[StreamText]:
        """Goes on by one step; the text that became certain.

        queued_s: seconds of sound handed out and not heard yet. idle: the voice has begun, and has nothing to say.
        """
        raise NotImplementedError

    def closing(self) -> str:
        """What the tutor must add so that the speech gives the reasoned result; "" if nothing."""
        text = repair(reasoned_result(self.reasoning), self._own_words)
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
        raise NotImplementedError

    # -- for the ways to think ------------------------------------------------------------------------------

    @property
    def _between(self) -> bool:
        """Whether the speech so far ends a sentence."""
        return not self._unsettled and self.speech.rstrip().endswith((".", "!", "?"))

    def _progress_sentence(self, queued_s: float, idle: bool, reasoning_open: bool) -> str:
        """The starvation sentence, where one is due and true; "" otherwise."""
        if not (idle and reasoning_open and queued_s < STARVING_BELOW_S and self._between):
            return ""
        text = self._progress.sentence()
        return text if text and self._guard.allows(text) and self._guard.allows_end(text) else ""

    def _tell(self, text: str) -> list[StreamText]:
        """Speaks a progress sentence."""
        self.speech += text
        self._guard.speak(text)
        return [StreamText(Stream.SPOKEN, text)]

    def _allowed(self, token: int) -> bool:
        """Whether the guard lets the speech go on with `token`."""
        return self._guard.allows(self._unsettled + self._texts[Stream.SPOKEN].peek(token))

    def _reason(self, token: int) -> list[StreamText]:
        text = self._texts[Stream.REASONING].add(token)
        self.reasoning += text
        self._guard.reason(text)
        self._progress.reason(text)
        return [StreamText(Stream.REASONING, text)] if text else []

    def _speak(self, token: int) -> list[StreamText]:
        self._unsettled += self._texts[Stream.SPOKEN].add(token)
        return self._settle()

    def _settle(self) -> list[StreamText]:
        """Gives out the speech up to a number or word that may still grow."""
        cut = self._guard.settled(self._unsettled)
        text, self._unsettled = self._unsettled[:cut], self._unsettled[cut:]
        return self._say(text)

    def _end(self) -> list[StreamText]:
        """The last words, without a number that was never completed to a known one."""
        self.over = True
        rest, self._unsettled = self._unsettled, ""
        return self._say(rest) if not self._guarded or self._guard.allows_end(rest) else []

    def _say(self, text: str) -> list[StreamText]:
        if not text:
            return []
        self.speech += text
        self._own_words += text
        self._guard.speak(text)
        return [StreamText(Stream.SPOKEN, text)]
