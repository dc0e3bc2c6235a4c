"""The spoken commands "stop", "wait", "go on", "repeat" and "slower", found in running sound.

Owns: the small network (trained by `aloud train keywords`, plain arrays), its features, and when a score counts
as a command. Must not know: what a command does, torch. Thread: one at a time per spotter; the weights are
shared.
"""

from __future__ import annotations

import functools
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from audio_io.errors import BadInput
from audio_io.ring import FloatArray
from audio_io.vad import level_dbfs

RATE: Final = 16_000
MODEL_FILE: Final = Path(__file__).parent / "data" / "keywords.npz"
WINDOW: Final = 19_200  # samples that the network judges at once
_SPAN: Final = 400
_HOP: Final = 160
_FFT: Final = 512
_FLOOR: Final = 1e-5
FRAMES: Final = 1 + (WINDOW - _SPAN) // _HOP
_EVERY: Final = 8  # frames between two judgements: 80 ms
_MEAN_OF: Final = 2  # judgements that are averaged
_REST_S: Final = 1.0  # after a command, before the next one
_QUIET_DBFS: Final = -58.0
THRESHOLDS: Final = {"stop": 0.9, "wait": 0.9, "go on": 0.9, "repeat": 0.9, "slower": 0.9}
VETO: Final = 0.3


@dataclass(frozen=True, slots=True)
class Spotted:
    """A command: t is when it was recognised, seconds of sound so far; score: 0..1, at its highest."""

    t: float
    command: str
    score: float


class KeywordNet:
    """The network. Raises BadInput if the file is missing or damaged."""

    def __init__(self, path: Path = MODEL_FILE) -> None:
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            self.commands = tuple(str(word) for word in arrays.pop("commands"))
            self._filters, self._window = arrays["filters"], arrays["window"]
            stem = arrays["stem"]
            self._stem = np.ascontiguousarray(stem.transpose(2, 1, 0).reshape(-1, stem.shape[0]))
            self._stem_bias = arrays["stem_bias"]
            count = sum(name.startswith("depth") for name in arrays)
            self._blocks = [
                (arrays[f"depth{i}"].T, np.ascontiguousarray(arrays[f"across{i}"].T), arrays[f"across{i}_bias"])
                for i in range(count)
            ]
            self._out, self._out_bias = arrays["out"].T, arrays["out_bias"]
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as err:
            raise BadInput(f"{path}: the spoken commands' model cannot be read ({err}); install Aloud again") from err

    def features(self, samples: FloatArray) -> FloatArray:
        """Log energies, shape (1 + (n - 400) // 160, bands), of samples, shape (n,), 16 kHz."""
        frames = np.lib.stride_tricks.sliding_window_view(samples, _SPAN)[::_HOP] * self._window
        spectrum = np.fft.rfft(frames, _FFT)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        energies: FloatArray = np.log(power @ self._filters + np.float32(_FLOOR))
        return energies

    def probabilities(self, features: FloatArray) -> FloatArray:
        """Of `features`, shape (FRAMES, bands): for "none" and each command, shape (1 + commands,)."""
        x = (features - features.mean()) / np.float32(3.0)
        x = np.lib.stride_tricks.sliding_window_view(np.pad(x, ((2, 2), (0, 0))), 5, axis=0)[::2]
        x = np.maximum(x.transpose(0, 2, 1).reshape(len(x), -1) @ self._stem + self._stem_bias, 0.0)
        for depth, across, bias in self._blocks:
            x = np.maximum(x + _depthwise(x, depth) @ across + bias, 0.0)
        scores = np.concatenate([x.mean(axis=0), x.max(axis=0)]) @ self._out + self._out_bias
        raised = np.exp(scores - scores.max())
        shares: FloatArray = raised / raised.sum()
        return shares


def _depthwise(x: FloatArray, kernel: FloatArray) -> FloatArray:
    """Each channel of x, (time, channels), with its own kernel, (taps, channels); same length."""
    half, size = len(kernel) // 2, len(x)
    padded = np.pad(x, ((half, half), (0, 0)))
    out: FloatArray = padded[:size] * kernel[0]
    for tap in range(1, len(kernel)):
        out += padded[tap : tap + size] * kernel[tap]
    return out


@functools.cache
def shared() -> KeywordNet:
    """The shipped network, read once."""
    return KeywordNet()


class Spotter:
    """Finds commands in samples that come in pieces of any length."""

    def __init__(self, net: KeywordNet | None = None, thresholds: dict[str, float] | None = None) -> None:
        self._net = net or shared()
        wanted = thresholds or THRESHOLDS
        self._thresholds = np.array([wanted[word] for word in self._net.commands], dtype=np.float32)
        self._rest = np.zeros(0, dtype=np.float32)
        self._frames = np.full((FRAMES, self._net.features(np.zeros(_SPAN, np.float32)).shape[1]), np.log(_FLOOR))
        self._frames = self._frames.astype(np.float32)
        self._scores = np.zeros((_MEAN_OF, len(self._net.commands)), dtype=np.float32)
        self._seen = 0  # samples judged
        self._ready_at = 0.0
        self._level = np.full(WINDOW // (_EVERY * _HOP), -120.0)

    def push(self, samples: FloatArray) -> list[Spotted]:
        """The next samples, shape (n,), float32 mono 16 kHz."""
        data = np.concatenate([self._rest, samples])
        step, found = _EVERY * _HOP, []
        at = 0
        while len(data) - at >= step + _SPAN - _HOP:
            found += self._judge(data[at : at + step + _SPAN - _HOP])
            at += step
        self._rest = data[at:].copy()
        return found

    def scores(self) -> FloatArray:
        """The commands' newest scores, shape (commands,)."""
        mean: FloatArray = self._scores.mean(axis=0)
        return mean

    def _judge(self, piece: FloatArray) -> list[Spotted]:
        self._seen += _EVERY * _HOP
        fresh = self._net.features(piece)
        self._frames = np.concatenate([self._frames[len(fresh) :], fresh])
        self._level = np.append(self._level[1:], level_dbfs(piece))
        self._scores = np.roll(self._scores, -1, axis=0)
        self._scores[-1] = 0.0
        if self._level.max() < _QUIET_DBFS:
            return []
        self._scores[-1] = self._net.probabilities(self._frames)[1:]
        mean = self.scores()
        best = int(np.argmax(mean - self._thresholds))
        now = self._seen / RATE
        if mean[best] < self._thresholds[best] or now < self._ready_at:
            return []
        self._ready_at = now + _REST_S
        return [Spotted(now, self._net.commands[best], float(mean[best]))]


def holds(net: KeywordNet, samples: FloatArray, command: str) -> bool:
    """Whether `command` may be in these samples: a lenient judgement, for what must not be taken for one."""
    place = 1 + net.commands.index(command)
    padded = np.concatenate([np.zeros(max(0, WINDOW - len(samples)), np.float32), samples])
    features = net.features(padded)
    starts = range(0, len(features) - FRAMES + 1, _EVERY)
    return any(net.probabilities(features[at : at + FRAMES])[place] > VETO for at in starts)
