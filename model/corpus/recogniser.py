"""A recogniser for synthesised speech: pocketsphinx over the words and word pairs of the sentences that were spoken.

It tells whether a recording says its sentence: cut short or of another sentence, it does not. As it knows no other
words than these, it is no measure of how natural a voice sounds.
"""

from __future__ import annotations

import math
import queue
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from model import SAMPLE_RATE
from model.bundle_manifest import MANIFEST
from model.corpus import kinds
from model.errors import AloudError, BadInput, MissingCapability
from model.events import Heard, TurnEnded, TurnEvent
from model.verbalizer import to_words

Samples = npt.NDArray[np.float32]
DISCOUNT = 0.75  # subtracted from each count for unseen word pairs (absolute discounting, Ney et al. 1994)
START, END = "<s>", "</s>"


def spoken_words(text: str) -> list[str]:
    """The words of a text as they are said, in lower case: "It's 42." -> it's, forty, two."""
    return re.findall(r"[a-z']+", to_words(text).lower())


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


_PAUSE = np.zeros(SAMPLE_RATE // 4, np.int16)  # the recogniser needs a little silence around speech


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions between two word lists."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, start=1):
        corner, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (word != other))
    return row[-1]


class Recogniser:
    """pocketsphinx over a vocabulary, with the bigrams of some sentences.

    Raises MissingCapability if pocketsphinx is not installed.
    """

    def __init__(self, words: Iterable[str], sentences: Iterable[Sequence[str]]) -> None:
        try:
            from pocketsphinx import Decoder
        except ImportError as error:
            command = f"{sys.executable} -m pip install pocketsphinx"
            raise MissingCapability(f"listening to speech needs pocketsphinx; run: {command}") from error
        self._decoder: Any = Decoder(lm=None, loglevel="FATAL", samprate=SAMPLE_RATE)
        known = [word for word in words if self._decoder.lookup_word(word)]
        with TemporaryDirectory() as folder:
            model = Path(folder) / "sentences.arpa"
            model.write_text(bigram_model(sentences, known), encoding="ascii")
            self._decoder.add_lm_file("sentences", str(model))
        self._decoder.activate_search("sentences")

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


# Checking recordings

POCKETSPHINX = "pocketsphinx"
MOST_ERROR = 0.5
"""Share of wrong words from which a recording counts as one of another sentence."""


class Listener(Protocol):
    """Tells how much of what was to be said is in the recordings."""

    def errors(self, texts: Sequence[str], sounds: Sequence[Samples]) -> list[float]:
        """Wrong, missing and added words per word of each text, for float32 mono 16 kHz recordings."""
        ...


class PhraseListener:
    """pocketsphinx, which knows the words of all the texts that are checked at once, and of many other questions."""

    def errors(self, texts: Sequence[str], sounds: Sequence[Samples]) -> list[float]:
        """See `Listener`. Raises MissingCapability without pocketsphinx."""
        said = [spoken_words(text) for text in texts]
        sentences = [*said, *other_questions()]
        recogniser = Recogniser(sorted({word for words in sentences for word in words}), sentences)
        return [share_wrong(words, recogniser.hear(sound)) for words, sound in zip(said, sounds, strict=True)]


@cache
def other_questions(count: int = 300) -> tuple[list[str], ...]:
    """The words of generated questions, always the same ones."""
    rng = Random(0)
    made = (kinds.MAKERS[rng.choice(("one", "two", "story1", "story2"))](rng) for _ in range(count))
    return tuple(spoken_words(problem.spoken_question) for problem in made)


class BundleListener:
    """The transcription of a bundle's Thinker."""

    def __init__(self, bundle: Path) -> None:
        """Raises what loading raises."""
        from model.engine import TutorEngine

        self._events: queue.SimpleQueue[TurnEvent] = queue.SimpleQueue()
        self._engine = TutorEngine(bundle, self._events.put)
        self._engine.wait_ready()

    def errors(self, texts: Sequence[str], sounds: Sequence[Samples]) -> list[float]:
        """See `Listener`."""
        return [share_wrong(spoken_words(text), spoken_words(self.hear(sound)))
                for text, sound in zip(texts, sounds, strict=True)]  # fmt: skip

    def close(self) -> None:
        """Ends the engine."""
        self._engine.close()

    def hear(self, sound: Samples) -> str:
        """What the Thinker writes down. Raises AloudError if it does not end."""
        turn, heard = self._engine.write_down(sound), ""
        while True:
            try:
                event = self._events.get(timeout=LONGEST_S)
            except queue.Empty as error:
                raise AloudError(f"writing a question down took longer than {LONGEST_S:.0f} s; try a smaller bundle"
                                 ) from error  # fmt: skip
            if event.turn_id == turn and isinstance(event, Heard):
                heard += event.text
            if event.turn_id == turn and isinstance(event, TurnEnded):
                return heard


LONGEST_S = 120.0


def share_wrong(said: Sequence[str], heard: Sequence[str]) -> float:
    """Word errors per word; 1.0 if nothing was to be said."""
    return word_errors(said, heard) / len(said) if said else 1.0


@cache
def listener(name: str) -> Listener:
    """ "pocketsphinx", or the folder of a bundle; once a process. Raises BadInput for anything else."""
    if name == POCKETSPHINX:
        return PhraseListener()
    if not (Path(name) / MANIFEST).is_file():
        raise BadInput(f"{name} is no bundle and not {POCKETSPHINX}: give one of them")
    return BundleListener(Path(name))
