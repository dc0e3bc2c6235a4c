"""Speech made faster or slower as it streams, at the same pitch.

Owns: one stretched signal and where in its input it stands. Must not know: text, phrases, events. Thread: the one
that pushes.

The overlap-add (WSOLA) is audiotsm's; it was written for sound that comes in small pieces.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from audiotsm import wsola
from audiotsm.io.array import ArrayReader, ArrayWriter

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
