"""Loudness of a recording: detection of speech, and the gain that brings speech to one level.

Pure functions of float32 mono sound at 16 kHz, shape (n,); any thread. Levels are RMS in frames of 30 ms.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from model.thinker.types import Samples

FRAME = 480
LOUD = 0.002  # -54 dBFS: what is louder counts as speech, whatever the background
LOUD_FRAMES = 5
SOFT = 0.0003  # -70 dBFS: what is softer counts as silence
SOFT_FRAMES = 8  # more than for loud sound, as a door or a cough also stands out of a quiet room
OVER_BACKGROUND = 10 ** (10 / 20)
SPEECH_LEVEL = 0.15  # the level of the loudest twentieth of the frames, after `automatic_gain`
MAX_GAIN = 10 ** (46 / 20)


def frame_levels(samples: Samples) -> npt.NDArray[np.float64]:
    """RMS of every whole frame around its mean (no offset, no rumble), shape (n // FRAME,)."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    levels: npt.NDArray[np.float64] = frames.std(axis=1)
    return levels


def holds_speech(samples: Samples) -> bool:
    """True if there is sound above silence, or soft sound that rises above its background as speech does.

    Steady noise, however much a gain would amplify it, is not speech below -54 dBFS.
    """
    levels = frame_levels(samples)
    if not len(levels):
        return False
    if int((levels > LOUD).sum()) >= LOUD_FRAMES:
        return True
    background = float(np.quantile(levels, 0.1))
    return int((levels > max(SOFT, OVER_BACKGROUND * background)).sum()) >= SOFT_FRAMES


def automatic_gain(samples: Samples) -> Samples:
    """The recording with its speech at SPEECH_LEVEL, amplified by MAX_GAIN at most; the peaks may pass 1.

    One factor for the whole recording, so that the ratio of speech and background stays what it was.
    """
    levels = frame_levels(samples)
    level = float(np.quantile(levels, 0.95)) if len(levels) else 0.0
    gain = min(MAX_GAIN, SPEECH_LEVEL / max(level, 1e-9))
    return np.asarray(samples * np.float32(gain), dtype=np.float32)
