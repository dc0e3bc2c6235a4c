"""Turns in virtual time: what interleaving buys, the same on every machine.

One clock goes through turn, voice and decoder. A forward of the language model costs 1 / RATE seconds, whatever its
number of rows; a voice of SPEECH_RATE characters a second costs VOICE_LOAD of the sound that it makes. The audio
encoder costs nothing, as it runs while the student speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.errors import BadInput
from model.events import AudioChunk, SpokenText, TurnEvent
from model.numbers import words_to_numbers
from model.talker.voice import SpokenPiece
from model.time_source import TimeSource

if TYPE_CHECKING:
    from model.loader import LoadedBundle

SPEECH_RATE = 15.0
"""Characters that the voice says in a second."""
VOICE_LOAD = 0.2
PIECE = 6
"""Characters of one piece of sound, 0.4 s."""
SAMPLE_RATE = 16_000


class SimulatedVoice:
    """A voice of constant speed without sound."""

    sample_rate = SAMPLE_RATE
    voices: tuple[str, ...] = ()

    def __init__(self, time: TimeSource) -> None:
        self._time = time

    def speak(self, text: str, **_: object) -> Iterator[SpokenPiece]:
        """Silence as long as the text takes, in pieces."""
        for start in range(0, len(text), PIECE):
            end = min(start + PIECE, len(text))
            seconds = (end - start) / SPEECH_RATE
            self._time.sleep(seconds * VOICE_LOAD)
            yield SpokenPiece(np.zeros(round(seconds * SAMPLE_RATE), np.float32), end)


def load_simulated(bundle: Path, quant: str, rate: float, time: TimeSource) -> LoadedBundle:
    """A bundle whose forwards cost 1 / `rate` seconds of `time`, with a simulated voice.

    Raises BadInput for one that runs in the general form.
    """
    from model.loader import LoadedBundle, load_bundle
    from model.thinker.chat_thinker import ChatThinker

    loaded = load_bundle(bundle, device="auto", quant=quant)
    if isinstance(loaded.thinker, ChatThinker):
        raise BadInput("{name} runs in the general form: it cannot be simulated", name=loaded.info.bundle)
    loaded.thinker.decoder.on_forward = lambda: time.sleep(1 / rate)
    return LoadedBundle(loaded.thinker, SimulatedVoice(time), loaded.info)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the end of the question. answer_s: the last number of the speech was heard to its end.

    first_word_s: its first number begins, of the question or a result. silence_s: the longest time without sound
    between the first sound and `answer_s`. None without a number in the speech.
    """

    answer_s: float | None
    first_word_s: float | None
    silence_s: float


def timing(events: Sequence[TurnEvent]) -> Timing:
    """When the speech of a turn is heard, by a player that starts each sound as soon as it is there."""
    text = "".join(event.text for event in events if isinstance(event, SpokenText))
    spans = words_to_numbers(text)
    heard = _heard_at(events)
    if not spans or not heard:
        return Timing(None, None, 0.0)
    answer = _time_of(heard, spans[-1].end)
    pauses = [later.start - one.end for one, later in pairwise(heard) if later.start < answer]
    return Timing(answer, _time_of(heard, spans[0].start), max(pauses, default=0.0))


@dataclass(frozen=True, slots=True)
class _Heard:
    """A piece of sound as it is played, in seconds, and the characters that it says."""

    start: float
    end: float
    first: int
    last: int


def _heard_at(events: Sequence[TurnEvent]) -> list[_Heard]:
    played: list[_Heard] = []
    for event in events:
        if isinstance(event, AudioChunk):
            before = played[-1] if played else _Heard(0.0, 0.0, 0, 0)
            start = max(event.t, before.end)
            end = start + len(event.samples) / event.sample_rate
            played.append(_Heard(start, end, before.last, event.text_upto))
    return played


def _time_of(played: Sequence[_Heard], character: int) -> float:
    """When the sound comes to a character."""
    for piece in played:
        if character <= piece.last:
            share = max(0, character - piece.first) / max(1, piece.last - piece.first)
            return piece.start + share * (piece.end - piece.start)
    return played[-1].end
