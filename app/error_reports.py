"""Maps errors to an exit code and one line.

Owns: the mapping from the layers' errors to exit codes, and the crash file. Any thread.
"""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import platform
import re
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import app
import audio_io.errors
from app.installation import repair_hint
from app.storage import Paths, private_file, private_folder
from app.system_libraries import package_of_library
from model.errors import AloudError, Translatable

DONE, BUG, WRONG_INPUT, MACHINE_LACKS = 0, 1, 2, 3
STOPPED, PIPE_CLOSED = 130, 141  # as shells report SIGINT and SIGPIPE

# What a person can act on; everything else is a bug.
EXPECTED = (AloudError, audio_io.errors.AudioIOError)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHARED_LIBRARY = re.compile(r"(lib[\w.+-]+\.so[\w.]*): cannot open shared object")


def exit_code(error: BaseException) -> int:
    """The exit code that the error stands for."""
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    if isinstance(error, EXPECTED):
        return error.exit_code
    if _missing_library(error):
        return MACHINE_LACKS
    if isinstance(error, ModuleNotFoundError):
        return BUG if _is_own_module(error) else MACHINE_LACKS
    if isinstance(error, OSError) and error.errno in _FULL:
        return WRONG_INPUT
    return BUG


def describe(error: BaseException) -> Translatable:
    """One line that names the cause and the next step; for a bug, its kind and text."""
    if isinstance(error, KeyboardInterrupt):
        return Translatable("stopped")
    if isinstance(error, EXPECTED):
        text = error.text if isinstance(error, AloudError) else Translatable(error.template, **error.values)
        return text if len(text.splitlines()) < 2 else Translatable(one_line(text))
    if isinstance(error, ModuleNotFoundError) and not _is_own_module(error):
        return Translatable(
            "the Python package {name} is missing; install it with: {command}",
            name=error.name,
            command=repair_hint(),
        )
    if library := _missing_library(error):
        return Translatable(
            "the system library {library} is missing; install it with: {command}",
            library=library,
            command=package_of_library(library),
        )
    if isinstance(error, OSError) and error.errno in _FULL:
        if error.filename:
            return Translatable(
                "the disk is full while writing {path}; free some space or choose another place", path=error.filename
            )
        return Translatable("the disk is full; free some space or choose another place")
    return Translatable(one_line(f"{type(error).__name__}: {error}"))


def one_line(text: str) -> str:
    return " ".join(text.split())


def write_crash(error: BaseException, paths: Paths) -> Path | None:
    """Writes the traceback to a file of its own in the log folder; None where that cannot be written."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    head = f"aloud {app.__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    file = paths.logs / f"crash-{stamp}-{time.monotonic_ns() % 10**6:06d}.txt"
    try:
        private_folder(paths.logs)
        private_file(file)
        file.write_text(head + "".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return None
    return file


def _missing_library(error: BaseException) -> str:
    """The shared library that the dynamic linker did not find; empty for any other error."""
    found = _SHARED_LIBRARY.search(str(error)) if isinstance(error, ImportError | OSError) else None
    return found.group(1) if found else ""


def _is_own_module(error: ModuleNotFoundError) -> bool:
    name = error.name or ""
    return name.partition(".")[0] in {"app", "model", "audio_io", "ui"}


# -- Reports of crashes: written when one happens, offered at the next start, kept on this computer.


_NEW: Final = "crash-*.txt"
_SEEN: Final = "seen-"


def newest(folder: Path) -> Path | None:
    """The newest report that nobody has seen; those without a word are of a process that was killed, and go."""
    found: list[tuple[float, Path]] = []
    for file in folder.glob(_NEW):
        with contextlib.suppress(OSError):
            about = file.stat()
            if about.st_size:
                found.append((about.st_mtime, file))
            else:
                file.unlink()
    return max(found)[1] if found else None


def text_of(report: Path) -> str:
    """A report to read; empty if it is gone."""
    try:
        return report.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def put_away(report: Path) -> Path:
    """The report was offered: it, and older ones, stay on the disk and are not offered again. Its new name."""
    for file in [*report.parent.glob(_NEW)]:
        with contextlib.suppress(OSError):
            if file.stat().st_size:
                file.rename(file.with_name(_SEEN + file.name))
    kept = report.with_name(_SEEN + report.name)
    return kept if kept.exists() else report


def delete(report: Path) -> None:
    """The report goes; one that cannot be deleted stays."""
    with contextlib.suppress(OSError):
        report.unlink(missing_ok=True)


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Within this block a fault that ends the process at once (in Qt, in a driver) leaves its stacks in a report."""
    file = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06d}-fault.txt"
    try:
        private_folder(folder)
        private_file(file)
        report = file.open("w", encoding="utf-8")
    except OSError:  # no room for a report: the lesson is more important
        yield
        return
    with report:
        faulthandler.enable(report)
        try:
            yield
        finally:
            faulthandler.disable()
    with contextlib.suppress(OSError):  # the folder may have been emptied
        if not file.stat().st_size:
            file.unlink()
