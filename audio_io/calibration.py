"""Calibration of microphone and speaker: measures noise, speech and echo, and chooses the echo mode.

`calibrate` blocks for about six seconds and `check_devices` for two; call them from a worker thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from audio_io.backend import SAMPLE_RATE, Backend, FloatArray
from audio_io.devices import Wanted
from audio_io.input.echo_control import EchoCanceller, EchoMode, available
from audio_io.input.recorder import Recorder, RecorderOptions
from audio_io.levels import DEAD_MICROPHONE_DBFS, level_dbfs
from audio_io.output.player import Player

SPEAK_S: Final = 2.2
_TAIL_S: Final = 0.6
_WAKE_S: Final = 4.0
_AUDIBLE_DB: Final = 6.0
_CANCELLED_DB: Final = 15.0
_FRAME: Final = 160
_WINDOW: Final = 3_200  # 0.2 s: the quietest window is the room's noise, the loudest the student's voice
_SPEECH_DB: Final = 12.0
_PLAYED_PEAK: Final = 0.5
_SOUNDING: Final = 1e-3  # sample magnitude above which something is played
_CHECK_S: Final = 2.0
Phase = Literal["speak", "listen"]
"""speak: the student says something. listen: it is played back, with a chime."""


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """noise_dbfs: the room without sound. speech_dbfs: the student's voice, None if nothing was said.

    echo_dbfs: the speaker's sound in the microphone, None if inaudible. cancelled_db: how much of that the
    canceller removed, None if it is not needed or not installed.
    mode: the advised one. microphone_works: False if not even noise came in (muted, or the wrong one).
    """

    noise_dbfs: float
    echo_dbfs: float | None
    cancelled_db: float | None
    mode: EchoMode
    microphone_works: bool
    speech_dbfs: float | None = None


def chime(rate: int = SAMPLE_RATE, notes: int = 5) -> FloatArray:
    """Rising plucked notes (at most five) of 0.6 s, float32 in [-0.5, 0.5], shape (n,).

    Each contains noise: a canceller adapts to a room from noise, hardly from tones.
    """
    t = np.arange(int(0.6 * rate)) / rate
    noise = np.random.default_rng(4).standard_normal(len(t))
    played = []
    for root in (262.0, 330.0, 392.0, 523.0, 659.0)[:notes]:
        note = 2.0 * noise
        for k in range(1, 12):
            note = note + np.sin(2 * np.pi * root * k * t) / k
        played.append(np.exp(-4.0 * t) * np.minimum(1.0, t / 0.005) * note)
    sound = np.concatenate(played)
    peak = 2.0 * float(np.abs(sound).max())
    return (sound / peak).astype(np.float32)


def calibrate(
    player: Player,
    recorder_device: str | None = None,
    on_phase: Callable[[Phase], None] = lambda _phase: None,
    backend: Backend | None = None,
) -> CalibrationReport:
    """Records the student, plays that back with a chime, and assesses the echo. Raises AudioUnavailable."""
    player.open()
    near: list[FloatArray] = []
    far: list[FloatArray] = []

    def collect(samples: FloatArray, at: float) -> FloatArray:
        reference = player.reference()
        near.append(samples)
        far.append(np.zeros_like(samples) if reference is None else reference.aligned(at, len(samples)))
        return samples

    recorder = Recorder(recorder_device, options=RecorderOptions(process=collect), backend=backend)
    recorder.start()
    try:
        on_phase("speak")
        _wait(lambda: sum(map(len, near)) >= SPEAK_S * SAMPLE_RATE, SPEAK_S + _WAKE_S)
        on_phase("listen")
        player.play(playback_signal(joined(near)), SAMPLE_RATE)
        player.finish()
        while player.queued_s() > 0.0:
            time.sleep(0.02)
        time.sleep(_TAIL_S)
    finally:
        recorder.stop()
    return assess(joined(near), joined(far))


def joined(pieces: list[FloatArray]) -> FloatArray:
    """Returns all pieces, possibly none, as one array."""
    return np.concatenate([np.zeros(0, dtype=np.float32), *pieces])


def playback_signal(recorded: FloatArray) -> FloatArray:
    """Returns the student's recording, amplified, and a short chime; without speech the whole chime."""
    if speech_level(recorded) is None:
        return chime()
    loud = recorded * np.float32(_PLAYED_PEAK / max(1e-3, float(np.abs(recorded).max())))
    return np.concatenate([loud, chime(notes=2)])


def levels(samples: FloatArray) -> list[float]:
    """Level of each 0.2 s, dBFS; of the whole if it is shorter."""
    windows = [samples[at : at + _WINDOW] for at in range(0, len(samples) - _WINDOW + 1, _WINDOW)]
    return [level_dbfs(window) for window in windows or [samples]]


def speech_level(recorded: FloatArray) -> float | None:
    """The level of the student's voice, dBFS; None if nothing stands out from the room's noise."""
    found = levels(recorded)
    return max(found) if max(found) > max(min(found), DEAD_MICROPHONE_DBFS) + _SPEECH_DB else None


def assess(near: FloatArray, far: FloatArray) -> CalibrationReport:
    """Evaluates captured and played sound, aligned, 16 kHz, both (n,).

    The first part, before anything is played, gives the levels of the room and the student.
    """
    whole = len(near) // _FRAME * _FRAME
    near, far = near[:whole], far[:whole]
    sounding = np.flatnonzero(np.abs(far) > _SOUNDING)
    begin = int(sounding[0]) if len(sounding) else whole
    noise, speech = min(levels(near[:begin])), speech_level(near[:begin])
    works = level_dbfs(near) > DEAD_MICROPHONE_DBFS
    if not len(sounding):
        return CalibrationReport(noise, None, None, "gate", works, speech)
    # The last third of the sound: by then the canceller has had time to adapt.
    part = slice((begin + 2 * int(sounding[-1])) // 3, int(sounding[-1]))
    echo = level_dbfs(near[part])
    if echo < max(noise, DEAD_MICROPHONE_DBFS) + _AUDIBLE_DB:
        return CalibrationReport(noise, None, None, "headphones", works, speech)
    if not available():
        return CalibrationReport(noise, echo, None, "gate", works, speech)
    left = level_dbfs(EchoCanceller().process(near, far)[part])
    cancelled = echo - max(left, noise)
    # In a loud room the echo can be measured only down to the noise.
    enough = cancelled > _CANCELLED_DB or left < noise + _AUDIBLE_DB / 2
    return CalibrationReport(noise, echo, cancelled, "cancel" if enough else "gate", works, speech)


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """Both devices open together for some seconds; the counts should all be 0.

    overruns: recorded samples that were lost; xruns: gaps that the devices reported; underruns: the playback buffer
    ran dry; lost: devices that went silent. latency_s: of the speaker's own buffer. level_dbfs: of the microphone,
    -120 for digital silence.
    """

    seconds: float
    underruns: int
    playback_xruns: int
    recording_xruns: int
    overruns: int
    lost: int
    latency_s: float
    level_dbfs: float


def check_devices(
    microphone: Wanted = None, speaker: Wanted = None, seconds: float = _CHECK_S, backend: Backend | None = None
) -> SoundCheck:
    """Records while silence is played. Raises AudioUnavailable if a device is not there or cannot be opened."""
    player = Player(speaker, backend=backend)
    try:
        player.open()
        recorder = Recorder(microphone, backend=backend)
        recorder.start()
        try:
            _wait(lambda: player.stats().blocks > 0, _WAKE_S)
            player.play(np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32), SAMPLE_RATE)
            player.finish()
            _wait(lambda: player.queued_s() <= 0.0, seconds + _WAKE_S)
        finally:
            recorded = recorder.stop()
        out, taken = player.stats(), recorder.stats()
    finally:
        player.close()
    return SoundCheck(
        seconds=seconds,
        underruns=out.underruns,
        playback_xruns=out.xruns,
        recording_xruns=taken.xruns,
        overruns=taken.overruns,
        lost=out.lost + taken.lost,
        latency_s=round(out.device_latency_s, 4),
        level_dbfs=round(level_dbfs(recorded), 1),
    )


def _wait(condition: Callable[[], bool], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
