"""smart-turn v3: the probability that a question is complete, from its sound. Used where its model file is present."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.errors import AudioFileError
from audio_io.input.vad import session

FOLDER: Final = Path(__file__).resolve().parent.parent / "data"
PATTERN: Final = "smart-turn-v3*.onnx"
_SECONDS: Final = 8
_FFT: Final = 400
_HOP: Final = 160
_BANDS: Final = 80
_BREAK_HZ: Final = 1_000.0  # Slaney's mel scale: linear below, logarithmic above
_BREAK_MEL: Final = 15.0
_MEL_STEP: Final = 27.0 / np.log(6.4)


def present() -> Path | None:
    """The model file, the newest version if there are several; None without one."""
    return max(FOLDER.glob(PATTERN), default=None)


def shared() -> SmartTurn | None:
    """The model, loaded once per process; None if its file is not present. Raises AudioFileError if it is damaged."""
    path = present()
    return None if path is None else _loaded(path)


@functools.cache
def _loaded(path: Path) -> SmartTurn:
    try:
        made = session(path.read_bytes())
        if [given.name for given in made.get_inputs()] != ["input_features"]:
            raise ValueError("it is another model")
        return SmartTurn(made)
    except (OSError, ValueError) as err:
        raise AudioFileError(
            "{path}: the end-of-turn model cannot be used ({reason}); download it again or remove it",
            path=path,
            reason=str(err),
        ) from err


class SmartTurn:
    """session: an onnxruntime session of the model, `input_features` (1, 80, 800) to a probability. Thread-safe."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def finished(self, samples: FloatArray) -> float:
        """Probability, 0..1, that the question is complete; samples: its sound so far, float32 16 kHz, shape (n,)."""
        (probability, *_) = self._session.run(None, {"input_features": features(samples)[None]})
        return float(np.ravel(probability)[0])


def features(samples: FloatArray) -> FloatArray:
    """Log-mel bands of the last 8 s, float32 (80, 800), as in Whisper's feature extractor."""
    sound = np.zeros(_SECONDS * SAMPLE_RATE, dtype=np.float32)
    last = samples[-len(sound) :]
    sound[len(sound) - len(last) :] = last
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(sound, _FFT // 2, mode="reflect"), _FFT)[:-1:_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FFT + 1)[:-1])) ** 2
    levels = np.log10(np.maximum(power @ mel_filters(_FFT, _BANDS, 0.0, SAMPLE_RATE / 2), 1e-10)).T
    scaled: FloatArray = ((np.maximum(levels, levels.max() - 8.0) + 4.0) / 4.0).astype(np.float32)
    return scaled


@functools.cache
def mel_filters(fft: int, bands: int, low: float, high: float) -> npt.NDArray[np.float64]:
    """Triangular filters of equal area on Slaney's mel scale, low to high Hz, shape (fft // 2 + 1, bands), 16 kHz."""
    mels = np.linspace(_mel(low), _mel(high), bands + 2)
    above = _BREAK_HZ * np.exp((mels - _BREAK_MEL) / _MEL_STEP)
    edges = np.where(mels < _BREAK_MEL, mels * _BREAK_HZ / _BREAK_MEL, above)
    bins = np.linspace(0.0, SAMPLE_RATE / 2, fft // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    triangles: npt.NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling)) * 2.0 / (edges[2:] - edges[:-2])
    return triangles


def _mel(hz: float) -> float:
    return float(hz * _BREAK_MEL / _BREAK_HZ if hz < _BREAK_HZ else _BREAK_MEL + np.log(hz / _BREAK_HZ) * _MEL_STEP)
