"""A whole engine on a stock model's folder: its mode, conversation, listening ahead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from model.engine import TurnOptions, TutorEngine
from model.events import ReasoningText, SpokenText, TurnEnded, TurnEvent
from model.thinker.prompts import PREFIX


class Events(list[TurnEvent]):
    """Keeps what the engine tells."""

    def ended(self) -> list[TurnEnded]:
        return [event for event in self if isinstance(event, TurnEnded)]


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def engine(qwen_folder: Path, events: Events) -> Iterator[TutorEngine]:
    engine = TutorEngine(qwen_folder, events.append, device="cpu")
    engine.wait_ready(240)
    yield engine
    engine.close(60)


def test_two_questions_of_one_conversation(engine: TutorEngine, events: Events) -> None:
    assert (engine.info.modes, engine.info.ratios) == (("concurrent", "think-first", "direct"), ())
    sound = np.random.default_rng(1).normal(0, 0.1, 48_000).astype(np.float32)
    engine.listen(sound[:40_000])
    engine.start_turn(sound, TurnOptions(mode="concurrent", max_reasoning_tokens=12))
    _wait(events, 1)
    engine.start_turn("And 3 + 4?", TurnOptions(max_reasoning_tokens=12, think_first=6))
    _wait(events, 2)
    first, second = events.ended()
    assert first.reason == second.reason == "length"
    assert first.message == second.message == ""
    assert 0 < first.context < second.context < 1
    assert first.drift == second.drift == 0
    said = "".join(e.text for e in events if isinstance(e, SpokenText) and e.turn_id == first.turn_id)
    assert said.startswith(PREFIX)
    begun = next(e for e in events if e.turn_id == second.turn_id)
    assert isinstance(begun, ReasoningText)


def _wait(events: Events, count: int) -> None:
    import time

    until = time.monotonic() + 240
    while len(events.ended()) < count:
        assert time.monotonic() < until, "the turn did not end"
        time.sleep(0.02)
