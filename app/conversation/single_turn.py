"""One turn from start to end, for the command line: load, ask, wait.

Events come on the conversation's thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.conversation.conversation import Conversation
from app.conversation.messages import Ask, Event, Refused, Say
from app.conversation.null_player import NullPlayer
from app.conversation.parts import EngineFactory, Parts, Sink
from app.settings import Settings
from model.errors import AloudError, BadInput
from model.events import AudioChunk, FloatArray, TurnEnded, TurnEvent

if TYPE_CHECKING:
    from model.engine import TurnOptions, TutorEngine
    from model.loader import Loaded
    from model.thinker.remote_model import Server

OnEvent = Callable[[TurnEvent], None]


class TurnFailed(AloudError):
    """The turn failed; the message names the cause and the next step."""


@dataclass(slots=True)
class Answer:
    """The result of a turn. samples: float32 mono (n,) in [-1, 1] at sample_rate Hz (0 if there was no sound)."""

    ended: TurnEnded | None = None
    sample_rate: int = 0
    chunks: list[FloatArray] = field(default_factory=list)

    @property
    def samples(self) -> FloatArray:
        return np.concatenate(self.chunks) if self.chunks else np.zeros(0, np.float32)


def engine_factory(
    bundle: Path, device: str = "auto", quant: str = "auto", voice_name: Callable[[], str] = lambda: ""
) -> EngineFactory:
    """Starts the real engine on a bundle; imports it (and torch) only when called. voice_name: see `TutorEngine`."""

    def make(sink: Sink) -> TutorEngine:
        from model.engine import TutorEngine

        return TutorEngine(bundle, sink, device=device, quant=quant, voice_name=voice_name)

    return make


def remote_factory(
    server: Server, voice: Path, device: str = "auto", quant: str = "auto", voice_name: Callable[[], str] = lambda: ""
) -> EngineFactory:
    """Starts the engine with the Thinker on a server, and the voice of the bundle `voice`."""

    def make(sink: Sink) -> TutorEngine:
        from model.engine import TutorEngine

        def load() -> Loaded:
            from model.loader import load_remote

            return load_remote(server, voice, device=device, quant=quant)

        return TutorEngine(voice, sink, loader=load, voice_name=voice_name)

    return make


class OneTurn:
    """A conversation for one turn at a time. A context manager, so that nothing is left running."""

    def __init__(self, make_engine: EngineFactory, on_event: OnEvent, speed: float = 1.0) -> None:
        self._answer = Answer()
        self._on_event = on_event
        self._failure: BaseException | None = None
        self._done = threading.Event()
        settings = Settings(speed=speed)
        # Nobody listens, but the rhythm and its figures are those of an answer that is played in real time.
        self._conversation = Conversation(Parts(make_engine, lambda: (NullPlayer(), ""), settings=lambda: settings))
        self._conversation.subscribe(self._take)
        self._conversation.start()

    def __enter__(self) -> OneTurn:
        return self

    def __exit__(self, *_: object) -> None:
        self._conversation.close()

    def wait_loaded(self) -> None:
        """Blocks until the models are loaded. Raises the error of loading."""
        self._conversation.wait_loaded()

    def ask(self, question: FloatArray | str, options: TurnOptions | None = None) -> Answer:
        """Asks and waits for the end. Raises BadInput if nothing was heard, and what `on_event` raised."""
        return self._wait(Ask(question, options=options))

    def say(self, text: str) -> Answer:
        """Speaks a text and waits for the end."""
        return self._wait(Say(text))

    def _wait(self, command: Ask | Say) -> Answer:
        self._answer = Answer()
        self._done.clear()
        self._conversation.post(command)
        # In slices: an endless wait would keep Ctrl-C from arriving on some systems.
        while not self._done.wait(0.5):
            pass
        if self._failure is not None:
            raise self._failure
        ended = self._answer.ended
        if ended is not None and ended.reason == "no_speech":
            raise BadInput("no question was heard in the recording; speak closer to the microphone")
        if ended is not None and ended.reason == "error":
            raise TurnFailed(ended.message or "the answer failed")
        return self._answer

    def _take(self, event: Event) -> None:
        if self._done.is_set():
            return
        if isinstance(event, Refused):
            self._fail(event.error)
        elif isinstance(event, TurnEvent):
            if isinstance(event, AudioChunk):
                self._answer.chunks.append(event.samples)
                self._answer.sample_rate = event.sample_rate
            try:
                self._on_event(event)
            except Exception as error:  # noqa: BLE001 - handed to the main thread, which raises it
                self._fail(error)
            if isinstance(event, TurnEnded):
                self._answer.ended = event
                self._done.set()

    def _fail(self, error: Exception) -> None:
        self._failure = error
        self._done.set()
