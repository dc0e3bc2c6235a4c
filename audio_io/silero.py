"""Silero's speech detector through onnxruntime: 32 ms of sound in, the probability of speech out.

Owns: the pinned model file and its recurrent state. Must not know: thresholds, turns, torch (the package
silero_vad would load it and set its thread count). Thread: one at a time per detector; the session is shared.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from audio_io.errors import BadInput
from audio_io.inference import session
from audio_io.ring import FloatArray

RATE: Final = 16_000
WINDOW: Final = 512
_CONTEXT: Final = 64
MODEL_FILE: Final = Path(__file__).parent / "data" / "silero_vad_16k.onnx"
MODEL_SHA256: Final = "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49"


class SileroDetector:
    """One recurrent detector. Raises BadInput if the model file is missing or is not the pinned one."""

    def __init__(self) -> None:
        self._session = _session(MODEL_FILE)
        self.reset()

    def reset(self) -> None:
        """Forgets what was heard before."""
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._input = np.zeros((1, _CONTEXT + WINDOW), dtype=np.float32)

    def probability(self, window: FloatArray) -> float:
        """Probability of speech, 0..1, in the next 512 samples at 16 kHz."""
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = window
        feed = {"input": self._input, "state": self._state, "sr": np.array(RATE, dtype=np.int64)}
        probability, self._state = self._session.run(None, feed)
        return float(probability[0, 0])


@functools.cache
def _session(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise BadInput(f"{path}: the speech detector's model cannot be read; install Aloud again") from err
    if hashlib.sha256(data).hexdigest() != MODEL_SHA256:
        raise BadInput(f"{path}: the speech detector's model is damaged; install Aloud again")
    return session(data)
