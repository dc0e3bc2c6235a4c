"""What a conversation tells its listeners beside the engine's own events.

Owns: the messages. Must not know: who listens. Immutable, for any thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from model.events import TurnEvent

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
