"""What the student says hands-free: a question, or a command to the tutor.

Owns: telling one from the other. Must not know: devices, engines. Thread: the microphone's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from app.ports import FloatArray

SILENCING: Final = ("stop", "wait")
_RATE: Final = 16_000
_LONGEST_S: Final = 2.4  # a command with the silence that is recorded before and after it
_EARLY_S: Final = 1.0  # a command may be recognised before its speech is known to be speech


class Utterance:
    """One stretch of speech, and the command that it may be."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = 0.0
        self._command = ""
        self._heard_at = 0.0
        self.obeyed = False

    def begin(self) -> None:
        """Somebody began to speak."""
        self._began = self._now()

    def command(self, word: str, obeyed: bool) -> None:
        """A command was recognised, in this stretch or just before it is known to have begun.

        obeyed: it is done already, so that nothing is left to do when the stretch ends.
        """
        self._command, self._heard_at, self.obeyed = word, self._now(), obeyed

    def end(self, samples: FloatArray) -> str:
        """The stretch is over; float32 (n,) at 16 kHz. The command that it was, empty if it was a question."""
        word, self._command = self._command, ""
        late = self._heard_at >= self._began - _EARLY_S
        return word if late and len(samples) <= _LONGEST_S * _RATE else ""
