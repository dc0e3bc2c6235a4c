"""Two streams of any chat model: the notes stream on, and the speech is prompted again for every sentence.

`dual_stream` keeps both streams in one store, which only plain attention allows. Here each reply is a sequence of its
own, so the model may have windows, shared or recurrent states, or be on a server. A sentence is written whole, checked
by the guard as a whole and then spoken; one that the notes do not support is dropped, and written again once they have
gone on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

from model.errors import AloudError
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.dual_stream import MARGIN_S, DualStreamSchedule
from model.thinker.final_answer import contradicts, reasoned_result
from model.thinker.number_guard import NumberGuard
from model.thinker.prompts import DONE
from model.thinker.repetition import is_loop
from model.thinker.text_model import TextStream
from model.thinker.text_streams import MOST_REPAIRS, ThinkerAnswer
from model.thinker.types import ControlTokens, Stream, StreamText

MOST_SENTENCES = 8

END, PIECE = 0, 1
CONTROL = ControlTokens(END, END, END, END, frozenset({END}))
"""The schedule counts pieces of text: one kind of token, and the end."""

Write = Callable[[Stream, str, str], TextStream]
"""Begins a stream's next reply, given the notes and the speech so far."""

_SENTENCE = re.compile(r"\s*\S.*?[.!?][\"'”’)*]*(?=\s|$)", re.DOTALL)
_LABEL = re.compile(r"^[\s*_\"“]*(?:(?:speech|tutor|next sentence|sentence)\s*:[\s*_\"“]*)?", re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class _Sentence:
    """A sentence that is being written. notes: the reasoning that it was prompted with."""

    def __init__(self, stream: TextStream, notes: str) -> None:
        self._stream, self.notes = stream, notes
        self._text, self._ended = "", False
        self.pieces = 0
        self.begun = time.monotonic()

    def read(self) -> str | None:
        """The sentence once it is whole, "" if the reply is over without one; None while it is being written."""
        if (whole := self._next()) is not None:
            return whole
        piece = None if self._ended else self._stream.read()
        if piece is not None:
            self._text += piece
            self.pieces += bool(piece)
            return self._next()
        if not self._ended:
            self._ended = True
            return self.read()
        rest, self._text = _spoken_form(self._text), ""
        return f"{rest}." if rest and not self._stream.cut else ""

    def cancel(self) -> None:
        self._stream.cancel()

    def _next(self) -> str | None:
        text = _THOUGHT.sub("", self._text)
        found = _SENTENCE.match(text)
        if found is None or (found.end() == len(text) and not self._ended):
            return None  # "3." may become "3.5"
        self._text, self.pieces = text[found.end() :], max(1, self.pieces)
        return _spoken_form(found[0])


class TwoSequenceAnswer(ThinkerAnswer):
    """Notes and speech as replies of a chat model, with the schedule, guard and checker of `DualStreamAnswer`.

    opening: words spoken at once, while reasoning follows. write: may raise AloudError, as may the streams; the answer
    then ends after the last whole sentence, with `failure` set.
    """

    def __init__(
        self,
        write: Write,
        schedule: DualStreamSchedule,
        guard: NumberGuard,
        *,
        opening: str = "",
        guarded: bool = True,
        checked: CheckedReasoning | None = None,
        calculator: bool = True,
    ) -> None:
        super().__init__(guard, lambda _: "", guarded=guarded, checked=checked, calculator=calculator)
        self._write, self._schedule, self._opening = write, schedule, opening
        self._notes: TextStream | None = None
        self._sentence: _Sentence | None = None
        self._held_at: str | None = None  # the notes for which a sentence was dropped
        self._sentences = 0
        self._slowest_s = 0.0  # time that a sentence took to write
        self._repairs = 0

    @property
    def reasoning_open(self) -> bool:
        return self._schedule.reasoning_open

    @property
    def tokens(self) -> tuple[int, int]:
        """Pieces of notes and of spoken sentences so far."""
        return self._schedule.reasoning_tokens, self._schedule.spoken_tokens

    def stop(self) -> None:
        """Cancels both replies."""
        notes, sentence = self._notes, self._sentence
        self._notes = self._sentence = None
        for stream in (notes, sentence):
            if stream is not None:
                stream.cancel()

    def step(self, queued_s: float = 0.0, idle: bool = False) -> list[StreamText]:
        """Reads one piece of one or both streams; see `ThinkerAnswer.step`."""
        if self.over:
            return []
        schedule = self._schedule
        if progress := self._progress_sentence(queued_s, idle, schedule.reasoning_open):
            return self._speak_progress(progress)
        move = schedule.next(queued_s, self._may_pause(), self.pace)
        texts = [] if schedule.reasoning_open else self._end_reasoning()
        if move is None:
            self.cut_short = schedule.cut_short
            return texts + self._end()
        try:
            texts += self._read_notes() if move.reasoning else []
            texts += self._read_speech() if move.spoken and schedule.spoken_open else []
        except AloudError as error:
            self.failure = error
            texts += self._end()
        return texts

    def closing(self) -> str:
        """As `ThinkerAnswer.closing`; nothing if the model failed."""
        if self.failure is not None:
            self._guard.speech_ended()
            return ""
        return super().closing()

    @property
    def declined(self) -> bool:
        return self.failure is None and super().declined

    @property
    def _between(self) -> bool:
        return self._sentence is None and super()._between

    def _may_pause(self) -> bool:
        """True between sentences, while the speech in hand lasts longer than the slowest sentence took to write."""
        pace = self.pace
        return self._between and (pace is None or pace.ahead_s > self._slowest_s + MARGIN_S)

    def _end(self) -> list[StreamText]:
        self.stop()
        return super()._end()

    def _read_notes(self) -> list[StreamText]:
        if self._notes is None:
            self._notes = self._write(Stream.REASONING, self.reasoning, self.speech)
        piece = self._notes.read()
        if piece is None:
            return self._finish_notes()
        texts: list[StreamText] = []
        if piece:
            self._schedule.take(Stream.REASONING, PIECE)
        for part in _LINE.findall(piece):
            added = self._add_reasoning(part)
            mended = self._mended(added)
            texts += mended
            if mended is not added:
                return texts
        if is_loop(self.reasoning):
            self._schedule.stop_reasoning()
            self._loops = True
            texts += self._end_reasoning()
        return texts

    def _finish_notes(self) -> list[StreamText]:
        self._notes = None
        texts = self._end_reasoning()
        if (mended := self._mended(texts)) is texts:
            self._schedule.take(Stream.REASONING, END)
        return mended

    def _mended(self, texts: list[StreamText]) -> list[StreamText]:
        """Takes the line back that `texts` close, if it is wrong, writes its exact form, and has the notes go on."""
        wrong = next((text for text in texts if text.verdict == "wrong"), None)
        exact = self.checked.exact_line() if wrong is not None and self._calculator else ""
        if not exact or self._repairs == MOST_REPAIRS:
            return texts
        self._repairs += 1
        self.checked.withdraw()
        if self._notes is not None:
            self._notes.cancel()
            self._notes = None
        taken_back = [replace(text, withdrawn=text is wrong) for text in texts]
        return taken_back + self._add_reasoning(exact + "\n")

    def _read_speech(self) -> list[StreamText]:
        opening, self._opening = self._opening, ""
        if opening and self._schedule.reasoning_open:
            return self._say(opening)
        if self._sentence is None:
            if self._has_given_the_result():
                self._schedule.stop_speaking()
                return []
            if self._held_at == self._notes_to_show():
                self._hold_or_stop()
                return []
            self._sentence = _Sentence(self._write(Stream.SPOKEN, self._notes_to_show(), self.speech),
                                       self._notes_to_show())  # fmt: skip
        sentence = self._sentence
        text = sentence.read()
        return [] if text is None else self._judge(sentence, text)

    def _judge(self, sentence: _Sentence, text: str) -> list[StreamText]:
        """Speaks a sentence that is whole, or drops it."""
        schedule = self._schedule
        self._slowest_s = max(self._slowest_s, time.monotonic() - sentence.begun)
        if not text or self._was_said(text) or not self._supported(text):
            self._drop(sentence)
            return []
        for _ in range(min(sentence.pieces, schedule.max_spoken - schedule.spoken_tokens)):
            schedule.take(Stream.SPOKEN, PIECE)
        sentence.pieces, sentence.begun = 0, time.monotonic()
        self._sentences += 1
        texts = self._say(f" {text}" if self.speech else text)
        if schedule.reasoning_open or sentence.notes != self._notes_to_show():
            sentence.cancel()
            self._sentence = None
        if is_loop(self.speech):
            self._loops = True
            schedule.stop_speaking()
            if schedule.reasoning_open:
                schedule.stop_reasoning()
        elif self._sentences == MOST_SENTENCES or self._has_given_the_result():
            schedule.stop_speaking()
        return texts

    def _drop(self, sentence: _Sentence) -> None:
        """Waits for the notes after a sentence that they do not support."""
        sentence.cancel()
        self._sentence, self._held_at = None, sentence.notes
        if sentence.notes == self._notes_to_show():
            self._hold_or_stop()

    def _hold_or_stop(self) -> None:
        """Nothing can be said on these notes: waits for more, and ends the speech if none will come."""
        if self._schedule.reasoning_open:
            self._schedule.wait()
        else:
            self._schedule.stop_speaking()

    def _notes_to_show(self) -> str:
        """The lines that are closed; all of them at the end. A sentence is written again only after a new line."""
        text = self.reasoning
        return text if not self._schedule.reasoning_open else text[: text.rfind("\n") + 1]

    def _was_said(self, text: str) -> bool:
        return text.rstrip(".!? ") == DONE or _plain(text) in _plain(self.speech)

    def _supported(self, text: str) -> bool:
        gap = " " if self.speech else ""
        if not self._guarded or (self._guard.allows(gap + text) and self._guard.allows_end(gap + text)):
            return True
        return self._show_result() and self._guard.allows(gap + text) and self._guard.allows_end(gap + text)

    def _has_given_the_result(self) -> bool:
        result = reasoned_result(self.reasoning)
        return bool(result) and not self._schedule.reasoning_open and not contradicts(result, self._own_words)


def _spoken_form(text: str) -> str:
    """A sentence without a label, quotes or emphasis around it."""
    text = _LABEL.sub("", " ".join(_THOUGHT.sub("", text).split()))
    return text.rstrip('"”*_ ')


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
