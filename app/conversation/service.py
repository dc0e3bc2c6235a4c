"""The real conversation behind the window: `ports.ConversationPort` over `app.conversation.conversation`. No Qt.

Owns: one thread for whatever may take time (opening devices, loading, closing), so that the GUI thread never waits.
Thread: the port's methods from the GUI thread; messages reach the sink from any.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.conversation.conversation import Conversation
from app.conversation.messages import (
    Adjustable,
    CalibrationDone,
    CalibrationPhase,
    Devices,
    HandsFreeIs,
    ModelKept,
    Notice,
    StateChanged,
)
from app.conversation.protocols import EngineFactory, Player, RecorderFactory
from app.error_reports import EXPECTED, describe
from app.history.writer import SavedTurns
from app.settings import Device, Mode, Quant, Settings
from model.errors import MissingCapability
from model.talker.voice_settings import FASTEST, SLOWEST, VoiceControls

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from audio_io.calibration import CalibrationReport, Phase
    from audio_io.devices import DeviceWatch
    from model.engine import TurnOptions

    Calibrator = Callable[[Player | None, Settings, Callable[[Phase], None]], CalibrationReport]


def no_calibration(_player: Player | None, _settings: Settings, _tell: Callable[[Phase], None]) -> CalibrationReport:
    """For a conversation without devices."""
    raise MissingCapability("there is no microphone and no speaker to test")


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the conversation gets engine and devices from; all are called on the worker thread.

    engine: what the window begins with; engine_for: what the settings say, once a model was chosen in the window,
    None where there is nothing to choose. player: the speaker, and a line for the user if there is none. saved:
    where turns are kept, or None.
    watch: tells when devices come or go, None for nobody. controls: the engine's, for speed and voice.
    """

    engine: EngineFactory
    player: Callable[[], tuple[Player, str]]
    recorder: RecorderFactory | None = None
    saved: Callable[[], SavedTurns | None] = field(default=lambda: None)
    devices: Callable[[], Devices] = Devices
    settings: Callable[[], Settings] = Settings
    calibrate: Calibrator = field(default=no_calibration)
    watch: Callable[[Callable[[Devices], None]], DeviceWatch] | None = None
    controls: VoiceControls = field(default_factory=VoiceControls)
    engine_for: Callable[[Settings], EngineFactory] | None = None


def turn_options(settings: Settings, mode: Mode | None = None) -> TurnOptions:
    """How to think, by the settings; `mode` for one turn that is to be different."""
    from model.turn import TurnOptions

    if (mode or settings.mode) == "interleaved":
        return TurnOptions(mode="interleaved", ratio=(settings.spoken, settings.reasoning))
    return TurnOptions(mode=mode or settings.mode)


def model_of(settings: Settings) -> tuple[str, Device, Quant]:
    """What the settings say about the model."""
    return settings.bundle, settings.device, settings.quant


class LiveConversation:
    """Everything asked of it returns at once; what happens goes to the sink."""

    def __init__(self, sink: Callable[[object], None], parts: Parts) -> None:
        self._sink, self._parts = sink, parts
        self._work: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="window-commands", daemon=True)
        self._conversation: Conversation | None = None
        self._saved: SavedTurns | None = None
        self._watch: DeviceWatch | None = None
        self._player: Player | None = None
        self._closing = threading.Event()
        self._model = model_of(parts.settings())  # by the settings; the newest that loaded

    def start(self) -> None:
        self._thread.start()

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop everything; waits at most `timeout_s` for the threads."""
        self._closing.set()
        self._work.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def start_listening(self) -> None:
        self._do(lambda talk: talk.listening.start())

    def finish_listening(self) -> None:
        self._do(lambda talk: talk.listening.finish())

    def calibrate(self) -> None:
        self._do(self._calibrate)

    def go_on(self, session: int) -> None:
        self._do(lambda _talk: self._saved.go_on(session) if self._saved is not None else None)

    def look_for_devices(self) -> None:
        self._do(lambda _talk: self._sink(self._parts.devices()))

    def settings_changed(self) -> None:
        self._do(lambda _talk: self._adjust())

    def model_changed(self) -> None:
        self._do(self._change_model)

    def set_hands_free(self, on: bool) -> None:
        self._do(lambda talk: self._set_hands_free(talk, on))

    def ask(self, text: str, mode: Mode | None = None) -> None:
        self._do(lambda talk: talk.ask(text, turn_options(self._parts.settings(), mode)))

    def stop(self) -> None:
        self._do(lambda talk: talk.stop())

    def replay(self, turn: int, from_s: float = 0.0) -> None:
        self._do(lambda talk: talk.replay(turn, from_s))

    def playing_turn(self) -> int | None:
        talk = self._conversation
        return talk.playing_turn() if talk is not None else None

    def played_s(self) -> float:
        talk = self._conversation
        return talk.played_s() if talk is not None else 0.0

    # -- the worker

    def _do(self, job: Callable[[Conversation], object]) -> None:
        def work() -> None:
            if self._conversation is not None:
                self._conversation.options = turn_options(self._parts.settings())
                job(self._conversation)

        self._work.put(work)

    def _set_hands_free(self, talk: Conversation, on: bool) -> None:
        talk.listening.set_hands_free(on)
        self._sink(HandsFreeIs(talk.listening.hands_free))

    def _change_model(self, talk: Conversation) -> None:
        if self._parts.engine_for is None:
            return
        wanted = model_of(self._parts.settings())

        def done(error: Exception | None) -> None:
            if error is not None:
                self._sink(ModelKept(*self._model, describe(error)))
                return
            self._model = wanted
            if self._saved is not None:
                self._saved.bundle = wanted[0]

        try:
            talk.change_engine(self._parts.engine_for(self._parts.settings()), done)
        except EXPECTED as error:  # there is no such bundle any more
            done(error)

    def _adjust(self) -> None:
        now, before = self._parts.settings(), self._parts.controls.now.speed
        speed = min(FASTEST, max(SLOWEST, now.speed))
        self._parts.controls.change(speed=speed, voice=now.voice)
        player: object = self._player
        if isinstance(player, Adjustable):
            if speed != before:
                self._hasten(player, speed / before)
            # Squared, as loudness is heard: half the way is about half as loud.
            player.set_volume(0.0 if now.muted else now.volume**2)
            player.use(now.speaker)

    def _hasten(self, player: Adjustable, pace: float) -> None:
        """What the tutor has said ahead follows a new speed too: it would be heard seconds late otherwise."""
        from model.talker.time_stretch import stretched

        player.change_pace(lambda samples, rate: stretched(samples, rate, pace), pace)

    def _run(self) -> None:
        self._try(self._open)
        while (job := self._work.get()) is not None:
            if self._closing.is_set():
                break
            self._try(job)
        if self._watch is not None:
            self._watch.close(0.1)
        if self._conversation is not None:
            self._conversation.close(1.5)
        if self._saved is not None:
            self._saved.close()

    def _try(self, job: Callable[[], object]) -> None:
        try:
            job()
        except EXPECTED as error:
            self._sink(Notice(describe(error)))
        except Exception as error:  # the thread's boundary: the reader sees what went wrong
            log.error("fault in the conversation", exc_info=error)
            self._sink(StateChanged("error", describe(error)))

    def _open(self) -> None:
        player, trouble = self._parts.player()
        self._player = player
        self._adjust()
        try:
            self._saved = self._parts.saved()
        except EXPECTED as error:
            self._sink(Notice(describe(error)))
        self._conversation = Conversation(
            self._parts.engine,
            player=player,
            make_recorder=self._parts.recorder,
            saved=self._saved,
            echo=lambda: self._parts.settings().echo,
        )
        self._conversation.subscribe(self._sink)
        if trouble:
            self._sink(Notice(trouble))
        self._conversation.start()
        if self._parts.watch is not None:
            self._watch = self._parts.watch(self._devices_changed)

    def _devices_changed(self, found: Devices) -> None:
        """On the watch's own thread, which can wait until nobody speaks."""
        self._sink(found)
        talk = self._conversation
        while talk is not None and not talk.look_again():
            if self._closing.wait(1.0):
                return

    def _calibrate(self, talk: Conversation) -> None:
        talk.listening.set_hands_free(False)
        talk.stop()
        self._sink(HandsFreeIs(False))
        try:
            found = self._parts.calibrate(
                self._player, self._parts.settings(), lambda p: self._sink(CalibrationPhase(p))
            )
        except EXPECTED as error:
            self._sink(CalibrationDone(None, describe(error)))
        else:
            self._sink(CalibrationDone(found))
