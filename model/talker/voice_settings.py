"""What a listener may change about the voice while it speaks: speed, volume, which voice.

Owns: the values and their bounds. Threads: any thread may set and read; the engine's worker reads them before every
piece of sound.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from model.errors import BadInput

SLOWEST, FASTEST = 0.7, 1.5


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """speed: 1.0 as the voice speaks by itself, 0.7 to 1.5, at the same pitch. volume: 0 to 1. voice: a name that
    the bundle has (`model.talker.token_layout.voices_of`), "" for its default; a name that it has not is left out.

    Raises BadInput for a speed or volume out of bounds.
    """

    speed: float = 1.0
    volume: float = 1.0
    voice: str = ""

    def __post_init__(self) -> None:
        if not SLOWEST <= self.speed <= FASTEST:
            raise BadInput(
                "a speed of {speed:g} is not possible: choose {slowest} to {fastest}",
                speed=self.speed,
                slowest=SLOWEST,
                fastest=FASTEST,
            )
        if not 0.0 <= self.volume <= 1.0:
            raise BadInput("a volume of {volume:g} is not possible: choose 0 to 1", volume=self.volume)


class VoiceControls:
    """The settings in force. One object is handed to the engine when it is made, and kept to be changed later."""

    def __init__(self, settings: VoiceSettings | None = None) -> None:
        self._settings = settings or VoiceSettings()
        self._lock = threading.Lock()

    @property
    def now(self) -> VoiceSettings:
        """All three, as they are at this moment."""
        return self._settings

    def change(self, *, speed: float | None = None, volume: float | None = None, voice: str | None = None) -> None:
        """Sets what is given; the sound that is made next has it. Raises BadInput, and then nothing changes."""
        given = {"speed": speed, "volume": volume, "voice": voice}
        with self._lock:
            self._settings = replace(self._settings, **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
