"""The commands and events of a conversation. Immutable. Listeners also get the engine's events (`model.events`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.settings import Device, Mode, Quant
from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.calibration import CalibrationReport
    from model.turn import TurnOptions

# Commands, for `Conversation.post`.


@dataclass(frozen=True, slots=True)
class Ask:
    """Starts a turn; ends a running answer and a recording.

    question: float32 mono (n,) at 16 kHz, or text as `app.questions.typed_question` gives it. mode: how to think,
    None as the settings say. options: replaces the settings and `mode`.
    """

    question: FloatArray | str
    mode: Mode | None = None
    options: TurnOptions | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks a text without thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class Dictate:
    """While on, what is said into the microphone is written down (`Dictated`), not asked."""

    on: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Silence: ends the running turn, its sound and a recording. Hands-free listening continues."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Plays the sound of an earlier answer from `from_s` seconds on; a `pace` below 1 is slower."""

    turn_id: int
    from_s: float = 0.0
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class StartListening:
    """Opens the microphone for one question; ends a running answer."""


@dataclass(frozen=True, slots=True)
class FinishListening:
    """The spoken question is complete: answer it."""


@dataclass(frozen=True, slots=True)
class SetHandsFree:
    """Listens all the time; the end of speech ends a question. `HandsFreeIs` follows."""

    on: bool


@dataclass(frozen=True, slots=True)
class ContinueSession:
    """The next turns are saved in this earlier session; 0: in a new one."""

    session: int


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Applies the current speed, voice, volume and speaker."""


@dataclass(frozen=True, slots=True)
class ChangeModel:
    """Loads the bundle that the settings name in place of the current one; `ModelKept` follows if that fails."""


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Tests microphone and speaker together; `CalibrationDone` comes at the end. Other commands wait for it."""


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Lists microphones and speakers; `Devices` follows."""


Command = (
    Ask
    | Say
    | Dictate
    | Stop
    | Replay
    | StartListening
    | FinishListening
    | SetHandsFree
    | ContinueSession
    | ChangeSettings
    | ChangeModel
    | Calibrate
    | ListDevices
)

# Events, for listeners.

State = Literal["loading", "ready", "listening", "hearing", "thinking", "speaking", "error", "closed"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The conversation is now in `state`. message: cause and next step, set with "error".

    listening: the microphone is open; hearing: hands-free, somebody speaks; thinking: a turn runs and nothing
    sounds yet; speaking: its answer sounds, while it may still think.
    """

    state: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """A question was asked; events of `turn_id` follow. text: the typed question, empty when it was spoken.

    mode: how it is thought about.
    """

    turn_id: int
    text: str = ""
    mode: Mode = "interleaved"


@dataclass(frozen=True, slots=True)
class AsideStarted:
    """A text is spoken, or speech is written down; events of `turn_id` follow, which are no question."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class Dictated:
    """What was said and written down, see `Dictate`. doubt: as in `Heard`. Empty if nothing was understood."""

    text: str
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """One line to show that stops nothing, such as a lost microphone."""

    message: str


@dataclass(frozen=True, slots=True)
class Refused(Notice):
    """A question or text was not taken; `error` says why."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of the microphone, 0..1."""

    value: float


@dataclass(frozen=True, slots=True)
class DevicePresent:
    """A device in use was lost, or is back. Sent once for each change."""

    device: Literal["microphone", "speaker"]
    present: bool


@dataclass(frozen=True, slots=True)
class CommandHeard:
    """A spoken command was recognised and is obeyed: "stop", "wait", "go on", "repeat" or "slower"."""

    command: str


@dataclass(frozen=True, slots=True)
class Devices:
    """The microphones and speakers that are plugged in, as (key for the settings, name to show)."""

    microphones: tuple[tuple[str, str], ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CalibrationPhase:
    """The next step of the calibration: the student speaks, or listens."""

    phase: Literal["speak", "listen"]


@dataclass(frozen=True, slots=True)
class CalibrationDone:
    """The calibration is over. report: the result, None if it failed; trouble: why, in one line."""

    report: CalibrationReport | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class HandsFreeIs:
    """Hands-free listening is now on or off; it may differ from the command if there is no microphone."""

    on: bool


@dataclass(frozen=True, slots=True)
class ModelKept:
    """The chosen model did not load. trouble: why; the rest: the previous choice, which runs again."""

    bundle: str
    device: Device
    quant: Quant
    trouble: str


Event = (
    TurnEvent
    | StateChanged
    | TurnStarted
    | AsideStarted
    | Dictated
    | Notice
    | Level
    | DevicePresent
    | CommandHeard
    | Devices
    | CalibrationPhase
    | CalibrationDone
    | HandsFreeIs
    | ModelKept
)
Listener = Callable[[Event], None]
