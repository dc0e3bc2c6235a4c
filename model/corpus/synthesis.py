"""Speaks sentences with the installed voice engines: flite, eSpeak NG and Festival, run as child processes.

Also splices people's recordings of single words into synthetic questions. The voices of `HELD_OUT` are kept out of
training, for the accuracy on unseen voices.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import soundfile
import soxr

from model import SAMPLE_RATE
from model.corpus.shards import Sound
from model.errors import BadInput, MissingCapability
from model.numbers import number_to_words

TARGET = "festival:cmu_us_slt_arctic_hts"  # the tutor's own voice: CMU ARCTIC slt, HTS, 32 kHz
HELD_OUT = ("festival:ked_diphone",)
INSTALL = "sudo apt-get install flite espeak-ng festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k"
FLITE = ("kal16", "awb", "rms", "slt")
FESTIVAL = ("kal_diphone", "cmu_us_slt_arctic_hts", "ked_diphone")
ESPEAK_ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan", "en-us-nyc")
ESPEAK_VARIANTS = ("", "m1", "m2", "m3", "m4", "m7", "f1", "f2", "f3", "f4", "f5", "m5", "m6", "steph", "anika")


@dataclass(frozen=True)
class SpeechJob:
    """One sentence for one voice. tune: factors of speed and pitch, see `tuned`."""

    voice: str
    text: str
    tune: tuple[float, float] = (1.0, 1.0)


def installed(held_out: bool = False) -> list[str]:
    """Names of the voices on this machine, `engine:voice`, with or without the held-out ones."""
    names: list[str] = []
    if shutil.which("flite"):
        names += [f"flite:{v}" for v in FLITE]
    if shutil.which("text2wave"):
        folder = [p.name for base in ("/usr/share/festival/voices",) for p in Path(base).glob("*/*")]
        names += [f"festival:{v}" for v in FESTIVAL if v in folder]
    if shutil.which("espeak-ng"):
        names += [f"espeak:{a}+{v}" if v else f"espeak:{a}" for a in ESPEAK_ACCENTS for v in ESPEAK_VARIANTS]
    return [n for n in names if (n in HELD_OUT) == held_out]


def require() -> None:
    """Raises MissingCapability if a voice that a corpus needs is not installed."""
    missing = [name for name in (TARGET, *HELD_OUT) if name not in installed() + installed(held_out=True)]
    if missing:
        raise MissingCapability(f"a corpus needs the voice {missing[0]}, which is not installed: {INSTALL}")


def pick(rng: Random, names: list[str]) -> str:
    """A random voice: the engine is chosen first, as eSpeak has many more variants than the others."""
    engines = sorted({n.split(":")[0] for n in names})
    weights = [{"flite": 5, "festival": 4, "espeak": 5}[e] for e in engines]
    engine = rng.choices(engines, weights)[0]
    return rng.choice([n for n in names if n.startswith(engine)])


def tuned(rng: Random) -> tuple[float, float]:
    """Random speed and pitch factors."""
    return rng.uniform(0.82, 1.2), rng.uniform(0.85, 1.2)


def speak(jobs: list[SpeechJob]) -> list[Sound]:
    """Sound of every job, float32 mono 16 kHz, outer silence trimmed, peak 0.7; empty where an engine failed.

    Raises MissingCapability for an engine that is not installed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        festival = [(i, j) for i, j in enumerate(jobs) if j.voice.startswith("festival:")]
        if festival:
            run_festival(festival, folder)
        for i, job in enumerate(jobs):
            if not job.voice.startswith("festival:"):
                run_single(job, folder / f"{i}.wav")
        return [read(folder / f"{i}.wav") for i in range(len(jobs))]


def run_single(job: SpeechJob, path: Path) -> None:
    engine, voice = job.voice.split(":")
    speed, pitch = job.tune
    if engine == "flite":
        pitch_hz = {"slt": 170, "awb": 120, "rms": 105}.get(voice, 110) * pitch
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={1 / speed:.2f}",
                   "--setf", f"int_f0_target_mean={pitch_hz:.0f}", "-t", job.text, "-o", str(path)]  # fmt: skip
    else:
        command = ["espeak-ng", "-v", voice, "-s", f"{155 * speed:.0f}", "-p", f"{min(99, 50 * pitch):.0f}",
                   "-w", str(path), job.text]  # fmt: skip
    run_engine(command, 60)


def run_festival(jobs: list[tuple[int, SpeechJob]], folder: Path) -> None:
    """All Festival sentences in one process, as loading a voice takes longer than a sentence."""
    script, current = [], ""
    for i, job in sorted(jobs, key=lambda x: x[1].voice):
        voice = job.voice.split(":")[1]
        if voice != current:
            script.append(f"(voice_{voice})")
            current = voice
        script.append(f"(Parameter.set 'Duration_Stretch {1 / job.tune[0]:.2f})")
        text = job.text.replace("\\", " ").replace('"', " ")
        script.append(f'(begin (set! u (SynthText "{text}")) (utt.save.wave u "{folder}/{i}.wav" \'riff))')
    path = folder / "run.scm"
    path.write_text("\n".join(script))
    run_engine(["festival", "-b", str(path)], 600)


def run_engine(command: list[str], seconds: float) -> None:
    """Runs a voice engine; one that hangs or fails leaves no file. Raises MissingCapability if it is not installed."""
    try:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        return
    except FileNotFoundError as error:
        raise MissingCapability(f"the program {command[0]} is not installed: {INSTALL}") from error


def read(path: Path) -> Sound:
    """A WAV as trimmed and normalised 16 kHz mono; empty if it is missing or silent."""
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError):
        return np.zeros(0, np.float32)
    return trim(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE).astype(np.float32))


def trim(samples: Sound, floor: float = 0.01, margin: int = 800) -> Sound:
    """Cuts the silence around a sound to `margin` samples and scales its peak to 0.7."""
    peak = float(np.abs(samples).max()) if len(samples) else 0.0
    if peak < 1e-3:
        return np.zeros(0, np.float32)
    loud = np.flatnonzero(np.abs(samples) > floor * peak)
    cut = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    return np.asarray(cut / peak * 0.7, dtype=np.float32)


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

    def read(self, file: str) -> Sound:
        """One clip, trimmed and levelled, float32 16 kHz. Raises BadInput if it is not mono sound at that rate."""
        try:
            samples, rate = soundfile.read(self.folder / file, dtype="float32")
        except (soundfile.SoundFileError, OSError) as error:
            raise BadInput(f"cannot read {self.folder / file} ({error}): take it out of {self.table}") from error
        if rate != SAMPLE_RATE or samples.ndim != 1:
            raise BadInput(
                f"{self.folder / file} is not mono at {SAMPLE_RATE} Hz: convert it, or take it out of {self.table}"
            )
        return trim(samples, floor=0.05, margin=480)

    def speak(self, rng: Random, word: str, speaker: str | None) -> tuple[Sound, str]:
        """A recording of `word`, by `speaker` if there is one, else by anyone; and its speaker."""
        files = self.by_speaker[speaker].get(word, []) if speaker else []
        file = rng.choice(files or self.by_word[word])
        return self.read(file), self.speaker_of[file]


def pieces(question: str) -> list[str]:
    """A question cut at its one-digit numbers: ["What is", "3", "plus", "5"]."""
    return [p.strip(" .?,!") for p in re.split(r"(\d)", question) if p.strip(" .?,!")]


def splice(rng: Random, clips: Clips, question: str, carrier: str, cache: dict[tuple[str, str], Sound]
           ) -> Sound:  # fmt: skip
    """A question whose digits are spoken by people and whose other words by the voice `carrier`."""
    parts = pieces(question)
    missing = [SpeechJob(carrier, p) for p in parts if not p.isdigit() and (carrier, p) not in cache]
    for job, sound in zip(missing, speak(missing) if missing else [], strict=True):
        cache[carrier, job.text] = sound
    speaker: str | None = None
    out: list[Sound] = []
    for part in parts:
        if part.isdigit():
            sound, speaker = clips.speak(rng, number_to_words(int(part)), speaker)
        else:
            sound = cache[carrier, part]
        if len(sound) > 2 * FADE:
            out.append(level(sound))
    return join(rng, out)


def level(samples: Sound, rms: float = 0.1) -> Sound:
    """Scales to one loudness (RMS over the louder half)."""
    power = np.sort(samples.astype(np.float64) ** 2)[len(samples) // 2 :].mean()
    return np.asarray(np.clip(samples * (rms / max(1e-4, float(np.sqrt(power)))), -1, 1), dtype=np.float32)


def join(rng: Random, parts: list[Sound]) -> Sound:
    """Parts one after another with faded ends and a short random pause between them."""
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)
    out: list[Sound] = []
    for part in parts:
        part = part.copy()
        part[:FADE] *= ramp
        part[-FADE:] *= ramp[::-1]
        out += [part, np.zeros(rng.randint(0, 1600), np.float32)]
    return np.concatenate(out) if out else np.zeros(0, np.float32)
