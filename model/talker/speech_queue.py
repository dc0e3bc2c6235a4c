"""From spoken text to sound events, one piece at a time.

Owns: the phrases that wait for the voice, the sound already handed out, the time to first audio, the count of
underruns. Thread: the engine's worker.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator

from model.events import AudioChunk, SpokenText
from model.playback_clock import PacedClock, PlaybackClock
from model.talker.phrase_splitter import PhraseSplitter
from model.talker.time_stretch import PhraseSound, Samples
from model.talker.voice import SpokenPiece, Voice
from model.talker.voice_settings import VoiceControls


class SpeechQueue:
    """The mouth of one turn. `sink` gets an AudioChunk per piece of sound; t0: monotonic question's end.

    controls: speed and volume, read before every piece, and voice, read before every phrase: a new voice begins
    with the next phrase.
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
        self._cutter = PhraseSplitter()
        self._phrases: deque[str] = deque()
        self._pieces: Iterator[SpokenPiece] | None = None
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
            self._phrase = self._phrases.popleft()
            self._pieces = self._voice.speak(self._phrase, voice=self._wanted_voice(), follows=self._said > 0)
        piece = next(self._pieces, None)
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

    def _wanted_voice(self) -> str:
        wanted, voices = self._controls.now.voice, self._voice.voices
        return wanted if wanted in voices else next(iter(voices), "")

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
