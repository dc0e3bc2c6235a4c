"""The benchmark Spoken-MQA (amao0o0/spoken-mqa, arXiv 2505.15000): its parquet files, and its table.

Columns, as its loader in AudioBench reads them: `context` (audio: a struct of bytes and path), `context_transcript`,
`instruction` and `answer` (structs with a `text`, which is a string or a list of strings). A split is one or more files
`SPLIT-00000-of-00001.parquet`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from model.errors import BadInput, MissingCapability
from model.evaluation import mqa_rule
from model.evaluation.report import aligned
from model.evaluation.runner import Outcome, Question
from model.evaluation.scoring import wilson

ARITHMETIC = ("short_digit", "long_digit")
REASONING = ("single_step_reasoning", "multi_step_reasoning")
SPLITS = ARITHMETIC + REASONING
COLUMNS = ("context", "context_transcript", "answer")
SOURCE = "hf download --repo-type dataset amao0o0/spoken-mqa --local-dir FOLDER"
_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.parquet")


def read(folder: Path, sounds: Path, limit: int | None = None) -> list[Question]:
    """All questions, at most `limit` of each split; their recordings are written into `sounds`.

    Raises BadInput for another layout or a damaged or missing file, MissingCapability without pyarrow.
    """
    parquet = _parquet()
    questions: list[Question] = []
    for split in SPLITS:
        rows = _rows(parquet, shards(folder, split))
        for number, (file, row) in enumerate(rows):
            if number == limit:
                break
            questions.append(_question(row, split, file, sounds / f"{split}-{number:05d}.wav"))
    return questions


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        command = f"{sys.executable} -m pip install pyarrow"
        raise MissingCapability(f"parquet files need pyarrow; run: {command}") from error
    return parquet


def shards(folder: Path, split: str) -> list[Path]:
    """The files of a split in order. Raises BadInput if there are none, or not all that their names promise."""
    found = {match[2]: path for path in sorted(folder.rglob("*.parquet"))
             if (match := _SHARD.fullmatch(path.name)) and match[1] == split}  # fmt: skip
    if not found:
        raise BadInput(f"{folder} has no {split}-00000-of-….parquet: get the set again ({SOURCE})")
    files = [found[key] for key in sorted(found)]
    promised = int(files[0].name[-13:-8])
    if missing := [n for n in range(promised) if f"{n:05d}" not in found]:
        name = f"{split}-{missing[0]:05d}-of-{promised:05d}.parquet"
        raise BadInput(f"{folder} lacks {name}: get the set again ({SOURCE})")
    return files


def _rows(parquet: Any, files: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each row with its file."""
    for file in files:
        try:
            table = parquet.ParquetFile(file)
            names = table.schema_arrow.names
            if missing := [name for name in COLUMNS if name not in names]:
                raise BadInput(
                    f"{file} has the columns {', '.join(names)}, without {missing[0]}: it is not Spoken-MQA; "
                    f"get that ({SOURCE})"
                )
            for batch in table.iter_batches(batch_size=16, columns=list(COLUMNS)):
                yield from ((file, row) for row in batch.to_pylist())
        except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
            reason = str(error).splitlines()[0][:120]
            raise BadInput(f"{file} is damaged or cut short ({reason}): get it again ({SOURCE})") from error


def _question(row: dict[str, Any], split: str, file: Path, sound: Path) -> Question:
    try:
        text = str(row["context_transcript"] or "")
        given = row["answer"]["text"]
        answer = str(given if isinstance(given, str) else given[0])  # the rule compares with the first one only
        recording: Any = row["context"]["bytes"]
        if not isinstance(recording, bytes) or not answer:
            raise ValueError("a row without sound or answer")
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise BadInput(
            f"{file} has rows that are not Spoken-MQA's ({error!r}): get the set again ({SOURCE})"
        ) from error
    try:
        sound.write_bytes(recording)
    except OSError as error:
        raise BadInput(f"cannot write {sound} ({error.strerror}): make room, or set TMPDIR to a larger disk") from error
    return Question(sound, text, answer if split in ARITHMETIC else mqa_rule.reference(answer), split)


# The table

Row = dict[str, Any]  # questions, right, accuracy, accuracy_ci, words


def scores(outcomes: Sequence[Outcome]) -> dict[str, Row]:
    """The figures of each split, of arithmetic, of reasoning, and of all. words: mean of a spoken answer.

    A word is what stands between spaces of the spoken stream, as Mini-Omni-Reasoner splits it.
    """
    parts = {**{split: (split,) for split in SPLITS}, "arithmetic": ARITHMETIC, "reasoning": REASONING, "all": SPLITS}
    return {name: _row([o for o in outcomes if o.question.kind in kinds]) for name, kinds in parts.items()}


def _row(outcomes: Sequence[Outcome]) -> Row:
    count = len(outcomes)
    right = sum(mqa_rule.is_right(outcome.spoken, outcome.question.answer or "") for outcome in outcomes)
    words = sum(len(outcome.spoken.split()) for outcome in outcomes)
    return {
        "questions": count,
        "accuracy": round(right / count, 4) if count else None,
        "accuracy_ci": wilson(right, count),
        "words": round(words / count, 1) if count else None,
    }


def table(runs: Sequence[tuple[str, dict[str, Row]]]) -> str:
    """The paper's table: a line a run, percentages by split; then the words of the answers to word problems."""
    names = {"short_digit": "short", "long_digit": "long", "arithmetic": "arithmetic", "single_step_reasoning":
             "single-step", "multi_step_reasoning": "multi-step", "reasoning": "reasoning", "all": "all"}  # fmt: skip
    head = ["Spoken-MQA", *names.values(), "95 %", "words single", "words multi"]
    lines = [head]
    for name, rows in runs:
        low, high = rows["all"]["accuracy_ci"] or (0.0, 0.0)
        lines.append(
            [name, *(_percent(rows[part]["accuracy"]) for part in names), f"{100 * low:.1f}-{100 * high:.1f}",
             *(str(rows[part]["words"]) for part in REASONING)]
        )  # fmt: skip
    return aligned(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
