"""Interfaces of the engine and the microphone of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.input.recorder import Recorder
    from model.engine import TutorEngine

Sink = Callable[[TurnEvent], None]
EngineFactory = Callable[[Sink], "TutorEngine"]
"""Starts an engine, given the sink for its events."""


@dataclass(frozen=True, slots=True)
class HandsFree:
    """Callbacks of an always open microphone, called on its thread.

    speech: somebody began to speak. turn_end: the question is over, float32 mono (n,) at 16 kHz. reopen: the
    speech continues, so the answer that began is dropped; another turn_end follows. gate: gets each block of
    16 kHz sound and its capture time, and returns what the detector gets.
    """

    speech: Callable[[], None]
    turn_end: Callable[[FloatArray], None]
    reopen: Callable[[], None]
    gate: Callable[[FloatArray, float], FloatArray]


RecorderFactory = Callable[[HandsFree | None, Callable[[str], None]], "Recorder"]
"""Makes a microphone: push-to-talk with None. The second argument gets "lost" and, when it is back, "ok"."""
