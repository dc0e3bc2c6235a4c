"""The test in the settings: how loud is the room, does the microphone hear the speaker, what follows.

Owns: the chime, the measurement and the choice of echo mode. Must not know: windows, settings.
Thread: `measure` blocks for about four seconds; call it from a worker thread.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio_io.echo import EchoCanceller, EchoMode, available
from audio_io.player import Player
from audio_io.recorder import Recorder, RecorderOptions
from audio_io.reference import RATE
from audio_io.ring import FloatArray
from audio_io.vad import level_dbfs

QUIET_S: Final = 0.8
_TAIL_S: Final = 0.6
_WAKE_S: Final = 4.0
_AUDIBLE_DB: Final = 6.0
_CANCELLED_DB: Final = 15.0
_FRAME: Final = 160
_SILENT_DBFS: Final = -80.0


@dataclass(frozen=True, slots=True)
class RoomReport:
    """noise_dbfs: the room without sound. echo_dbfs: what the microphone got of the speaker, None if nothing.

    cancelled_db: how much of that the canceller took away, None if it is not needed or not installed.
    mode: what follows. microphone_works: False if not even noise came in (muted, or the wrong one).
    """

    noise_dbfs: float
    echo_dbfs: float | None
    cancelled_db: float | None
    mode: EchoMode
    microphone_works: bool


def chime(rate: int = RATE) -> FloatArray:
    """Five rising plucked notes, 3 s, float32 in [-0.5, 0.5], shape (n,).

    Each is struck with a brush: a canceller learns a room from noise, hardly from tones.
    """
    t = np.arange(int(0.6 * rate)) / rate
    brush = np.random.default_rng(4).standard_normal(len(t))
    notes = []
    for root in (262.0, 330.0, 392.0, 523.0, 659.0):
        note = 2.0 * brush
        for k in range(1, 12):
            note = note + np.sin(2 * np.pi * root * k * t) / k
        notes.append(np.exp(-4.0 * t) * np.minimum(1.0, t / 0.005) * note)
    sound = np.concatenate(notes)
    peak = 2.0 * float(np.abs(sound).max())
    return (sound / peak).astype(np.float32)


def measure(player: Player, recorder_device: str | None = None) -> RoomReport:
    """Listens to the room, plays the chime, and assesses what came back. Raises MissingCapability."""
    player.open()
    near: list[FloatArray] = []
    far: list[FloatArray] = []

    def note(samples: FloatArray, at: float) -> FloatArray:
        reference = player.reference()
        near.append(samples)
        far.append(np.zeros_like(samples) if reference is None else reference.aligned(at, len(samples)))
        return samples

    recorder = Recorder(recorder_device, options=RecorderOptions(process=note))
    recorder.start()
    try:
        deadline = time.monotonic() + _WAKE_S
        while sum(map(len, near)) < QUIET_S * RATE and time.monotonic() < deadline:
            time.sleep(0.02)
        player.play(chime(), RATE)
        player.finish()
        while player.queued_s() > 0.0:
            time.sleep(0.02)
        time.sleep(_TAIL_S)
    finally:
        recorder.stop()
    nothing = np.zeros(0, dtype=np.float32)
    return assess(np.concatenate([nothing, *near]), np.concatenate([nothing, *far]))


def assess(near: FloatArray, far: FloatArray) -> RoomReport:
    """What was captured and what was played meanwhile, aligned, 16 kHz, both (n,); silence comes first."""
    whole = len(near) // _FRAME * _FRAME
    near, far = near[:whole], far[:whole]
    sounding = np.flatnonzero(np.abs(far) > 1e-3)
    begin = int(sounding[0]) if len(sounding) else whole
    noise = level_dbfs(near[:begin])
    works = level_dbfs(near) > _SILENT_DBFS
    if not len(sounding):
        return RoomReport(noise, None, None, "gate", works)
    # The last third of the sound: by then the canceller has had time to learn.
    part = slice((begin + 2 * int(sounding[-1])) // 3, int(sounding[-1]))
    echo = level_dbfs(near[part])
    if echo < max(noise, _SILENT_DBFS) + _AUDIBLE_DB:
        return RoomReport(noise, None, None, "headphones", works)
    if not available():
        return RoomReport(noise, echo, None, "gate", works)
    left = level_dbfs(EchoCanceller().process(near, far)[part])
    cancelled = echo - max(left, noise)
    # In a loud room the echo can only be seen to fall as far as the noise.
    enough = cancelled > _CANCELLED_DB or left < noise + _AUDIBLE_DB / 2
    return RoomReport(noise, echo, cancelled, "cancel" if enough else "gate", works)
