"""Speaks sentences with the installed voice engines: flite, eSpeak NG and Festival, run as child processes.

One whole engine is kept out of training, for the accuracy on unseen voices: Festival's diphone synthesis, whose voice
in the tests is `HELD_OUT`. Of Festival only the HTS voice is trained on; kal_diphone's recordings are in flite's kal16.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
import soundfile
import soxr

from model import SAMPLE_RATE
from model.corpus.shards import Sound
from model.errors import MissingCapability

TARGET = "festival:cmu_us_slt_arctic_hts"  # the tutor's own voice: CMU ARCTIC slt, HTS, 32 kHz
HELD_OUT = ("festival:ked_diphone",)
INSTALL = "sudo apt-get install flite espeak-ng festival festvox-us-slt-hts festvox-kdlpc16k"
FLITE = ("kal16", "awb", "rms", "slt")
FESTIVAL = ("cmu_us_slt_arctic_hts", "ked_diphone")
FESTIVAL_VOICES = Path("/usr/share/festival/voices")
ESPEAK_ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan", "en-us-nyc",
                  "en-gb-x-gbcwmd")  # fmt: skip
WEIGHTS = {"flite": 5, "espeak": 6, "festival": 2}


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
        folder = [path.name for path in FESTIVAL_VOICES.glob("*/*")]
        names += [f"festival:{v}" for v in FESTIVAL if v in folder]
    if shutil.which("espeak-ng"):
        names += [f"espeak:{a}+{v}" if v else f"espeak:{a}" for a in ESPEAK_ACCENTS for v in ("", *espeak_variants())]
    return [n for n in names if (n in HELD_OUT) == held_out]


@lru_cache(maxsize=1)
def espeak_variants() -> list[str]:
    """All of eSpeak's ways to change a voice, about a hundred."""
    command = ["espeak-ng", "--voices=variant"]
    listed = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout
    return sorted(re.findall(r"!v/(\S+(?: \S+)*)", listed))


def require() -> None:
    """Raises MissingCapability if a voice that a corpus needs is not installed."""
    missing = [name for name in (TARGET, *HELD_OUT) if name not in installed() + installed(held_out=True)]
    if missing:
        raise MissingCapability(f"a corpus needs the voice {missing[0]}, which is not installed: {INSTALL}")


def pick(rng: Random, names: list[str]) -> str:
    """A random voice: the engine is chosen first, as eSpeak has many more variants than the others."""
    engines = sorted({n.split(":")[0] for n in names})
    engine = rng.choices(engines, [WEIGHTS[e] for e in engines])[0]
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
