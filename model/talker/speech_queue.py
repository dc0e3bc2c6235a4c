"""From spoken text to sound events, one piece at a time.

Owns: the phrases that wait for the voice, the sound already handed out, the time to first audio, the count of
underruns. Thread: the engine's worker.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from model.events import AudioChunk, AudioCut, SpokenText
from model.playback_clock import PacedClock, PlaybackClock
from model.talker.phrase_splitter import PhraseCutter
from model.talker.time_stretch import PhraseSound, Samples
from model.talker.voice import Piece, Voice
from model.talker.voice_settings import VoiceControls

CUT_AFTER_S, CUT_BEFORE_S = 0.28, 0.45
"""A new voice begins so far ahead of what is being heard: at the first word in between, or else at its end.

A player cannot take back what its device holds, which is up to a quarter of a second.
"""
_WORD = re.compile(r"\S+")


class Speaker:
    """The mouth of one turn. `sink` gets an AudioChunk per piece of sound; t0: monotonic question's end.

    controls: speed, volume and voice, read before every piece, so that a change is in the next sound made. With
    a change of voice, sound that was made and not heard yet is cut (AudioCut) and said again by the new one.
    """

    def __init__(
        self,
        voice: Voice,
        sink: Callable[[AudioChunk | AudioCut], None],
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
        self._name = ""  # of the voice that speaks
        self._text = ""  # the phrases begun so far
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
        return self._pieces is not None or bool(self._phrases) or self.voice_changed

    @property
    def may_change(self) -> bool:
        """Whether sound is queued that another voice could say instead."""
        return len(self._voice.voices) > 1 and self._clock.queued_s() > CUT_AFTER_S

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
        if self.voice_changed:
            self._say_again()
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
        self._drop_phrase()

    def _drop_phrase(self) -> None:
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
        self._pieces = None

    def _begin(self, phrase: str) -> None:
        self._phrase, self._name = phrase, self._wanted()
        self._text += phrase
        self._pieces = self._voice.speak(phrase, voice=self._name, follows=self._said > 0)

    def _wanted(self) -> str:
        wanted, voices = self._controls.now.voice, self._voice.voices
        return wanted if wanted in voices else next(iter(voices), "")

    @property
    def voice_changed(self) -> bool:
        """Whether the voice that is wanted now has something to say that another one has begun."""
        return self._wanted() != self._name and (self._pieces is not None or (bool(self._text) and self.may_change))

    def _say_again(self) -> None:
        """Takes back what is not heard yet, and puts its text before the phrases that wait."""
        self._drop_phrase()
        end_s, chars = self._cut()
        if end_s < self._made_s:
            if self._own_clock is not None:
                self._own_clock.take_back(self._made_s - end_s)
            rate = self._voice.sample_rate
            self._sink(AudioCut(self._turn, time.monotonic() - self._t0, round(end_s * rate), rate, chars))
        self._covered = [(end, min(upto, chars)) for end, upto in self._covered if end < end_s] + [(end_s, chars)]
        self._made_s, self._said, self._sound = end_s, chars, PhraseSound(self._voice.sample_rate)
        again, self._text, self._name = self._text[chars:], self._text[:chars], self._wanted()
        cutter = PhraseCutter()  # its first phrase is short, so that the new voice is heard soon
        self._phrases.extendleft(reversed(cutter.add(SpokenText(self._turn, 0.0, again)) + cutter.finish()))

    def _cut(self) -> tuple[float, int]:
        """(seconds of the sound that stay, characters that they say): at a word's beginning if one comes soon."""
        heard = self._made_s - self._clock.queued_s()
        first, last = (min(self._made_s, heard + ahead) for ahead in (CUT_AFTER_S, CUT_BEFORE_S))
        ends, chars = zip((0.0, 0), *self._covered, strict=True)
        starts = [match.start() for match in _WORD.finditer(self._text)]
        begins = np.interp(starts, chars, ends).tolist() if starts else []
        word = 0  # the one that is cut in two where no other begins in time
        for at, start_s in zip(starts, begins, strict=True):
            if at >= chars[-1] or start_s > last:
                break
            if start_s >= first:
                return start_s, at
            word = at
        done = chars[-1]
        between_words = not self._text[done - 1 : done].strip() or not self._text[done : done + 1].strip()
        return last, done if last == self._made_s and between_words else word

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
