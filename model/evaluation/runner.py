"""Reads a question set and answers it with an engine, one turn at a time.

Events arrive on the engine's worker thread through an `Inbox`; everything else runs on the caller's thread.
"""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from model import SAMPLE_RATE
from model.errors import AloudError, BadInput
from model.evaluation import mqa_rule, scoring
from model.evaluation.simulation import Timing, timing
from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent, without_withdrawn
from model.playback_clock import SilentPlayback
from model.thinker.earlier_turn import EarlierTurn
from model.thinker.final_answer import spoken_result

if TYPE_CHECKING:
    from model.engine import TurnOptions, TutorEngine

FILE = "questions.jsonl"
TURN_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Question:
    """audio: None for a typed question. answer: "65", "-3", "3/4", "3 r 2"; None for what must be declined.

    kind: "" if not given. context: the turn before, for a question that rests on it.
    """

    audio: Path | None
    text: str
    answer: str | None
    kind: str = ""
    context: EarlierTurn | None = None


def read_questions(path: Path, limit: int | None = None) -> list[Question]:
    """The first `limit` questions of a folder or `.jsonl` file.

    Raises BadInput for a missing, unreadable or empty set, naming the line at fault.
    """
    file = path / FILE if path.is_dir() else path
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise BadInput(f"there is no question set at {file}; give a folder with {FILE}, or a .jsonl file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {file} ({error}); give a .jsonl file in UTF-8") from error
    questions = [_question(file, n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise BadInput(f"{file} has no questions; write one JSON object a line")
    return questions[:limit]


def _question(file: Path, number: int, line: str) -> Question:
    try:
        row: Any = json.loads(line)
        audio = row.get("audio")
        question = Question(
            audio=file.parent / audio if audio else None,
            text=str(row.get("text", "")),
            answer=None if row["answer"] is None else str(row["answer"]),
            kind=str(row.get("kind") or ""),
            context=EarlierTurn.from_row(row["context"]) if row.get("context") else None,
        )
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        form = '{"audio": ..., "text": ..., "answer": ...}'
        raise BadInput(f"{file}:{number} is not a question; write {form}") from error
    if question.audio is None and not question.text:
        raise BadInput(f"{file}:{number} has neither audio nor text; give one of them")
    return question


def read_audio(path: Path) -> npt.NDArray[np.float32]:
    """A recording as float32 mono, shape (n,), 16 kHz. Raises BadInput if it is missing or no sound file."""
    try:
        samples, rate = sf.read(path, dtype="float32", always_2d=True)
    except (sf.SoundFileError, OSError, TypeError) as error:  # TypeError: a name that ends in .raw
        raise BadInput(f"cannot read the recording {path} ({error}); check the set's paths") from error
    mono: npt.NDArray[np.float32] = samples.mean(axis=1, dtype=np.float32)
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE).astype(np.float32, copy=False)
    if not mono.size or not np.isfinite(mono).all():
        raise BadInput(f"the recording {path} is empty or damaged; make the set again")
    return mono


class Inbox:
    """The engine's sink: queues events for the caller and reports speech to the turn's clock."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[TurnEvent] = queue.SimpleQueue()
        self.clock = SilentPlayback(realtime=False)

    def put(self, event: TurnEvent) -> None:
        """Called by the engine's worker."""
        if isinstance(event, AudioChunk):
            self.clock.hand_out(len(event.samples) / event.sample_rate)
        self._events.put(event)

    def turn(self, turn_id: int, limit_s: float) -> Iterator[TurnEvent]:
        """The events of one turn up to its `TurnEnded`. Raises AloudError if that does not come in time."""
        until = time.monotonic() + limit_s
        while True:
            try:
                event = self._events.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty as error:
                raise AloudError(f"a turn took longer than {limit_s:.0f} s; try a smaller bundle") from error
            if event.turn_id != turn_id:
                continue
            yield event
            if isinstance(event, TurnEnded):
                return


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answered question. seconds: the whole turn's wall time; speech_s: length of the sound made.

    timing: in virtual time, if that is simulated.
    """

    question: Question
    heard: str
    reasoning: str
    spoken: str
    ended: TurnEnded
    drift: int
    seconds: float
    speech_s: float
    doubt: float = 0.0
    timing: Timing | None = None

    @property
    def declined(self) -> bool:
        return self.ended.declined

    @property
    def right(self) -> bool:
        return self._is_right(self.ended.answer)

    @property
    def confidently_wrong(self) -> bool:
        """Whether an answer was given, and a wrong one."""
        return not self.declined and not self.right

    @property
    def spoken_right(self) -> bool:
        return self._is_right(spoken_result(self.spoken))

    def _is_right(self, given: str) -> bool:
        if self.question.answer is None or self.declined:
            return self.declined and self.question.answer is None
        return scoring.same_answer(given, self.question.answer)

    @property
    def spoken_agrees(self) -> bool:
        """True if the speech gives the reasoned result, right or wrong."""
        return scoring.same_answer(spoken_result(self.spoken), self.ended.answer)

    @property
    def mqa_right(self) -> bool:
        """By Spoken-MQA's rule, which counts the speech alone."""
        if self.question.answer is None or self.declined:
            return self.declined and self.question.answer is None
        return mqa_rule.is_right(self.spoken, mqa_rule.reference(self.question.answer))


def ask(
    engine: TutorEngine,
    inbox: Inbox,
    question: Question,
    options: TurnOptions,
    *,
    typed: bool = False,
    clock: SilentPlayback,
    timed: bool = False,
) -> Outcome:
    """One turn. typed: give the question's text instead of its recording.

    Raises BadInput for an unreadable recording, AloudError if the turn does not end.
    """
    given = question.text if typed or question.audio is None else read_audio(question.audio)
    inbox.clock = clock
    if question.context is not None:
        engine.recall(question.context)
        options = replace(options, follow_up=True)
    started = time.monotonic()
    turn_id = engine.start_turn(given, options, clock)
    try:
        events = without_withdrawn(inbox.turn(turn_id, TURN_LIMIT_S))
    except AloudError:
        engine.cancel()
        raise
    outcome = _outcome(question, events, time.monotonic() - started)
    return replace(outcome, timing=timing(events)) if timed else outcome


def _outcome(question: Question, events: list[TurnEvent], seconds: float) -> Outcome:
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    before = question.context
    asked = f"{before.text}\n{question.text}" if before else question.text
    return Outcome(
        question=question,
        heard="".join(e.text for e in events if isinstance(e, Heard)),
        reasoning="".join(e.text for e in events if isinstance(e, ReasoningText)),
        spoken="".join(e.text for e in events if isinstance(e, SpokenText)),
        ended=ended,
        drift=0 if ended.candidates else scoring.drift(asked, events),
        seconds=seconds,
        doubt=max((e.doubt for e in events if isinstance(e, Heard)), default=0.0),
        speech_s=sum(len(e.samples) / e.sample_rate for e in events if isinstance(e, AudioChunk)),
    )


def run_set(
    engine: TutorEngine,
    inbox: Inbox,
    questions: Iterable[Question],
    options: TurnOptions,
    *,
    typed: bool = False,
    new_clock: Callable[[], SilentPlayback] = lambda: SilentPlayback(realtime=False),
    timed: bool = False,
) -> Iterator[Outcome]:
    """Answers the questions one after another, each with a new clock. timed: the clock's time is virtual."""
    for question in questions:
        yield ask(engine, inbox, question, options, typed=typed, clock=new_clock(), timed=timed)
