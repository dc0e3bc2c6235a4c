"""Word error of pocketsphinx on the tutor's speech and on the target voice, to compare how clear both are.

pocketsphinx searches with a bigram model counted in the corpus's replies, over their words and those of the evaluated
texts. A grammar that allows any word after any other is as accurate, but takes six times real time with 98 words,
against a twentieth of real time with bigrams over 253. Both voices go through the same recogniser, so its own errors
count on both sides. Noise at 10 dB raises its word error from 7 % to 75 %, so it does not just guess from the bigrams.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import soxr
from tqdm import tqdm

from model import SAMPLE_RATE
from model.corpus.kinds import MAKERS
from model.corpus.recogniser import Recogniser, Samples, spoken_words, word_errors
from model.errors import BadInput
from model.evaluation.runner import TURN_LIMIT_S, Inbox, Question, read_audio, read_questions
from model.events import AudioChunk
from model.numbers.number_words import SCALES, SMALL, TENS

KINDS = ("one", "two", "story1", "story2")
REPLIES = 3_000


@cache
def reply_sentences(count: int = REPLIES) -> tuple[tuple[str, ...], ...]:
    """The words of the replies of `count` generated problems, always the same ones."""
    rng = Random(0)
    problems = (MAKERS[rng.choice(KINDS)](rng) for _ in range(count))
    return tuple(tuple(spoken_words(part.text)) for problem in problems for part in problem.reply)


def vocabulary(texts: Iterable[str]) -> list[str]:
    """Number words, the words of the corpus's replies, and those of the texts; sorted."""
    words = {*SMALL, *TENS, "hundred", "and", "minus", "remainder", "point"} | set(list(SCALES)[:2])
    for sentence in (*reply_sentences(), *map(spoken_words, texts)):
        words.update(sentence)
    return sorted(words)


def word_error(recogniser: Recogniser, pairs: Iterable[tuple[str, Samples]]) -> float:
    """Errors per spoken word, over (text, float32 mono 16 kHz speech) pairs; 0.0 without words."""
    errors = words = 0
    for text, samples in pairs:
        said = spoken_words(text)
        errors += word_errors(said, recogniser.hear(samples))
        words += len(said)
    return errors / words if words else 0.0


def compare_voice(path: Path, bundle: Path, limit: int | None) -> dict[str, Any]:
    """Word error on a set's recordings (texts with audio), and on the bundle's own speech of the same texts.

    Raises BadInput for a set without recordings, MissingCapability without pocketsphinx.
    """
    lines = read_questions(path, limit)
    if any(line.audio is None or not line.text for line in lines):
        raise BadInput(f"{path} needs audio and text on every line; give recordings of the voice")
    recogniser = Recogniser(vocabulary(line.text for line in lines), reply_sentences())
    target = word_error(recogniser, ((line.text, _recording(line)) for line in lines))
    tutor = word_error(recogniser, tqdm(_tutor_speech(bundle, lines), total=len(lines), disable=None))
    return {
        "texts": len(lines),
        "word_error_target": round(target, 4),
        "word_error_tutor": round(tutor, 4),
        "difference": round(tutor - target, 4),
    }


def _recording(line: Question) -> Samples:
    assert line.audio is not None
    return read_audio(line.audio)


def _tutor_speech(bundle: Path, lines: Sequence[Question]) -> Iterable[tuple[str, Samples]]:
    from model.engine import TutorEngine

    inbox = Inbox()
    engine = TutorEngine(bundle, inbox.put)
    try:
        engine.wait_ready()
        for line in lines:
            events = inbox.turn(engine.say(line.text), TURN_LIMIT_S)
            yield line.text, speech_of(e for e in events if isinstance(e, AudioChunk))
    finally:
        engine.close()


def speech_of(chunks: Iterable[AudioChunk]) -> Samples:
    """The sound of a turn as float32 mono 16 kHz."""
    parts = list(chunks)
    if not parts:
        return np.zeros(0, np.float32)
    sound = np.concatenate([chunk.samples for chunk in parts])
    resampled: Samples = soxr.resample(sound, parts[0].sample_rate, SAMPLE_RATE).astype(np.float32, copy=False)
    return resampled
