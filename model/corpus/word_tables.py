"""`aloud corpus words`: recordings of people's words from several sources as one table with its files.

The output folder has `words.tsv` (columns of `clips.COLUMNS`) and the recordings, FLAC mono 16 kHz. What a source looks
like decides how it is read:

- tables NAME.tsv with these columns, whose files are in NAME.tar, in the folder NAME, or beside the table;
- Google Speech Commands: WORD/SPEAKER_nohash_N.wav;
- the Free Spoken Digit Dataset: DIGIT_SPEAKER_N.wav.

A speaker without a split is in `dev` if the name hashes there, one in ten.
"""

from __future__ import annotations

import csv
import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import soundfile
import soxr

from model import SAMPLE_RATE
from model.atomic_files import cannot_write, whole_folder
from model.corpus.clips import COLUMNS, DIGITS, Clip, check_splits, read_table
from model.corpus.shards import Sound
from model.errors import BadInput

TABLE = "words.tsv"
LONGEST_S = 3.0
LAYOUTS = {
    "speech_commands": re.compile(r"(?P<text>[a-z]+)/(?P<speaker>[0-9a-f]{8})_nohash_\d+\.wav$"),
    "fsdd": re.compile(r"(?P<text>[0-9])_(?P<speaker>[a-z]+)_\d+\.wav$"),
}
PREFIX = {"speech_commands": "gsc", "fsdd": "fsdd"}


@dataclass(frozen=True)
class Recording:
    """A recording where it was found. read: gives the bytes of its file."""

    clip: Clip
    read: Callable[[], bytes]


def make(sources: list[Path], out: Path) -> dict[str, Any]:
    """Writes the folder, whole or not at all; returns counts by split and of what was left out.

    Raises BadInput for sources without recordings, a speaker in two splits, or a folder that is already there.
    """
    if out.exists():
        raise BadInput(f"{out} already exists: choose a new folder")
    found = [recording for source in sources for recording in recordings(source)]
    check_splits([recording.clip for recording in found], ", ".join(map(str, sources)))
    kept, left_out = Counter[str](), Counter[str]()
    with whole_folder(out) as folder:
        try:
            with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
                write(file, folder, found, kept, left_out)
        except OSError as error:
            raise cannot_write(out, error) from error
    people = {clip.speaker for clip in read_table(out / TABLE, out)}
    return {"recordings": dict(kept), "speakers": len(people), "left out": dict(left_out)}


def write(file: TextIO, folder: Path, found: list[Recording], kept: Counter[str], left_out: Counter[str]) -> None:
    """The table and its recordings; counts what was kept and what was not."""
    table = csv.writer(file, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    for number, recording in enumerate(found):
        clip = recording.clip
        sound, why = converted(recording.read())
        if why:
            left_out[why] += 1
            continue
        name = f"{clip.split}/{number:06d}_{clip.text.replace(' ', '_')}.flac"
        (folder / name).parent.mkdir(exist_ok=True)
        flac = BytesIO()  # soundfile does not report a full disk clearly
        soundfile.write(flac, sound, SAMPLE_RATE, subtype="PCM_16", format="FLAC")
        (folder / name).write_bytes(flac.getvalue())
        seconds = f"{len(sound) / SAMPLE_RATE:.2f}"
        table.writerow((name, clip.text, clip.speaker, clip.source, clip.split, seconds))
        kept[clip.split] += 1


def converted(data: bytes) -> tuple[Sound, str]:
    """A recording as mono 16 kHz, and why it cannot be used, or ""."""
    try:
        samples, rate = soundfile.read(BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.SoundFileError:
        return np.zeros(0, np.float32), "not a sound file"
    sound = np.asarray(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE), dtype=np.float32)
    if not len(sound) or float(np.abs(sound).max()) < 1e-3:
        return sound, "silent"
    return sound, "too long" if len(sound) > LONGEST_S * SAMPLE_RATE else ""


def recordings(source: Path) -> Iterator[Recording]:
    """All recordings of a source. Raises BadInput if it has none, or a table names a file that is not there."""
    tables = sorted(source.glob("*.tsv"))
    count = 0
    for recording in from_tables(tables) if tables else from_names(source):
        count += 1
        yield recording
    if not count:
        raise BadInput(f"{source} has no recordings of words: give a folder with tables (.tsv), Google Speech "
                       "Commands, or the Free Spoken Digit Dataset")  # fmt: skip


def from_tables(tables: list[Path]) -> Iterator[Recording]:
    for table in tables:
        archive, own = table.with_suffix(".tar"), table.with_suffix("")
        if archive.is_file():
            yield from from_archive(table, archive)
            continue
        for clip in read_table(table, own if own.is_dir() else table.parent):
            if not clip.path.is_file():
                raise missing(table, str(clip.path))
            yield Recording(clip, clip.path.read_bytes)


def from_archive(table: Path, archive: Path) -> Iterator[Recording]:
    """What a table names, out of a .tar file, of which nothing is unpacked to the disk."""
    try:
        with tarfile.open(archive, "r:") as tar:
            members = {member.name: member for member in tar if member.isfile()}
            for clip in read_table(table, Path()):
                name = clip.path.as_posix()
                if (file := tar.extractfile(members[name]) if name in members else None) is None:
                    raise missing(table, f"{archive}: {name}")
                data = file.read()
                yield Recording(clip, partial(bytes, data))
    except (tarfile.TarError, OSError) as error:
        raise BadInput(f"cannot read {archive} ({error}): get it again") from error


def missing(table: Path, name: str) -> BadInput:
    return BadInput(f"{name} is missing, which {table} names: unpack all of its recordings")


def from_names(source: Path) -> Iterator[Recording]:
    """Recordings of a published data set, whose file names say who speaks which word."""
    for path in sorted(source.rglob("*.wav")):
        for name, layout in LAYOUTS.items():
            if match := layout.search(path.as_posix()):
                speaker = f"{PREFIX[name]}_{match['speaker']}"
                text = DIGITS[int(match["text"])] if match["text"].isdigit() else match["text"]
                yield Recording(Clip(path, text, speaker, name, split_of(speaker)), path.read_bytes)


def split_of(speaker: str) -> str:
    """By the name alone, so that a person is on the same side in every source."""
    return "dev" if zlib.crc32(speaker.encode()) % 10 == 0 else "train"
