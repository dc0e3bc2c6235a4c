"""Two seconds of both devices, open together, to see whether they keep time.

Owns: what is counted. Must not know: who asks. Thread: `check` blocks for about three seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio_io.backend import Backend
from audio_io.devices import Wanted
from audio_io.player import Player
from audio_io.recorder import Recorder
from audio_io.vad import level_dbfs

_SECONDS: Final = 2.0
_WAKE_S: Final = 4.0
_RATE: Final = 16_000


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """Counts are of two seconds: all should be 0. overruns: recorded samples that were lost; xruns: gaps that the
    devices reported; underruns: the sound ran dry; lost: a device that went silent.

    latency_s: of the speaker's own buffer. level_dbfs: what the microphone heard, -120 for nothing at all.
    """

    seconds: float
    underruns: int
    playback_xruns: int
    recording_xruns: int
    overruns: int
    lost: int
    latency_s: float
    level_dbfs: float


def check(
    microphone: Wanted = None, speaker: Wanted = None, seconds: float = _SECONDS, backend: Backend | None = None
) -> SoundCheck:
    """Records while silence is played. Raises MissingCapability if a device is not there or cannot be opened."""
    player = Player(speaker, backend=backend)
    try:
        player.open()
        recorder = Recorder(microphone, backend=backend)
        recorder.start()
        try:
            _wait(lambda: player.stats().blocks > 0, _WAKE_S)
            player.play(np.zeros(round(seconds * _RATE), dtype=np.float32), _RATE)
            player.finish()
            _wait(lambda: player.queued_s() <= 0.0, seconds + _WAKE_S)
        finally:
            heard = recorder.stop()
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
        level_dbfs=round(level_dbfs(heard), 1),
    )


def _wait(condition: Callable[[], bool], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
