"""A phrase's sound as the listener wants it: at another speed, softer, with captions still in step.

Owns: the stretching and scaling of one phrase after the other. Must not know: the voice, events, clocks.
Thread: the engine's worker.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.controls import VoiceSettings
from model.stretch import Stretcher

Samples = npt.NDArray[np.float32]

RAMP_S = 0.02
"""Over so long the volume goes from one to the next: a step would click."""


FADE_S = 0.005
"""A stretched phrase may end a few milliseconds beside its own last sample, which was silent."""


class PhraseSound:
    """Takes the pieces of phrases; gives sound, and how many characters of the phrase are done after it.

    At speed 1 pieces pass as they are. A phrase that was once stretched stays in the stretcher to its end, so
    that nothing jumps where the speed changes.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._volume: float | None = None
        self._stretcher: Stretcher | None = None
        self._speed = 1.0
        self._marks: list[tuple[float, int]] = []  # input samples of the stretcher, characters done after them
        self._chars = 0

    def push(self, samples: Samples, chars: int, settings: VoiceSettings) -> tuple[Samples, int]:
        """The next piece, float32 (n,), covering `chars` characters; sound to be heard now, perhaps none."""
        if self._stretcher is None and settings.speed == 1.0:
            self._chars = chars
            return self._scaled(samples, settings.volume), chars
        if self._stretcher is None:
            self._stretcher, self._speed = Stretcher(self._rate, settings.speed), settings.speed
            self._marks = [(0.0, self._chars)]
        elif settings.speed != self._speed:
            self._stretcher.set_speed(settings.speed)
            self._speed = settings.speed
        self._marks.append((self._marks[-1][0] + len(samples), chars))
        out = self._stretcher.push(samples)
        places, done = zip(*self._marks, strict=True)
        covered = int(np.interp(self._stretcher.consumed, places, done))
        return self._scaled(out, settings.volume), covered

    def finish(self, settings: VoiceSettings) -> tuple[Samples, int]:
        """The phrase is over: what was held back of it, and all its characters."""
        stretcher, self._stretcher = self._stretcher, None
        chars, self._chars = self._marks[-1][1] if stretcher else self._chars, 0
        rest = _faded(stretcher.finish(), round(FADE_S * self._rate)) if stretcher else np.zeros(0, np.float32)
        return self._scaled(rest, settings.volume), chars

    def _scaled(self, samples: Samples, volume: float) -> Samples:
        before, self._volume = self._volume if self._volume is not None else volume, volume
        if before == volume == 1.0 or not len(samples):
            self._volume = volume if len(samples) else before
            return samples
        gain = np.full(len(samples), volume, np.float32)
        size = min(len(samples), round(RAMP_S * self._rate))
        gain[:size] = np.linspace(before, volume, size, dtype=np.float32)
        return samples * gain


def _faded(samples: Samples, size: int) -> Samples:
    """Ends in silence."""
    size = min(size, len(samples))
    if size:
        samples[-size:] *= np.linspace(1, 0, size, dtype=np.float32)
    return samples
