"""Sound levels in dBFS: how they are measured, and every threshold of audio_io that means "silent".

The thresholds differ because each answers another question. 0 dBFS is full scale.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from audio_io.backend import FloatArray

FLOOR_DBFS: Final = -120.0
"""Digital silence as `level_dbfs` gives it, and what a closed microphone's level meter shows."""
DEAD_MICROPHONE_DBFS: Final = -80.0
"""Calibration: the noise of even a quiet room is above this, so the microphone is muted or the wrong one."""
NO_SPEECH_DBFS: Final = -62.0
"""Voice activity: speech from a low microphone is above this; below, the classifiers are not asked."""
SILENT_RECORDING_DBFS: Final = -60.0
"""Recordings: the loudest 30 ms of a spoken question reaches this even from far away."""
NO_KEYWORD_DBFS: Final = -58.0
"""Keyword spotter: a command is louder than the softest speech; below, the network is not run."""
ECHO_INAUDIBLE_DBFS: Final = -55.0
"""Convergence: where the microphone gets less than this of the played sound, no echo needs cancelling."""
PLAYED_SOUND_DBFS: Final = -50.0
"""Convergence: softer played sound says nothing about the canceller."""
SURELY_SOUND_DBFS: Final = -40.0
"""Voice activity: the noise floor never excludes sound louder than this. In a recording without a pause the
floor is the speech itself."""
PLAYED_PEAK: Final = 1e-4
"""Sample magnitude (-80 dBFS) up to which the far-end signal counts as silent: the gate opens."""


def level_dbfs(samples: FloatArray) -> float:
    """RMS level of samples, shape (n,), in dBFS; -120 for digital silence."""
    if not len(samples):
        return FLOOR_DBFS
    power = float(np.square(samples, dtype=np.float64).mean())
    return max(FLOOR_DBFS, 10.0 * float(np.log10(power + 1e-12)))


def loudest_dbfs(mono: FloatArray, rate: int) -> float:
    """RMS of the loudest 30 ms of `mono`, shape (n,), in dBFS, constant offset removed; -200 for none."""
    if not len(mono):
        return -200.0
    size = max(1, min(len(mono), int(0.03 * rate)))
    offset = mono.mean(dtype=np.float64)
    windows = (mono[at : at + size] - offset for at in range(0, len(mono) - size + 1, size))
    power = max(float(np.square(window).mean()) for window in windows)
    return 10.0 * float(np.log10(max(power, 1e-20)))
