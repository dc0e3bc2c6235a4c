"""A list of prepared questions from a file: plain text with one question a line, or CSV with a column "question"."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from app.questions import typed_question
from model.errors import BadInput

MAX_BYTES: Final = 1 << 20
MAX_QUESTIONS: Final = 500
COLUMN: Final = "question"

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NUMBERED: Final = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")


def read_questions(path: Path) -> tuple[str, ...]:
    """The questions of a file in their order, each as one line. Raises BadInput, with one line that says why not."""
    text = _decoded(_content(path), path)
    rows = _column(text, path) if path.suffix.lower() in (".csv", ".tsv") else text.splitlines()
    lines = [line for row in rows if (line := row.strip())]
    if len(lines) > MAX_QUESTIONS:
        raise BadInput(
            "{name} has {count} questions; keep at most {most} in one file",
            name=path.name,
            count=len(lines),
            most=MAX_QUESTIONS,
        )
    if not lines:
        raise BadInput("there is no question in {name}; write one question on each line", name=path.name)
    return tuple(_question(line, path) for line in _without_numbers(lines))


def _content(path: Path) -> bytes:
    """The bytes of a file. Reads one byte more than allowed, since a pipe or device has no size."""
    try:
        if not path.is_file():
            raise BadInput("{name} is no file; choose a text or CSV file", name=path.name)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            "{name} cannot be read ({reason}); choose another file", name=path.name, reason=reason
        ) from error
    if len(content) > MAX_BYTES:
        raise BadInput("{name} is too large for a list of questions; choose a text or CSV file", name=path.name)
    return content


def _decoded(content: bytes, path: Path) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in the Windows encoding that older spreadsheets write."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig"] if content.startswith(BOM_UTF8) else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise BadInput("{name} is not a text file; choose a text or CSV file", name=path.name)


def _column(text: str, path: Path) -> list[str]:
    """The cells of the column with the questions. Spreadsheets separate cells by commas, semicolons or tabs."""
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BadInput("{name} is damaged ({reason}); save the table again", name=path.name, reason=error) from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if COLUMN not in names:
        raise BadInput(
            "{name} has no column “{column}”; write that word above the questions", name=path.name, column=COLUMN
        )
    at = names.index(COLUMN)
    return [row[at] for row in rows[1:] if len(row) > at]


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines without their numbers, if they are numbered from 1 on: "1. 7 + 8", "2. 9 + 4"."""
    found = [_NUMBERED.match(line) for line in lines]
    numbered = all(match is not None and int(match[1]) == n for n, match in enumerate(found, start=1))
    return [line[match.end() :] for line, match in zip(lines, found, strict=True) if match] if numbered else lines


def _question(line: str, path: Path) -> str:
    try:
        return typed_question(line)
    except BadInput as error:
        raise BadInput("a question in {name} cannot be used: {why}", name=path.name, why=error.text) from error
