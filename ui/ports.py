"""What the window needs of a conversation; `ui.live` gives it over `app.conversation`, tests script it.

All calls return at once and come from the GUI thread. What happens arrives at the sink, from any thread:
the messages of `app.messages` and the engine's own `TurnEvent`s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.settings import Mode


@dataclass(frozen=True, slots=True)
class Devices:
    """Microphones and speakers there are, as (what the settings remember, name to show)."""

    microphones: tuple[tuple[str, str], ...] = ()
    speakers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HandsFreeIs:
    """What became of the wish to listen all the time (there may be no microphone)."""

    on: bool


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

    def look_for_devices(self) -> None:
        """List microphones and speakers; `Devices` follows."""

    def playing_turn(self) -> int | None:
        """The turn whose sound is in the air."""

    def played_s(self) -> float:
        """Seconds of that turn's sound that have been heard."""
