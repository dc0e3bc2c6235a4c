"""A first answer as a test of this machine: is it right, how fast does it come, how much memory does it take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.conversation.parts import EngineFactory
from app.conversation.single_turn import Answer, OneTurn
from model.errors import AloudError
from model.events import ReasoningText, SpokenText, TurnEnded, TurnEvent

if TYPE_CHECKING:
    from model.engine import TurnOptions

QUESTION, RESULT = "What is 7 plus 5?", "12"


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """answer: its result; right: it is the sum. tokens_per_s: of both streams, without the voice. first_sound_s: from
    the question, None for a bundle without a voice. memory: bytes that the models take, on the card or in the machine.
    loaded_s: the time of loading. notices: what was done differently than asked, one line each.
    """

    answer: str
    right: bool
    tokens_per_s: float
    first_sound_s: float | None
    memory: int
    loaded_s: float
    notices: tuple[str, ...] = ()


def first_answer(make: EngineFactory, options: Callable[[bool], TurnOptions]) -> FirstAnswer:
    """Asks QUESTION twice: with the voice, and without it for the speed. options: of a turn, with the voice or not.

    Raises the error of loading, and of a turn that fails.
    """
    from model.device import used_bytes

    began, times = time.monotonic(), list[float]()

    def on_event(event: TurnEvent) -> None:
        if isinstance(event, ReasoningText | SpokenText):
            times.append(time.monotonic())

    with OneTurn(make, on_event) as turn:
        turn.wait_loaded()
        loaded_s = time.monotonic() - began
        spoken = turn.ask(QUESTION, options(True))
        times.clear()
        asked = time.monotonic()
        silent = turn.ask(QUESTION, options(False))
        took = max(times[-1] - asked, 1e-6) if times else 1e-6
        memory = used_bytes()
    return FirstAnswer(
        answer=_ended(spoken).answer, right=_ended(spoken).answer == RESULT,
        tokens_per_s=(_ended(silent).reasoning_tokens + _ended(silent).spoken_tokens) / took,
        first_sound_s=_ended(spoken).ttfa_s, memory=memory, loaded_s=loaded_s,
        notices=tuple(dict.fromkeys(_ended(one).message for one in (spoken, silent) if _ended(one).message)),
    )  # fmt: skip


def _ended(answer: Answer) -> TurnEnded:
    if answer.ended is None:
        raise AloudError("the first answer did not end: report this, with the log")
    return answer.ended
