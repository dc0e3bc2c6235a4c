"""The microphone of a conversation, open for one recording or all the time, and spoken commands.

The microphone's threads only post messages; the conversation decides what they mean.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.conversation.messages import DevicePresent, Level
from app.conversation.parts import ByHand, HandsFree, RecorderFactory
from audio_io.backend import SAMPLE_RATE
from model.errors import MissingCapability
from model.events import FloatArray

if TYPE_CHECKING:
    from audio_io.input.echo_control import EchoMode
    from audio_io.input.recorder import Recorder
    from audio_io.output.echo_reference import EchoReference

SILENCING: Final = ("stop", "wait")
_TICK_S: Final = 0.05
_FLOOR_DBFS: Final = -60.0
_LONGEST_S: Final = 2.4  # of a command, with the silence that is recorded before and after it
_UNSURE_S: Final = 10.0
_EARLY_S: Final = 1.0  # a command may be recognised before its speech is detected


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Hands-free: somebody began to speak."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Hands-free: the speech is over. samples: float32 mono (n,) at 16 kHz."""

    samples: FloatArray


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """Hands-free: the speech continues after `SpeechEnded`; another one with all of it follows."""


@dataclass(frozen=True, slots=True)
class CommandSpotted:
    """Hands-free: a spoken command was recognised."""

    word: str


@dataclass(frozen=True, slots=True)
class RecordingOver:
    """By hand: nobody has spoken for a long time. spoke: somebody did before."""

    recording: int
    spoke: bool


class Microphone:
    """Opens and closes the microphone. Used on the conversation's thread, except `released`.

    make: opens microphones, None without any. post: takes `Level` (20 a second while it is open), `DevicePresent`
    and the messages above. on_audio: new audio of the current question, float32 (n,) at 16 kHz, on the level
    meter's thread. reference, echo: what the tutor plays and how it is kept out of the recording; polled.
    """

    def __init__(
        self,
        make: RecorderFactory | None,
        *,
        post: Callable[[object], None],
        on_audio: Callable[[FloatArray], None],
        reference: Callable[[], EchoReference | None],
        echo: Callable[[], EchoMode],
    ) -> None:
        self.hands_free = False
        self._make = make
        self._post = post
        self._on_audio = on_audio
        self._reference = reference
        self._echo = echo
        self._recorder: Recorder | None = None
        self._recording = 0  # counts them, so that a late `RecordingOver` ends no other one
        self._question: FloatArray | None = None  # spoken part of a recording by hand
        self._meter: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def by_hand(self) -> bool:
        """True if a recording runs that ends with `stop`."""
        return self._recorder is not None and not self.hands_free

    def is_recording(self, recording: int) -> bool:
        """Whether this recording by hand still runs."""
        return self.by_hand and recording == self._recording

    def record(self) -> None:
        """Records until `stop`. Raises an expected error if there is no microphone."""
        self.stop()
        self._question = None
        self._recording += 1
        recording = self._recording

        def turn_end(samples: FloatArray) -> None:
            self._question = samples
            self._post(RecordingOver(recording, spoke=True))

        self._start(ByHand(turn_end))

    def listen(self) -> None:
        """Listens hands-free until `stop`. Raises an expected error if there is no microphone."""
        from audio_io.input.echo_control import CaptureProcessor

        capture = CaptureProcessor(self._reference, self._echo, lambda word: self._post(CommandSpotted(word)))
        self._start(
            HandsFree(
                speech=lambda: self._post(SpeechStarted()),
                turn_end=lambda samples: self._post(SpeechEnded(samples)),
                reopen=lambda: self._post(SpeechResumed()),
                gate=capture.process,
            )
        )

    def stop(self) -> FloatArray | None:
        """Closes the microphone. Returns what was recorded, float32 mono (n,) at 16 kHz, None if it was not open.

        By hand without the silence before and after the speech, if there was any.
        """
        recorder, self._recorder = self._recorder, None
        by_hand = not self.hands_free
        meter, self._meter = self._meter, None
        self.hands_free = False
        self._closed.set()
        if recorder is None or meter is None:
            return None
        samples = recorder.stop()
        meter.join()
        return self._spoken(samples) if by_hand else samples

    def _spoken(self, samples: FloatArray) -> FloatArray:
        """The spoken part of a recording. Where no voice was recognised, a short one may still be a question."""
        if self._question is not None:
            return self._question
        return samples if len(samples) <= _UNSURE_S * SAMPLE_RATE else samples[:0]

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Closes an open microphone's device within the context. Any thread."""
        recorder = self._recorder
        with recorder.released() if recorder is not None else contextlib.nullcontext():
            yield

    def _start(self, use: HandsFree | ByHand) -> None:
        self.stop()
        if self._make is None:
            raise MissingCapability("there is no microphone; type the question instead")
        recorder = self._make(use, lambda state: self._post(DevicePresent("microphone", present=state == "ok")))
        recorder.start()
        self._recorder, self.hands_free = recorder, isinstance(use, HandsFree)
        self._closed = closed = threading.Event()
        recording = None if self.hands_free else self._recording
        self._meter = threading.Thread(
            target=self._tick, args=(recorder, closed, recording), name="microphone-level", daemon=True
        )
        self._meter.start()

    def _tick(self, recorder: Recorder, closed: threading.Event, recording: int | None) -> None:
        """recording: number of a recording by hand, which long silence ends."""
        from audio_io.input.turn_detector import QUIET_BEFORE_S

        while not closed.wait(_TICK_S):
            if recording is not None and recorder.quiet_s >= QUIET_BEFORE_S:
                self._post(RecordingOver(recording, spoke=False))
                recording = None
            self._post(Level(min(1.0, max(0.0, 1.0 - recorder.level / _FLOOR_DBFS))))
            if len(more := recorder.drain()):
                self._on_audio(more)


class Utterance:
    """One stretch of hands-free speech, and the command that it may be."""

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
        """A command was recognised, in this speech or just before it was detected.

        obeyed: it is done already, so that nothing is left to do when the speech ends.
        """
        self._command, self._heard_at, self.obeyed = word, self._now(), obeyed

    def end(self, samples: FloatArray) -> str:
        """The speech is over, float32 (n,) at 16 kHz. Returns the command that it was, empty for a question."""
        word, self._command = self._command, ""
        in_time = self._heard_at >= self._began - _EARLY_S
        return word if in_time and len(samples) <= _LONGEST_S * SAMPLE_RATE else ""
