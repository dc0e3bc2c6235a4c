"""The listening half of a conversation: recording by hand, hands-free questions, spoken commands.

Owns: the microphone, whether it is open all the time, and what becomes of each stretch of speech. Threads: the public
methods from any thread; hands-free calls come on the microphone's own, which must not close the microphone.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from app.conversation.engine_host import EngineSlot
from app.conversation.messages import Level, Message, Notice, State
from app.conversation.protocols import HandsFree, Recorder, RecorderFactory
from app.error_reports import EXPECTED, describe
from model.errors import MissingCapability, Translatable
from model.events import FloatArray

if TYPE_CHECKING:
    from audio_io.input.echo_control import EchoMode
    from audio_io.output.echo_reference import EchoReference

# -- The microphone's part of a conversation: recording by hand, or listening all the time.


_TICK_S: Final = 0.05
_FLOOR_DBFS: Final = -60.0


@dataclass(frozen=True, slots=True)
class Calls:
    """What hands-free listening calls, on the microphone's thread, which must not close the microphone.

    speech, turn_end, reopen: see `HandsFree`. command: a spoken command was recognised.
    """

    speech: Callable[[], None]
    turn_end: Callable[[FloatArray], None]
    reopen: Callable[[], None]
    command: Callable[[str], None]


class Microphone:
    """make: opens microphones, None without any. on_level: 0..1 while one is open, about 20 a second.

    on_more: new audio of the current question, float32 (n,) at 16 kHz, on the meter's thread.
    on_state: "lost" when the open one goes, "ok" when it is back. reference: what the tutor plays; echo: how
    that is kept out of what is heard, asked again and again.
    """

    def __init__(
        self,
        make: RecorderFactory | None,
        *,
        on_level: Callable[[float], None],
        on_more: Callable[[FloatArray], None],
        on_state: Callable[[str], None],
        reference: Callable[[], EchoReference | None],
        echo: Callable[[], EchoMode],
    ) -> None:
        self._make = make
        self._on_level = on_level
        self._on_more = on_more
        self._on_state = on_state
        self._reference = reference
        self._echo = echo
        self._lock = threading.Lock()
        self._open: Recorder | None = None
        self._by_hand = False
        self._meter: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def by_hand(self) -> bool:
        """Is it open for a recording that ends with `stop`?"""
        return self._open is not None and self._by_hand

    def record(self) -> None:
        """Records until `stop`. Raises an expected error if there is no microphone."""
        self._start(None)

    def listen(self, calls: Calls) -> None:
        """Listens hands-free until `stop`. Raises an expected error without a microphone."""
        from audio_io.input.echo_control import CaptureProcessor

        capture = CaptureProcessor(self._reference, self._echo, calls.command)
        self._start(HandsFree(calls.speech, calls.turn_end, calls.reopen, capture.process))

    def stop(self) -> FloatArray | None:
        """Closes the microphone; what was recorded, float32 mono (n,) at 16 kHz, None if it was not open."""
        with self._lock:
            recorder, self._open = self._open, None
            meter, self._meter = self._meter, None
            self._closed.set()
        if recorder is None:
            return None
        samples = recorder.stop()
        if meter is not None and meter is not threading.current_thread():
            meter.join()
        return samples

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """An open microphone is let go for as long as the context lasts."""
        with self._lock:
            recorder = self._open
        with recorder.released() if recorder is not None else contextlib.nullcontext():
            yield

    def _start(self, hands_free: HandsFree | None) -> None:
        self.stop()
        if self._make is None:
            raise MissingCapability("there is no microphone; type the question instead")
        recorder = self._make(hands_free, self._on_state)
        recorder.start()
        with self._lock:
            self._open, self._by_hand = recorder, hands_free is None
            self._closed = closed = threading.Event()
            self._meter = threading.Thread(
                target=self._tick, args=(recorder, closed), name="microphone-level", daemon=True
            )
            self._meter.start()

    def _tick(self, recorder: Recorder, closed: threading.Event) -> None:
        while not closed.wait(_TICK_S):
            self._on_level(min(1.0, max(0.0, 1.0 - recorder.level / _FLOOR_DBFS)))
            if len(more := recorder.drain()):
                self._on_more(more)


# -- What the student says hands-free: a question, or a command to the tutor.


SILENCING: Final = ("stop", "wait")
_RATE: Final = 16_000
_LONGEST_S: Final = 2.4  # a command with the silence that is recorded before and after it
_EARLY_S: Final = 1.0  # a command may be recognised before its speech is known to be speech


class Utterance:
    """One stretch of speech, and the command that it may be."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = 0.0
        self._command = ""
        self._heard_at = 0.0
        self.obeyed = False

    def begin(self) -> None:
        """Somebody began to speak."""
        self._began = self._now()

    def command(self, word: str, obeyed: bool) -> None:
        """A command was recognised, in this stretch or just before it is known to have begun.

        obeyed: it is done already, so that nothing is left to do when the stretch ends.
        """
        self._command, self._heard_at, self.obeyed = word, self._now(), obeyed

    def end(self, samples: FloatArray) -> str:
        """The stretch is over; float32 (n,) at 16 kHz. The command that it was, empty if it was a question."""
        word, self._command = self._command, ""
        late = self._heard_at >= self._began - _EARLY_S
        return word if late and len(samples) <= _LONGEST_S * _RATE else ""


NOT_CAUGHT: Final = Translatable("I didn't catch that.")


class Talk(Protocol):
    """What the listening half asks of the rest of the conversation."""

    @property
    def state(self) -> State: ...

    def sounding(self) -> bool:
        """Does a turn run, or is anything heard?"""

    def ask(self, question: FloatArray) -> int:
        """Begins a turn."""

    def say(self, text: str) -> int:
        """Speaks a text without thinking."""

    def stop(self) -> None:
        """Silence now."""

    def obey(self, command: str) -> None:
        """Does what a spoken command says."""

    def take_back(self) -> bool:
        """The question was not over: its running answer is thrown away, as if never asked. False if none runs."""

    def tell(self, message: Message) -> None:
        """Gives a message to everybody."""

    def enter(self, state: State, *after: State) -> None:
        """Goes over to a state; only from one of `after`, if any are given."""

    def settle(self, *after: State) -> None:
        """Goes over to the state in which nobody asks or answers, from one of `after`."""

    def device_changed(self, device: Literal["microphone", "speaker"], present: bool) -> None:
        """A device in use went away, or is back."""


class Listening:
    """engine: may begin with a question while it is spoken. make: opens microphones, None without any.

    reference, echo: see `Microphone`.
    """

    def __init__(
        self,
        talk: Talk,
        engine: EngineSlot,
        make: RecorderFactory | None,
        *,
        reference: Callable[[], EchoReference | None],
        echo: Callable[[], EchoMode],
    ) -> None:
        self.hands_free = False
        self._talk = talk
        self._engine = engine
        self._utterance = Utterance()
        self._microphone = Microphone(
            make,
            on_level=lambda level: talk.tell(Level(level)),
            on_more=engine.listen,
            on_state=lambda state: talk.device_changed("microphone", state == "ok"),
            reference=reference,
            echo=echo,
        )

    def start(self) -> None:
        """Silences the tutor and records until `finish`."""
        self.hands_free = False  # what an open microphone still brings while it closes is no question
        if self._microphone.stop() is not None:
            self._engine.stop_listening()
        self._talk.stop()
        try:
            self._microphone.record()
        except EXPECTED as error:
            self._talk.tell(Notice(describe(error)))
            return
        self._talk.enter("listening")

    def finish(self) -> None:
        """Ends the recording and asks it; apologises if there is nothing to hear in it."""
        samples = None if self.hands_free else self._microphone.stop()
        if samples is None:
            return
        from audio_io.levels import SILENT_RECORDING_DBFS, loudest_dbfs
        from audio_io.sound_files import MIN_QUESTION_S

        long_enough = len(samples) >= MIN_QUESTION_S * _RATE
        if long_enough and loudest_dbfs(samples, _RATE) >= SILENT_RECORDING_DBFS:
            self._talk.ask(samples)
        else:
            self._engine.stop_listening()
            self._talk.tell(Notice(NOT_CAUGHT))
            self._talk.say(NOT_CAUGHT)

    def drop(self) -> None:
        """A recording ends unasked; hands-free listening goes on."""
        if self._microphone.by_hand and self._microphone.stop() is not None:
            self._engine.stop_listening()

    def set_hands_free(self, on: bool) -> None:
        """Listens all the time: the end of speech ends a question."""
        try:
            if on:
                self._microphone.listen(Calls(self.speech, self.question, self.reopen, self.command))
            else:
                self._microphone.stop()
                self._engine.stop_listening()
        except EXPECTED as error:
            self._talk.tell(Notice(describe(error)))
            on = False  # what was open has been closed
        self.hands_free = on
        self._talk.settle("ready", "listening", "hearing")

    def released(self) -> AbstractContextManager[None]:
        """An open microphone is let go for as long as the context lasts."""
        return self._microphone.released()

    def close(self) -> None:
        """Nothing is heard any more."""
        self._microphone.stop()

    # -- hands-free, on the microphone's thread

    def speech(self) -> None:
        """Somebody speaks: the tutor never speaks at the same time."""
        if not self.hands_free:
            return
        self._utterance.begin()
        if self._talk.sounding():
            self._talk.stop()
        self._talk.enter("hearing", "listening")

    def question(self, samples: FloatArray) -> None:
        """The speech is over, float32 mono (n,) at 16 kHz: a question, or a command."""
        if not self.hands_free or not self._engine.loaded:
            return
        command = self._utterance.end(samples)
        if not command:
            try:
                self._talk.ask(samples)
            except EXPECTED as error:
                self._talk.tell(Notice(describe(error)))
            return
        self._engine.stop_listening()
        self._talk.settle("hearing")
        if not self._utterance.obeyed:
            self._talk.obey(command)

    def command(self, word: str) -> None:
        """A command was recognised. While somebody speaks it waits for the end: "stop" may begin a question."""
        if not self.hands_free:
            return
        at_once = self._talk.sounding() and (word in SILENCING or self._talk.state != "hearing")
        # A replay that begins at once is cut when the speech is known to be speech: it is obeyed again at its end.
        self._utterance.command(word, obeyed=at_once and word in SILENCING)
        if at_once:
            self._talk.obey(word)

    def reopen(self) -> None:
        """The student had only paused: the answer that began is dropped, and the question goes on."""
        if self._talk.take_back():
            self.speech()
