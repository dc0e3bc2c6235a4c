"""A class on one server: paced conversations in real time, and the times that their students wait.

A student asks, listens for as long as the answer takes to say, thinks, and asks again. No voice runs here; the time of
the speech is counted from its length.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.errors import AloudError
from model.numbers import words_to_numbers
from model.thinker.chat_thinker import ChatThinker
from model.thinker.number_guard import NumberGuard
from model.thinker.prompts import PREFIX
from model.thinker.remote_model import RemoteModel, Server
from model.thinker.types import GenerationConfig, Samples, Stream

SPEECH_RATE = 15.0
"""Characters that are spoken in a second."""

THINKING_S = (5.0, 20.0)
"""Between an answer and the next question."""


@dataclass(slots=True)
class Load:
    """Seconds from each question: to the first sentence after the opener, to the first number, to the answer's end.

    tokens: pieces of text that came. failures: messages of turns that failed.
    """

    first_words_s: list[float] = field(default_factory=list)
    first_number_s: list[float] = field(default_factory=list)
    answer_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    tokens: int = 0
    turns: int = 0
    seconds: float = 0.0

    def figures(self) -> dict[str, object]:
        """As JSON: times with p50 and p95, None where nothing was measured."""
        times = {"first_words_s": self.first_words_s, "first_number_s": self.first_number_s, "answer_s": self.answer_s}
        return {
            **{name: _percentiles(values) for name, values in times.items()},
            "turns": self.turns,
            "failures": len(self.failures),
            "failure_messages": sorted(set(self.failures)),
            "tokens_per_s": self.tokens / self.seconds if self.seconds else 0.0,
        }


def measure(
    server: Server, questions: Sequence[Samples | str], *, students: int, turns: int,
    thinking_s: tuple[float, float] = THINKING_S, tell: Callable[[int], None] = lambda _: None,
    seed: int = 0,
) -> Load:  # fmt: skip
    """Runs `students` conversations of `turns` questions each. tell: gets the number of finished turns.

    Raises AloudError if the server cannot be reached at all; a server with a model's name is not asked for its models.
    """
    if not server.model:
        first = RemoteModel(server)
        try:
            first.models()
        finally:
            first.close()
    load, lock = Load(), threading.Lock()

    def student(number: int) -> None:
        chance, model = random.Random(seed * 1000 + number), RemoteModel(server)
        thinker = ChatThinker(model, device="server")
        for turn in range(turns):
            time.sleep(chance.uniform(*thinking_s) * (turn > 0 or chance.random()))
            found = _turn(thinker, questions[(number + turn) % len(questions)])
            with lock:
                _add(load, found)
                tell(load.turns)
        model.close()

    began = time.monotonic()
    threads = [threading.Thread(target=student, args=(number,), daemon=True) for number in range(students)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - began
    return load


@dataclass(slots=True)
class _Turn:
    words_s: float | None = None
    number_s: float | None = None
    answer_s: float = 0.0
    tokens: int = 0
    failure: AloudError | None = None


def _turn(thinker: ChatThinker, question: Samples | str) -> _Turn:
    """One answer, read as fast as its speech would be heard."""
    found, began, said_until = _Turn(), time.monotonic(), time.monotonic()
    guard = NumberGuard(question if isinstance(question, str) else "")
    answer = thinker.ask(question).answer(GenerationConfig("concurrent"), guard)
    while not answer.over:
        now = time.monotonic()
        for text in answer.step(max(0.0, said_until - now), idle=now > said_until):
            if text.stream is not Stream.SPOKEN:
                continue
            if text.text.strip() != PREFIX:
                found.words_s = found.words_s or now - began
            if words_to_numbers(text.text):
                found.number_s = found.number_s or now - began
            said_until = max(said_until, now) + len(text.text) / SPEECH_RATE
    answer.stop()
    answer.closing()
    found.answer_s, found.tokens = time.monotonic() - began, sum(answer.tokens)
    found.failure = answer.failure
    thinker.remember(answer.speech)
    return found


def _add(load: Load, turn: _Turn) -> None:
    load.turns += 1
    load.tokens += turn.tokens
    if turn.failure is not None:
        load.failures.append(str(turn.failure))
        return
    load.answer_s.append(turn.answer_s)
    load.first_words_s += [turn.words_s] if turn.words_s is not None else []
    load.first_number_s += [turn.number_s] if turn.number_s is not None else []


def _percentiles(values: Sequence[float]) -> dict[str, float | None]:
    if not values:
        return {"p50": None, "p95": None}
    return {"p50": float(np.percentile(values, 50)), "p95": float(np.percentile(values, 95))}
