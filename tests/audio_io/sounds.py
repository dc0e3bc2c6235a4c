"""Sounds to listen to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from audio_io.sound_files import read_question

FloatArray = npt.NDArray[np.float32]
RATE = 16_000
QUESTION = Path(__file__).parent / "data" / "question.ogg"


def spoken() -> FloatArray:
    """A spoken question of about 4 s without silence around it, peak 0.5."""
    return read_question(QUESTION)


def silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def sine(seconds: float, hertz: float, peak: float, rate: int = RATE) -> FloatArray:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def noise(seconds: float, dbfs: float, seed: int = 0) -> FloatArray:
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (10 ** (dbfs / 20) * samples).astype(np.float32)


def pieces(samples: FloatArray, size: int = 320) -> list[FloatArray]:
    return [samples[at : at + size] for at in range(0, len(samples), size)]
