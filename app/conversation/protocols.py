"""Interfaces of the engine, the speaker and the microphone of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.input.recorder import Recorder
    from audio_io.output.echo_reference import EchoReference
    from model.engine import TutorEngine

Sink = Callable[[TurnEvent], None]
EngineFactory = Callable[[Sink], "TutorEngine"]
"""Starts an engine, given the sink for its events."""


class Player(Protocol):
    """`Player` or `NullPlayer` of `audio_io.output`; also the engine's playback clock."""

    def play(self, samples: FloatArray, rate: int, /) -> None:
        """Appends sound, float32 mono (n,), in [-1, 1]; does not block."""

    def finish(self) -> None:
        """No more sound of this answer is coming: running dry is no underrun."""

    def stop(self) -> int:
        """Silence at once; how many samples of this answer had been heard."""

    def queued_s(self) -> float:
        """Seconds handed over and not heard yet."""

    def heard_samples(self) -> int:
        """Samples of this answer heard so far."""

    def underruns(self) -> int:
        """How often the sound ran dry in the middle of an answer."""

    def reference(self) -> EchoReference | None:
        """What the speaker really plays, for the echo canceller; None where nothing sounds."""

    def watch(self, on_state: Callable[[str], None]) -> None:
        """on_state("lost") when the speaker goes (at once if it is not there), "ok" when it is back."""

    def released(self) -> AbstractContextManager[None]:
        """The device is let go for as long as the context lasts, and then opened again."""

    def use(self, device: str | None) -> None:
        """Goes over to another speaker by its key; None is the system's default."""

    def close(self) -> None:
        """Releases the device."""


@runtime_checkable
class Adjustable(Protocol):
    """A speaker with a volume and a pace, which can change over to another device while it plays."""

    def set_volume(self, volume: float) -> None:
        """0 (mute) to 1; also of sound that is queued."""

    def change_pace(self, stretch: Callable[[FloatArray, int], FloatArray], pace: float) -> None:
        """Plays the queued sound at `pace` times its speed; blocks while it is stretched."""

    def use(self, device: str | None) -> None:
        """Another device by its key; None is the system's default."""


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
