"""Is this speech? Three judges in a row: level above the room's noise, webrtcvad as gate, Silero as decision.

Owns: the noise floor and the gate. Thread: one at a time.
"""

from __future__ import annotations

import collections
import functools
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import webrtcvad

from audio_io.errors import BadInput
from audio_io.ring_buffer import FloatArray

# -- Small networks on the CPU, on one thread of their own, so that nobody else's threads or settings are touched.


def session(model: bytes) -> Any:
    """A session for the bytes of an ONNX file. Raises ValueError if they are none."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime 1.29 and newer report to their maker unless told not to
    import onnxruntime  # a third of a second, so only where somebody listens
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as err:
        raise ValueError("no ONNX model") from err


# -- Silero's speech detector through onnxruntime: 32 ms of sound in, the probability of speech out.


RATE: Final = 16_000
WINDOW: Final = 512
_CONTEXT: Final = 64
MODEL_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "silero_vad_16k.onnx"
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
        raise BadInput("{path}: the speech detector's model cannot be read; install Aloud again", path=path) from err
    if hashlib.sha256(data).hexdigest() != MODEL_SHA256:
        raise BadInput("{path}: the speech detector's model is damaged; install Aloud again", path=path)
    return session(data)


WINDOW_S: Final = WINDOW / RATE
_QUIETEST_DBFS: Final = -62.0
_ABOVE_FLOOR_DB: Final = 3.0
_GATE_FRAME: Final = 160  # 10 ms, three of which fit into a window
_GATE_OPEN_S: Final = 0.8
_LEAD_IN: Final = 10  # windows given to the decision when the gate opens: 320 ms
_FLOOR_WINDOWS: Final = 94  # the floor is the quietest window of the last 3 s


@dataclass(frozen=True, slots=True)
class VoiceActivity:
    """One window of 32 ms. speech: probability 0..1. level_dbfs: its RMS. floor_dbfs: the room's noise."""

    speech: float
    level_dbfs: float
    floor_dbfs: float


class NoiseFloor:
    """The room's level: the quietest window of the last 3 s, in dBFS."""

    def __init__(self) -> None:
        self._recent: collections.deque[float] = collections.deque(maxlen=_FLOOR_WINDOWS)

    def push(self, level_dbfs: float) -> float:
        """The floor, the newest window's level included."""
        self._recent.append(level_dbfs)
        return min(self._recent)


class VoiceDetector:
    """Judges windows of 512 samples at 16 kHz, one after another.

    The gate (webrtcvad, lenient) keeps the costlier decision asleep in a quiet room; where it opens, the
    decision hears the last 320 ms first, so that its memory is warm when the word begins.
    """

    def __init__(self) -> None:
        self._gate = webrtcvad.Vad(1)
        self._decision = SileroDetector()
        self._floor = NoiseFloor()
        self._recent: collections.deque[FloatArray] = collections.deque(maxlen=_LEAD_IN)
        self._open_for = 0

    def judge(self, window: FloatArray) -> VoiceActivity:
        """Judges the next window, shape (512,), float32."""
        level = level_dbfs(window)
        floor = self._floor.push(level)
        if self._gate_hears(window, level, floor):
            if not self._open_for:
                self._decision.reset()
                for earlier in self._recent:
                    self._decision.probability(earlier)
            self._open_for = round(_GATE_OPEN_S / WINDOW_S)
        self._recent.append(window.copy())
        if not self._open_for:
            return VoiceActivity(0.0, level, floor)
        self._open_for -= 1
        return VoiceActivity(self._decision.probability(window), level, floor)

    def _gate_hears(self, window: FloatArray, level: float, floor: float) -> bool:
        # In a recording without any pause the floor is the speech itself: well above silence it does not bar.
        if level < _QUIETEST_DBFS or level < min(floor + _ABOVE_FLOOR_DB, -40.0):
            return False
        pcm = (np.clip(window, -1.0, 1.0) * 32767.0).astype("<i2")
        frames = (pcm[at : at + _GATE_FRAME] for at in range(0, WINDOW - _GATE_FRAME + 1, _GATE_FRAME))
        return any(self._gate.is_speech(frame.tobytes(), RATE) for frame in frames)


def level_dbfs(samples: FloatArray) -> float:
    """RMS level of samples, shape (n,), in dBFS; -120 for digital silence."""
    if not len(samples):
        return -120.0
    power = float(np.square(samples, dtype=np.float64).mean())
    return max(-120.0, 10.0 * float(np.log10(power + 1e-12)))
