"""The listening half of a conversation: recording by hand, hands-free questions, spoken commands.

Owns: the microphone, whether it is open all the time, and what becomes of each stretch of speech. Must not know:
devices, how a question is answered, who listens to the conversation. Threads: the public methods from any thread;
hands-free calls come on the microphone's own, which must not close the microphone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final, Literal, Protocol

from app.engine_slot import EngineSlot
from app.errors import EXPECTED, describe
from app.messages import Level, Message, Notice, State
from app.microphone import Calls, Microphone
from app.ports import FloatArray, RecorderFactory
from app.utterance import SILENCING, Utterance

if TYPE_CHECKING:
    from audio_io.echo import EchoMode
    from audio_io.reference import Reference

NOT_CAUGHT: Final = "I didn't catch that."


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
        reference: Callable[[], Reference | None],
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
        from audio_io.files import MIN_QUESTION_S, QUESTION_RATE, SILENCE_DBFS, loudest_dbfs

        long_enough = len(samples) >= MIN_QUESTION_S * QUESTION_RATE
        if long_enough and loudest_dbfs(samples, QUESTION_RATE) >= SILENCE_DBFS:
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
