"""Hearing the student while the tutor speaks: the tutor's own voice is taken out of the microphone.

Owns: the three ways to do that, and WebRTC's canceller through pywebrtc-audio. Thread: `process` on the microphone's
consumer thread; the mode may be set from any thread.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np

from audio_io.errors import MissingCapability
from audio_io.input.keyword_spotter import KeywordClassifier, KeywordSpotter
from audio_io.input.vad import level_dbfs
from audio_io.output.echo_reference import LEAD_S, RATE, EchoReference
from audio_io.ring_buffer import FloatArray

EchoMode = Literal["headphones", "cancel", "gate"]
"""headphones: the microphone cannot hear the tutor. cancel: speakers, the echo is computed and taken away.
gate: speakers, the microphone hears nothing while the tutor speaks and shortly after."""

GATE_TAIL_S: Final = 0.3
_SOUNDING_DBFS: Final = -50.0
_INAUDIBLE_DBFS: Final = -55.0
_PROVEN_DB: Final = 10.0
_PROVEN_S: Final = 0.5
_FRAME: Final = 160  # the canceller works in frames of 10 ms


def available() -> bool:
    """Whether the canceller is installed; without it "cancel" falls back to "gate"."""
    return importlib.util.find_spec("pywebrtc_audio") is not None


class EchoCanceller:
    """WebRTC's AEC3 at 16 kHz. Raises MissingCapability if pywebrtc-audio is not installed."""

    def __init__(self) -> None:
        try:
            import pywebrtc_audio
        except ImportError as err:
            raise MissingCapability(
                "the echo canceller is not installed; run `pip install pywebrtc-audio` or use headphones"
            ) from err
        delay = round(LEAD_S * 1000)
        self._canceller: Any = pywebrtc_audio.EchoCanceller(sample_rate=RATE, stream_delay_ms=delay)

    def process(self, near: FloatArray, far: FloatArray) -> FloatArray:
        """Captured and played sound, both (n,) with n a multiple of 160; returns the capture without echo."""
        cleaned: FloatArray = self._canceller.process(near, far)
        return cleaned


class ConvergenceMonitor:
    """Whether the canceller has learnt the room: until then it lets the beginning of an answer through.

    Half a second of played sound must have been taken away by 10 dB, or not have been audible at all.
    """

    def __init__(self) -> None:
        self._credit_s = 0.0
        self.given = False

    def push(self, near: FloatArray, far: FloatArray, cleaned: FloatArray) -> None:
        """What was captured, played and left over in the same 10 ms or more, each of shape (n,)."""
        if self.given or level_dbfs(far) < _SOUNDING_DBFS:
            return
        before = level_dbfs(near)
        good = before < _INAUDIBLE_DBFS or level_dbfs(cleaned) < before - _PROVEN_DB
        length = len(near) / RATE
        self._credit_s = max(0.0, self._credit_s + (length if good else -length))
        self.given = self._credit_s >= _PROVEN_S


class EchoControl:
    """What a recorder's `process` option needs: changes captured sound according to the mode.

    After each `process`, `ungated` is what it would have returned without a gate (for the spoken commands,
    which can be told from the tutor's voice even so), and `far` what was played meanwhile; both as long as it.

    reference: gives the reference of the stream that plays now, or None while there is no speaker.
    """

    def __init__(self, reference: Callable[[], EchoReference | None], mode: EchoMode = "cancel") -> None:
        self._reference = reference
        self._canceller = EchoCanceller() if mode == "cancel" and available() else None
        self._mode: EchoMode = mode
        self._convergence = ConvergenceMonitor()
        self._known: EchoReference | None = None
        self._near = np.zeros(0, dtype=np.float32)
        self._quiet_for = GATE_TAIL_S
        self.ungated = np.zeros(0, dtype=np.float32)
        self.far = np.zeros(0, dtype=np.float32)

    @property
    def mode(self) -> EchoMode:
        """The mode in force: "gate" where "cancel" was asked for and the canceller is missing."""
        return "gate" if self._mode == "cancel" and self._canceller is None else self._mode

    def set_mode(self, mode: EchoMode) -> None:
        """Changes the mode from the next block on; the same mode again changes nothing."""
        if mode == self._mode:
            return
        if mode == "cancel" and self._canceller is None and available():
            self._canceller = EchoCanceller()
        self._convergence = ConvergenceMonitor()
        self._mode = mode

    def process(self, samples: FloatArray, at: float) -> FloatArray:
        """Captured samples, float32 16 kHz, shape (n,), the last one captured at stream time `at`.

        Returns what the detector may hear, in whole frames of 10 ms; the rest comes with the next call.
        """
        near = np.concatenate([self._near, samples])
        whole = len(near) // _FRAME * _FRAME
        self._near = near[whole:].copy()
        near = near[:whole]
        reference = self._reference()
        self.ungated, self.far = near, np.zeros_like(near)
        if reference is None or not whole:
            return near
        self.far = far = reference.aligned(at - len(self._near) / RATE, whole)
        if reference is not self._known:  # another speaker, another room
            self._known, self._convergence = reference, ConvergenceMonitor()
        if self.mode == "cancel" and self._canceller is not None:
            self.ungated = cleaned = self._canceller.process(near, far)
            self._convergence.push(near, far, cleaned)
            return cleaned if self._convergence.given else self._gate(cleaned, far)
        return self._gate(near, far) if self.mode == "gate" else near

    def _gate(self, near: FloatArray, far: FloatArray) -> FloatArray:
        if np.abs(far).max() > 1e-4:
            self._quiet_for = 0.0
        else:
            self._quiet_for += len(far) / RATE
        return near if self._quiet_for >= GATE_TAIL_S else np.zeros_like(near)


# -- What an open microphone's sound goes through while the tutor may be speaking: echo control and commands.


class CaptureProcessor:
    """`process` is what a recorder's option of that name needs.

    reference: gives the reference of the stream that plays now, or None while there is no speaker. mode: asked
    at every block, so that a changed setting holds at once. on_command(word): a command was recognised.
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
        """Captured samples, float32 16 kHz (n,), the last at stream time `captured_at`: what may be heard of it."""
        self._echo.set_mode(self._mode())
        out = self._echo.process(samples, captured_at)
        far = self._echo.far
        if self._echo.mode == "headphones":  # the microphone cannot have heard it
            far = np.zeros_like(far)
        for found in self._spotter.push(self._echo.ungated, far):
            self._on_command(found.command)
        return out
