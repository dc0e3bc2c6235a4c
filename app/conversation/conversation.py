"""One conversation: engine, loudspeaker, microphone and history working together, without a window.

Owns: the state that people see, who gets which event, what "stop" means, when a turn is saved. Threads: every public
method may be called from any thread and returns at once, except where it says that it blocks. Listeners are called on
the thread where something happened (mostly the engine's worker), in order, under the conversation's lock: they must
only hand over what they get.

    loading -> ready -> listening -> thinking -> speaking -> ready;  error where the engine does not load;
    loading again, from any of them, while another engine takes the place of the present one

An event of a stopped turn goes nowhere, except its `TurnEnded`, of which every listener sees exactly one a
turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from app.conversation.engine_host import EngineSlot
from app.conversation.messages import (
    CommandHeard,
    DevicePresent,
    Listener,
    Message,
    Notice,
    State,
    StateChanged,
    TurnStarted,
)
from app.conversation.playback import Playback
from app.conversation.protocols import EngineFactory, Player, RecorderFactory
from app.conversation.voice_input import SILENCING, Listening
from app.error_reports import EXPECTED, describe
from app.history.store import row_of
from app.history.writer import SavedTurns
from app.transcript.turn_records import TurnBook, TurnRecord
from model.errors import Translatable
from model.events import AudioChunk, FloatArray, TurnEnded, TurnEvent

if TYPE_CHECKING:
    from audio_io.input.echo_control import EchoMode
    from model.engine import TurnOptions

# -- Coming back to earlier answers: playing one again, and the spoken commands "go on", "repeat" and "slower".


SLOWER: Final = 0.8  # of the ordinary pace
BACK_S: Final = 0.5  # "go on" goes on a little before the place where the answer was cut


@dataclass(slots=True)
class Asked:
    """The last question. whole: its answer came to its end, so that all of its sound is there.

    left_s: where the answer was cut, in seconds of its sound; None if it was heard to its end or not at all.
    """

    turn: int
    question: FloatArray | str
    options: TurnOptions | None
    whole: bool = False
    left_s: float | None = None


class Again:
    """saved: the history, if there is one. tell: gives a notice to everybody. stop: silence. ask: puts a question."""

    def __init__(
        self,
        speaker: Playback,
        saved: SavedTurns | None,
        *,
        tell: Callable[[Message], None],
        stop: Callable[[], None],
        ask: Callable[[FloatArray | str, TurnOptions | None], int],
    ) -> None:
        self._speaker, self._saved = speaker, saved
        self._tell, self._stop, self._ask = tell, stop, ask
        self._lock = threading.Lock()
        self._asked: Asked | None = None

    def asked(self, turn: int, question: FloatArray | str, options: TurnOptions | None) -> None:
        """A question was put: it is the last one now."""
        with self._lock:
            self._asked = Asked(turn, question, options)

    def ended(self, turn: int, whole: bool) -> None:
        """An answer was thought and said to its end, or ended before."""
        with self._lock:
            if self._asked is not None and self._asked.turn == turn:
                self._asked.whole = whole

    def cut(self) -> None:
        """What sounds is about to be cut off: "go on" will go on from there."""
        with self._lock:
            if self._asked is not None and self._speaker.playing_turn() == self._asked.turn:
                self._asked.left_s = self._speaker.played_s()

    def replay(self, turn: int, from_s: float = 0.0, pace: float = 1.0) -> None:
        """Plays the sound of an earlier answer again, from a second on; a pace below 1 is slower."""
        self._stop()
        try:
            self._recall(turn)
            if not self._speaker.replay(turn, from_s, pace):
                self._tell(Notice(Translatable("the sound of that answer is not kept any more; ask it again")))
        except EXPECTED as error:
            self._tell(Notice(describe(error)))

    def obey(self, command: str) -> None:
        """Does what "go on", "repeat" or "slower" says; what cannot be done is told in a notice."""
        with self._lock:
            asked, left = self._asked, None
            if asked is not None:
                left, asked.left_s = asked.left_s, None
        if asked is None:
            self._tell(Notice(Translatable("there is no answer yet to come back to; ask a question first")))
        elif not asked.whole:  # what was not thought and said to its end cannot be played
            self._ask(asked.question, asked.options)
        elif command == "go on":
            if left is not None:
                self.replay(asked.turn, max(0.0, left - BACK_S))
        else:
            self.replay(asked.turn, pace=SLOWER if command == "slower" else 1.0)

    def _recall(self, turn: int) -> None:
        """Fetches the sound of a turn of an earlier day, if it was kept."""
        sound = self._saved.sound(row_of(turn)) if self._saved is not None else None
        if sound is not None:
            self._speaker.shelve(turn, sound.samples, sound.rate)


# -- Who listens to a conversation.


log = logging.getLogger(__name__)


class Audience:
    """The listeners of one conversation."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._listeners: list[Listener] = []

    def add(self, listener: Listener, first: Message) -> Callable[[], None]:
        """Adds a listener, which at once gets `first`. Returns what takes it away again."""
        with self._lock:
            self._listeners.append(listener)
            self._tell(listener, first)

        def remove() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return remove

    def tell(self, message: Message) -> None:
        """Gives a message to everybody."""
        with self._lock:
            for listener in list(self._listeners):
                self._tell(listener, message)

    def clear(self) -> None:
        with self._lock:
            self._listeners.clear()

    def _tell(self, listener: Listener, message: Message) -> None:
        try:
            listener(message)
        except Exception:  # a broken listener must not end the engine's thread
            log.exception("a listener failed")


DEVICE_NOTICES: Final = {
    ("microphone", False): Translatable("There is no microphone now: plug it in again, or type the question."),
    ("microphone", True): Translatable("The microphone is back."),
    ("speaker", False): Translatable(
        "There is no speaker now: answers are written, not heard, until it is plugged in again."
    ),
    ("speaker", True): Translatable("The speaker is back."),
}


class Conversation:
    """One student talking with one engine.

    make_engine: given the sink for events, starts the engine; called on a thread of its own, as it is slow.
    player: plays the answers and paces the engine; make_recorder: opens microphones. saved: where finished
    turns go, closed with the conversation. options: how to think, for every turn that does not say otherwise.
    echo: how the open microphone is kept from hearing the tutor; asked again and again.
    listening: questions by voice.
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
        self._saved = saved
        self._lock = threading.RLock()
        self._audience = Audience(self._lock)
        self._state: State = "loading"
        self._message = ""
        self._book = TurnBook()
        self._engine = EngineSlot(self._on_event)
        self._speaker = Playback(player, self._on_silent)
        self._unheard = False  # there is no speaker at the moment
        self._again = Again(self._speaker, saved, tell=self.tell, stop=self.stop, ask=self._ask)
        self.listening = Listening(self, self._engine, make_recorder, reference=player.reference, echo=echo)
        player.watch(lambda state: self.device_changed("speaker", state == "ok"))

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
        self._engine.load(self._make_engine, self._on_loaded)

    def wait_loaded(self) -> None:
        """Blocks until the engine is loaded. Raises what went wrong while loading."""
        self._engine.wait_loaded()

    def change_engine(self, make_engine: EngineFactory, on_done: Callable[[Exception | None], None]) -> None:
        """Goes over to another engine in the background; where that does not load, the present one comes back.

        The running turn is stopped, and saved. on_done: told of the error, or None, on the loading thread.
        """
        self.stop()
        with self._lock:
            self._set("loading")

        def loaded(error: Exception | None) -> None:
            self._on_loaded(error)
            on_done(error)

        self._engine.load(make_engine, loaded)

    def _on_loaded(self, _error: Exception | None) -> None:
        with self._lock:
            if self._engine.error is not None or self._state == "loading":
                self._rest()

    def close(self, timeout_s: float = 2.0) -> None:
        """Ends everything; blocks for at most about `timeout_s`. May be repeated."""
        with self._lock:
            if self._state == "closed":
                return
        deadline = time.monotonic() + timeout_s
        self.listening.close()
        self._silence()
        with self._lock:
            self._set("closed")
        self._engine.close(timeout_s)
        self._speaker.close(max(0.0, deadline - time.monotonic()))
        self._audience.clear()
        if self._saved is not None:
            self._saved.close()

    # -- asking --------------------------------------------------------------------------------------------
    def ask(self, question: FloatArray | str, options: TurnOptions | None = None) -> int:
        """Begins a turn, ending one that runs and a recording; returns its generation.

        question: float32 mono (n,) at 16 kHz, or typed text.
        """
        self.listening.drop()
        return self._ask(question, options)

    def say(self, text: str) -> int:
        """Speaks a text without thinking."""
        return self._put(TurnRecord("said", time.time(), text), lambda: self._engine.say(text))

    def replay(self, turn: int, from_s: float = 0.0, pace: float = 1.0) -> None:
        """Plays the sound of an earlier answer again, from a second on; a pace below 1 is slower."""
        self._again.replay(turn, from_s, pace)

    def stop(self) -> None:
        """Silence now: the running turn, its sound and a recording end. Hands-free listening goes on."""
        self.listening.drop()
        self._silence()

    def obey(self, command: str) -> None:
        """Does what a spoken command says; what cannot be done is told in a notice."""
        self.tell(CommandHeard(command))
        log.info("command", extra={"command": command})
        if command in SILENCING:
            self._silence()
        else:
            self._again.obey(command)

    def look_again(self) -> bool:
        """Devices came or went: lets go of both for the moment that the sound system needs to list them anew.

        False if that has to wait, because somebody speaks and is heard. Blocks for about half a second.
        """
        if (self._speaker.sounding() and not self._unheard) or self._state == "hearing":
            return False
        from audio_io.devices import default_backend

        with self.listening.released(), self._speaker.player.released():
            try:
                default_backend().refresh()
            except EXPECTED as error:
                log.warning("devices were not listed anew", extra={"kind": type(error).__name__})
        return True

    # -- for voice input -----------------------------------------------------------------------------------
    def sounding(self) -> bool:
        """Does a turn run, or is anything heard?"""
        return self._state in ("thinking", "speaking") or self._speaker.sounding()

    def take_back(self) -> bool:
        """The question was not over: its running answer is thrown away, as if never asked. False if none runs."""
        with self._lock:
            if self._state not in ("thinking", "speaking"):
                return False
            self._book.forget_running()
            self._engine.heard(self._book.newest, "")  # an answer that nobody heard leaves no trace
        self._silence()
        return True

    def tell(self, message: Message) -> None:
        """Gives a message to everybody."""
        self._audience.tell(message)

    def enter(self, state: State, *after: State) -> None:
        """Goes over to a state; only from one of `after`, if any are given."""
        with self._lock:
            if not after or self._state in after:
                self._set(state)

    def settle(self, *after: State) -> None:
        """Goes over to the state in which nobody asks or answers, from one of `after`."""
        with self._lock:
            if self._state in after:
                self._rest()

    def device_changed(self, device: Literal["microphone", "speaker"], present: bool) -> None:
        """A device went or came back; typed questions work meanwhile."""
        if device == "speaker":
            self._unheard = not present
        self.tell(DevicePresent(device, present))
        self.tell(Notice(DEVICE_NOTICES[device, present]))

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
            self.tell(event)
            if isinstance(event, TurnEnded):
                self._again.ended(event.turn, event.reason == "complete")  # stopped while it was heard, too
            if isinstance(event, TurnEnded) and live:
                if event.message:
                    self.tell(Notice(event.message))
                self._speaker.finish(event.turn)
        if isinstance(event, TurnEnded):
            self._after(event, record)

    def _play(self, chunk: AudioChunk) -> None:
        try:
            self._speaker.add(chunk.turn, chunk.samples, chunk.sample_rate)
        except EXPECTED as error:
            # The answer goes on as text.
            log.warning("sound was not played", extra={"turn": chunk.turn, "kind": type(error).__name__})
            self.tell(Notice(describe(error)))
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
            if live:
                self.settle("thinking", "speaking")

    # -- inside --------------------------------------------------------------------------------------------
    def _rest(self) -> None:
        """The state in which nobody asks or answers. Under the lock."""
        if not self._engine.loaded:
            self._set("loading")
        elif self._engine.error is not None:
            self._set("error", describe(self._engine.error))
        else:
            self._set("listening" if self.listening.hands_free else "ready")

    def _ask(self, question: FloatArray | str, options: TurnOptions | None = None) -> int:
        chosen = options or self.options
        typed = question if isinstance(question, str) else ""
        record = TurnRecord("text" if typed else "voice", time.time(), typed)
        if self._saved is not None and self._saved.keeps_audio:
            record.keeps_sound = True
            record.asked = None if isinstance(question, str) else question
        if chosen is not None:
            record.mode, record.ratio = chosen.mode, f"{chosen.ratio[0]}:{chosen.ratio[1]}"
        with self._lock:
            turn = self._put(record, lambda: self._engine.start_turn(question, chosen, self._speaker.player))
            self._again.asked(turn, question, options)
        log.info("turn started", extra={"turn": turn, "source": record.source, "mode": record.mode})
        return turn

    def _put(self, record: TurnRecord, put: Callable[[], int]) -> int:
        """Makes place for a turn and begins it. Raises what `put` raises; nothing has begun then."""
        with self._lock:  # two askers at once, or a stop in between, must not mix up whose turn it is
            self._cut()
            self._book.begin(record)
            self._set("thinking")
            try:
                turn = put()
            except EXPECTED:
                self.settle("thinking")
                raise
            self._adopt(turn)
            return turn

    def _adopt(self, turn: int) -> None:
        with self._lock:
            record = self._book.adopt(turn)
            if record is not None and record.source != "said":
                self.tell(TurnStarted(turn, record.question))

    def _silence(self) -> None:
        """Ends the running turn and its sound."""
        with self._lock:
            self._cut()
            self.settle("listening", "hearing", "thinking", "speaking")
            self._engine.cancel()  # under the lock: a question put just after this must live

    def _cut(self) -> None:
        """Silences what sounds; what was not heard of it leaves the history. Under the lock."""
        self._again.cut()
        record = self._book.stop(self._speaker.stop())
        if record is None or record.source == "said":
            return
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
            self.tell(Notice(describe(error)))

    def _set(self, state: State, message: str = "") -> None:
        if self._state == "closed" or (state, message) == (self._state, self._message):
            return
        self._state, self._message = state, message
        self.tell(StateChanged(state, message))
