"""The queue from spoken text to sound, made one piece at a time on the engine's worker thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from model.events import AudioChunk, SpokenText
from model.playback_clock import PlaybackClock, SilentPlayback
from model.talker.phrase_splitter import PhraseSplitter
from model.talker.voice import SpokenPiece, Voice
from model.time_source import SYSTEM_TIME, TimeSource

CHARACTER_S = 1 / 15
"""Seconds of sound for a character, until some have been spoken."""
ENOUGH_CHARACTERS = 20


class SpeechQueue:
    """Speaks one turn. `sink` gets an AudioChunk for each piece of sound, at the voice's own speed.

    t0: when the question ended, monotonic seconds. clock: the player's; None assumes playback in real time.
    voice_name: read before every phrase, so that a new voice begins with the next one; an unknown name is the default.
    """

    def __init__(
        self,
        voice: Voice,
        sink: Callable[[AudioChunk], None],
        turn_id: int,
        t0: float,
        clock: PlaybackClock | None,
        voice_name: Callable[[], str] = lambda: "",
        time: TimeSource = SYSTEM_TIME,
    ) -> None:
        self._time = time
        self._voice, self._sink, self._turn_id, self._t0 = voice, sink, turn_id, t0
        self._voice_name = voice_name
        self._own_clock = SilentPlayback(time.monotonic) if clock is None else None
        self._clock: PlaybackClock = clock or self._own_clock or SilentPlayback()
        self._underruns_before = self._clock.underruns()
        self._splitter = PhraseSplitter()
        self._phrases: deque[str] = deque()
        self._phrase = ""
        self._pieces: Iterator[SpokenPiece] | None = None  # of the phrase
        self._said = 0  # characters of the phrases before it
        self._covered = 0  # of the phrase
        self._sound_s = 0.0  # of all characters so far
        self._work_s = 0.0  # of making it
        self._phrase_began = 0.0
        self.first_audio_s: float | None = None
        self.first_piece_s = 0.0  # from the start of the last phrase to its first sound

    @property
    def busy(self) -> bool:
        """True if there is something to say now."""
        return self._pieces is not None or bool(self._phrases)

    def queued_s(self) -> float:
        """Seconds of sound that the listener has not heard yet."""
        return self._clock.queued_s()

    def waiting_s(self) -> float:
        """Estimated seconds of speech that is text so far, from the length of the sound made for earlier text."""
        characters = self._splitter.waiting + sum(map(len, self._phrases))
        if self._pieces is not None:
            characters += max(0, len(self._phrase) - self._covered)
        spoken = self._said + self._covered
        return characters * (self._sound_s / spoken if spoken >= ENOUGH_CHARACTERS else CHARACTER_S)

    @property
    def load(self) -> float:
        """Share of the time that making the sound takes, as far as it is heard at once; at most 0.8."""
        return min(0.8, self._work_s / self._sound_s) if self._sound_s else 0.0

    @property
    def is_paced(self) -> bool:
        """False if the clock is one for runs as fast as the machine can."""
        return not isinstance(self._clock, SilentPlayback) or self._clock.realtime

    @property
    def underruns(self) -> int:
        """Number of times the sound ran dry during this turn."""
        return self._clock.underruns() - self._underruns_before

    def add(self, text: SpokenText) -> None:
        """Queues text. Raises TypeError for anything but a `SpokenText`."""
        self._phrases.extend(self._splitter.add(text))

    def finish(self) -> None:
        """No more text comes: the rest is a phrase too."""
        self._phrases.extend(self._splitter.finish())

    def step(self) -> None:
        """Makes the next piece of sound; does nothing if there is nothing to say."""
        if self._pieces is None:
            if not self._phrases:
                return
            self._phrase = self._phrases.popleft()
            self._phrase_began, self._covered = self._time.monotonic(), 0
            self._pieces = self._voice.speak(self._phrase, voice=self._chosen_voice(), follows=self._said > 0)
        began = self._time.monotonic()
        piece = next(self._pieces, None)
        self._work_s += self._time.monotonic() - began
        if piece is None:
            self._said += len(self._phrase)
            self._pieces, self._covered = None, 0
        elif len(piece.samples):
            self._hand_out(piece)

    def stop(self) -> None:
        """Drops everything that has not been made yet."""
        self._phrases.clear()
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._pieces = None

    def _chosen_voice(self) -> str:
        name, voices = self._voice_name(), self._voice.voices
        return name if name in voices else next(iter(voices), "")

    def _hand_out(self, piece: SpokenPiece) -> None:
        now = self._time.monotonic() - self._t0
        if self.first_audio_s is None:
            self.first_audio_s = now
        rate = self._voice.sample_rate
        if not self._covered:
            self.first_piece_s = self._time.monotonic() - self._phrase_began
        self._covered = max(1, min(piece.chars_covered, len(self._phrase)))
        self._sound_s += len(piece.samples) / rate
        if self._own_clock is not None:
            self._own_clock.hand_out(len(piece.samples) / rate)
        text_upto = self._said + min(piece.chars_covered, len(self._phrase))
        self._sink(AudioChunk(self._turn_id, now, piece.samples, rate, text_upto))
