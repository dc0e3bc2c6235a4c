"""What an open microphone's sound goes through while the tutor may be speaking: echo control and commands.

Owns: their order, and which mode lets the tutor be heard by the microphone. Must not know: what a command does.
Thread: `process` on the microphone's consumer thread, which also calls `on_command`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audio_io.echo import EchoControl, EchoMode
from audio_io.keywords import KeywordNet, Spotter
from audio_io.reference import Reference
from audio_io.ring import FloatArray


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
        self._spotter = Spotter(net)
        self._on_command = on_command

    @property
    def mode(self) -> EchoMode:
        """The echo mode in force."""
        return self._echo.mode

    def process(self, samples: FloatArray, captured_at: float) -> FloatArray:
        """Captured samples, float32 16 kHz (n,), the last at stream time `captured_at`: what may be heard of it."""
        self._echo.set_mode(self._mode())
        out = self._echo.process(samples, captured_at)
        far = self._echo.far
        if self._echo.mode == "headphones":  # the microphone cannot have heard it
            far = np.zeros_like(far)
        for found in self._spotter.push(self._echo.ungated, far):
            self._on_command(found.command)
        return out
