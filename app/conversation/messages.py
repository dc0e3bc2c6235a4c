"""What a conversation tells its listeners beside the engine's own events.

Owns: the messages. Immutable, for any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from app.settings import Device, Mode, Quant
from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.calibration import CalibrationReport

State = Literal["loading", "ready", "listening", "hearing", "thinking", "speaking", "error", "closed"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The conversation is now in `state`. message: cause and next step, filled with "error".

    listening: the microphone is open; hearing: hands-free, somebody speaks; thinking: a turn runs and nothing
    sounds yet; speaking: its answer sounds, while it may still think.
    """

    state: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """A question was put; events of `turn` follow. text: the typed question, empty when it was spoken."""

    turn: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line to show that stops nothing, such as a lost microphone."""

    message: str


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of the microphone, 0..1."""

    value: float


@dataclass(frozen=True, slots=True)
class DevicePresent:
    """A device in use went away, or is back by itself. Told once for each change."""

    device: Literal["microphone", "speaker"]
    present: bool


@dataclass(frozen=True, slots=True)
class CommandHeard:
    """A spoken command was recognised and is obeyed: "stop", "wait", "go on", "repeat" or "slower"."""

    command: str


Message = TurnEvent | StateChanged | TurnStarted | Notice | Level | DevicePresent | CommandHeard
Listener = Callable[[Message], None]


# -- What the window needs of a conversation.


@dataclass(frozen=True, slots=True)
class Devices:
    """Microphones and speakers there are, as (what the settings remember, name to show)."""

    microphones: tuple[tuple[str, str], ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CalibrationPhase:
    """The room test goes on: the student is to speak, or to listen."""

    phase: Literal["speak", "listen"]


@dataclass(frozen=True, slots=True)
class CalibrationDone:
    """The room test is over. report: what was found, None if it failed; trouble: why, in one line."""

    report: CalibrationReport | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class HandsFreeIs:
    """What became of the wish to listen all the time (there may be no microphone)."""

    on: bool


@dataclass(frozen=True, slots=True)
class ModelKept:
    """The model that was chosen did not load. trouble: why; the rest: the choice from before, which runs again."""

    bundle: str
    device: Device
    quant: Quant
    trouble: str


@runtime_checkable
class Adjustable(Protocol):
    """A speaker with a volume and a pace, which can change over to another device while it plays."""

    def set_volume(self, volume: float) -> None:
        """0 (mute) to 1; holds for what is queued already."""

    def change_pace(self, stretch: Callable[[FloatArray, int], FloatArray], pace: float) -> None:
        """What is queued already is played at `pace` times its speed; blocks while it is stretched."""

    def use(self, device: str | None) -> None:
        """Another device by its key; None is the system's default."""


class ConversationPort(Protocol):
    """One conversation: engine, microphone and speaker together."""

    def start(self) -> None:
        """Load the model; states follow."""

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop everything and wait for its threads."""

    def start_listening(self) -> None:
        """Open the microphone; ends a running answer."""

    def finish_listening(self) -> None:
        """The question is complete: answer it."""

    def set_hands_free(self, on: bool) -> None:
        """Listen all the time; the end of speech ends a question. `HandsFreeIs` follows."""

    def ask(self, text: str, mode: Mode | None = None) -> None:
        """Put a typed question; ends a running answer. mode: how to think, None as the settings say."""

    def stop(self) -> None:
        """End listening or the running answer."""

    def replay(self, turn: int, from_s: float = 0.0) -> None:
        """Play the sound of an earlier answer again."""

    def go_on(self, session: int) -> None:
        """The next questions belong to this earlier session; 0: to a new one."""

    def settings_changed(self) -> None:
        """Volume or speaker were chosen anew: use them now."""

    def model_changed(self) -> None:
        """Bundle, device or weights were chosen anew: load them in place of what runs; `ModelKept` if that fails."""

    def calibrate(self) -> None:
        """Record the student, play it back, measure. `CalibrationPhase`s follow, and `CalibrationDone` at the end."""

    def look_for_devices(self) -> None:
        """List microphones and speakers; `Devices` follows."""

    def playing_turn(self) -> int | None:
        """The turn whose sound is in the air."""

    def played_s(self) -> float:
        """Seconds of that turn's sound that have been heard."""
