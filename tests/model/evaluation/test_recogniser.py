"""Word error, and the recogniser on a voice engine's speech."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from model.evaluation.questions import read_audio
from model.evaluation.recogniser import (
    Recogniser,
    speech_of,
    spoken_words,
    vocabulary,
    word_error,
    word_errors,
)
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
    recogniser = Recogniser(vocabulary(texts))
    assert word_error(recogniser, pairs) < 0.3
    swapped = [(texts[0], pairs[1][1]), (texts[1], pairs[0][1])]
    assert word_error(recogniser, swapped) > 0.5
    assert recogniser.hear(np.zeros(0, np.float32)) == []
