"""Turn detection: cuts whole questions out of running 16 kHz sound (endpointing on speech probabilities)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.input import smart_turn
from audio_io.input.vad import WINDOW, WINDOW_S, VoiceDetector

Patience = Literal["quick", "normal", "patient"]
EventKind = Literal["speech_start", "speech_end", "turn_end", "reopened"]

PRE_ROLL_S: Final = 0.3
POST_ROLL_S: Final = 0.3
MAX_QUESTION_S: Final = 60.0
QUIET_BEFORE_S: Final = 60.0
"""A recording by hand in which nobody spoke for so long is over."""
QUIET_AFTER_S: Final = 10.0
"""Silence that ends a recording by hand after speech: the student has forgotten to send it."""
_HANGOVER: Final[dict[Patience, float]] = {"quick": 0.5, "normal": 0.8, "patient": 1.4}
_REOPEN: Final[dict[Patience, float]] = {"quick": 0.5, "normal": 0.7, "patient": 1.0}
_PAUSE_S: Final = 0.25
"""Shorter silences (between words, in a stop consonant) do not end speech."""
_FINISHED_WAITS: Final = 0.6
_UNFINISHED_WAITS: Final = 2.0
"""Factors of the hangover for a question that sounds finished or not. Errors cost little: a question that ends too
soon is reopened, and one wrongly judged unfinished ends later."""
_ONSET_KEPT_S: Final = 0.7  # sound kept besides the pre-roll: speech is certain only some time after it began


@dataclass(frozen=True, slots=True)
class EndpointEvent:
    """t: seconds of sound since the detector was made.

    speech_start, speech_end: when speech began or stopped (known a little later). turn_end: when the question was
    judged to be over. reopened: when speech continued soon after a turn_end, which is thereby revised.
    question: at the turn_end of a `TurnDetector` the whole question, float32 mono 16 kHz, else None.
    """

    t: float
    kind: EventKind
    question: FloatArray | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """Seconds, except for the two probabilities.

    hangover_s: silence that ends a question. reopen_s: how long after that speech still belongs to it.
    min_speech_s: shorter sounds (a click, a cough) do not begin a question. onset_s: speech needed to continue one
    after a pause or its end. enter, leave: probability that begins or ends speech. judged: smart-turn may shorten
    or lengthen the hangover.
    """

    hangover_s: float = 0.8
    reopen_s: float = 0.7
    min_speech_s: float = 0.25
    onset_s: float = 0.1
    enter: float = 0.5
    leave: float = 0.35
    judged: bool = True

    @classmethod
    def of(cls, patience: Patience) -> EndpointOptions:
        """The options for a patience setting."""
        return cls(hangover_s=_HANGOVER[patience], reopen_s=_REOPEN[patience])

    @classmethod
    def by_hand(cls) -> EndpointOptions:
        """The options for a recording that the student ends."""
        return cls(hangover_s=QUIET_AFTER_S, reopen_s=0.0, judged=False)


class Endpointer:
    """Turns speech probabilities, one per window of 32 ms, into events."""

    def __init__(self, options: EndpointOptions | None = None) -> None:
        self._options = options or EndpointOptions()
        self._count = 0  # windows so far
        self._voiced = False  # with hysteresis
        self._run_start = 0  # window at which the present run of speech began
        self._run = 0  # speech windows in it
        self._speaking = False  # between speech_start and speech_end
        self._in_turn = False
        self._last_speech = 0  # window after the last one with speech
        self._wait_s = self._options.hangover_s  # silence that ends the question, in this pause
        self._ended_at: int | None = None  # window of the turn_end that can still be revised

    @property
    def in_turn(self) -> bool:
        """True from speech_start to turn_end."""
        return self._in_turn

    @property
    def last_speech(self) -> int:
        """The window after the newest one with speech of this question."""
        return self._last_speech

    @property
    def settled(self) -> bool:
        """True outside of a question, once the last turn_end can no longer be revised."""
        return not self._in_turn and self._ended_at is None

    def push(self, probability: float) -> list[EndpointEvent]:
        """Takes the speech probability of the next window; returns the events that it settles."""
        self._count += 1
        self._voiced = probability >= (self._options.leave if self._voiced else self._options.enter)
        return self._on_speech() if self._voiced else self._on_silence()

    def set_finished(self, probability: float) -> None:
        """Sets how likely, 0..1, the question is complete; counts for the pause that has just begun."""
        self._wait_s = self._options.hangover_s * (_FINISHED_WAITS if probability >= 0.5 else _UNFINISHED_WAITS)

    def finish(self) -> list[EndpointEvent]:
        """Ends what is open, for good: the sound is over, or the question too long."""
        events = [self._speech_end()] if self._speaking else []
        if self._in_turn:
            events.append(self._turn_end())
        self._ended_at = None
        return events

    def _on_speech(self) -> list[EndpointEvent]:
        if not self._run:
            self._run_start = self._count - 1
        self._run += 1
        if self._speaking:
            self._last_speech = self._count
            return []
        # A question needs min_speech_s to begin; after a pause a syllable is enough to continue it.
        continues = self._in_turn or self._can_reopen()
        needed = self._options.onset_s if continues else self._options.min_speech_s
        if self._run * WINDOW_S < needed:
            return []
        events = []
        if not self._in_turn and continues:
            events.append(EndpointEvent(self._now(), "reopened"))
        self._speaking = self._in_turn = True
        self._wait_s = self._options.hangover_s
        self._ended_at = None
        self._last_speech = self._count
        events.append(EndpointEvent(self._run_start * WINDOW_S, "speech_start"))
        return events

    def _on_silence(self) -> list[EndpointEvent]:
        # Before speech is certain, a gap of one or two windows inside a word must not restart the count.
        self._run = max(0, self._run - 2) if not self._speaking else 0
        if self._in_turn:
            quiet = (self._count - self._last_speech) * WINDOW_S
            events = []
            if self._speaking and quiet >= _PAUSE_S:
                events.append(self._speech_end())
            if quiet >= self._wait_s:
                events.append(self._turn_end())
            return events
        if self._ended_at is not None and not self._run and not self._can_reopen():
            self._ended_at = None
        return []

    def _can_reopen(self) -> bool:
        if self._ended_at is None:
            return False
        begun = self._run_start if self._run else self._count
        return (begun - self._ended_at) * WINDOW_S <= self._options.reopen_s

    def _speech_end(self) -> EndpointEvent:
        self._speaking = False
        self._run = 0
        return EndpointEvent(self._last_speech * WINDOW_S, "speech_end")

    def _turn_end(self) -> EndpointEvent:
        self._in_turn = False
        self._run = 0
        self._ended_at = self._count
        return EndpointEvent(self._now(), "turn_end")

    def _now(self) -> float:
        return self._count * WINDOW_S


class TurnDetector:
    """Finds questions in sound that comes in pieces of any length; keeps 61 s of it at most.

    Joins the voice detector, the endpointer and, where its model is present, smart-turn.
    """

    def __init__(self, options: EndpointOptions | None = None, detector: VoiceDetector | None = None) -> None:
        self._smart_turn = smart_turn.shared() if options is None or options.judged else None
        self._detector = detector or VoiceDetector()
        self._endpointer = Endpointer(options)
        self._rest = np.zeros(0, dtype=np.float32)
        self._kept: list[FloatArray] = []  # windows since `_kept_from`
        self._kept_from = 0  # window number
        self._count = 0
        self._question_from: int | None = None  # window number
        self._speech_end = 0.0
        self._drained = 0  # windows of the question that `drain` has returned

    @property
    def settled(self) -> bool:
        """True outside of a question, once the last one can no longer be reopened."""
        return self._endpointer.settled

    @property
    def quiet_s(self) -> float:
        """Seconds of sound since the last speech, or since the detector was made."""
        return (self._count - self._endpointer.last_speech) * WINDOW_S

    def push(self, samples: FloatArray) -> list[EndpointEvent]:
        """Takes the next samples, shape (n,), float32 mono 16 kHz; returns the events that they settle."""
        data = np.concatenate([self._rest, samples])
        whole = len(data) // WINDOW * WINDOW
        self._rest = data[whole:].copy()
        return [event for at in range(0, whole, WINDOW) for event in self._push_window(data[at : at + WINDOW])]

    def drain(self) -> FloatArray:
        """Returns what has become certain of the current question since the last call, float32 (n,).

        The pieces of a question, joined, are the beginning of the `question` at its end. After a turn_end they
        start over, with the whole question if it is reopened.
        """
        if not self._endpointer.in_turn or self._question_from is None:
            self._drained = 0
            return np.zeros(0, dtype=np.float32)
        first, last = self._question_from + self._drained, self._endpointer.last_speech
        self._drained = max(self._drained, last - self._question_from)
        windows = self._kept[first - self._kept_from : max(first, last) - self._kept_from]
        return np.concatenate([np.zeros(0, dtype=np.float32), *windows])

    def finish(self) -> list[EndpointEvent]:
        """Ends what is open: the sound is over."""
        if len(self._rest):
            rest, self._rest = self._rest, np.zeros(0, dtype=np.float32)
            self._keep(rest)
        return [self._with_question(event) for event in self._endpointer.finish()]

    def _push_window(self, window: FloatArray) -> list[EndpointEvent]:
        self._keep(window)
        events = self._endpointer.push(self._detector.probability(window))
        if self._endpointer.in_turn and self._length_s() >= MAX_QUESTION_S:
            events += self._endpointer.finish()
        events = [self._with_question(event) for event in events]
        if self._smart_turn and self._endpointer.in_turn and any(e.kind == "speech_end" for e in events):
            self._endpointer.set_finished(self._smart_turn.finished(self._question()))
        self._forget()
        return events

    def _keep(self, window: FloatArray) -> None:
        self._kept.append(window)
        self._count += 1

    def _with_question(self, event: EndpointEvent) -> EndpointEvent:
        """Notes where the question begins and ends; adds its samples to a turn_end."""
        if event.kind == "speech_start" and self._question_from is None:
            begin = event.t - PRE_ROLL_S
            self._question_from = max(self._kept_from, int(begin * SAMPLE_RATE / WINDOW))
        if event.kind == "speech_end":
            self._speech_end = event.t
        if event.kind != "turn_end" or self._question_from is None:
            return event
        end = int((self._speech_end + POST_ROLL_S) * SAMPLE_RATE) - self._question_from * WINDOW
        return replace(event, question=self._question()[:end])

    def _question(self) -> FloatArray:
        """All that is kept of the current question."""
        first = self._count if self._question_from is None else self._question_from
        return np.concatenate([np.zeros(0, dtype=np.float32), *self._kept[first - self._kept_from :]])

    def _length_s(self) -> float:
        begin = self._count if self._question_from is None else self._question_from
        return (self._count - begin) * WINDOW_S

    def _forget(self) -> None:
        """Drops sound that no question can need any more."""
        if self._endpointer.settled:
            self._question_from = None
        pre_roll = int((PRE_ROLL_S + _ONSET_KEPT_S) / WINDOW_S)
        needed = self._count - pre_roll if self._question_from is None else self._question_from
        drop = max(0, needed - self._kept_from)
        del self._kept[:drop]
        self._kept_from += drop
