"""Listening without hands: from 16 kHz sound to whole questions.

Owns: windows, pre-roll, and which samples make up the question; joins `audio_io.vad`, `audio_io.endpoint` and, where
its model is present, `audio_io.smartturn`.
Must not know: where the sound comes from, what is done with a question. Thread: one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from audio_io import smartturn
from audio_io.endpoint import Endpointer, EndpointEvent, EndpointOptions
from audio_io.ring import FloatArray
from audio_io.silero import RATE, WINDOW
from audio_io.vad import Judgement, VoiceDetector

PRE_ROLL_S: Final = 0.3
POST_ROLL_S: Final = 0.3
MAX_QUESTION_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Listened:
    """event: what happened. question: at turn_end the whole question, float32 mono 16 kHz, else None."""

    event: EndpointEvent
    question: FloatArray | None = None


class Listener:
    """Feeds sound of any length into the detector; keeps 61 s at most, so a question of 60 s fits."""

    def __init__(self, options: EndpointOptions | None = None, detector: VoiceDetector | None = None) -> None:
        self._turn = smartturn.shared()
        self._detector = detector or VoiceDetector()
        self._endpointer = Endpointer(options)
        self._rest = np.zeros(0, dtype=np.float32)
        self._kept: list[FloatArray] = []  # windows since `_kept_from`
        self._kept_from = 0  # window number
        self._count = 0
        self._question_from: int | None = None  # window number
        self._told = 0  # windows of the question that `gained` has handed out
        self.judgement: Judgement | None = None

    @property
    def settled(self) -> bool:
        """True where no question is under way and the last one cannot be reopened any more."""
        return self._endpointer.settled

    def push(self, samples: FloatArray) -> list[Listened]:
        """The next samples, shape (n,), float32 mono 16 kHz."""
        data = np.concatenate([self._rest, samples])
        whole = len(data) // WINDOW * WINDOW
        self._rest = data[whole:].copy()
        found: list[Listened] = []
        for at in range(0, whole, WINDOW):
            found += self._window(data[at : at + WINDOW])
        return found

    def gained(self) -> FloatArray:
        """What has become certain of the question that is being spoken since the last call, float32 (n,).

        All pieces of a question, joined, are what the `question` at its end begins with. After a turn_end they begin
        anew, with the whole of it if it is reopened.
        """
        if not self._endpointer.in_turn or self._question_from is None:
            self._told = 0
            return np.zeros(0, dtype=np.float32)
        first, last = self._question_from + self._told, self._endpointer.last_speech
        self._told = max(self._told, last - self._question_from)
        windows = self._kept[first - self._kept_from : max(first, last) - self._kept_from]
        return np.concatenate([np.zeros(0, dtype=np.float32), *windows])

    def finish(self) -> list[Listened]:
        """The sound is over: what is open ends here."""
        if len(self._rest):
            rest, self._rest = self._rest, np.zeros(0, dtype=np.float32)
            self._keep(rest)
        return [self._found(event) for event in self._endpointer.finish()]

    def _window(self, window: FloatArray) -> list[Listened]:
        self.judgement = self._detector.judge(window)
        self._keep(window)
        events = self._endpointer.push(self.judgement.speech)
        if self._endpointer.in_turn and self._length_s() >= MAX_QUESTION_S:
            events += self._endpointer.finish()
        found = [self._found(event) for event in events]
        if self._turn is not None and self._endpointer.in_turn and any(e.kind == "speech_end" for e in events):
            self._endpointer.judged(self._turn.finished(self._question()))
        self._forget()
        return found

    def _keep(self, window: FloatArray) -> None:
        self._kept.append(window)
        self._count += 1

    def _found(self, event: EndpointEvent) -> Listened:
        if event.kind == "speech_start" and self._question_from is None:
            begin = event.t - PRE_ROLL_S
            self._question_from = max(self._kept_from, int(begin * RATE / WINDOW))
        if event.kind == "speech_end":
            self._speech_end = event.t
        if event.kind != "turn_end" or self._question_from is None:
            return Listened(event)
        upto = int((self._speech_end + POST_ROLL_S) * RATE) - self._question_from * WINDOW
        return Listened(event, self._question()[:upto])

    def _question(self) -> FloatArray:
        """All that was kept of the question that is being spoken, up to now."""
        first = self._count if self._question_from is None else self._question_from
        return np.concatenate([np.zeros(0, dtype=np.float32), *self._kept[first - self._kept_from :]])

    def _length_s(self) -> float:
        begin = self._count if self._question_from is None else self._question_from
        return (self._count - begin) * WINDOW / RATE

    def _forget(self) -> None:
        """Lets go of sound that no question can need any more."""
        if self._endpointer.settled:
            self._question_from = None
        pre_roll = int((PRE_ROLL_S + 0.7) * RATE / WINDOW)
        needed = self._count - pre_roll if self._question_from is None else self._question_from
        drop = max(0, needed - self._kept_from)
        del self._kept[:drop]
        self._kept_from += drop
