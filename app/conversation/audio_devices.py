"""Opens the microphone and the speaker that the settings name, and lists and watches the devices.

Not for the GUI thread: opening a device takes up to a second.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.conversation.messages import Devices
from app.conversation.null_player import NullPlayer
from app.conversation.parts import ByHand, HandsFree, RecorderFactory
from app.error_reports import describe
from app.settings import Settings
from model.errors import MissingCapability, Translatable

if TYPE_CHECKING:
    from audio_io.backend import Device, Kind
    from audio_io.calibration import CalibrationReport, Phase
    from audio_io.devices import DeviceWatch
    from audio_io.input.recorder import Recorder
    from audio_io.output.player import Player

_WATCH_S = 6.0  # each look costs half a second of another process


def recorder_factory(settings: Callable[[], Settings]) -> RecorderFactory:
    """Opens the microphone that the settings name at that moment."""

    def make(use: HandsFree | ByHand, tell: Callable[[str], None]) -> Recorder:
        from audio_io.input.recorder import Recorder, RecorderOptions
        from audio_io.input.turn_detector import EndpointEvent, EndpointOptions

        now = settings()
        if isinstance(use, ByHand):
            options = RecorderOptions(EndpointOptions.by_hand())
            return Recorder(now.microphone, on_turn_end=use.turn_end, on_state=tell, options=options)

        def on_event(found: EndpointEvent) -> None:
            if found.kind == "speech_start":
                use.speech()

        return Recorder(
            now.microphone,
            on_turn_end=use.turn_end,
            on_reopen=use.reopen,
            on_event=on_event,
            on_state=tell,
            options=RecorderOptions(EndpointOptions(hangover_s=now.end_of_turn_s), process=use.gate),
        )

    return make


def open_player(settings: Settings) -> tuple[Player | NullPlayer, str]:
    """The speaker, and a line for the user where there is no sound system at all.

    Without one the answer runs in real time, unheard, so that captions and timeline stay true. A speaker that is not
    plugged in is waited for.
    """
    from audio_io.devices import outputs
    from audio_io.errors import AudioIOError
    from audio_io.output.player import Player

    try:
        outputs()
    except AudioIOError as error:
        return NullPlayer(), Translatable("Answers will not be heard: {reason}", reason=describe(error))
    player = Player(settings.speaker)
    player.open(patient=True)
    return player, ""


def list_devices() -> Devices:
    """The devices that are plugged in; empty without a sound system."""
    from audio_io.devices import fresh
    from audio_io.errors import AudioIOError

    try:
        return _named(fresh())
    except AudioIOError:
        return Devices()


def watch_devices(on_change: Callable[[Devices], None]) -> DeviceWatch:
    """Calls `on_change` on a thread of its own when devices come or go, until it is closed."""
    from audio_io.devices import DeviceWatch

    return DeviceWatch(lambda found: on_change(_named(found)), interval_s=_WATCH_S)


def calibrate(player: Player | NullPlayer, settings: Settings, tell: Callable[[Phase], None]) -> CalibrationReport:
    """Tries microphone and speaker together. Raises an expected error if one of them is not there."""
    from audio_io import calibration
    from audio_io.output.player import Player

    if not isinstance(player, Player) or player.state == "lost":
        raise MissingCapability("there is no speaker to test; plug one in")
    return calibration.calibrate(player, settings.microphone, tell)


def _named(found: list[Device]) -> Devices:
    """What there is to choose. Where a sound server is, its devices alone: the others lead to it or are in its use."""
    from audio_io import sound_server

    def choices(kind: Kind) -> tuple[tuple[str, str], ...]:
        rows = [device for device in found if device.kind == kind]
        served = [device for device in rows if device.host_api == sound_server.HOST_API]
        return tuple((device.key, device.name) for device in served or rows)

    return Devices(choices("input"), choices("output"))
