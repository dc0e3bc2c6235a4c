"""Stage 3, people's voices: recordings of single words spliced into synthetic questions.

Owns: the clip store and the joins. The clips come from a folder with a table `file, text, speaker, source,
split, seconds` (tab-separated). Must not know tokens.

Synthetic voices alone teach a tower that fails on people (measured: 2 to 5 of 15 right), so digits spoken by
hundreds of people are part of training from the first step.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import soundfile

from model.corpus.voices import RATE, Job, speak, trim
from model.errors import BadInput
from model.speech.numbers import number_to_words

COLUMNS = "file, text, speaker, source, split, seconds"
FADE = 160  # samples, 10 ms
DIGITS = {number_to_words(n): n for n in range(10)}


class Clips:
    """Single-word recordings by word and speaker, one split of the table.

    Raises BadInput if the table cannot be read or lacks a column.
    """

    def __init__(self, table: Path, folder: Path, split: str) -> None:
        self.table, self.folder, self.split = table, folder, split
        self.by_speaker: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.by_word: dict[str, list[str]] = defaultdict(list)
        try:
            with table.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t"):
                    name, text, speaker, own = (str(row[key]) for key in ("file", "text", "speaker", "split"))
                    if own == split:
                        self.by_word[text].append(name)
                        self.by_speaker[speaker][text].append(name)
        except KeyError as error:
            raise BadInput(f"{table} has no column {error}: give a tab-separated table with {COLUMNS}") from error
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadInput(f"cannot read {table} ({error}): give a tab-separated table with {COLUMNS}") from error
        self.speaker_of = {f: s for s, table_ in self.by_speaker.items() for fs in table_.values() for f in fs}

    def check(self) -> None:
        """Raises BadInput if a digit has no recording, or a file of the table is not there."""
        for word in DIGITS:
            if not self.by_word.get(word):
                raise BadInput(f"{self.table} has no recording of {word!r} in its split {self.split!r}: "
                               "every digit needs some")  # fmt: skip
        for file in self.speaker_of:
            if not (self.folder / file).is_file():
                raise BadInput(f"{self.folder / file} is missing, which {self.table} names: check --words-audio")

    def read(self, file: str) -> npt.NDArray[np.float32]:
        """One clip, trimmed and levelled, float32 16 kHz. Raises BadInput if it is no mono sound of that rate."""
        try:
            samples, rate = soundfile.read(self.folder / file, dtype="float32")
        except (soundfile.SoundFileError, OSError) as error:
            raise BadInput(f"cannot read {self.folder / file} ({error}): take it out of {self.table}") from error
        if rate != RATE or samples.ndim != 1:
            raise BadInput(f"{self.folder / file} is not mono at {RATE} Hz: convert it, or take it out of {self.table}")
        return trim(samples, floor=0.05, margin=480)

    def speak(self, rng: Random, word: str, speaker: str | None) -> tuple[npt.NDArray[np.float32], str]:
        """A recording of `word`, by `speaker` if they said it, else by anyone; and who it was."""
        files = self.by_speaker[speaker].get(word, []) if speaker else []
        file = rng.choice(files or self.by_word[word])
        return self.read(file), self.speaker_of[file]


def pieces(question: str) -> list[str]:
    """A question cut at its one-digit numbers: ["What is", "3", "plus", "5"]."""
    return [p.strip(" .?,!") for p in re.split(r"(\d)", question) if p.strip(" .?,!")]


def splice(rng: Random, clips: Clips, question: str, carrier: str, cache: dict[tuple[str, str], npt.NDArray[np.float32]]
           ) -> npt.NDArray[np.float32]:  # fmt: skip
    """A question whose digits people speak and whose other words the voice `carrier` speaks."""
    parts = pieces(question)
    missing = [Job(carrier, p) for p in parts if not p.isdigit() and (carrier, p) not in cache]
    for job, sound in zip(missing, speak(missing) if missing else [], strict=True):
        cache[carrier, job.text] = sound
    speaker: str | None = None
    out: list[npt.NDArray[np.float32]] = []
    for part in parts:
        if part.isdigit():
            sound, speaker = clips.speak(rng, number_to_words(int(part)), speaker)
        else:
            sound = cache[carrier, part]
        if len(sound) > 2 * FADE:
            out.append(level(sound))
    return join(rng, out)


def level(samples: npt.NDArray[np.float32], rms: float = 0.1) -> npt.NDArray[np.float32]:
    """Brought to one loudness (RMS over the louder half)."""
    power = np.sort(samples.astype(np.float64) ** 2)[len(samples) // 2 :].mean()
    return np.asarray(np.clip(samples * (rms / max(1e-4, float(np.sqrt(power)))), -1, 1), dtype=np.float32)


def join(rng: Random, parts: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """Parts one after another with faded ends and a short random pause between them."""
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)
    out: list[npt.NDArray[np.float32]] = []
    for part in parts:
        part = part.copy()
        part[:FADE] *= ramp
        part[-FADE:] *= ramp[::-1]
        out += [part, np.zeros(rng.randint(0, 1600), np.float32)]
    return np.concatenate(out) if out else np.zeros(0, np.float32)
