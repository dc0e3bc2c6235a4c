"""Worked problems from published collections, in one form.

Files are JSON lines, a JSON array or parquet; a row is told by its columns:

- `query`, `response`: MetaMathQA (`original_question`, if there is one, decides between training and test);
- `question`, `answer` with "####": GSM8K;
- `question`, `answer`: Orca-Math;
- `question`, `solution`, and `answer` if there is one: anybody's own.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.atomic_files import whole_file
from model.corpus.split import normalised
from model.errors import BadInput, MissingCapability


@dataclass(frozen=True, slots=True)
class Worked:
    """A problem with its worked solution. answer: a plain number. origin: the question that it was made from."""

    question: str
    solution: str
    answer: str
    source: str
    origin: str

    @property
    def family(self) -> str:
        """What is trained on or held out as a whole: all that was made from one question."""
        return f"gsm8k/{zlib.crc32(normalised(self.origin).encode()):08x}"

    @property
    def key(self) -> int:
        """Of the question's letters and digits; equal ones are one question."""
        return int.from_bytes(sha256(normalised(self.question).encode()).digest()[:8])


_STATED = re.compile(r"####\s*(.+)|[Tt]he (?:final )?answer is:?\s*(.+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def worked(row: dict[str, Any]) -> Worked | str:
    """A row in the common form, or the reason to leave it out. Raises KeyError, TypeError for columns of other sets."""
    if "query" in row:
        question, solution, stated, source = row["query"], row["response"], "", "MetaMath"
    elif "solution" in row:
        question, solution, stated, source = row["question"], row["solution"], row.get("answer") or "", "own"
    else:
        question, solution, stated = row["question"], row["answer"], ""
        source = "GSM8K" if "####" in solution else "Orca-Math"
    if not isinstance(question, str) or not isinstance(solution, str):
        raise TypeError("a question or solution that is no text")
    answer = plain_number(str(stated)) or _stated(solution)
    if not question.strip():
        return "no question"
    return (
        Worked(question.strip(), solution, answer, source, row.get("original_question") or question)
        if answer
        else ("the answer is no plain number")
    )


def _stated(solution: str) -> str:
    """The answer that a solution ends with; of one that does not name it, its last number; "" for another kind."""
    if found := _STATED.findall(solution):
        return plain_number("".join(found[-1]))
    numbers = _NUMBER.findall(solution.replace(",", ""))
    return plain_number(numbers[-1]) if numbers else ""


def plain_number(text: str) -> str:
    """ "$1,200.00." -> "1200"; "" for anything but a number."""
    plain = text.strip().strip("$%. ").replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return ""
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rows(path: Path) -> Iterator[Worked | str]:
    """The problems of a file. Raises BadInput for what cannot be read or has other columns, naming the row."""
    for number, row in enumerate(_raw(path), start=1):
        try:
            yield worked(row)
        except (KeyError, TypeError) as error:
            have = ", ".join(row) if isinstance(row, dict) else type(row).__name__
            raise BadInput(
                f"{path}: row {number} has {have}, but needs question and solution (or query and response): name the "
                "columns so"
            ) from error


def _raw(path: Path) -> Iterator[Any]:
    try:
        if path.suffix == ".parquet":
            yield from _parquet(path)
            return
        with path.open(encoding="utf-8") as file:
            if file.read(1) == "[":
                file.seek(0)
                yield from json.load(file)
                return
            file.seek(0)
            for line in file:
                if line.strip():
                    yield json.loads(line)
    except (OSError, ValueError) as error:  # a wrong byte, broken JSON and a damaged parquet are ValueErrors
        reason = str(error).splitlines()[0][:120]
        raise BadInput(f"{path} cannot be read or is cut short ({reason}): get it again") from error


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        command = f"{sys.executable} -m pip install pyarrow"
        raise MissingCapability(f"parquet files need pyarrow; run: {command}") from error
    for batch in parquet.ParquetFile(path).iter_batches(batch_size=1000):
        yield from batch.to_pylist()


# All files in one

COLLECTED = "worked.jsonl"


def collect(paths: Sequence[Path], out: Path, rejected: Counter[str]) -> Path:
    """Writes the problems of all files in the common form, each question once; returns the file.

    Counts what is left out by reason. A file that is there already is kept, and its counts are read again. Raises
    BadInput as `rows`.
    """
    file, counts = out / COLLECTED, out / "worked.json"
    if file.exists() and counts.exists():
        rejected.update(json.loads(counts.read_text(encoding="utf-8")))
        return file
    seen: set[int] = set()
    left_out: Counter[str] = Counter()
    with whole_file(file) as part, part.open("w", encoding="utf-8") as target:
        for path in paths:
            for found in rows(path):
                if isinstance(found, str):
                    left_out[f"source: {found}"] += 1
                elif found.key in seen:
                    left_out["source: a question that was there before"] += 1
                else:
                    seen.add(found.key)
                    target.write(json.dumps(asdict(found)) + "\n")
    with whole_file(counts) as part:
        part.write_text(json.dumps(left_out), encoding="utf-8")
    rejected.update(left_out)
    return file


def line_starts(path: Path) -> npt.NDArray[np.int64]:
    """The offset in bytes of each line, and of the end."""
    at, starts = 0, [0]
    with path.open("rb") as file:
        for line in file:
            at += len(line)
            starts.append(at)
    return np.asarray(starts, np.int64)


def collected(path: Path, start: int, end: int) -> list[Worked]:
    """The problems between two offsets of a collected file."""
    with path.open("rb") as file:
        file.seek(start)
        return [Worked(**json.loads(line)) for line in file.read(end - start).splitlines()]
