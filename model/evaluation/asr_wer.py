"""Word error of pocketsphinx on the tutor's speech and on the target voice, to compare how clear both are.

pocketsphinx searches with a bigram model counted in the corpus's replies, over their words and those of the evaluated
texts. A grammar that allows any word after any other is as accurate, but takes six times real time with 98 words,
against a twentieth of real time with bigrams over 253. Both voices go through the same recogniser, so its own errors
count on both sides. Noise at 10 dB raises its word error from 7 % to 75 %, so it does not just guess from the bigrams.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr
from tqdm import tqdm

from model import SAMPLE_RATE
from model.corpus.kinds import MAKERS
from model.errors import BadInput, MissingCapability
from model.evaluation.runner import TURN_LIMIT_S, Inbox, Question, read_audio, read_questions
from model.events import AudioChunk
from model.numbers.number_words import SCALES, SMALL, TENS
from model.verbalizer import to_words

KINDS = ("one", "two", "story1", "story2")
REPLIES = 3_000
DISCOUNT = 0.75  # subtracted from each count for unseen word pairs (absolute discounting, Ney et al. 1994)
START, END = "<s>", "</s>"


def spoken_words(text: str) -> list[str]:
    """The words of a text as they are said, in lower case: "It's 42." -> it's, forty, two."""
    return re.findall(r"[a-z']+", to_words(text).lower())


@cache
def reply_sentences(count: int = REPLIES) -> tuple[tuple[str, ...], ...]:
    """The words of the replies of `count` generated problems, always the same ones."""
    rng = Random(0)
    problems = (MAKERS[rng.choice(KINDS)](rng) for _ in range(count))
    return tuple(tuple(spoken_words(part.text)) for problem in problems for part in problem.reply)


def bigram_model(sentences: Iterable[Sequence[str]], words: Iterable[str]) -> str:
    """An ARPA file over `words` and `</s>`, counted in `sentences`; every sequence of the words is possible.

    Pairs with a word outside `words` are left out.
    """
    known = {*words, END}
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        marked = [START, *sentence, END]
        pairs.update(p for p in pairwise(marked) if p[0] in {START, *known} and p[1] in known)
    single: Counter[str] = Counter()
    before: Counter[str] = Counter()
    followers: Counter[str] = Counter()
    for (first, second), count in pairs.items():
        single[second] += count
        before[first] += count
        followers[first] += 1
    total = sum(single.values()) + len(known)
    share = {word: (single[word] + 1) / total for word in known}
    left = {word: DISCOUNT * followers[word] / before[word] for word in before}
    lines = ["\\data\\", f"ngram 1={len(known) + 1}", f"ngram 2={len(pairs)}", "", "\\1-grams:"]
    lines.append(f"-99 {START} {_log(left.get(START, 1.0))}")
    lines += [f"{_log(share[word])} {word} {_log(left.get(word, 1.0))}" for word in sorted(known)]
    lines += ["", "\\2-grams:"]
    for (first, second), count in sorted(pairs.items()):
        chance = (count - DISCOUNT) / before[first] + left[first] * share[second]
        lines.append(f"{_log(chance)} {first} {second}")
    return "\n".join([*lines, "", "\\end\\", ""])


def _log(share: float) -> str:
    return f"{math.log10(share):.4f}"


Samples = npt.NDArray[np.float32]

_PAUSE = np.zeros(SAMPLE_RATE // 4, np.int16)  # the recogniser needs a little silence around speech


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions between two word lists."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, start=1):
        corner, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (word != other))
    return row[-1]


def vocabulary(texts: Iterable[str]) -> list[str]:
    """Number words, the words of the corpus's replies, and those of the texts; sorted."""
    words = {*SMALL, *TENS, "hundred", "and", "minus", "remainder", "point"} | set(list(SCALES)[:2])
    for sentence in (*reply_sentences(), *map(spoken_words, texts)):
        words.update(sentence)
    return sorted(words)


class Recogniser:
    """pocketsphinx over a vocabulary, with the bigrams of replies.

    Raises MissingCapability if pocketsphinx is not installed.
    """

    def __init__(self, words: Iterable[str]) -> None:
        try:
            from pocketsphinx import Decoder
        except ImportError as error:
            command = f"{sys.executable} -m pip install pocketsphinx"
            raise MissingCapability(f"the word error needs pocketsphinx; run: {command}") from error
        self._decoder: Any = Decoder(lm=None, loglevel="FATAL", samprate=SAMPLE_RATE)
        known = [word for word in words if self._decoder.lookup_word(word)]
        with TemporaryDirectory() as folder:
            model = Path(folder) / "replies.arpa"
            model.write_text(bigram_model(reply_sentences(), known), encoding="ascii")
            self._decoder.add_lm_file("replies", str(model))
        self._decoder.activate_search("replies")

    def hear(self, samples: Samples) -> list[str]:
        """The words of float32 mono 16 kHz speech; none for silence, in which the search would find some."""
        peak = float(np.abs(samples).max(initial=0.0))
        if not peak:
            return []
        pcm = (samples * (0.7 * 32767 / peak)).astype(np.int16)
        self._decoder.start_utt()
        self._decoder.process_raw(np.concatenate([_PAUSE, pcm, _PAUSE]).tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        # Second pronunciations come back as "the(2)".
        return re.sub(r"\(\d+\)", "", found.hypstr).split() if found else []


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
    recogniser = Recogniser(vocabulary(line.text for line in lines))
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
