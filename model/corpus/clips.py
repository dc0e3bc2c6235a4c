"""People's recordings of words and short phrases, from tables that `aloud corpus words` makes.

A table is tab-separated with the columns of COLUMNS. Its split keeps people apart: whoever is in `dev` is in no row of
`train`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
import soundfile
import soxr

from model import SAMPLE_RATE
from model.corpus.shards import Sound
from model.corpus.synthesis import trim
from model.errors import BadInput
from model.numbers import number_to_words

COLUMNS = ("file", "text", "speaker", "source", "split", "seconds")
DIGITS = tuple(number_to_words(n) for n in range(10))
FEW = 20
Tables = tuple[tuple[Path, Path], ...]
"""Tables, each with the folder that its files are in."""


@dataclass(frozen=True)
class Clip:
    """One recording. text: its words in lower case, one space between them."""

    path: Path
    text: str
    speaker: str
    source: str
    split: str


def read_table(table: Path, folder: Path) -> list[Clip]:
    """The recordings of a table. Raises BadInput if it cannot be read or lacks a column."""
    columns = ", ".join(COLUMNS)
    try:
        with table.open(encoding="utf-8", newline="") as file:
            return [
                Clip(folder / row["file"], row["text"].lower(), row["speaker"], row["source"], row["split"])
                for row in csv.DictReader(file, delimiter="\t")
            ]
    except KeyError as error:
        raise BadInput(f"{table} has no column {error}: give a tab-separated table with {columns}") from error
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError, TypeError) as error:
        raise BadInput(f"cannot read {table} ({error}): give a tab-separated table with {columns}") from error


def check_splits(clips: list[Clip], named: str) -> None:
    """Raises BadInput if a speaker is in two splits: then a test would have people that training heard."""
    splits: dict[str, str] = {}
    for clip in clips:
        if splits.setdefault(clip.speaker, clip.split) != clip.split:
            raise BadInput(f"{named} has the speaker {clip.speaker} in two splits, {splits[clip.speaker]} and "
                           f"{clip.split}: give all recordings of a person one split")  # fmt: skip


class Clips:
    """The recordings of one split of all tables, by text and by speaker.

    Raises BadInput if a table cannot be used, or a speaker is in two splits.
    """

    def __init__(self, tables: Tables, split: str) -> None:
        self.named, self.split = ", ".join(str(table) for table, _ in tables), split
        clips = [clip for table, folder in tables for clip in read_table(table, folder)]
        check_splits(clips, self.named)
        self.by_text: dict[str, list[Clip]] = defaultdict(list)
        self.by_speaker: dict[tuple[str, str], list[Clip]] = defaultdict(list)
        for clip in clips:
            if clip.split == split:
                self.by_text[clip.text].append(clip)
                self.by_speaker[clip.speaker, clip.text].append(clip)
        self.speakers = {text: list(dict.fromkeys(clip.speaker for clip in own)) for text, own in self.by_text.items()}
        self.longest = max((len(text.split()) for text in self.by_text), default=0)

    def __contains__(self, text: object) -> bool:
        return text in self.by_text

    def rare(self, text: str) -> bool:
        """Whether there are fewer than FEW recordings of it."""
        return len(self.by_text.get(text, ())) < FEW

    def check(self) -> None:
        """Raises BadInput if a digit has no recording, or a file of the tables is not there."""
        for word in DIGITS:
            if word not in self:
                raise BadInput(f"{self.named}: there is no recording of {word!r} in the split {self.split!r}, and "
                               "every digit needs some")  # fmt: skip
        for clips in self.by_text.values():
            for clip in clips:
                if not clip.path.is_file():
                    raise BadInput(f"{clip.path} is missing, which {self.named} names: check --words-audio")

    def choose(self, rng: Random, text: str, speaker: str = "") -> Clip:
        """A recording of `text`, by `speaker` if there is one, else by anyone, however many each has made."""
        if (speaker, text) not in self.by_speaker:
            speaker = rng.choice(self.speakers[text])
        return rng.choice(self.by_speaker[speaker, text])


@lru_cache(maxsize=4)
def open_clips(tables: Tables, split: str) -> Clips:
    """`Clips`, read once in a process."""
    return Clips(tables, split)


def read_clip(clip: Clip, speed: float = 1.0) -> Sound:
    """A recording, trimmed, float32 16 kHz; `speed` times as fast and high, as another person might sound.

    Raises BadInput if it is not mono sound at 16 kHz.
    """
    try:
        samples, rate = soundfile.read(clip.path, dtype="float32")
    except (soundfile.SoundFileError, OSError) as error:
        raise BadInput(f"cannot read {clip.path} ({error}): take it out of its table") from error
    if rate != SAMPLE_RATE or samples.ndim != 1:
        raise BadInput(f"{clip.path} is not mono at {SAMPLE_RATE} Hz: convert it (aloud corpus words), or take it "
                       "out of its table")  # fmt: skip
    if speed != 1.0:
        samples = np.asarray(soxr.resample(samples, speed, 1.0), dtype=np.float32)
    return trim(samples, floor=0.05, margin=480)
