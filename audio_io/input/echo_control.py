"""Echo control: takes the tutor's own voice out of the microphone, and finds spoken commands in what is left.

`process` runs on the microphone's consumer thread; the mode may be set from any thread.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np

from audio_io.backend import SAMPLE_RATE, FloatArray
from audio_io.errors import AudioUnavailable
from audio_io.input.keyword_spotter import KeywordClassifier, KeywordSpotter
from audio_io.levels import ECHO_INAUDIBLE_DBFS, PLAYED_PEAK, PLAYED_SOUND_DBFS, level_dbfs
from audio_io.output.echo_reference import LEAD_S, EchoReference

EchoMode = Literal["headphones", "cancel", "gate"]
"""headphones: the microphone does not pick up the tutor. cancel: speakers, the echo is estimated and subtracted.
gate: speakers, the microphone is silenced while the tutor speaks and shortly after."""

GATE_TAIL_S: Final = 0.3
_CONVERGED_DB: Final = 10.0
_CONVERGED_S: Final = 0.5
_FRAME: Final = 160  # the canceller works in frames of 10 ms


def available() -> bool:
    """True if the canceller is installed; without it "cancel" falls back to "gate"."""
    return importlib.util.find_spec("pywebrtc_audio") is not None


class EchoCanceller:
    """WebRTC's AEC3 at 16 kHz. Raises AudioUnavailable if pywebrtc-audio is not installed."""

    def __init__(self) -> None:
        try:
            import pywebrtc_audio
        except ImportError as err:
            raise AudioUnavailable(
                "the echo canceller is not installed; run `pip install pywebrtc-audio` or use headphones"
            ) from err
        delay = round(LEAD_S * 1000)
        self._canceller: Any = pywebrtc_audio.EchoCanceller(sample_rate=SAMPLE_RATE, stream_delay_ms=delay)

    def process(self, near: FloatArray, far: FloatArray) -> FloatArray:
        """Captured and played sound, both (n,) with n a multiple of 160; returns the capture without echo."""
        cleaned: FloatArray = self._canceller.process(near, far)
        return cleaned


class ConvergenceMonitor:
    """True if the canceller has adapted to the room: until then it lets the beginning of an answer through.

    That needs half a second of played sound that was reduced by 10 dB, or was inaudible in the microphone.
    """

    def __init__(self) -> None:
        self._good_s = 0.0
        self.converged = False

    def push(self, near: FloatArray, far: FloatArray, cleaned: FloatArray) -> None:
        """Takes captured, played and cleaned sound of the same 10 ms or more, each of shape (n,)."""
        if self.converged or level_dbfs(far) < PLAYED_SOUND_DBFS:
            return
        before = level_dbfs(near)
        good = before < ECHO_INAUDIBLE_DBFS or level_dbfs(cleaned) < before - _CONVERGED_DB
        length = len(near) / SAMPLE_RATE
        self._good_s = max(0.0, self._good_s + (length if good else -length))
        self.converged = self._good_s >= _CONVERGED_S


class EchoControl:
    """Changes captured sound according to the mode.

    After each `process`, `ungated` is what it would have returned without a gate (for the spoken commands,
    which can be told from the tutor's voice even then), and `far` what was played at that time; both as long as
    the result.

    reference: gives the reference of the stream that plays now, or None while there is no speaker.
    """

    def __init__(self, reference: Callable[[], EchoReference | None], mode: EchoMode = "cancel") -> None:
        self._reference = reference
        self._canceller = EchoCanceller() if mode == "cancel" and available() else None
        self._mode: EchoMode = mode
        self._monitor = ConvergenceMonitor()
        self._known: EchoReference | None = None
        self._near = np.zeros(0, dtype=np.float32)
        self._quiet_s = GATE_TAIL_S
        self.ungated = np.zeros(0, dtype=np.float32)
        self.far = np.zeros(0, dtype=np.float32)

    @property
    def mode(self) -> EchoMode:
        """The mode in force: "gate" where "cancel" was asked for and the canceller is missing."""
        return "gate" if self._mode == "cancel" and self._canceller is None else self._mode

    def set_mode(self, mode: EchoMode) -> None:
        """Changes the mode from the next block on; the same mode changes nothing."""
        if mode == self._mode:
            return
        if mode == "cancel" and self._canceller is None and available():
            self._canceller = EchoCanceller()
        self._monitor = ConvergenceMonitor()
        self._mode = mode

    def process(self, samples: FloatArray, at: float) -> FloatArray:
        """Takes captured samples, float32 16 kHz, shape (n,), the last one captured at stream time `at`.

        Returns what the turn detector gets, in whole frames of 10 ms; the rest comes with the next call.
        """
        near = np.concatenate([self._near, samples])
        whole = len(near) // _FRAME * _FRAME
        self._near = near[whole:].copy()
        near = near[:whole]
        reference = self._reference()
        self.ungated, self.far = near, np.zeros_like(near)
        if reference is None or not whole:
            return near
        self.far = far = reference.aligned(at - len(self._near) / SAMPLE_RATE, whole)
        if reference is not self._known:  # another speaker, another room
            self._known, self._monitor = reference, ConvergenceMonitor()
        if self.mode == "cancel" and self._canceller is not None:
            self.ungated = cleaned = self._canceller.process(near, far)
            self._monitor.push(near, far, cleaned)
            return cleaned if self._monitor.converged else self._gate(cleaned, far)
        return self._gate(near, far) if self.mode == "gate" else near

    def _gate(self, near: FloatArray, far: FloatArray) -> FloatArray:
        if np.abs(far).max() > PLAYED_PEAK:
            self._quiet_s = 0.0
        else:
            self._quiet_s += len(far) / SAMPLE_RATE
        return near if self._quiet_s >= GATE_TAIL_S else np.zeros_like(near)


class CaptureProcessor:
    """Echo control and spoken commands for a microphone that is open while the tutor may speak.

    `process` fits a recorder's option of that name. reference: gives the reference of the stream that plays now, or
    None while there is no speaker. mode: asked at every block, so that a changed setting takes effect at once.
    on_command(word): a command was recognised.
    """

    def __init__(
        self,
        reference: Callable[[], EchoReference | None],
        mode: Callable[[], EchoMode],
        on_command: Callable[[str], None],
        net: KeywordClassifier | None = None,
    ) -> None:
        self._mode = mode
        self._echo = EchoControl(reference, mode())
        self._spotter = KeywordSpotter(net)
        self._on_command = on_command

    @property
    def mode(self) -> EchoMode:
        """The echo mode in force."""
        return self._echo.mode

    def process(self, samples: FloatArray, captured_at: float) -> FloatArray:
        """Takes captured samples, float32 16 kHz (n,), the last at stream time `captured_at`; returns them cleaned."""
        self._echo.set_mode(self._mode())
        out = self._echo.process(samples, captured_at)
        far = self._echo.far
        if self._echo.mode == "headphones":  # the microphone cannot have picked it up
            far = np.zeros_like(far)
        for found in self._spotter.push(self._echo.ungated, far):
            self._on_command(found.command)
        return out
