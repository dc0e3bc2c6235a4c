"""A set of questions on disk: a folder with `questions.jsonl`, or that file itself.

Owns: reading and checking the set and its recordings. Must not know: engines, scores. Thread: any.
One line: `{"audio": path, "text": question, "answer": "65", "kind": "sum"}`; `kind` may be missing, and
either `audio` (relative to the file) or `text`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from model.errors import BadInput

FILE = "questions.jsonl"
RATE = 16_000


@dataclass(frozen=True, slots=True)
class Question:
    """audio: None for a typed question. answer: "65", "-3", "3/4", "3 r 2". kind: "" if not given."""

    audio: Path | None
    text: str
    answer: str
    kind: str = ""


def read_questions(path: Path, limit: int | None = None) -> list[Question]:
    """The questions of a folder or `.jsonl` file, the first `limit` of them.

    Raises BadInput for a missing, unreadable or empty set, naming the line at fault.
    """
    file = path / FILE if path.is_dir() else path
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise BadInput(f"there is no question set at {file}; give a folder with {FILE}, or a .jsonl file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {file} ({error}); give a .jsonl file in UTF-8") from error
    questions = [_question(file, n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise BadInput(f"{file} holds no questions; write one JSON object a line")
    return questions[:limit]


def _question(file: Path, number: int, line: str) -> Question:
    try:
        row: Any = json.loads(line)
        audio = row.get("audio")
        question = Question(
            audio=file.parent / audio if audio else None,
            text=str(row.get("text", "")),
            answer=str(row["answer"]),
            kind=str(row.get("kind") or ""),
        )
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadInput(f'{file}:{number} is no question; write {{"audio": ..., "text": ..., "answer": ...}}') from error
    if question.audio is None and not question.text:
        raise BadInput(f"{file}:{number} has neither audio nor text; give one of them")
    return question


def read_audio(path: Path) -> npt.NDArray[np.float32]:
    """A recording as float32 mono, shape (n,), 16 kHz. Raises BadInput if it is missing or no sound file."""
    try:
        samples, rate = sf.read(path, dtype="float32", always_2d=True)
    except (sf.SoundFileError, OSError, TypeError) as error:  # TypeError: a name that ends in .raw
        raise BadInput(f"cannot read the recording {path} ({error}); check the set's paths") from error
    mono: npt.NDArray[np.float32] = samples.mean(axis=1, dtype=np.float32)
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE).astype(np.float32, copy=False)
    if not mono.size or not np.isfinite(mono).all():
        raise BadInput(f"the recording {path} is empty or damaged; make the set again")
    return mono
