"""Every kind of end has an exit code and one line."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import audio_io.errors
from app.error_reports import describe, exit_code, write_crash
from app.storage import Paths
from model.errors import BadInput, MissingCapability


def missing_module(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize(
    ("error", "code", "part"),
    [
        (BadInput("two\nlines; next step"), 2, "two lines; next step"),
        (audio_io.errors.AudioFileError("silent; speak up"), 2, "silent; speak up"),
        (MissingCapability("no card; buy one"), 3, "no card; buy one"),
        (audio_io.errors.AudioUnavailable("no speaker; plug one in"), 3, "plug one in"),
        (
            missing_module("torch"),
            3,
            "the Python package torch is missing; install it with: python3 packaging/run.py",
        ),
        (missing_module("model.nonsense"), 1, "model.nonsense"),
        (
            ImportError("libEGL.so.1: cannot open shared object file: No such file or directory"),
            3,
            "libEGL.so.1 is missing; install it with: sudo apt-get install libegl1",
        ),
        (OSError("libfoo.so.3: cannot open shared object file"), 3, "libfoo.so.3"),
        (
            OSError(errno.ENOSPC, "No space left on device", "answer.wav"),
            2,
            "the disk is full while writing answer.wav",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), 1, "Permission denied"),
        (KeyboardInterrupt(), 130, "stopped"),
        (BrokenPipeError(), 141, ""),
        (ZeroDivisionError("oops"), 1, "ZeroDivisionError: oops"),
    ],
)
def test_code_and_line(error: BaseException, code: int, part: str) -> None:
    assert exit_code(error) == code
    assert part in describe(error)
    assert "\n" not in describe(error)


def test_a_crash_file_holds_the_traceback(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "logs")
    try:
        raise ZeroDivisionError("oops")
    except ZeroDivisionError as error:
        file = write_crash(error, paths)
    assert file is not None
    text = file.read_text()
    assert "ZeroDivisionError: oops" in text
    assert "test_error_reports.py" in text


def test_a_crash_file_that_cannot_be_written_does_no_further_harm(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert write_crash(ValueError(), Paths(tmp_path, tmp_path, tmp_path / "file" / "logs")) is None
