"""The spoken commands "stop", "wait", "go on", "repeat" and "slower", found in running sound.

A small network, trained by `aloud train keywords`, scores two channels, the microphone and what the speaker plays, so
that the tutor's own words are not taken for the student's. A spotter serves one thread; the network is shared.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.errors import AudioFileError
from audio_io.input import vad
from audio_io.input.smart_turn import mel_filters
from audio_io.levels import FLOOR_DBFS, NO_KEYWORD_DBFS, level_dbfs

MODEL_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "keywords.onnx"
WINDOW: Final = 19_200  # samples that the network judges at once
_SPAN: Final = 400
_HOP: Final = 160
_FFT: Final = 512
_BANDS: Final = 40
_FLOOR: Final = 1e-5
FRAMES: Final = 1 + (WINDOW - _SPAN) // _HOP
_EVERY: Final = 8  # frames between two judgements: 80 ms
_MEAN_OF: Final = 2  # judgements that are averaged
_REST_S: Final = 1.0  # after a command, before the next one
VETO: Final = 0.3  # a command is the tutor's own if the played sound scores this much for it
_PLAYED: Final = WINDOW + SAMPLE_RATE  # samples of played sound that are searched for the command
THRESHOLDS: Final = {"stop": 0.5, "wait": 0.5, "go on": 0.9, "repeat": 0.9, "slower": 0.9}
VOICED: Final = 0.4  # probability of speech, at its highest in the window
UNVOICED: Final = 0.4  # taken off a score where the speech detector finds no speech: a bark is not "stop"


@dataclass(frozen=True, slots=True)
class KeywordDetection:
    """A recognised command. t: seconds of sound until then. score: 0..1."""

    t: float
    command: str
    score: float


class KeywordClassifier:
    """The network: "none" or one of `commands`. Raises AudioFileError if the file is missing or damaged."""

    bands: Final = _BANDS

    def __init__(self, path: Path = MODEL_FILE) -> None:
        try:
            self._session = vad.session(path.read_bytes())
            self.commands = tuple(self._session.get_modelmeta().custom_metadata_map["commands"].split(","))
        except (OSError, KeyError, ValueError) as err:
            raise AudioFileError(
                "{path}: the spoken commands' model cannot be read ({reason}); install Aloud again",
                path=path,
                reason=str(err),
            ) from err
        self._window = np.hanning(_SPAN + 1)[:-1].astype(np.float32)
        self._filters = mel_filters(_FFT, _BANDS, 80.0, 7_600.0).astype(np.float32)

    def features(self, samples: FloatArray) -> FloatArray:
        """Log energies, shape (1 + (n - 400) // 160, 2 * bands), of microphone and speaker, shape (2, n), 16 kHz."""
        return np.concatenate([self._energies(channel) for channel in samples], axis=1)

    def _energies(self, samples: FloatArray) -> FloatArray:
        if not samples.any():  # most of the time nothing is played
            return np.full((1 + (len(samples) - _SPAN) // _HOP, _BANDS), np.log(_FLOOR), dtype=np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(samples, _SPAN)[::_HOP] * self._window
        spectrum = np.fft.rfft(frames, _FFT)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        energies: FloatArray = np.log(power @ self._filters + np.float32(_FLOOR))
        return energies

    def probabilities(self, features: FloatArray) -> FloatArray:
        """Probabilities of "none" and each command, shape (1 + commands,), for features (FRAMES, 2 * bands)."""
        (probabilities,) = self._session.run(None, {"features": features[None]})
        first: FloatArray = probabilities[0]
        return first


@functools.cache
def shared() -> KeywordClassifier:
    """The shipped network, read once."""
    return KeywordClassifier()


class KeywordSpotter:
    """Finds commands in samples that come in pieces of any length. thresholds: of the score, by command.

    Serves one thread; the network may be shared.
    """

    def __init__(self, net: KeywordClassifier | None = None, thresholds: dict[str, float] | None = None) -> None:
        self._net = net or shared()
        wanted = thresholds or THRESHOLDS
        self._thresholds = np.array([wanted[word] for word in self._net.commands], dtype=np.float32)
        self._rest = np.zeros((2, 0), dtype=np.float32)
        self._heard = np.zeros(WINDOW, dtype=np.float32)
        self._played = np.zeros(_PLAYED, dtype=np.float32)
        self._frames = self._net.features(np.zeros((2, WINDOW), dtype=np.float32))
        self._scores = np.zeros((_MEAN_OF, len(self._net.commands)), dtype=np.float32)
        self._seen = 0  # samples judged
        self._ready_at = 0.0
        self._level = np.full(WINDOW // (_EVERY * _HOP), FLOOR_DBFS)

    def push(self, samples: FloatArray, far: FloatArray | None = None) -> list[KeywordDetection]:
        """Takes the next samples of microphone and speaker (far), both (n,), float32 mono 16 kHz; returns commands."""
        played = np.zeros_like(samples) if far is None else far
        data = np.concatenate([self._rest, np.stack([samples, played])], axis=1)
        step, found = _EVERY * _HOP, []
        at = 0
        while data.shape[1] - at >= step + _SPAN - _HOP:
            found += self._judge(data[:, at : at + step + _SPAN - _HOP])
            at += step
        self._rest = data[:, at:].copy()
        return found

    def scores(self) -> FloatArray:
        """The newest score of each command, shape (commands,), 0..1, before UNVOICED is taken off."""
        mean: FloatArray = self._scores.mean(axis=0)
        return mean

    def voiced(self) -> bool:
        """True if the newest window contains speech, by the speech detector; takes about 10 ms."""
        detector = vad.SileroDetector()
        pieces = self._heard[: WINDOW // vad.WINDOW * vad.WINDOW].reshape(-1, vad.WINDOW)
        return any(detector.probability(piece) > VOICED for piece in pieces)

    def _judge(self, piece: FloatArray) -> list[KeywordDetection]:
        self._seen += _EVERY * _HOP
        fresh = self._net.features(piece)
        self._frames = np.concatenate([self._frames[len(fresh) :], fresh])
        new = piece[:, : _EVERY * _HOP]
        self._heard, self._played = (
            np.concatenate([old[len(part) :], part]) for old, part in zip((self._heard, self._played), new, strict=True)
        )
        self._level = np.append(self._level[1:], level_dbfs(piece[0]))
        self._scores = np.roll(self._scores, -1, axis=0)
        self._scores[-1] = 0.0
        if self._level.max() < NO_KEYWORD_DBFS:
            return []
        self._scores[-1] = self._net.probabilities(self._frames)[1:]
        mean = self.scores()
        best = int(np.argmax(mean - self._thresholds))
        now = self._seen / SAMPLE_RATE
        above = mean[best] - self._thresholds[best]
        if above < 0 or now < self._ready_at or (above < UNVOICED and not self.voiced()):
            return []
        if self._was_played(best):
            return []
        self._ready_at = now + _REST_S
        return [KeywordDetection(now, self._net.commands[best], float(mean[best]))]

    def _was_played(self, command: int) -> bool:
        """True if the tutor's own recent sound may contain the command of this number (a lenient judgement)."""
        if not self._played.any():
            return False
        features = self._net.features(np.stack([self._played, np.zeros_like(self._played)]))
        starts = range(0, len(features) - FRAMES + 1, _EVERY)
        return any(self._net.probabilities(features[at : at + FRAMES])[1 + command] > VETO for at in starts)
