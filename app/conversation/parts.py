"""The parts of a conversation: factories of its engine, speaker, microphone and history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.conversation.messages import Devices
from app.conversation.null_player import NullPlayer
from app.history.writer import SavedTurns
from app.settings import Settings
from model.errors import MissingCapability
from model.events import FloatArray, TurnEvent

if TYPE_CHECKING:
    from audio_io.calibration import CalibrationReport, Phase
    from audio_io.devices import DeviceWatch
    from audio_io.input.recorder import Recorder
    from audio_io.output.player import Player
    from model.engine import TutorEngine

    Calibrator = Callable[[Player | NullPlayer, Settings, Callable[[Phase], None]], CalibrationReport]

Sink = Callable[[TurnEvent], None]
EngineFactory = Callable[[Sink], "TutorEngine"]
"""Starts an engine, given the sink for its events."""


@dataclass(frozen=True, slots=True)
class HandsFree:
    """Callbacks of an always open microphone, called on its thread.

    speech: somebody began to speak. turn_end: the question is over, float32 mono (n,) at 16 kHz. reopen: the
    speech continues, so the answer that began is dropped; another turn_end follows. gate: gets each block of
    16 kHz sound and its capture time, and returns what the detector gets.
    """

    speech: Callable[[], None]
    turn_end: Callable[[FloatArray], None]
    reopen: Callable[[], None]
    gate: Callable[[FloatArray, float], FloatArray]


@dataclass(frozen=True, slots=True)
class ByHand:
    """Callback of a microphone that the student opens and closes, called on its thread.

    turn_end: the spoken part, float32 mono (n,) at 16 kHz, after a long silence or when the microphone is closed.
    """

    turn_end: Callable[[FloatArray], None]


RecorderFactory = Callable[[HandsFree | ByHand, Callable[[str], None]], "Recorder"]
"""Makes a microphone. The second argument gets "lost" and, when it is back, "ok"."""


def no_calibration(
    _player: Player | NullPlayer, _settings: Settings, _notify: Callable[[Phase], None]
) -> CalibrationReport:
    """For a conversation without devices."""
    raise MissingCapability("there is no microphone and no speaker to test")


@dataclass(frozen=True, slots=True)
class Parts:
    """The factories are called on the conversation's thread, `devices` and `calibrate` on others.

    engine: starts the first engine; engine_for: the one that the settings name, None where there is no choice. rescue:
    the one that goes on after a graphics card was lost in mid-answer.
    player: the speaker, and a line for the user if there is none; it also paces the engine. saved: where turns are
    kept. watch: reports when devices come or go.
    """

    engine: EngineFactory
    player: Callable[[], tuple[Player | NullPlayer, str]]
    recorder: RecorderFactory | None = None
    saved: Callable[[], SavedTurns | None] = field(default=lambda: None)
    devices: Callable[[], Devices] = Devices
    settings: Callable[[], Settings] = Settings
    calibrate: Calibrator = field(default=no_calibration)
    watch: Callable[[Callable[[Devices], None]], DeviceWatch] | None = None
    engine_for: Callable[[Settings], EngineFactory] | None = None
    rescue: EngineFactory | None = None
