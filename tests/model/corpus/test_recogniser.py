"""Recordings in which the sentence is not found again are left out and counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from model.corpus import chunks, kinds, recogniser, synthesis
from model.corpus.problem import Problem
from model.errors import BadInput

TEXTS = ["What is forty-seven plus thirty-eight?", "Anna has twelve pens and buys seven more. How many has she now?"]


@pytest.mark.needs_system("flite")
def test_another_sentence_and_half_a_sentence_are_noticed() -> None:
    pytest.importorskip("pocketsphinx")
    right = synthesis.speak([synthesis.SpeechJob("flite:slt", text) for text in TEXTS])
    heard = recogniser.PhraseListener().errors(
        TEXTS * 3, [*right, *reversed(right), *(sound[: len(sound) // 3] for sound in right)]
    )
    assert max(heard[:2]) < recogniser.MOST_ERROR
    assert min(heard[2:]) >= recogniser.MOST_ERROR


class Half:
    """Understands every second recording."""

    def errors(self, texts: list[str], sounds: list[Any]) -> list[float]:
        assert all(text and not any(c.isdigit() for c in text) for text in texts)
        return [0.2 if i % 2 else 0.7 for i in range(len(texts))]


def test_what_is_not_understood_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "listener", lambda name: Half())
    rng, rejected = Random(1), Counter[str]()
    made: list[Problem] = [kinds.draw(rng, "one", False, Counter()) for _ in range(5)]
    rows = [(chunks.row_of(problem, "hum"), np.zeros(9, np.float32)) for problem in made]
    kept = chunks.understood(rows, "pocketsphinx", rejected)
    assert [row["question"] for row, _ in kept] == [made[1].question, made[3].question]
    assert rejected == {"sound: a recogniser heard other words": 3}
    assert chunks.understood(rows, "", rejected) == rows


@pytest.mark.needs_starter
@pytest.mark.needs_system("flite")
def test_a_bundle_listens_too() -> None:
    listener = recogniser.BundleListener(Path("assets/starter"))
    [sound] = synthesis.speak([synthesis.SpeechJob("flite:slt", TEXTS[0])])
    right, wrong = listener.errors([TEXTS[0], TEXTS[1]], [sound, sound])
    listener.close()
    assert right < recogniser.MOST_ERROR < wrong


def test_a_name_that_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no bundle and not pocketsphinx"):
        recogniser.listener(str(tmp_path))
