"""What a microphone, a line and other people do to a recording. Pure functions of float32 mono sound at 16 kHz."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from model import SAMPLE_RATE
from model.corpus.shards import Sound

PHONE_RATE = 8_000
PHONE_BAND = (300.0, 3_400.0)
EQ_HZ = (60.0, 150.0, 400.0, 1_000.0, 2_500.0, 6_000.0)
"""Where `equalized` takes its gains."""
Codec = Literal["ULAW", "GSM610"]


def rms(sound: Sound) -> float:
    return float(np.sqrt(np.square(sound, dtype=np.float64).mean())) if len(sound) else 0.0


def filtered(sound: Sound, frequencies: npt.ArrayLike, gains_db: npt.ArrayLike) -> Sound:
    """Zero-phase filter with these gains, straight between them on a logarithmic axis of frequency."""
    size = -(-len(sound) // 4096) * 4096
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    curve = np.interp(np.log(np.maximum(hertz, 1.0)), np.log(frequencies), np.asarray(gains_db, dtype=np.float64))
    spectrum = np.fft.rfft(sound, size) * 10 ** (curve / 20)
    return np.asarray(np.fft.irfft(spectrum, size)[: len(sound)], dtype=np.float32)


def equalized(sound: Sound, gains_db: npt.ArrayLike) -> Sound:
    """The colour of a microphone. gains_db: at EQ_HZ."""
    return filtered(sound, EQ_HZ, gains_db)


def band_limited(sound: Sound, low: float, high: float) -> Sound:
    """Only `low` to `high` hertz; half an octave outside, 40 dB are gone."""
    return filtered(sound, (low / 1.41, low, high, high * 1.41), (-40.0, 0.0, 0.0, -40.0))


def telephone(sound: Sound, codec: Codec) -> Sound:
    """A telephone line: 300 to 3,400 Hz, 8 kHz, and the errors of the codec; as long as the sound was."""
    narrow = soxr.resample(band_limited(sound, *PHONE_BAND), SAMPLE_RATE, PHONE_RATE)
    peak = float(np.abs(narrow).max()) + 1e-9
    line = BytesIO()
    soundfile.write(line, narrow / peak * 0.7, PHONE_RATE, subtype=codec, format="WAV")
    line.seek(0)
    decoded, _ = soundfile.read(line, dtype="float32")
    wide = soxr.resample(decoded * (peak / 0.7), PHONE_RATE, SAMPLE_RATE)[: len(sound)]
    return np.asarray(np.pad(wide, (0, len(sound) - len(wide))), dtype=np.float32)


def clipped(sound: Sound, over_db: float) -> Sound:
    """The sound at a level at which its peak would be `over_db` above full scale, cut off there."""
    peak = float(np.abs(sound).max()) + 1e-9
    return np.asarray(np.clip(sound * (10 ** (over_db / 20) / peak), -1, 1), dtype=np.float32)


def at_level(sound: Sound, peak_dbfs: float) -> Sound:
    """The sound with this peak, as 16 bits hold it."""
    peak = float(np.abs(sound).max()) + 1e-9
    return np.asarray(np.round(sound * (10 ** (peak_dbfs / 20) / peak) * 32767) / 32767, dtype=np.float32)


def mixed(sound: Sound, other: Sound, ratio_db: float) -> Sound:
    """The sound with another of the same length `ratio_db` below it, both by their RMS."""
    gain = rms(sound) / max(rms(other), 1e-9) * 10 ** (-ratio_db / 20)
    return np.asarray(sound + other * np.float32(gain), dtype=np.float32)


def babble(voices: list[Sound], length: int, rng: np.random.Generator) -> Sound:
    """Several voices at once, equally loud, each repeated from a random place on."""
    total = np.zeros(length, np.float32)
    for voice in voices:
        start = int(rng.integers(len(voice)))
        total += np.resize(np.roll(voice, -start), length) / max(rms(voice), 1e-6)
    return total
