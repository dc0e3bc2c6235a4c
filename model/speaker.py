"""From spoken text to sound events, one piece at a time.

Owns: the phrases that wait for the voice, the sound already handed out, the time to first audio, the count
of underruns. Must not know: the Thinker, the reasoning, threads. Thread: the engine's worker.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from model.events import AudioChunk, SpokenText
from model.phrases import PhraseCutter
from model.voice import Piece, Voice


class PlaybackClock(Protocol):
    """What the player tells the schedule."""

    def queued_s(self) -> float:
        """Seconds of audio handed out and not heard yet."""
        ...

    def underruns(self) -> int:
        """How often playback ran dry, ever."""
        ...


class PacedClock:
    """A player that does not exist: starts with the first sound and plays in real time.

    An underrun is counted when sound comes after the queue ran dry; the end of an answer is none.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: float | None = None
        self._dry = 0

    def hand_out(self, seconds: float) -> None:
        """`seconds` of sound are queued now."""
        now = self._now()
        if self._until is not None and now > self._until:
            self._dry += 1
        self._until = max(now, self._until or now) + seconds

    def queued_s(self) -> float:
        return max(0.0, (self._until or 0.0) - self._now())

    def underruns(self) -> int:
        return self._dry


class Speaker:
    """The mouth of one turn. `sink` gets an AudioChunk per piece of sound; t0: monotonic question's end."""

    def __init__(
        self,
        voice: Voice,
        sink: Callable[[AudioChunk], None],
        turn: int,
        t0: float,
        clock: PlaybackClock | None,
    ) -> None:
        self._voice, self._sink, self._turn, self._t0 = voice, sink, turn, t0
        self._own_clock = PacedClock() if clock is None else None
        self._clock: PlaybackClock = self._own_clock or clock or PacedClock()
        self._underruns_before = self._clock.underruns()
        self._cutter = PhraseCutter()
        self._phrases: deque[str] = deque()
        self._pieces: Iterator[Piece] | None = None
        self._phrase = ""
        self._said = 0
        self.first_audio_s: float | None = None

    @property
    def busy(self) -> bool:
        """Whether there is something to say now."""
        return self._pieces is not None or bool(self._phrases)

    def queued_s(self) -> float:
        """Seconds of sound that the listener has not heard yet."""
        return self._clock.queued_s()

    @property
    def underruns(self) -> int:
        """How often the sound ran dry during this turn."""
        return self._clock.underruns() - self._underruns_before

    def add(self, text: SpokenText) -> None:
        """Queues what is to be said. Raises TypeError for anything but a `SpokenText`."""
        self._phrases.extend(self._cutter.add(text))

    def finish(self) -> None:
        """No more text comes: what is left is a phrase too."""
        self._phrases.extend(self._cutter.finish())

    def step(self) -> None:
        """Makes the next piece of sound; nothing if there is nothing to say."""
        if self._pieces is None:
            if not self._phrases:
                return
            self._phrase = self._phrases.popleft()
            self._pieces = self._voice.speak(self._phrase)
        piece = next(self._pieces, None)
        if piece is None:
            self._said += len(self._phrase)
            self._pieces = None
        elif len(piece.samples):
            self._hand_out(piece)

    def stop(self) -> None:
        """Drops everything that was not made yet."""
        self._phrases.clear()
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._pieces = None

    def _hand_out(self, piece: Piece) -> None:
        now = time.monotonic() - self._t0
        if self.first_audio_s is None:
            self.first_audio_s = now
        rate = self._voice.sample_rate
        if self._own_clock is not None:
            self._own_clock.hand_out(len(piece.samples) / rate)
        covered = self._said + min(piece.chars_covered, len(self._phrase))
        self._sink(AudioChunk(self._turn, now, piece.samples, rate, covered))
