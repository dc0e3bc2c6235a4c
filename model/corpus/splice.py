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
from model.speech.numbers import number_to_words

FADE = 160  # samples, 10 ms
DIGITS = {number_to_words(n): n for n in range(10)}


class Clips:
    """Single-word recordings by word and speaker, one split of the table."""

    def __init__(self, table: Path, folder: Path, split: str) -> None:
        self.folder = folder
        self.by_speaker: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.by_word: dict[str, list[str]] = defaultdict(list)
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["split"] == split:
                    self.by_word[row["text"]].append(row["file"])
                    self.by_speaker[row["speaker"]][row["text"]].append(row["file"])
        self.speaker_of = {f: s for s, table_ in self.by_speaker.items() for fs in table_.values() for f in fs}

    def read(self, file: str) -> npt.NDArray[np.float32]:
        """One clip, trimmed and levelled, float32 16 kHz."""
        samples, rate = soundfile.read(self.folder / file, dtype="float32")
        if rate != RATE:
            raise ValueError(f"{file}: {rate} Hz, expected {RATE}")
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
