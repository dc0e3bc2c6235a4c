"""The text of a Thinker's streams: answers of reasoning and speech, and transcriptions of the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from model.checking.verdict import check_line
from model.errors import AloudError
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.final_answer import reasoned_result, repair, result_in_words
from model.thinker.number_guard import NumberGuard
from model.thinker.types import Pace, Stream, StreamText

if TYPE_CHECKING:
    from model.lm.sequence import TokenSequence

_NUMBER = r"\d{1,12}"
_OPERATION = rf"{_NUMBER} *[-+*/×÷−] *{_NUMBER}"
_RESULT = rf"[-−]?{_NUMBER}(?: r {_NUMBER})?"
_WHOLE = re.compile(rf"({_OPERATION}) *= *({_RESULT})", re.ASCII)
_COLUMNS = re.compile(rf"({_OPERATION}): *[-+*/= \d]*", re.ASCII)
_BELOW = re.compile(rf"=({_RESULT})", re.ASCII)

Judge = Callable[[str], bool]
"""True if a step, as "347+286=633", may be spoken."""


def _is_right(step: str) -> bool:
    return check_line(step).right


class ProgressSentences:
    """Sentences about the last finished step, for pauses while the reasoning continues; each step at most once.

    A step is one operation on whole numbers with its result, on one line ("12/4=3") or as column work with the result
    below ("347+286: 7+6=13 ...", "=633"). Any other line is passed over, and only the result's number goes into the
    sentence: what the model writes in its reasoning is never spoken. judge: asked for each step.
    """

    def __init__(self, judge: Judge = _is_right) -> None:
        self._judge = judge
        self._line = ""
        self._columns = ""  # the operation of the last line, if its result is to follow
        self._result = ""

    def reason(self, text: str) -> None:
        """Appends `text` to the reasoning."""
        *complete, self._line = (self._line + text).split("\n")
        for line in complete:
            self._end_line(line.strip())

    def sentence(self) -> str:
        """A sentence about the last finished step, with a space before it; "" if there is no new one."""
        result, self._result = self._result, ""
        return f" So far I have {result_in_words(result)}." if result else ""

    def _end_line(self, line: str) -> None:
        operation, self._columns = self._columns, ""
        if columns := _COLUMNS.fullmatch(line):
            self._columns = columns[1]
            return
        self._result = ""  # what follows may take it back
        if whole := _WHOLE.fullmatch(line):
            self._finish(whole[1], whole[2])
        elif operation and (below := _BELOW.fullmatch(line)):
            self._finish(operation, below[1])

    def _finish(self, operation: str, result: str) -> None:
        result = result.replace("−", "-")
        if self._judge(f"{operation}={result}"):
            self._result = result


ALTERNATIVES = 8
"""Number of best tokens that are tried when a number is suppressed and the speech cannot wait."""

STARVING_BELOW_S = 0.3
"""With less sound queued and nothing to say, a sentence about the last finished step is spoken."""

UNSURE = "There is a slip in my working, so I'm not sure of the result."
"""Said in place of a result that rests on a wrong line."""

LOOP = "I'm going round in circles here, so let me stop. Please ask me in another way."
"""Spoken where an answer repeated itself and has no result."""

MOST_REPAIRS = 2
"""Wrong lines of an answer that are written again; with more of them the model is lost, and the answer says so."""

Decode = Callable[[Iterable[int]], str]


class _TokensToText:
    """Token ids to text, one by one; the bytes of an incomplete character are kept until it is complete."""

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
    """Both streams of one answer. Call `step` until `over`, then `closing` once.

    guard: follows both streams. guarded: the guard suppresses numbers, and a wrong spoken
    result is corrected; otherwise numbers are only counted. decode: ids to
    text without special tokens. checked: gives each line its verdict. calculator: see
    `GenerationConfig`. calculated: exact working was written for an operation of the model. failure: why a model
    outside this program could not go on; what was said until then stays.
    """

    def __init__(
        self,
        guard: NumberGuard,
        decode: Decode,
        *,
        guarded: bool,
        checked: CheckedReasoning | None = None,
        calculator: bool = True,
    ) -> None:
        self._guard, self._guarded, self._calculator = guard, guarded, calculator
        self.checked = checked or CheckedReasoning()
        self._told = 0  # closed lines that the guard was given
        self._shown = ""  # what it knows of the open line
        self._texts = {stream: _TokensToText(decode) for stream in Stream}
        self._unsettled = ""
        self._progress = ProgressSentences()
        self._own_words = ""  # the speech without progress sentences, which is compared with the result
        self.speech = ""
        self.over = False
        self.cut_short = False
        self.pace: Pace | None = None  # set before a step, if the speech is heard as it is written
        self.calculated = False
        self.failure: AloudError | None = None
        self._loops = False
        self.log_probability = 0.0  # of the least likely token of the reasoning that the model itself wrote

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[StreamText]:
        """One step; returns the text that is final now.

        queued_s: seconds of sound handed out and not heard yet. idle: the voice has begun and has nothing to say.
        """
        raise NotImplementedError

    @property
    def reasoning(self) -> str:
        """The reasoning so far, without what was taken back."""
        return self.checked.text

    @property
    def reasoning_open(self) -> bool:
        """Whether the reasoning goes on."""
        raise NotImplementedError

    @property
    def declined(self) -> bool:
        """Whether a slip or a loop in the reasoning leaves the result in doubt, which `closing` then says."""
        return self._runs_in_circles or (self._calculator and self.checked.unsure)

    def closing(self) -> str:
        """Words to add so that the speech gives the reasoned result; "" if none are needed, or unguarded."""
        gap = " " if self._own_words else ""
        if self._runs_in_circles:
            text = gap + LOOP
        elif self.declined:
            text = gap + UNSURE
        else:
            text = repair(reasoned_result(self.reasoning), self._own_words) if self._guarded else ""
        if text:
            self._say(text)
        self._guard.speech_ended()
        return text

    def stop(self) -> None:
        """Frees what a model outside this thread still does for this answer; may be called twice."""

    @property
    def drift(self) -> int:
        """Numbers spoken before they appeared in the question or the reasoning."""
        return self._guard.drift

    @property
    def tokens(self) -> tuple[int, int]:
        """Reasoning and spoken tokens so far, control tokens not counted."""
        raise NotImplementedError

    @property
    def _runs_in_circles(self) -> bool:
        return self._loops and not reasoned_result(self.reasoning)

    @property
    def _between(self) -> bool:
        """True if the speech so far ends a sentence."""
        return not self._unsettled and self.speech.rstrip().endswith((".", "!", "?"))

    def _progress_sentence(self, queued_s: float, idle: bool, reasoning_open: bool) -> str:
        """A progress sentence if one is due and allowed; "" otherwise."""
        if not (idle and reasoning_open and queued_s < STARVING_BELOW_S and self._between):
            return ""
        text = self._progress.sentence()
        return text if text and self._guard.allows(text) and self._guard.allows_end(text) else ""

    def _speak_progress(self, text: str) -> list[StreamText]:
        """Speaks a progress sentence."""
        self.speech += text
        self._guard.speak(text)
        return [StreamText(Stream.SPOKEN, text)]

    def _allowed(self, token: int) -> bool:
        """True if the guard allows `token` as the next of the speech."""
        piece = self._unsettled + self._texts[Stream.SPOKEN].peek(token)
        return self._guard.allows(piece) or (self._show_result() and self._guard.allows(piece))

    def _reason(self, token: int) -> list[StreamText]:
        return self._add_reasoning(self._texts[Stream.REASONING].add(token))

    def _add_reasoning(self, text: str) -> list[StreamText]:
        texts = self.checked.add(text)
        self._progress.reason(text)
        if self._calculator:
            self._tell_guard()
        else:
            self._guard.reason(text)
        return texts

    def _end_reasoning(self) -> list[StreamText]:
        """Closes the last line; a second call does nothing."""
        texts = self.checked.finish()
        if self._calculator:
            self._tell_guard()
        self._guard.reasoning_ended()
        return texts

    def _tell_guard(self) -> None:
        """Gives the guard the lines that were closed, unless they are wrong."""
        closed = self.checked.closed
        for line in closed[self._told :]:
            self._guard.reason(line.removeprefix(self._shown) + "\n")
            self._shown = ""
        self._told = len(closed)

    def _show_result(self) -> bool:
        """Gives the guard the open result line, if it is right as it stands, as the reply may follow it at once."""
        line = self.checked.open
        if not self._calculator or line == self._shown or not line.startswith("=") or not self.checked.open_is_right():
            return False
        self._guard.reason(line.removeprefix(self._shown))
        self._shown = line
        return True

    def _speak(self, token: int) -> list[StreamText]:
        self._unsettled += self._texts[Stream.SPOKEN].add(token)
        return self._settle()

    def _settle(self) -> list[StreamText]:
        """Releases the speech up to a number or word that may still grow."""
        cut = self._guard.settled(self._unsettled)
        text, self._unsettled = self._unsettled[:cut], self._unsettled[cut:]
        return self._say(text)

    def _end(self) -> list[StreamText]:
        """Ends both streams, the speech without a number that did not become a known one."""
        self.over = True
        texts = self._end_reasoning()
        rest, self._unsettled = self._unsettled, ""
        return texts + (self._say(rest) if not self._guarded or self._guard.allows_end(rest) else [])

    def _say(self, text: str) -> list[StreamText]:
        if not text:
            return []
        self.speech += text
        self._own_words += text
        if not self._guarded:
            self._show_result()
        self._guard.speak(text)
        return [StreamText(Stream.SPOKEN, text)]


class Transcription:
    """The spoken question in writing. Call `step` until `text` is set.

    sequence: a fork that ends with the prompt of this task. end: the id that ends the text. most: tokens.
    log_probability: of its least likely token so far.
    """

    def __init__(
        self,
        sequence: TokenSequence,
        end: int,
        special: frozenset[int],
        decode: Callable[[Iterable[int]], str],
        most: int = 120,
    ) -> None:
        self._sequence, self._end, self._decode, self._most = sequence, end, decode, most
        self._forbidden = special - {end}
        self._ids: list[int] = []
        self.text: str | None = None
        self.log_probability = 0.0

    def stop(self) -> None:
        """Does nothing: it holds nothing outside."""

    def step(self) -> None:
        """Decodes one token."""
        if self.text is not None:
            return
        token = self._sequence.choose(self._forbidden)[0]
        self.log_probability = min(self.log_probability, self._sequence.log_probability(token))
        if token != self._end:
            self._ids.append(token)
            self._sequence.push(token)
        if token == self._end or len(self._ids) == self._most or self._sequence.room < 1:
            self.text = self._decode(self._ids).strip()
