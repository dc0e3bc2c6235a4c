"""Voice activity: level above the room's noise, then webrtcvad as a gate, then Silero's network as the decision."""

from __future__ import annotations

import collections
import functools
import hashlib
import os
from pathlib import Path
from typing import Any, Final

import numpy as np
import webrtcvad

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.errors import AudioFileError
from audio_io.levels import NO_SPEECH_DBFS, SURELY_SOUND_DBFS, level_dbfs

WINDOW: Final = 512
WINDOW_S: Final = WINDOW / SAMPLE_RATE
MODEL_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "silero_vad_16k.onnx"
MODEL_SHA256: Final = "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49"
_CONTEXT: Final = 64
_ABOVE_FLOOR_DB: Final = 3.0
_GATE_FRAME: Final = 160  # 10 ms, three of which fit into a window
_GATE_OPEN_S: Final = 0.8
_LEAD_IN: Final = 10  # windows given to the decision when the gate opens: 320 ms
_FLOOR_WINDOWS: Final = 94  # the floor is the quietest window of the last 3 s


def session(model: bytes) -> Any:
    """An onnxruntime session on one CPU thread for the bytes of an ONNX file. Raises ValueError for other bytes."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime 1.29 and newer report to their maker unless told not to
    import onnxruntime  # takes a third of a second
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as err:
        raise ValueError("no ONNX model") from err


class SileroDetector:
    """Silero's recurrent speech detector. Raises AudioFileError if the model is missing or not the pinned one."""

    def __init__(self) -> None:
        self._session = _session(MODEL_FILE)
        self.reset()

    def reset(self) -> None:
        """Clears the recurrent state."""
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._input = np.zeros((1, _CONTEXT + WINDOW), dtype=np.float32)

    def probability(self, window: FloatArray) -> float:
        """Probability of speech, 0..1, in the next 512 samples at 16 kHz."""
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = window
        feed = {"input": self._input, "state": self._state, "sr": np.array(SAMPLE_RATE, dtype=np.int64)}
        probability, self._state = self._session.run(None, feed)
        return float(probability[0, 0])


@functools.cache
def _session(path: Path) -> Any:
    try:
        data = path.read_bytes()
    except OSError as err:
        raise AudioFileError(
            "{path}: the speech detector's model cannot be read; install Aloud again", path=path
        ) from err
    if hashlib.sha256(data).hexdigest() != MODEL_SHA256:
        raise AudioFileError("{path}: the speech detector's model is damaged; install Aloud again", path=path)
    return session(data)


class VoiceDetector:
    """Speech probability of successive windows of 512 samples at 16 kHz.

    The gate (webrtcvad, lenient) spares the costlier decision in a quiet room. When it opens, the decision first
    gets the last 320 ms, so that its state is warm when the word begins.
    """

    def __init__(self) -> None:
        self._gate = webrtcvad.Vad(1)
        self._decision = SileroDetector()
        self._levels: collections.deque[float] = collections.deque(maxlen=_FLOOR_WINDOWS)
        self._recent: collections.deque[FloatArray] = collections.deque(maxlen=_LEAD_IN)
        self._open_for = 0  # windows until the gate closes

    def probability(self, window: FloatArray) -> float:
        """Probability of speech, 0..1, in the next window, shape (512,), float32."""
        level = level_dbfs(window)
        self._levels.append(level)
        if self._gate_opens(window, level, floor=min(self._levels)):
            if not self._open_for:
                self._decision.reset()
                for earlier in self._recent:
                    self._decision.probability(earlier)
            self._open_for = round(_GATE_OPEN_S / WINDOW_S)
        self._recent.append(window.copy())
        if not self._open_for:
            return 0.0
        self._open_for -= 1
        return self._decision.probability(window)

    def _gate_opens(self, window: FloatArray, level: float, floor: float) -> bool:
        if level < NO_SPEECH_DBFS or level < min(floor + _ABOVE_FLOOR_DB, SURELY_SOUND_DBFS):
            return False
        pcm = (np.clip(window, -1.0, 1.0) * 32767.0).astype("<i2")
        frames = (pcm[at : at + _GATE_FRAME] for at in range(0, WINDOW - _GATE_FRAME + 1, _GATE_FRAME))
        return any(self._gate.is_speech(frame.tobytes(), SAMPLE_RATE) for frame in frames)
