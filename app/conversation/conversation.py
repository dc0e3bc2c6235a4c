"""A conversation between one student and one engine: an actor with one inbox and one thread.

Commands, the engine's events and the microphone's messages arrive in the inbox; state is changed on the
conversation's thread alone, where listeners are called too. What takes long (loading, listing devices, calibration,
writing the history) runs on other threads, which post their results.

    loading -> ready -> listening -> thinking -> speaking -> ready;  error where the engine does not load;
    loading again, from any of them, while another engine is loaded

Events of a stopped turn are dropped, except its `TurnEnded`, which each listener gets exactly once a turn.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.conversation.engine_host import EngineHost, EngineLoaded
from app.conversation.messages import (
    AsideStarted,
    Ask,
    Calibrate,
    CalibrationDone,
    CalibrationPhase,
    ChangeModel,
    ChangeSettings,
    Command,
    CommandHeard,
    ContinueSession,
    DevicePresent,
    Devices,
    Dictate,
    Dictated,
    Event,
    FinishListening,
    HandsFreeIs,
    ListDevices,
    Listener,
    ModelKept,
    Notice,
    Refused,
    Replay,
    Say,
    SetHandsFree,
    StartListening,
    State,
    StateChanged,
    Stop,
    TurnStarted,
)
from app.conversation.null_player import NullPlayer
from app.conversation.parts import Parts
from app.conversation.playback import Playback
from app.conversation.voice_input import (
    SILENCING,
    CommandSpotted,
    Microphone,
    RecordingOver,
    SpeechEnded,
    SpeechResumed,
    SpeechStarted,
    Utterance,
)
from app.error_reports import EXPECTED, describe
from app.history.audio_store import Sound
from app.history.store import row_of
from app.history.writer import SavedTurns
from app.questions import for_model
from app.settings import Device, Mode, Quant, Settings
from app.transcript.turn_records import TurnRecord, TurnTracker
from app.transcript.turn_transcript import TurnTranscript
from audio_io.backend import SAMPLE_RATE
from audio_io.output.time_stretch import FASTEST, SLOWEST
from model.errors import AloudError, Translatable
from model.events import AudioChunk, FloatArray, Heard, TurnEnded, TurnEvent

if TYPE_CHECKING:
    from audio_io.devices import DeviceWatch
    from audio_io.output.echo_reference import EchoReference
    from model.turn import TurnOptions

SLOWER: Final = 0.8  # of the ordinary pace
BACK_S: Final = 0.5  # "go on" begins a little before the place where the answer was stopped
LONGEST_QUESTION_S: Final = 20.0
"""Of speech. The starter learned from questions of up to 15 s, and mishears longer ones."""
NOT_CAUGHT: Final = Translatable("I didn't catch that.")
TOO_LONG: Final = Translatable("That question was too long for me. Please ask a shorter one.")
SENT: Final = Translatable("You were quiet for a while, so your question was sent.")
CLOSED: Final = Translatable("Nothing was heard for a minute, so the microphone was closed. Ask when you are ready.")
DEVICE_NOTICES: Final = {
    ("microphone", False): Translatable("There is no microphone now: plug it in again, or type the question."),
    ("microphone", True): Translatable("The microphone is back."),
    ("speaker", False): Translatable(
        "There is no speaker now: answers are written, not heard, until it is plugged in again."
    ),
    ("speaker", True): Translatable("The speaker is back."),
}
_SLICE_S: Final = 0.5
_REFRESH_AGAIN_S: Final = 1.0

log = logging.getLogger(__name__)
RESCUED: Final = Translatable("The starter on the processor answers from now on. Restart Aloud to use the card again.")


@dataclass(frozen=True, slots=True)
class PlaybackOver:
    """The last sound of a turn was played."""

    turn_id: int


@dataclass(frozen=True, slots=True)
class _Open:
    """The first message."""


@dataclass(frozen=True, slots=True)
class _Subscribe:
    listener: Listener


@dataclass(frozen=True, slots=True)
class _Unsubscribe:
    listener: Listener


@dataclass(frozen=True, slots=True)
class _SoundRead:
    """The history has been asked for the sound of an earlier day's answer; None if it was not kept."""

    replay: Replay
    sound: Sound | None


@dataclass(slots=True)
class _LastQuestion:
    """For "go on", "repeat" and "slower". complete: the answer was not cut short, so that all of its sound is kept.

    left_s: second of its sound at which the answer was stopped; None if it was heard to its end or not at all.
    """

    turn_id: int
    ask: Ask
    complete: bool = False
    left_s: float | None = None


class _Clock:
    """The engine's `PlaybackClock`: the player's, where sound that is still in the inbox counts as queued.

    Without lock: `posted_s` is written by the engine's thread alone, `handled_s` by the conversation's.
    """

    def __init__(self, playback: Playback) -> None:
        self.playback = playback
        self.posted_s = self.handled_s = 0.0

    def queued_s(self) -> float:
        return max(0.0, self.posted_s - self.handled_s) + self.playback.player.queued_s()

    def underruns(self) -> int:
        return self.playback.player.underruns()


class Conversation:
    """Give it commands with `post`, and get its events with `subscribe`. All public methods are thread-safe."""

    def __init__(self, parts: Parts) -> None:
        self.state: State = "loading"
        self.message = ""
        """The line that came with the state; empty if there is none."""
        self._parts = parts
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="conversation", daemon=True)
        self._closing = threading.Event()
        self._loaded = threading.Event()
        self._listeners: list[Listener] = []
        self._turns = TurnTracker()
        self._last: _LastQuestion | None = None
        self._utterance = Utterance()
        self._engine = EngineHost(self.post)
        self._microphone = Microphone(
            parts.recorder,
            post=self.post,
            on_audio=self._engine.listen,
            reference=self._reference,
            echo=lambda: parts.settings().echo,
        )
        self._playback = Playback(NullPlayer(), lambda _turn: None)  # until the speaker is open
        self._clock = _Clock(self._playback)
        self._unheard = False  # there is no speaker at the moment
        self._saved: SavedTurns | None = None  # belongs to the history's thread
        self._history = ThreadPoolExecutor(1, thread_name_prefix="history")
        self._wanted: Replay | None = None  # its sound is being read from the history
        self._watch: DeviceWatch | None = None
        self._model = _model_of(parts.settings())
        self._chosen_model: tuple[str, Device, Quant] | None = None  # is being loaded
        self._calibrating = False
        self._waiting: list[object] = []  # commands that came during the calibration
        self._dictating = False
        self._dictation = 0  # the newest turn that only writes down
        self._handlers: dict[type, Callable[[Any], None]] = {
            _Open: self._open,
            _Subscribe: self._subscribe,
            _Unsubscribe: self._unsubscribe,
            Ask: self._ask,
            Say: self._say,
            Dictate: self._dictate,
            Stop: lambda _: self._stop(),
            Replay: self._replay,
            _SoundRead: self._sound_read,
            StartListening: self._start_listening,
            FinishListening: self._finish_listening,
            SetHandsFree: self._set_hands_free,
            ContinueSession: self._continue_session,
            ChangeSettings: lambda _: self._apply_settings(),
            ChangeModel: self._change_model,
            Calibrate: self._calibrate,
            ListDevices: lambda _: self._background("device-list", lambda: self.post(parts.devices())),
            EngineLoaded: self._engine_loaded,
            PlaybackOver: self._playback_over,
            RecordingOver: self._recording_over,
            SpeechStarted: lambda _: self._speech_started(),
            SpeechEnded: self._speech_ended,
            SpeechResumed: self._speech_resumed,
            CommandSpotted: self._command_spotted,
            DevicePresent: self._device_present,
            CalibrationDone: self._calibrated,
        }

    def post(self, message: object) -> None:
        """Puts a command (or an event of the conversation's parts) into the inbox; returns at once."""
        if _silences(message):
            # Here, because the conversation's thread may get the interpreter milliseconds later. Nothing sounds from
            # now on, whatever else is in the inbox, until that thread stops the turn.
            self._playback.silence()
        elif isinstance(message, AudioChunk):
            self._clock.posted_s += len(message.samples) / message.sample_rate
        self._inbox.put(message)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener, which first gets the current state. Returns a function that removes it."""
        self.post(_Subscribe(listener))
        return lambda: self.post(_Unsubscribe(listener))

    def start(self) -> None:
        """Opens the speaker and loads the engine; states follow."""
        self.post(_Open())
        self._thread.start()

    def wait_loaded(self) -> None:
        """Blocks until the engine is loaded. Raises the error of loading."""
        # In slices: an endless wait would keep Ctrl-C from arriving on some systems.
        while not self._loaded.wait(_SLICE_S):
            if self.state in ("error", "closed"):
                raise AloudError(self.message)
        if self._engine.error is not None:
            raise self._engine.error

    def close(self, timeout_s: float = 2.0) -> None:
        """Ends everything; blocks for at most `timeout_s`. May be repeated."""
        self._closing.set()
        self.post(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def playing_turn(self) -> int | None:
        """The turn that is being played."""
        return self._playback.playing_turn()

    def played_s(self) -> float:
        """Seconds of that turn's sound that were played."""
        return self._playback.played_s()

    # The conversation's thread.

    def _run(self) -> None:
        while not self._closing.is_set():
            self._handle(self._inbox.get())
        self._shut()

    def _handle(self, message: object) -> None:
        try:
            if isinstance(message, TurnEvent):
                self._turn_event(message)
            elif self._calibrating and isinstance(message, Command):
                self._waiting.append(message)
            elif message is not None:
                self._handlers.get(type(message), self._notify)(message)
                if self._playback.silenced and _silences(message):  # hands-free listening was just switched off
                    self._silence()
        except EXPECTED as error:
            self._notify(Notice(describe(error)))
        except Exception as error:  # the thread's boundary: the reader sees what went wrong
            log.error("fault in the conversation", exc_info=error)
            self._enter("error", describe(error))
        finally:
            if isinstance(message, AudioChunk):
                self._clock.handled_s += len(message.samples) / message.sample_rate

    def _open(self, _: _Open) -> None:
        player, trouble = self._parts.player()
        self._playback = self._clock.playback = Playback(player, lambda turn: self.post(PlaybackOver(turn)))
        player.watch(lambda state: self.post(DevicePresent("speaker", present=state == "ok")))
        self._apply_settings()
        self._on_history_thread(self._open_history)
        if trouble:
            self._unheard = True
            self._notify(DevicePresent("speaker", present=False))
            self._notify(Notice(trouble))
        self._engine.load(self._parts.engine)
        if self._parts.watch is not None:
            self._watch = self._parts.watch(self._devices_changed)

    def _shut(self) -> None:
        """Stops everything. The running turn still ends, and is saved."""
        if self._watch is not None:
            self._watch.close(0.1)
        self._microphone.stop()
        self._silence()
        self._enter("closed")
        self._engine.close(1.5)
        while not self._inbox.empty():
            if isinstance(message := self._inbox.get(), TurnEvent):
                self._handle(message)
        self._playback.close(0.5)
        self._save(lambda saved: saved.close())
        self._history.shutdown()
        self._listeners.clear()

    def _subscribe(self, message: _Subscribe) -> None:
        self._listeners.append(message.listener)
        self._call(message.listener, StateChanged(self.state, self.message))

    def _unsubscribe(self, message: _Unsubscribe) -> None:
        if message.listener in self._listeners:
            self._listeners.remove(message.listener)

    def _notify(self, event: Event) -> None:
        for listener in self._listeners:
            self._call(listener, event)

    @staticmethod
    def _call(listener: Listener, event: Event) -> None:
        try:
            listener(event)
        except Exception:  # the other listeners must get the event
            log.exception("a listener failed")

    def _enter(self, state: State, message: str = "") -> None:
        if self.state != "closed" and (state, message) != (self.state, self.message):
            self.state, self.message = state, message
            self._notify(StateChanged(state, message))

    def _settle(self, *after: State) -> None:
        """From one of the states `after`, enters the resting state."""
        if self.state not in after:
            return
        if self._engine.loading:
            self._enter("loading")
        elif self._engine.error is not None:
            self._enter("error", describe(self._engine.error))
        else:
            self._enter("listening" if self._microphone.hands_free else "ready")

    def _background(self, name: str, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()

    # Turns.

    def _ask(self, ask: Ask) -> None:
        self._drop_recording()
        options = ask.options or turn_options(self._parts.settings(), ask.mode)
        question = for_model(ask.question) if isinstance(ask.question, str) else ask.question
        turn_id = self._begin(lambda: self._engine.start_turn(question, options, self._clock))
        if turn_id is None:
            return
        typed = ask.question if isinstance(ask.question, str) else ""
        turn = TurnTranscript(turn_id, "text" if typed else "voice", typed, way=options.mode)
        record = TurnRecord(turn, time.time(), options.mode, f"{options.ratio[0]}:{options.ratio[1]}")
        if self._parts.settings().keep_audio:
            record.keeps_sound = True
            record.asked = None if isinstance(ask.question, str) else ask.question
        self._turns.begin(record)
        self._last = _LastQuestion(turn_id, ask)
        self._notify(TurnStarted(turn_id, typed, options.mode))
        log.info("turn started", extra={"turn": turn_id, "source": turn.source, "mode": record.mode})

    def _say(self, say: Say) -> None:
        turn_id = self._begin(lambda: self._engine.say(say.text))
        if turn_id is not None:
            self._begin_aside(turn_id, say.text)

    def _begin_aside(self, turn_id: int, text: str) -> None:
        self._turns.begin(TurnRecord(TurnTranscript(turn_id, "said", text), time.time()))
        self._notify(AsideStarted(turn_id))

    def _begin(self, begin: Callable[[], int]) -> int | None:
        """Stops the running turn and begins one. Returns its id; None, and a `Refused`, if the engine refuses it."""
        self._stop_sound()
        self._enter("thinking")
        try:
            return begin()
        except EXPECTED as error:
            self._settle("thinking")
            self._notify(Refused(describe(error), error))
            return None

    def _turn_event(self, event: TurnEvent) -> None:
        record, live = self._turns.record(event.turn_id), self._turns.is_live(event.turn_id)
        if record is None or not (live or isinstance(event, TurnEnded)):
            return
        record.add(event)
        if isinstance(event, AudioChunk):
            self._play(event)
        self._notify(event)
        if live and event.turn_id == self._dictation and isinstance(event, Heard | TurnEnded):
            self._written_down(event)
        if isinstance(event, TurnEnded):
            self._turn_ended(event, record, live)

    def _play(self, chunk: AudioChunk) -> None:
        try:
            self._playback.add(chunk.turn_id, chunk.samples, chunk.sample_rate)
        except EXPECTED as error:  # the answer continues as text
            log.warning("sound was not played", extra={"turn": chunk.turn_id, "kind": type(error).__name__})
            self._notify(Notice(describe(error)))
            return
        if self.state == "thinking":
            self._enter("speaking")

    def _turn_ended(self, ended: TurnEnded, record: TurnRecord, live: bool) -> None:
        names = ("reason", "reasoning_tokens", "spoken_tokens", "ttfa_s", "underruns")
        log.info("turn ended", extra={"turn": ended.turn_id, **{name: getattr(ended, name) for name in names}})
        self._turns.ended(ended.turn_id)
        if self._last is not None and self._last.turn_id == ended.turn_id:
            self._last.complete = ended.reason == "complete"
        if live:
            if ended.message:
                self._notify(Notice(ended.message))
            self._playback.finish(ended.turn_id)
        if ended.reason == "error" and self._engine.is_lost and self._parts.rescue is not None:
            self._notify(Notice(RESCUED))
            self._enter("loading")
            self._engine.load(self._parts.rescue)
        if record.turn.source != "said" and not record.withdrawn and ended.reason != "no_speech":
            self._save(lambda saved: saved.add(record))

    def _playback_over(self, message: PlaybackOver) -> None:
        if message.turn_id == self._turns.newest and self._turns.is_live(message.turn_id):
            self._turns.sound_over()
            self._settle("thinking", "speaking")

    def _save(self, change: Callable[[SavedTurns], None]) -> None:
        """Changes the history on its own thread, in order."""

        def write() -> None:
            if self._saved is not None:
                change(self._saved)

        self._on_history_thread(write)

    def _on_history_thread(self, work: Callable[[], None]) -> None:
        """Opening and each commit may wait for the disk, or for another program that has the history locked."""

        def run() -> None:
            try:
                work()
            except EXPECTED as error:
                log.warning("the history failed", extra={"kind": type(error).__name__})
                self.post(Notice(describe(error)))
            except Exception:  # the boundary of the history's thread
                log.exception("the history failed")

        self._history.submit(run)

    def _open_history(self) -> None:
        self._saved = self._parts.saved()
        if self._saved is not None and self._saved.notice:
            self.post(Notice(self._saved.notice))

    def _continue_session(self, message: ContinueSession) -> None:
        self._save(lambda saved: saved.go_on(message.session))

    # Stopping.

    def _stop(self) -> None:
        self._drop_recording()
        self._silence()

    def _silence(self) -> None:
        """Ends the running turn and its sound."""
        self._stop_sound()
        self._settle("listening", "hearing", "thinking", "speaking")
        self._engine.cancel()

    def _stop_sound(self) -> None:
        """Silences the speaker; what was not heard of the answer is removed from history and context."""
        self._wanted = None
        stopped = self._playback.stop()
        if self._last is not None and stopped.turn_id == self._last.turn_id:
            self._last.left_s = stopped.seconds
        record = self._turns.stop(stopped.samples)
        if record is None or record.turn.source == "said":
            return
        self._engine.heard(self._turns.newest, record.heard)
        if record.turn.ended is not None:
            self._save(lambda saved: saved.correct(record))

    def _sounding(self) -> bool:
        """True if a turn runs or anything is heard."""
        return self.state in ("thinking", "speaking") or self._playback.sounding()

    # Replay.

    def _replay(self, replay: Replay) -> None:
        self._stop()
        if not row_of(replay.turn_id):
            self._play_again(replay)
            return
        self._wanted = replay
        self._on_history_thread(lambda: self._read_sound(replay))

    def _read_sound(self, replay: Replay) -> None:
        """On the history's thread."""
        sound = None
        try:
            sound = self._saved.sound(row_of(replay.turn_id)) if self._saved is not None else None
        finally:
            self.post(_SoundRead(replay, sound))

    def _sound_read(self, message: _SoundRead) -> None:
        replay, sound = message.replay, message.sound
        if self._wanted is not replay:  # stopped, or another question came
            return
        self._wanted = None
        if sound is not None:
            self._playback.cache(replay.turn_id, sound.samples, sound.rate)
        self._play_again(replay)

    def _play_again(self, replay: Replay) -> None:
        if not self._playback.replay(replay.turn_id, replay.from_s, replay.pace):
            self._notify(Notice(Translatable("the sound of that answer is not kept any more; ask it again")))

    def _obey(self, command: str) -> None:
        """Does what a spoken command says."""
        self._notify(CommandHeard(command))
        log.info("command", extra={"command": command})
        if command in SILENCING:
            self._silence()
            return
        last = self._last
        if last is None:
            self._notify(Notice(Translatable("there is no answer yet to come back to; ask a question first")))
            return
        left_s, last.left_s = last.left_s, None
        if not last.complete:  # its sound is not all there
            self._ask(last.ask)
        elif command != "go on":
            self._replay(Replay(last.turn_id, pace=SLOWER if command == "slower" else 1.0))
        elif left_s is not None:
            self._replay(Replay(last.turn_id, max(0.0, left_s - BACK_S)))

    # Voice input.

    def _start_listening(self, _: StartListening) -> None:
        if self._microphone.stop() is not None:
            self._engine.stop_listening()
        self._silence()
        self._microphone.record()
        self._enter("listening")

    def _finish_listening(self, _: FinishListening) -> None:
        """Asks what was recorded; apologises if the recording is silent, too short or too long."""
        samples = self._microphone.stop() if self._microphone.by_hand else None
        if samples is not None:
            self._ask_aloud(samples)

    def _ask_aloud(self, samples: FloatArray) -> None:
        """Asks a spoken question, float32 (n,) at 16 kHz, or says why not."""
        from audio_io.levels import SILENT_RECORDING_DBFS, loudest_dbfs
        from audio_io.sound_files import MIN_QUESTION_S

        too_short = len(samples) < MIN_QUESTION_S * SAMPLE_RATE
        if len(samples) > LONGEST_QUESTION_S * SAMPLE_RATE:
            self._apologise(TOO_LONG)
        elif too_short or loudest_dbfs(samples, SAMPLE_RATE) < SILENT_RECORDING_DBFS:
            self._apologise(NOT_CAUGHT)
        elif self._dictating:
            self._write_down(samples)
        else:
            self._ask(Ask(samples))

    def _apologise(self, why: Translatable) -> None:
        self._engine.stop_listening()
        self._notify(Notice(why))
        self._say(Say(why))

    def _dictate(self, command: Dictate) -> None:
        self._dictating = command.on

    def _write_down(self, samples: FloatArray) -> None:
        self._drop_recording()
        self._engine.stop_listening()
        turn_id = self._begin(lambda: self._engine.write_down(samples))
        if turn_id is not None:
            self._dictation = turn_id
            self._begin_aside(turn_id, "")

    def _written_down(self, event: Heard | TurnEnded) -> None:
        """Tells what was understood, once a turn."""
        if isinstance(event, Heard):
            self._notify(Dictated(event.text, event.doubt))
        else:
            self._notify(Dictated(""))
        self._dictation = 0

    def _recording_over(self, message: RecordingOver) -> None:
        """The student has forgotten the microphone: it is closed, and what was said is asked."""
        if not self._microphone.is_recording(message.recording):
            return
        if message.spoke:
            self._notify(Notice(SENT))
            self._finish_listening(FinishListening())
        else:
            self._drop_recording()
            self._settle("listening")
            self._notify(Notice(CLOSED))

    def _drop_recording(self) -> None:
        """Ends a recording unasked; hands-free listening continues."""
        if self._microphone.by_hand and self._microphone.stop() is not None:
            self._engine.stop_listening()

    def _set_hands_free(self, command: SetHandsFree) -> None:
        try:
            if command.on:
                self._microphone.listen()
            else:
                self._microphone.stop()
                self._engine.stop_listening()
        except EXPECTED as error:
            self._notify(Notice(describe(error)))
        self._settle("ready", "listening", "hearing")
        self._notify(HandsFreeIs(self._microphone.hands_free))

    def _speech_started(self) -> None:
        """Somebody speaks: the tutor never speaks at the same time."""
        if not self._microphone.hands_free:
            return
        self._utterance.begin()
        if self._sounding():
            self._stop()
        if self.state == "listening":
            self._enter("hearing")

    def _speech_ended(self, message: SpeechEnded) -> None:
        """A question, or a command."""
        if not self._microphone.hands_free or self._engine.loading:
            return
        command = self._utterance.end(message.samples)
        if not command:
            self._ask_aloud(message.samples)
            return
        self._engine.stop_listening()
        self._settle("hearing")
        if not self._utterance.obeyed:
            self._obey(command)

    def _speech_resumed(self, _: SpeechResumed) -> None:
        """The student had only paused: the answer that began is thrown away, as if it was never asked."""
        if not self._microphone.hands_free or self.state not in ("thinking", "speaking"):
            return
        self._turns.withdraw()
        self._engine.heard(self._turns.newest, "")  # nothing of it stays in the model's context
        self._silence()
        self._speech_started()

    def _command_spotted(self, message: CommandSpotted) -> None:
        """While somebody speaks, a command waits for the end of the speech: "stop" may begin a question."""
        if not self._microphone.hands_free:
            return
        silences = message.word in SILENCING
        at_once = self._sounding() and (silences or self.state != "hearing")
        # A replay that begins at once is stopped when the speech is detected: it is obeyed again at its end.
        self._utterance.command(message.word, obeyed=at_once and silences)
        if at_once:
            self._obey(message.word)

    # Devices, settings and the model.

    def _reference(self) -> EchoReference | None:
        return self._playback.player.reference()

    def _device_present(self, message: DevicePresent) -> None:
        """A device was lost or is back; typed questions work without it."""
        if message.device == "speaker":
            self._unheard = not message.present
        self._notify(message)
        self._notify(Notice(DEVICE_NOTICES[message.device, message.present]))

    def _devices_changed(self, found: Devices) -> None:
        """Called on the device watch's thread, which can wait for silence."""
        self.post(found)
        while not self.refresh_devices():
            if self._closing.wait(_REFRESH_AGAIN_S):
                return

    def refresh_devices(self) -> bool:
        """Closes both devices so that the sound system can list them again. Blocks for about half a second.

        False, and nothing is done, while the student speaks or an answer is heard.
        """
        if (self._playback.sounding() and not self._unheard) or self.state == "hearing":
            return False
        from audio_io.devices import default_backend

        with self._microphone.released(), self._playback.player.released():
            try:
                default_backend().refresh()
            except EXPECTED as error:
                log.warning("devices were not listed", extra={"kind": type(error).__name__})
        return True

    def _apply_settings(self) -> None:
        now, player = self._parts.settings(), self._playback.player
        self._playback.set_speed(min(FASTEST, max(SLOWEST, now.speed)))
        # Squared, as loudness is perceived: half the way is about half as loud.
        player.set_volume(0.0 if now.muted else now.volume**2)
        player.use(now.speaker)

    def _calibrate(self, _: Calibrate) -> None:
        self._set_hands_free(SetHandsFree(False))
        self._stop()
        self._calibrating = True
        settings, player = self._parts.settings(), self._playback.player

        def work() -> None:
            try:
                done = CalibrationDone(
                    self._parts.calibrate(player, settings, lambda phase: self.post(CalibrationPhase(phase)))
                )
            except Exception as error:  # the boundary of this thread: whatever it is, the user sees it
                if not isinstance(error, EXPECTED):
                    log.exception("calibration failed")
                done = CalibrationDone(None, describe(error))
            self.post(done)

        self._background("calibration", work)

    def _calibrated(self, message: CalibrationDone) -> None:
        self._calibrating = False
        self._notify(message)
        waiting, self._waiting = self._waiting, []
        for command in waiting:
            self.post(command)

    def _change_model(self, _: ChangeModel) -> None:
        """The running turn is stopped and saved; if the new engine does not load, the current one is made again."""
        if self._parts.engine_for is None:
            return
        settings = self._parts.settings()
        try:
            make = self._parts.engine_for(settings)
        except EXPECTED as error:  # the bundle was removed
            self._notify(ModelKept(*self._model, describe(error)))
            return
        self._stop()
        self._enter("loading")
        self._chosen_model = _model_of(settings)
        self._engine.load(make)

    def _engine_loaded(self, message: EngineLoaded) -> None:
        if not self._engine.loaded(message):
            return
        if self._engine.error is not None:
            self._enter("error", describe(self._engine.error))
        else:
            self._settle("loading")
        chosen, self._chosen_model = self._chosen_model, None
        if chosen is not None and message.error is not None:
            self._notify(ModelKept(*self._model, describe(message.error)))
        elif chosen is not None:
            self._model = chosen
            self._save(lambda saved: setattr(saved, "bundle", chosen[0]))
        self._loaded.set()


def _silences(message: object) -> bool:
    """True if this message always silences the tutor."""
    spoken = isinstance(message, CommandSpotted) and message.word in SILENCING
    return spoken or isinstance(message, Stop | SpeechStarted)


def turn_options(settings: Settings, mode: Mode | None = None) -> TurnOptions:
    """The turn options of the settings, with `mode` for one turn."""
    from model.turn import TurnOptions

    if (mode or settings.mode) == "interleaved":
        return TurnOptions(mode="interleaved", ratio=(settings.spoken, settings.reasoning))
    return TurnOptions(mode=mode or settings.mode)


def _model_of(settings: Settings) -> tuple[str, Device, Quant]:
    return settings.bundle, settings.device, settings.quant
