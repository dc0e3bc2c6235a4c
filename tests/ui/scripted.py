"""A conversation that follows a script: no model, no sound card; its clock is turned by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from app.conversation.messages import (
    Ask,
    Devices,
    FinishListening,
    HandsFreeIs,
    Level,
    ListDevices,
    Notice,
    Replay,
    SetHandsFree,
    StartListening,
    State,
    StateChanged,
    Stop,
    TurnStarted,
)
from app.settings import Mode
from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

RATE = 16_000
REASONING = "347+286: 7+6=13 4+8+1=13 3+2+1=6\n=633"
OPENER = "Okay, let me work that out."
REPLY = " It's six hundred and thirty-three."


def voice(seconds: float, seed: int = 0) -> np.ndarray:
    """Something with the envelope of speech."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    shape = np.abs(np.sin(2 * np.pi * 2.1 * t + seed)) ** 0.7 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.7 * t))
    return (0.7 * shape * rng.uniform(-1, 1, len(t))).astype(np.float32)


def answer(
    turn: int,
    heard: str = "What is 347 plus 286?",
    reasoning: str = REASONING,
    opener: str = OPENER,
    reply: str = REPLY,
    result: str = "633",
) -> list[TurnEvent]:
    """The events of one interleaved turn at 2:8, in order, with plausible times."""
    events: list[TurnEvent] = []
    t, spoken, audio_upto = 0.12, 0, 0.0
    words = [w + " " for w in opener.split()]
    pieces = [reasoning[i : i + 1] for i in range(len(reasoning))]
    while pieces or words:
        for word in words[:2]:
            events.append(SpokenText(turn, t, word))
            spoken += len(word)
            t += 0.011
        words = words[2:]
        for piece in pieces[:8]:
            events.append(ReasoningText(turn, t, piece))
            t += 0.021
        pieces = pieces[8:]
        if spoken and audio_upto < len(opener):
            events.append(AudioChunk(turn, t, voice(0.55, len(events)), RATE, spoken))
            audio_upto = spoken
    events.insert(6, Heard(turn, 0.3, heard))
    for word in reply.split():
        events.append(SpokenText(turn, t, word + " "))
        spoken += len(word) + 1
        t += 0.011
        events.append(AudioChunk(turn, t, voice(0.075 * len(word), len(events)), RATE, spoken))
    words_said = len((opener + reply).split())
    events.append(TurnEnded(turn, t, result, result, len(reasoning), 14, words_said, 0.21, 0, 0, "complete"))
    return events


class ScriptedConversation:
    """Does what the test tells it; records what the window asked for."""

    def __init__(self) -> None:
        self.sink: Callable[[object], None] = lambda _event: None
        self.calls: list[object] = []
        self.clock = 0.0
        self.playing: int | None = None
        self.turn = 0
        self.threads: list[threading.Thread] = []
        self._end = threading.Event()

    # -- what the window calls

    def subscribe(self, listener: Callable[[object], None]) -> None:
        self.sink = listener

    def start(self) -> None:
        self.calls.append("start")

    def close(self, timeout_s: float = 2.0) -> None:
        self.calls.append("close")
        self._end.set()
        for thread in self.threads:
            thread.join(timeout_s)

    def post(self, command: object) -> None:
        self.calls.append(command)
        match command:
            case StartListening():
                self.state("listening")
            case FinishListening():
                self.begin()
            case SetHandsFree(on):
                self.sink(HandsFreeIs(on))
                self.state("listening" if on else "ready")
            case Ask(question, mode):
                self.begin(str(question), mode or "interleaved")
            case Stop():
                self.playing = None
                self.state("ready")
            case Replay(turn, from_s):
                self.playing, self.clock = turn, from_s
            case ListDevices():
                self.sink(Devices((("alsa: Desk", "Desk"),), (("alsa: Box", "Box"),)))

    def playing_turn(self) -> int | None:
        return self.playing

    def played_s(self) -> float:
        return self.clock

    # -- what the test does

    def state(self, phase: State, message: str = "") -> None:
        self.sink(StateChanged(phase, message))

    def begin(self, text: str = "", mode: Mode = "interleaved") -> int:
        self.turn += 1
        self.sink(TurnStarted(self.turn, text, mode))
        self.state("thinking")
        return self.turn

    def send(self, events: Sequence[TurnEvent]) -> None:
        for event in events:
            self.sink(event)

    def level(self, value: float) -> None:
        self.sink(Level(value))

    def notice(self, text: str) -> None:
        self.sink(Notice(text))

    def send_from_thread(self, events: Sequence[TurnEvent], pause_s: float) -> threading.Thread:
        """Send from a worker thread, one event each `pause_s`."""

        def work() -> None:
            for event in events:
                if self._end.is_set():
                    return
                self.sink(event)
                time.sleep(pause_s)

        thread = threading.Thread(target=work, name="scripted")
        self.threads.append(thread)
        thread.start()
        return thread
