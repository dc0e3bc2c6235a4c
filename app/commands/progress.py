"""The progress of a download in a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from model.errors import printable

if TYPE_CHECKING:
    from app.bundles.download import DownloadProgress


class Bar:
    """A progress bar on a terminal; elsewhere a line for each pause. total: bytes."""

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        self._noted = ""
        self._bar = tqdm(total=total, unit="B", unit_scale=True, disable=None, smoothing=0.1)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None) -> None:
        self._bar.close()
        if kind is not None:
            kept = "what is here is kept; the same command continues from there"
            print(f"the download is not complete; {kept}", file=sys.stderr)

    def show(self, progress: DownloadProgress) -> None:
        """Show one step of the download."""
        if progress.note and progress.note != self._noted:
            self._bar.write(printable(progress.note), file=sys.stderr)
        self._noted = progress.note
        doing = "checking " if progress.phase == "check" else ""
        self._bar.set_description_str(doing + progress.path.rpartition("/")[2][-32:], refresh=False)
        if progress.phase == "download":
            self._bar.update(progress.done - self._bar.n)
