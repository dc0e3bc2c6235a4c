"""Where a phrase's sound begins and ends: silence trimmed, no click at a join.

Owns: the trimming of one phrase as it streams. Must not know: networks, text, sound cards.
Thread: the one that speaks. One `Edges` a phrase.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

BLOCK_S = 0.01
QUIET = 10 ** (-44 / 20)  # below this root mean square (full scale 1) a block is silence
LEAD_S = 0.03  # silence kept before the first sound
PATIENCE_S = 0.6  # silence at the start is given out after this long: it may be meant
FADE_S = 0.005


class Edges:
    """Drops the silence before the first sound, holds silence back until sound follows it."""

    def __init__(self, sample_rate: int) -> None:
        self._block = round(BLOCK_S * sample_rate)
        self._lead = round(LEAD_S * sample_rate)
        self._patience = round(PATIENCE_S * sample_rate)
        self._fade = round(FADE_S * sample_rate)
        self._held = np.zeros(0, np.float32)
        self._started = False
        self.upto = 0  # samples of the input that have been given out or dropped

    @property
    def held(self) -> int:
        """Samples held back: silence, but for the last block with sound."""
        return len(self._held)

    def push(self, samples: Samples) -> Samples:
        """What can be played now."""
        self._held = np.concatenate([self._held, samples])
        whole = len(self._held) // self._block * self._block
        power = np.square(self._held[:whole]).reshape(-1, self._block).mean(1)
        loud = np.flatnonzero(power > QUIET**2)
        if len(loud):
            end = int(loud[-1]) * self._block  # the last block with sound waits: it may have to fade
        elif not self._started and whole > self._patience:
            end = whole
        else:
            return np.zeros(0, np.float32)
        start = 0 if self._started else max(0, (int(loud[0]) if len(loud) else 0) * self._block - self._lead)
        return self._give(start, end)

    def finish(self, keep_s: float) -> Samples:
        """The end of the phrase: at most `keep_s` seconds of the silence held back, faded out."""
        if not self._started:
            self.upto += len(self._held)
            return np.zeros(0, np.float32)
        keep = self._block + round(keep_s * self._block / BLOCK_S)
        dropped = max(0, len(self._held) - keep)
        out = self._give(0, len(self._held) - dropped)
        self.upto += dropped
        size = min(self._fade, len(out))
        if size:
            out[-size:] *= np.linspace(1, 0, size, dtype=np.float32)
        return out

    def _give(self, start: int, end: int) -> Samples:
        out = self._held[start:end].copy()
        self._held = self._held[end:]
        self.upto += end
        if not self._started and len(out):
            self._started = True
            size = min(self._fade, len(out))
            out[:size] *= np.linspace(0, 1, size, dtype=np.float32)
        return out
