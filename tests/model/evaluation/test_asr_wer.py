"""Word error, and the recogniser on a voice engine's speech."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from model.corpus.recogniser import Recogniser, bigram_model, spoken_words, word_errors
from model.evaluation.asr_wer import reply_sentences, speech_of, vocabulary, word_error
from model.evaluation.runner import read_audio
from model.events import AudioChunk


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a b c", "a x b c", 1),
        ("a b", "b a", 2),
        ("", "a", 1),
        ("a b", "", 2),
    ],
)
def test_word_errors(said: str, heard: str, errors: int) -> None:
    assert word_errors(said.split(), heard.split()) == errors


def test_words_are_compared_as_they_are_said() -> None:
    assert spoken_words("It's 42 - forty-two!") == ["it's", "forty", "two", "forty", "two"]
    assert {"remainder", "hundred", "work", "apples"} <= set(vocabulary(["3 apples"]))


def test_replies_are_many_and_always_the_same() -> None:
    sentences = reply_sentences(50)
    assert sentences == reply_sentences.__wrapped__(50)
    assert len(set(sentences)) > 50
    assert {word for sentence in sentences for word in sentence} > {"hundred", "twenty", "it's", "makes"}


def test_the_language_model_is_a_distribution_after_every_word() -> None:
    """The chances of all words and the end add up to one, those of pairs never seen through the word before."""
    text = bigram_model(
        [["it's", "two"], ["it's", "three"], ["it's", "two", "apples"]], ["it's", "two", "three", "four"]
    )
    single: dict[str, tuple[float, float]] = {}
    pairs: dict[tuple[str, str], float] = {}
    for line in text.splitlines():
        match line.split():
            case [share, word, left] if share.startswith("-") and left.lstrip("-")[:1].isdigit():
                single[word] = 10 ** float(share), 10 ** float(left)
            case [share, first, second] if share.startswith("-"):
                pairs[first, second] = 10 ** float(share)
    words = [word for word in single if word != "<s>"]
    assert sorted(words) == ["</s>", "four", "it's", "three", "two"]  # no apples: that pair is left out
    assert sum(single[word][0] for word in words) == pytest.approx(1, abs=1e-3)
    for first in ("<s>", "it's", "two", "four"):
        total = sum(pairs.get((first, word), single[first][1] * single[word][0]) for word in words)
        assert total == pytest.approx(1, abs=1e-3)
    assert pairs["it's", "two"] > pairs["it's", "three"] > single["it's"][1] * single["four"][0]


def test_chunks_become_one_sound_at_16_khz() -> None:
    chunk = AudioChunk(1, 0.0, np.zeros(2400, np.float32), 24_000, 0)
    assert speech_of([chunk, chunk]).shape == (3200,)
    assert speech_of([]).shape == (0,)


@pytest.mark.needs_system("flite")
def test_clear_speech_is_understood(tmp_path: Path) -> None:
    texts = ["It's six hundred and thirty-three.", "That makes forty-two."]
    pairs = []
    for n, text in enumerate(texts):
        file = tmp_path / f"{n}.wav"
        subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(file)], check=True)
        pairs.append((text, read_audio(file)))
    recogniser = Recogniser(vocabulary(texts), reply_sentences())
    seconds, started = sum(len(sound) for _, sound in pairs) / 16_000, time.process_time()
    assert word_error(recogniser, pairs) < 0.3
    assert time.process_time() - started < seconds  # a search over any words in any order took six times as long
    swapped = [(texts[0], pairs[1][1]), (texts[1], pairs[0][1])]
    assert word_error(recogniser, swapped) > 0.5
    assert recogniser.hear(np.zeros(0, np.float32)) == []
