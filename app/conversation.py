"""One conversation: engine, loudspeaker, microphone and history working together, without a window.

Owns: the state that people see, who gets which event, what "stop" means, when a turn is saved. Must not
know: Qt, devices, weights. Threads: every public method may be called from any thread and returns at once,
except where it says that it blocks. Listeners are called on the thread where something happened (mostly the
engine's worker), in order, under the conversation's lock: they must only hand over what they get.

    loading -> ready -> listening -> thinking -> speaking -> ready;  error where the engine does not load

An event of a stopped turn goes nowhere, except its `TurnEnded`, of which every listener sees exactly one a
turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Literal

from app.audience import Audience
from app.errors import EXPECTED, describe
from app.loudspeaker import Loudspeaker
from app.messages import CommandHeard, DevicePresent, Level, Listener, Notice, State, StateChanged, TurnStarted
from app.microphone import Calls, Microphone
from app.ports import Engine, EngineFactory, FloatArray, Player, RecorderFactory
from app.record import TurnBook, TurnRecord
from app.sessions import SavedTurns, row_of
from app.utterance import BACK_S, SILENCING, SLOWER, Asked, Utterance
from model.events import AudioChunk, TurnEnded, TurnEvent

if TYPE_CHECKING:
    from audio_io.echo import EchoMode
    from model.engine import TurnOptions

NOT_CAUGHT: Final = "I didn't catch that."
DEVICE_NOTICES: Final = {
    ("microphone", False): "There is no microphone now: plug it in again, or type the question.",
    ("microphone", True): "The microphone is back.",
    ("speaker", False): "There is no speaker now: answers are written, not heard, until it is plugged in again.",
    ("speaker", True): "The speaker is back.",
}
_SLICE_S: Final = 0.5

log = logging.getLogger(__name__)


class Conversation:
    """One student talking with one engine.

    make_engine: given the sink for events, starts the engine; called on a thread of its own, as it is slow.
    player: plays the answers and paces the engine; make_recorder: opens microphones. saved: where finished
    turns go, closed with the conversation. options: how to think, for every turn that does not say otherwise.
    echo: how the open microphone is kept from hearing the tutor; asked again and again.
    """

    def __init__(
        self,
        make_engine: EngineFactory,
        *,
        player: Player,
        make_recorder: RecorderFactory | None = None,
        saved: SavedTurns | None = None,
        options: TurnOptions | None = None,
        echo: Callable[[], EchoMode] = lambda: "cancel",
    ) -> None:
        self.options = options
        self._make_engine = make_engine
        self._engine: Engine | None = None
        self._saved = saved
        self._lock = threading.RLock()
        self._audience = Audience(self._lock)
        self._state: State = "loading"
        self._message = ""
        self._hands_free = False
        self._book = TurnBook()
        self._speaker = Loudspeaker(player, self._on_silent)
        self._microphone = Microphone(
            make_recorder,
            on_level=lambda level: self._audience.tell(Level(level)),
            on_more=self._on_more,
            on_state=lambda state: self._on_device("microphone", state == "ok"),
            reference=player.reference,
            echo=echo,
        )
        self._utterance = Utterance()
        self._asked: Asked | None = None
        self._loading = threading.Thread(target=self._load, name="conversation-loading", daemon=True)
        self._loaded = threading.Event()
        self._load_error: Exception | None = None
        player.watch(lambda state: self._on_device("speaker", state == "ok"))

    # -- what others see -----------------------------------------------------------------------------------
    @property
    def state(self) -> State:
        return self._state

    @property
    def message(self) -> str:
        """The line that came with the state; empty if there is nothing to say."""
        return self._message

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; it first gets the present state. Returns what takes it away again."""
        with self._lock:
            return self._audience.add(listener, StateChanged(self._state, self._message))

    def playing_turn(self) -> int | None:
        """The turn whose sound is in the air."""
        return self._speaker.playing_turn()

    def played_s(self) -> float:
        """Seconds of that turn's sound that have been heard."""
        return self._speaker.played_s()

    # -- life ----------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Starts the engine; the states say how loading goes."""
        self._loading.start()

    def wait_loaded(self) -> None:
        """Blocks until the engine is loaded. Raises what went wrong while loading."""
        # In slices: an endless wait would keep Ctrl-C from arriving on some systems.
        while not self._loaded.wait(_SLICE_S):
            pass
        if self._load_error is not None:
            raise self._load_error

    def close(self, timeout_s: float = 2.0) -> None:
        """Ends everything; blocks for at most about `timeout_s`. May be repeated."""
        with self._lock:
            if self._state == "closed":
                return
        deadline = time.monotonic() + timeout_s
        self._microphone.stop()
        self._silence()
        with self._lock:
            self._set("closed")
            engine = self._engine
        if engine is not None:
            engine.close(timeout_s)
        self._speaker.close(max(0.0, deadline - time.monotonic()))
        if self._loading.is_alive():
            self._loading.join(max(0.0, deadline - time.monotonic()))
        self._audience.clear()
        if self._saved is not None:
            self._saved.close()

    # -- asking --------------------------------------------------------------------------------------------
    def ask(self, question: FloatArray | str, options: TurnOptions | None = None) -> int:
        """Begins a turn, ending one that runs and a recording; returns its generation.

        question: float32 mono (n,) at 16 kHz, or typed text.
        """
        if not self._hands_free:
            self._microphone.stop()
        return self._ask(question, options)

    def say(self, text: str) -> int:
        """Speaks a text without thinking."""
        engine = self._running_engine()
        with self._lock:
            self._begin(TurnRecord("said", time.time(), text))
            turn = engine.say(text)
            self._adopt(turn)
        return turn

    def replay(self, turn: int, from_s: float = 0.0, pace: float = 1.0) -> None:
        """Plays the sound of an earlier answer again, from a second on; a pace below 1 is slower."""
        self.stop()
        try:
            self._recall(turn)
            if not self._speaker.replay(turn, from_s, pace):
                self._audience.tell(Notice("the sound of that answer is not kept any more; ask it again"))
        except EXPECTED as error:
            self._audience.tell(Notice(describe(error)))

    def _recall(self, turn: int) -> None:
        """Fetches the sound of a turn of an earlier day, if it was kept."""
        sound = self._saved.sound(row_of(turn)) if self._saved is not None else None
        if sound is not None:
            self._speaker.shelve(turn, sound.samples, sound.rate)

    def stop(self) -> None:
        """Silence now: the running turn, its sound and a recording end. Hands-free listening goes on."""
        if not self._hands_free and self._microphone.stop() is not None:
            self._was_no_question()
        self._silence()

    def obey(self, command: str) -> None:
        """Does what a spoken command says; what cannot be done is told in a notice."""
        self._audience.tell(CommandHeard(command))
        log.info("command", extra={"command": command})
        if command in SILENCING:
            self._silence()
            return
        with self._lock:
            asked, left = self._asked, None
            if asked is not None:
                left, asked.left_s = asked.left_s, None
        if asked is None:
            self._audience.tell(Notice("there is no answer yet to come back to; ask a question first"))
        elif not asked.whole:  # what was not thought and said to its end cannot be played
            self._ask(asked.question, asked.options)
        elif command == "go on":
            if left is not None:
                self.replay(asked.turn, max(0.0, left - BACK_S))
        else:
            self.replay(asked.turn, pace=SLOWER if command == "slower" else 1.0)

    def look_again(self) -> bool:
        """Devices came or went: lets go of both for the moment that the sound system needs to list them anew.

        False if that has to wait, because somebody speaks. Blocks for about half a second.
        """
        if self._speaker.sounding() or self._state == "hearing":
            return False
        from audio_io.devices import system

        with self._microphone.released(), self._speaker.player.released():
            try:
                system().refresh()
            except EXPECTED as error:
                log.warning("devices were not listed anew", extra={"kind": type(error).__name__})
        return True

    # -- listening -----------------------------------------------------------------------------------------
    def start_listening(self) -> None:
        """Silences the tutor and records until `finish_listening`."""
        self._hands_free = False
        self.stop()
        try:
            self._microphone.record()
        except EXPECTED as error:
            self._audience.tell(Notice(describe(error)))
            return
        with self._lock:
            self._set("listening")

    def finish_listening(self) -> None:
        """Ends the recording and asks it; apologises if there is nothing to hear in it."""
        samples = None if self._hands_free else self._microphone.stop()
        if samples is None:
            return
        from audio_io.files import MIN_QUESTION_S, QUESTION_RATE, SILENCE_DBFS, loudest_dbfs

        long_enough = len(samples) >= MIN_QUESTION_S * QUESTION_RATE
        if long_enough and loudest_dbfs(samples, QUESTION_RATE) >= SILENCE_DBFS:
            self._ask(samples)
        else:
            self._was_no_question()
            self._audience.tell(Notice(NOT_CAUGHT))
            self.say(NOT_CAUGHT)

    def set_hands_free(self, on: bool) -> None:
        """Listens all the time: the end of speech ends a question."""
        try:
            if on:
                self._microphone.listen(Calls(self._on_speech, self._on_question, self._on_reopen, self._on_command))
            else:
                self._microphone.stop()
                self._was_no_question()
        except EXPECTED as error:
            self._audience.tell(Notice(describe(error)))
            return
        with self._lock:
            self._hands_free = on
            if self._state in ("ready", "listening", "hearing"):
                self._set(self._rest)

    def _on_more(self, samples: FloatArray) -> None:
        """A question is being spoken: the engine may begin with it."""
        if self._loaded.is_set() and self._engine is not None:
            self._engine.listen(samples)

    def _was_no_question(self) -> None:
        if self._engine is not None:
            self._engine.stop_listening()

    # On the microphone's thread, which must not close the microphone.
    def _on_speech(self) -> None:
        """Somebody speaks: the tutor never speaks at the same time."""
        if not self._hands_free:
            return
        self._utterance.begin()
        if self._state in ("thinking", "speaking") or self._speaker.sounding():
            self._silence()
        with self._lock:
            if self._state == "listening":
                self._set("hearing")

    def _on_question(self, samples: FloatArray) -> None:
        if not self._hands_free or not self._loaded.is_set():
            return
        command = self._utterance.end(samples)
        if not command:
            self._ask(samples)
            return
        self._was_no_question()
        with self._lock:
            if self._state == "hearing":
                self._set(self._rest)
        if not self._utterance.obeyed:
            self.obey(command)

    def _on_command(self, command: str) -> None:
        """While somebody speaks it waits for the end: "stop" may be the first word of a question."""
        if not self._hands_free:
            return
        sounding = self._state in ("thinking", "speaking") or self._speaker.sounding()
        at_once = sounding and (command in SILENCING or self._state != "hearing")
        # A replay that begins at once is cut when the speech is known to be speech: it is obeyed again at its end.
        self._utterance.command(command, obeyed=at_once and command in SILENCING)
        if at_once:
            self.obey(command)

    def _on_reopen(self) -> None:
        """The student had only paused: the answer that began is thrown away, as if never asked."""
        with self._lock:
            if self._state not in ("thinking", "speaking"):
                return
            self._book.forget_running()
            if self._engine is not None:
                self._engine.heard(self._book.newest, "")  # an answer that nobody heard leaves no trace
        self._silence()
        self._on_speech()

    def _on_device(self, device: Literal["microphone", "speaker"], present: bool) -> None:
        """A device went or came back; typed questions work meanwhile."""
        self._audience.tell(DevicePresent(device, present))
        self._audience.tell(Notice(DEVICE_NOTICES[device, present]))

    # -- events of the engine, on its worker thread --------------------------------------------------------
    def _on_event(self, event: TurnEvent) -> None:
        self._adopt(event.turn)
        with self._lock:
            live = self._book.is_live(event.turn)
            if not live and not isinstance(event, TurnEnded):
                return
            record = self._book.add(event)
            if isinstance(event, AudioChunk):
                self._play(event)
            self._audience.tell(event)
            if isinstance(event, TurnEnded) and live:
                if event.message:
                    self._audience.tell(Notice(event.message))
                self._speaker.finish(event.turn)
                if self._asked is not None and self._asked.turn == event.turn:
                    self._asked.whole = event.reason == "complete"
        if isinstance(event, TurnEnded):
            self._after(event, record)

    def _play(self, chunk: AudioChunk) -> None:
        try:
            self._speaker.add(chunk.turn, chunk.samples, chunk.sample_rate)
        except EXPECTED as error:
            # The answer goes on as text.
            log.warning("sound was not played", extra={"turn": chunk.turn, "kind": type(error).__name__})
            self._audience.tell(Notice(describe(error)))
            return
        if self._state == "thinking":
            self._set("speaking")

    def _after(self, ended: TurnEnded, record: TurnRecord | None) -> None:
        """What a turn's end brings that may take time, outside the lock."""
        names = ("turn", "reason", "reasoning_tokens", "spoken_tokens", "ttfa_s", "underruns")
        log.info("turn ended", extra={name: getattr(ended, name) for name in names})
        if record is not None and record.source != "said" and ended.reason != "no_speech":
            self._save(lambda saved: saved.add(record))

    def _on_silent(self, turn: int) -> None:
        with self._lock:
            self._book.silent()
            live = turn == self._book.newest and self._book.is_live(turn)
            if live and self._state in ("thinking", "speaking"):
                self._set(self._rest)

    # -- inside --------------------------------------------------------------------------------------------
    @property
    def _rest(self) -> State:
        if not self._loaded.is_set():
            return "loading"
        return "listening" if self._hands_free else "ready"

    def _ask(self, question: FloatArray | str, options: TurnOptions | None = None) -> int:
        engine = self._running_engine()
        chosen = options or self.options
        typed = question if isinstance(question, str) else ""
        record = TurnRecord("text" if typed else "voice", time.time(), typed)
        if self._saved is not None and self._saved.keeps_audio:
            record.keeps_sound = True
            record.asked = None if isinstance(question, str) else question
        if chosen is not None:
            record.mode, record.ratio = chosen.mode, f"{chosen.ratio[0]}:{chosen.ratio[1]}"
        clock = self._speaker.player
        with self._lock:  # two askers at once, or a stop in between, must not mix up whose turn it is
            self._begin(record)
            if chosen is None:
                turn = engine.start_turn(question, clock=clock)
            else:
                turn = engine.start_turn(question, chosen, clock)
            self._asked = Asked(turn, question, options)
            self._adopt(turn)
        log.info("turn started", extra={"turn": turn, "source": record.source, "mode": record.mode})
        return turn

    def _begin(self, record: TurnRecord) -> None:
        """Makes place for a turn. Under the lock."""
        self._cut()
        self._book.begin(record)
        self._set("thinking")

    def _adopt(self, turn: int) -> None:
        with self._lock:
            record = self._book.adopt(turn)
            if record is not None and record.source != "said":
                self._audience.tell(TurnStarted(turn, record.question))

    def _silence(self) -> None:
        """Ends the running turn and its sound."""
        with self._lock:
            self._cut()
            if self._state in ("listening", "hearing", "thinking", "speaking"):
                self._set(self._rest)
            if self._engine is not None:  # under the lock: a question put just after this must live
                self._engine.cancel()

    def _cut(self) -> None:
        """Silences what sounds; what was not heard of it leaves the history. Under the lock."""
        asked = self._asked
        if asked is not None and self._speaker.playing_turn() == asked.turn:
            asked.left_s = self._speaker.played_s()
        record = self._book.stop(self._speaker.stop())
        if record is None or record.source == "said":
            return
        if self._engine is not None:
            self._engine.heard(self._book.newest, record.heard)
        if record.ended is not None:
            self._save(lambda saved: saved.correct(record))

    def _save(self, change: Callable[[SavedTurns], None]) -> None:
        if self._saved is None:
            return
        try:
            change(self._saved)
        except EXPECTED as error:
            log.warning("turn was not saved", extra={"kind": type(error).__name__})
            self._audience.tell(Notice(describe(error)))

    def _set(self, state: State, message: str = "") -> None:
        if self._state == "closed" or (state, message) == (self._state, self._message):
            return
        self._state, self._message = state, message
        self._audience.tell(StateChanged(state, message))

    def _running_engine(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the engine is not there yet: wait for the state to leave loading")
        return self._engine

    def _load(self) -> None:
        try:
            engine = self._make_engine(self._on_event)
            with self._lock:
                self._engine = engine
                closed = self._state == "closed"
            if closed:
                engine.close()
            engine.wait_ready()
        except Exception as error:  # the boundary of this thread: whatever it is, the user sees it
            self._load_error = error
            if not isinstance(error, EXPECTED):
                log.exception("loading failed")
        with self._lock:
            self._loaded.set()
            if self._load_error is not None:
                self._set("error", describe(self._load_error))
            elif self._state == "loading":
                self._set(self._rest)
