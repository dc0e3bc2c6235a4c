"""Recordings of words for tests: tones, one pitch a word, in a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile

from model.corpus.clips import COLUMNS


def write_words(folder: Path, texts: Iterable[str], speakers: dict[str, str]) -> tuple[Path, Path]:
    """A table with every text by every speaker, whose split is given, and its folder."""
    rows = ["\t".join(COLUMNS)]
    for number, text in enumerate(texts):
        for speaker, split in speakers.items():
            name = f"{speaker}_{text.replace(' ', '_')}.wav"
            soundfile.write(folder / name, 0.4 * np.sin(np.arange(9_600) * (0.1 + 0.01 * number)), 16_000)
            rows.append(f"{name}\t{text}\t{speaker}\ttest\t{split}\t0.60")
    (folder / "words.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / "words.tsv", folder
