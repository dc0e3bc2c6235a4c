"""How far the speech runs ahead of the notes, with a clock that is moved by the work alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from model.events import AudioChunk, SpokenText
from model.playback_clock import SilentPlayback
from model.talker.voice import SpokenPiece
from model.thinker.doubt import DoubtScale
from model.thinker.dual_stream import DualStreamAnswer, DualStreamSchedule, StreamMove, StreamPrompt
from model.thinker.number_guard import NumberGuard
from model.thinker.types import ControlTokens, GenerationConfig, Pace, Stream
from model.time_source import VirtualTime
from model.turn import Turn, TurnContext, TurnOptions, TurnRequest

OPENER = "Okay, let me work that out."
SENTENCE = " First we look at what is given here and write it down again."
END, NOTE = 0, 1
PIECES = ["", "a+", *(f" {word}" for word in SENTENCE.split())]
SPOKEN = list(range(2, len(PIECES)))
MARKS = ControlTokens(END, END, END, END, frozenset({END}))
RATE = 16_000


class TimedSequence:
    """Notes of a given length and three sentences; each step takes the same time."""

    def __init__(self, clock: VirtualTime, notes: int, step_s: float) -> None:
        self._clock, self._step_s, self._notes = clock, step_s, notes
        self._said = 3 * SPOKEN
        self.begun: list[int] = []  # notes written when each sentence begins
        self.written = 0
        self._lengths = dict.fromkeys(Stream, 0)

    def room(self, stream: Stream) -> int:
        return 400

    def length(self, stream: Stream) -> int:
        return self._lengths[stream]

    def push(self, stream: Stream, *ids: int) -> None:
        self._lengths[stream] += len(ids)
        if ids == (NOTE,):
            self.written += 1
        elif stream is Stream.SPOKEN and len(ids) == 1 and ids[0] in SPOKEN:
            if ids[0] == SPOKEN[0]:
                self.begun.append(self.written)
            self._said.pop(0)

    def choose(
        self, reasoning: Collection[int] | None, spoken: Collection[int] | None, count: int = 1
    ) -> tuple[list[int], list[int]]:
        self._clock.sleep(self._step_s)
        note = NOTE if self.written < self._notes else END
        word = self._said[0] if self._said else END
        return [note] * (reasoning is not None), [word, *[END] * (count - 1)][: count * (spoken is not None)]


class TimedThinker:
    modes = ("concurrent",)
    context_used = 0.0
    doubt = DoubtScale()

    def __init__(self, sequence: TimedSequence) -> None:
        self._sequence = sequence

    def ask(self, question: Any, *, follow_up: bool = True, heard: str = "") -> TimedThinker:
        return self

    def answer(self, config: GenerationConfig, guard: NumberGuard) -> DualStreamAnswer:
        prompts = {Stream.REASONING: StreamPrompt((90,)), Stream.SPOKEN: StreamPrompt((91,), OPENER)}
        schedule = DualStreamSchedule(config.ratio, MARKS)

        def encode(text: str) -> list[int]:
            return [100] * len(text.split())

        def decode(ids: Iterable[int]) -> str:
            return "".join(PIECES[i] for i in ids)

        sequence: Any = self._sequence
        return DualStreamAnswer(sequence, schedule, guard, decode, encode, prompts)

    def remember(self, heard: str, turn: Any = None) -> None:
        pass

    def take_notice(self) -> str:
        return ""


class TimedVoice:
    """15 characters a second, made in pieces of five at a share of real time."""

    sample_rate = RATE
    voices = ("one",)

    def __init__(self, clock: VirtualTime, share: float) -> None:
        self._clock, self._share = clock, share

    def speak(self, text: str, *, voice: str = "", follows: bool = False) -> Iterator[SpokenPiece]:
        for start in range(0, len(text), 5):
            done = min(start + 5, len(text))
            seconds = (done - start) / 15
            self._clock.sleep(seconds * self._share)
            yield SpokenPiece(np.zeros(int(seconds * RATE), np.float32), done)


def _run(rate: float, notes: int, share: float = 0.4) -> tuple[list[int], float]:
    """Notes written when each sentence begins, and the longest silence after the first sound in seconds."""
    clock = VirtualTime()
    sequence = TimedSequence(clock, notes, 1 / rate)
    playback = SilentPlayback(clock.monotonic)
    heard_until, silence = 0.0, 0.0

    def sink(event: Any) -> None:
        nonlocal heard_until, silence
        if isinstance(event, AudioChunk):
            if heard_until:
                silence = max(silence, clock.monotonic() - heard_until)
            seconds = len(event.samples) / RATE
            playback.hand_out(seconds)
            heard_until = max(heard_until, clock.monotonic()) + seconds

    thinker: Any = TimedThinker(sequence)
    context = TurnContext(thinker, TimedVoice(clock, share), sink, time=clock)
    request = TurnRequest(1, "What is a plus b?", TurnOptions(mode="concurrent"), clock=playback, t0=0.0)
    Turn(context, request, lambda: False).run()
    assert sequence.written == notes
    return sequence.begun, silence


def test_a_sentence_waits_for_the_notes_while_there_is_speech() -> None:
    (first, second, third), silence = _run(rate=80, notes=150)
    assert first > 20
    assert second > 100
    assert third == 150
    assert silence < 0.2


@pytest.mark.parametrize(("rate", "notes"), [(40, 150), (120, 60), (120, 150), (20, 100), (10, 60)])
def test_at_any_speed_the_sound_does_not_stop(rate: float, notes: int) -> None:
    begun, silence = _run(rate, notes)
    assert begun == sorted(begun)
    assert silence < (0.2 if rate > 20 else 14 / rate)  # below, a sentence cannot be written in that time


def test_the_hold_is_the_time_that_a_sentence_takes() -> None:
    schedule = DualStreamSchedule((2, 8), MARKS)
    slow, fast = Pace(1.0, 1 / 20, 0.1), Pace(1.0, 1 / 200, 0.1)
    assert schedule.hold_above_s(fast) < 0.6 < 2.0 < schedule.hold_above_s(slow)
    waiting, due = (schedule.next(0.0, between_sentences=True, pace=pace) for pace in (fast, slow))
    assert waiting == StreamMove(reasoning=True, spoken=False)
    assert due == StreamMove(reasoning=True, spoken=True)


def test_text_that_waits_for_the_voice_counts() -> None:
    from model.talker.speech_queue import CHARACTER_S, SpeechQueue

    clock = VirtualTime()
    queue = SpeechQueue(TimedVoice(clock, 0.1), lambda _: None, 1, 0.0, SilentPlayback(clock.monotonic), time=clock)
    queue.add(SpokenText(1, 0.0, "Okay, let me see what"))
    assert queue.waiting_s() == pytest.approx(21 * CHARACTER_S)
    queue.add(SpokenText(1, 0.0, " is given."))
    queue.finish()
    while queue.busy:
        before = queue.waiting_s()
        queue.step()
        assert queue.waiting_s() <= before + 1e-3
    assert queue.waiting_s() == 0
