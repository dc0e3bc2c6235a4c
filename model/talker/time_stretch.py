"""Speech made faster or slower as it streams, at the same pitch.

Owns: one stretched signal and where in its input it stands. Thread: the one that pushes.

The overlap-add (WSOLA) is audiotsm's; it was written for sound that comes in small pieces.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from audiotsm import wsola
from audiotsm.io.array import ArrayReader, ArrayWriter

from model.talker.voice_settings import VoiceSettings

Samples = npt.NDArray[np.float32]

HOP_S = 0.016
"""Half a window: two periods of the deepest voice fit into one window."""


def stretched(samples: Samples, rate: int, speed: float) -> Samples:
    """All of a recording, float32 (n,), `speed` times as fast."""
    stretcher = Stretcher(rate, speed)
    return np.concatenate([stretcher.push(samples), stretcher.finish()])


class Stretcher:
    """Pushed sound comes out `speed` times as fast; after `finish`, all of it has.

    rate: samples a second. consumed: how many samples of the input the sound handed out so far stands for.
    """

    def __init__(self, rate: int, speed: float) -> None:
        self._hop = round(HOP_S * rate)
        self._engine = wsola(1, speed, frame_length=2 * self._hop, synthesis_hop=self._hop)
        self._real = int(self._hop * speed) / self._hop  # the library's own rounding
        self._pushed = 0
        self._due = 0.0  # samples that all of the input will have become
        self._given = 0
        self.consumed = 0.0

    def set_speed(self, speed: float) -> None:
        """From now on at another speed; what was pushed before keeps its own, to within a window."""
        self._engine.set_speed(speed)
        self._real = int(self._hop * speed) / self._hop

    def push(self, samples: Samples) -> Samples:
        """float32 (n,) in, what can be handed out now, float32 (m,)."""
        self._pushed += len(samples)
        self._due += len(samples) / self._real
        out = self._run(samples)
        out = out[: max(0, int(self._due) - self._given)]
        self._given += len(out)
        self.consumed = min(self._pushed, self.consumed + len(out) * self._real)
        return out

    def finish(self) -> Samples:
        """The rest; the stretcher is used up."""
        left = round(self._due) - self._given
        out = self._run(np.zeros(8 * self._hop, np.float32))
        while len(out) < left:
            out = np.concatenate([out, self._run(np.zeros(8 * self._hop, np.float32))])
        self._given += left
        self.consumed = self._pushed
        return out[:left]

    def _run(self, samples: Samples) -> Samples:
        writer = ArrayWriter(1)
        self._engine.run(ArrayReader(samples[None, :]), writer, flush=False)
        made: Samples = writer.data[0].astype(np.float32)
        return made


# -- A phrase's sound as the listener wants it: at another speed, softer, with captions still in step.


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
