"""From spoken text to sound events, one piece at a time.

Owns: the phrases that wait for the voice, the sound already handed out, the time to first audio, the count
of underruns. Must not know: the Thinker, the reasoning, threads. Thread: the engine's worker.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from model.controls import VoiceControls
from model.events import AudioChunk, SpokenText
from model.phrases import PhraseCutter
from model.sounding import PhraseSound, Samples
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
    """The mouth of one turn. `sink` gets an AudioChunk per piece of sound; t0: monotonic question's end.

    controls: speed, volume and voice, read before every piece, so that a change is in the next sound made; a
    change of voice begins with the next phrase.
    """

    def __init__(
        self,
        voice: Voice,
        sink: Callable[[AudioChunk], None],
        turn: int,
        t0: float,
        clock: PlaybackClock | None,
        controls: VoiceControls | None = None,
    ) -> None:
        self._voice, self._sink, self._turn, self._t0 = voice, sink, turn, t0
        self._controls = controls or VoiceControls()
        self._own_clock = PacedClock() if clock is None else None
        self._clock: PlaybackClock = self._own_clock or clock or PacedClock()
        self._underruns_before = self._clock.underruns()
        self._cutter = PhraseCutter()
        self._phrases: deque[str] = deque()
        self._pieces: Iterator[Piece] | None = None
        self._phrase = ""
        self._said = 0
        self._sound = PhraseSound(voice.sample_rate)
        self._made_s = 0.0
        self._covered: list[tuple[float, int]] = []  # seconds handed out, characters of the speech done by then
        self.first_audio_s: float | None = None

    @property
    def heard_chars(self) -> int:
        """How many characters of the speech the listener has heard, to the last whole piece of sound."""
        heard = self._made_s - self._clock.queued_s()
        return max((chars for end, chars in self._covered if end <= heard), default=0)

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
            self._begin(self._phrases.popleft())
        piece = next(self._pieces, None) if self._pieces is not None else None
        settings = self._controls.now
        if piece is not None:
            self._hand_out(*self._sound.push(piece.samples, piece.chars_covered, settings))
        else:
            self._hand_out(*self._sound.finish(settings))
            self._said += len(self._phrase)
            self._pieces = None

    def stop(self) -> None:
        """Drops everything that was not made yet."""
        self._phrases.clear()
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._pieces = None

    def _begin(self, phrase: str) -> None:
        wanted = self._controls.now.voice
        name = wanted if wanted in self._voice.voices else ""
        self._phrase = phrase
        self._pieces = self._voice.speak(phrase, voice=name, follows=self._said > 0)

    def _hand_out(self, samples: Samples, chars: int) -> None:
        if not len(samples):
            return
        now = time.monotonic() - self._t0
        if self.first_audio_s is None:
            self.first_audio_s = now
        rate = self._voice.sample_rate
        if self._own_clock is not None:
            self._own_clock.hand_out(len(samples) / rate)
        covered = self._said + min(chars, len(self._phrase))
        self._made_s += len(samples) / rate
        self._covered.append((self._made_s, covered))
        self._sink(AudioChunk(self._turn, now, samples, rate, covered))
