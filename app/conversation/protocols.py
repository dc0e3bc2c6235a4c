"""What the conversation needs from the outside, as protocols.

Owns: the shapes of engine, speaker and microphone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.output.echo_reference import EchoReference
    from model.engine import PlaybackClock, TurnOptions

Sink = Callable[[TurnEvent], None]


class Engine(Protocol):
    """`model.engine.TutorEngine`, as far as a conversation uses it. All but `wait_ready` return at once."""

    def wait_ready(self, timeout_s: float | None = None) -> None:
        """Blocks until the weights are loaded; raises the load's error."""

    def start_turn(
        self, question: FloatArray | str, options: TurnOptions = ..., clock: PlaybackClock | None = None
    ) -> int:
        """Begins a turn and returns its generation; an older turn that runs is cancelled first."""

    def say(self, text: str) -> int:
        """Speaks a text without thinking; a turn of its own."""

    def listen(self, samples: FloatArray) -> None:
        """More of a question that is being spoken, float32 mono (n,) at 16 kHz: what can be done ahead is."""

    def stop_listening(self) -> None:
        """What was given to `listen` is no question after all."""

    def heard(self, turn: int, text: str) -> None:
        """How much of the newest turn's speech was heard, where that was not all of it."""

    def cancel(self) -> None:
        """Ends the running turn."""

    def close(self, timeout_s: float = 2.0) -> None:
        """Ends the worker thread."""


EngineFactory = Callable[[Sink], Engine]


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


class Recorder(Protocol):
    """`audio_io.input.recorder.Recorder`: a microphone that is open between `start` and `stop`."""

    @property
    def level(self) -> float:
        """How loud it is now, dBFS."""

    def start(self) -> None:
        """Opens the microphone. Raises an expected error if there is none."""

    def drain(self) -> FloatArray:
        """Returns the audio of the current question since the last call, float32 mono (n,), 16 kHz."""

    def released(self) -> AbstractContextManager[None]:
        """The device is let go for as long as the context lasts, and then opened again."""

    def stop(self) -> FloatArray:
        """Closes it and returns what was recorded, float32 mono (n,), 16 kHz."""


@dataclass(frozen=True, slots=True)
class HandsFree:
    """What an always open microphone calls, on its own thread.

    speech: somebody began to speak. turn_end: the question is over, float32 mono (n,) at 16 kHz. reopen: it
    went on after all, so an answer that began is to be dropped; another turn_end follows. gate: sees each
    block of 16 kHz sound with its capture time first, and returns what the detector gets.
    """

    speech: Callable[[], None]
    turn_end: Callable[[FloatArray], None]
    reopen: Callable[[], None]
    gate: Callable[[FloatArray, float], FloatArray]


# Makes a microphone: push-to-talk with None. The second argument is told "lost" and, when it is back, "ok".
RecorderFactory = Callable[[HandsFree | None, Callable[[str], None]], Recorder]
