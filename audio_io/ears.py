"""What an open microphone's sound goes through while the tutor may be speaking: echo control and commands.

Owns: their order, and that the tutor's own "stop" is no command. Must not know: what a command does.
Thread: `process` on the microphone's consumer thread, which also calls `on_command`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from audio_io.echo import EchoControl, EchoMode
from audio_io.keywords import WINDOW, KeywordNet, Spotter, holds, shared
from audio_io.reference import Reference
from audio_io.ring import FloatArray

_PLAYED: Final = WINDOW + 16_000  # how much of what was played is kept, samples


class Ears:
    """`process` is what a recorder's option of that name needs.

    reference: gives the reference of the stream that plays now, or None while there is no speaker. mode: asked
    at every block, so that a changed setting holds at once. on_command(word): a command was recognised.
    """

    def __init__(
        self,
        reference: Callable[[], Reference | None],
        mode: Callable[[], EchoMode],
        on_command: Callable[[str], None],
        net: KeywordNet | None = None,
    ) -> None:
        self._mode = mode
        self._echo = EchoControl(reference, mode())
        self._net = net or shared()
        self._spotter = Spotter(self._net)
        self._on_command = on_command
        self._played = np.zeros(_PLAYED, dtype=np.float32)

    @property
    def mode(self) -> EchoMode:
        """The echo mode in force."""
        return self._echo.mode

    def process(self, samples: FloatArray, captured_at: float) -> FloatArray:
        """Captured samples, float32 16 kHz (n,), the last at stream time `captured_at`: what may be heard of it."""
        self._echo.set_mode(self._mode())
        out = self._echo.process(samples, captured_at)
        self._played = np.concatenate([self._played, self._echo.far])[-_PLAYED:]
        for found in self._spotter.push(self._echo.ungated):
            if not self._is_echo(found.command):
                self._on_command(found.command)
        return out

    def _is_echo(self, command: str) -> bool:
        """Whether the tutor itself has just said it."""
        if self._echo.mode == "headphones" or np.abs(self._played).max() < 1e-3:
            return False
        return holds(self._net, self._played, command)
