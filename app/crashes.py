"""Reports of crashes: written when one happens, offered at the next start, kept on this computer.

Owns: which report is new, and the file for faults that end the process at once. Must not know: Qt, what went wrong.
Thread: main.
"""

from __future__ import annotations

import contextlib
import faulthandler
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

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
        folder.mkdir(parents=True, exist_ok=True)
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
    with contextlib.suppress(OSError):  # somebody may have emptied the folder meanwhile
        if not file.stat().st_size:
            file.unlink()
