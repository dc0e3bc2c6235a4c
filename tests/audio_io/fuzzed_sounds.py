"""Random damaged and hostile sound files through everything that reads one."""

from __future__ import annotations

import io
import random
import re
import resource
import struct
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile as sf

from audio_io.errors import AudioFileError
from audio_io.sound_files import read_question, stream_recording

LONGEST_S = 1.0
"""CPU time of one file in one reader."""
MOST_MB = 200
"""Memory that one file may take beyond what the process has; 300 MB with the reader's libraries."""

FORMATS = [
    *(("WAV", kind) for kind in "PCM_U8 PCM_16 PCM_24 PCM_32 FLOAT DOUBLE ULAW IMA_ADPCM GSM610".split()),
    ("WAVEX", "PCM_16"), ("WAVEX", "FLOAT"), ("RF64", "PCM_16"), ("W64", "PCM_24"), ("W64", "DOUBLE"),
    ("AIFF", "PCM_16"), ("AIFF", "FLOAT"), ("AU", "PCM_16"), ("AU", "DOUBLE"), ("CAF", "PCM_16"), ("CAF", "ALAC_16"),
    ("CAF", "FLOAT"), ("FLAC", "PCM_16"), ("FLAC", "PCM_24"), ("OGG", "VORBIS"), ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"), ("NIST", "PCM_16"), ("SVX", "PCM_16"), ("VOC", "PCM_16"), ("PAF", "PCM_16"),
    ("MAT5", "DOUBLE"), ("IRCAM", "FLOAT"), ("SDS", "PCM_16"), ("PVF", "PCM_16"), ("HTK", "PCM_16"), ("XI", "DPCM_16"),
]  # fmt: skip
_RATES = (8_000, 16_000, 16_000, 22_050, 44_100, 48_000, 4_000, 192_000, 384_000)
_OPUS_RATES = (8_000, 16_000, 48_000)
_NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)
_SAMPLES = (np.nan, np.inf, -np.inf, 1e38, -3.4e38, 1e-40, 5.0, -1.0)


@lru_cache(maxsize=100)
def _sound(kind: str, subtype: str, rate: int, channels: int, frames: int, special: float | None) -> bytes:
    """A whole file of noise and tone. special: a value that some samples have."""
    noise = np.random.default_rng(frames).standard_normal((frames, channels)) * 0.1
    samples = (noise + 0.3 * np.sin(np.arange(frames) / 7)[:, None]).astype(np.float64)
    if special is not None:
        samples[frames // 3 :: 97] = special
    file = io.BytesIO()
    with np.errstate(all="ignore"):
        sf.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def whole(rng: random.Random) -> bytes:
    """A file of any kind that can be written."""
    kind, subtype = rng.choice(FORMATS)
    rate = rng.choice(_OPUS_RATES if subtype == "OPUS" else _RATES[:6] if kind in ("MP3", "OGG") else _RATES)
    channels = rng.choice((1, 1, 2, 2, 6, 8) if kind not in ("MP3", "SVX", "IRCAM", "XI") else (1, 2))
    special = rng.choice(_SAMPLES) if subtype in ("FLOAT", "DOUBLE") and rng.random() < 0.5 else None
    frames = min(int(rng.choice((0.001, 0.12, 0.2, 0.5)) * rate), 60_000 // channels)
    try:
        return _sound(kind, subtype, rate, channels, frames, special)
    except (sf.SoundFileError, ValueError):  # not every kind has every rate and number of channels
        return _sound("WAV", "PCM_16", rate, channels, 2_000, None)


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Some bytes are others, mostly in the header."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        reach = len(changed) if rng.random() < 0.4 else min(len(changed), 128)
        changed[rng.randrange(reach)] = rng.choice((rng.randrange(256), 0, 0xFF, 0x80))
    return bytes(changed)


def renumbered(data: bytes, rng: random.Random) -> bytes:
    """A number of the header is another one: a length, a rate, a count of channels."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2))):
        at, size = rng.randrange(min(len(changed), 128)), rng.choice("HI")
        number = rng.choice((*_NUMBERS, rng.getrandbits(32))) & (0xFFFF if size == "H" else 0xFFFF_FFFF)
        packed = struct.pack(rng.choice("<>") + size, number)
        changed[at : at + len(packed)] = packed
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    """The end is missing."""
    return data[: rng.randrange(1, len(data) + 1)]


def holed(data: bytes, rng: random.Random) -> bytes:
    """A part is missing, there twice, or in front of everything."""
    first, last = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    part = data[first:last]
    return rng.choice((data[:first] + data[last:], data[:last] + part + data[last:], part + data)) or b"\0"


def spliced(data: bytes, rng: random.Random) -> bytes:
    """Begins as one file and goes on as another."""
    return data[: rng.randrange(1, min(len(data), 256) + 1)] + whole(rng)[rng.randrange(64) :]


def long_drawn(data: bytes, rng: random.Random) -> bytes:
    """A little file in front of much of the same."""
    return data + data[-rng.choice((1, 64, 1_000)) :] * rng.choice((100, 1_000))


def noise(_data: bytes, rng: random.Random) -> bytes:
    """The beginning of a kind of file, and then anything."""
    heads = (
        b"",
        b"RIFF",
        b"fLaC",
        b"OggS",
        b"FORM",
        b"ID3\x04",
        b"\xff\xfb",
        b"caff",
        b".snd",
        b"NIST_1A\n",
        b"\xf0\x7e",
    )
    return rng.choice(heads) + rng.randbytes(rng.choice((1, 30, 300, 3_000)))


DAMAGE: list[Callable[[bytes, random.Random], bytes]] = [
    flipped, flipped, renumbered, renumbered, renumbered, cut, holed, spliced, long_drawn, noise,
]  # fmt: skip


def hostile(rng: random.Random) -> tuple[bytes, str]:
    """A file, and what was done to it. One in twenty is whole."""
    if rng.random() < 0.05:
        return whole(rng), "whole"
    first = rng.choice(DAMAGE)
    data, done = first(whole(rng), rng), first.__name__
    if rng.random() < 0.3:
        second = rng.choice((flipped, renumbered, cut))
        data, done = second(data, rng), f"{done}, {second.__name__}"
    return data, done


@dataclass
class Report:
    """What became of the files. outcomes: read or refused. failures: reader, number of the file, damage and fault."""

    files: int = 0
    cpu_s: dict[str, float] = field(default_factory=dict)
    most_mb: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, int, str, str]] = field(default_factory=list)


def _question(path: Path) -> float:
    return judged(read_question(path))


def _recording(path: Path) -> float:
    return max((judged(piece) for piece in stream_recording(path)), default=0.0)


def judged(samples: np.ndarray) -> float:
    """The largest magnitude. Raises AssertionError for samples that are none."""
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    peak = float(np.abs(samples).max(initial=0.0))
    assert peak <= 1.0 + 1e-6, f"a sample of {peak}"  # NaN, too
    return peak


READERS: dict[str, Callable[[Path], float]] = {"question": _question, "recording": _recording}


def run(count: int, seed: int, folder: Path, tell: Callable[[Report], None] | None = None) -> Report:
    """Reads random files. tell: gets the report after every thousand."""
    report, path = Report(), folder / "fuzz.bin"
    for number in range(count):
        data, done = hostile(random.Random(f"{seed} {number}"))
        path.write_bytes(data)
        for name, read in READERS.items():
            for fault in faults(report, name, read, path):
                report.failures.append((name, number, done, fault))
        report.files += 1
        if tell is not None and report.files % 1_000 == 0:
            tell(report)
    return report


def faults(report: Report, name: str, read: Callable[[Path], float], path: Path) -> list[str]:
    """Reads one file and returns what was wrong with that."""
    faults = []
    before, begun = _forget_peak_mb(), time.process_time()
    try:
        read(path)
        report.outcomes[f"{name} read"] += 1
    except AudioFileError as refusal:
        report.outcomes[f"{name} refused"] += 1
        if "\n" in str(refusal):
            faults.append(f"more than one line: {refusal}")
    except Exception as error:  # noqa: BLE001 - a report of all of them
        faults.append(repr(error))
    spent = time.process_time() - begun
    taken = _peak_mb() - before
    report.cpu_s[name] = max(report.cpu_s.get(name, 0.0), spent)
    report.most_mb = max(report.most_mb, taken)
    if spent > LONGEST_S:
        faults.append(f"{spent:.1f} s")
    if taken > MOST_MB:
        faults.append(f"{taken:.0f} MB")
    return faults


def _forget_peak_mb() -> float:
    """Lets the kernel count the peak of memory from now on; returns the memory of now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak_mb()


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1_000


def process_peak_mb() -> float:
    """The most memory that this process ever had, libraries included, since the last file at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
