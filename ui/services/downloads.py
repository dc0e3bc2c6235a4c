"""The download of a bundle as the dialogs see it; it outlives them.

idle -> asking -> asked -> running <-> paused -> idle;  every state can end in idle with a message
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal

from app.bundles.catalogue import DownloadPlan, Offer, plan_download
from app.bundles.download import DownloadControl, Downloader, DownloadProgress
from app.bundles.installed import pull
from model.bundle_manifest import Bundle
from ui.services.background import Background

DownloadState = Literal["idle", "asking", "asked", "running", "paused"]
_REPORT_S: Final = 0.1
_RATE_S: Final = 6.0


class Downloads(QObject):
    """At most one download at a time. All methods belong to the GUI thread.

    changed: state or progress. asked: a DownloadPlan waits for `accept`. ended: name and message; an empty message
    means that the bundle is installed.
    """

    changed = Signal()
    asked = Signal(object)
    ended = Signal(str, object)

    def __init__(
        self, bundles: Path, parent: QObject | None = None, open_downloader: Callable[[], Downloader] = Downloader
    ) -> None:
        super().__init__(parent)
        self.state: DownloadState = "idle"
        self.name = ""
        self.progress: DownloadProgress | None = None
        self._bundles, self._open_downloader = bundles, open_downloader
        self._background = Background(self, "window-download")
        self._control = DownloadControl()
        self._plan: DownloadPlan | None = None
        self._seen: deque[tuple[float, int]] = deque(maxlen=200)  # seconds, bytes

    @property
    def rate(self) -> float:
        """Bytes a second over the last seconds; 0 while nothing comes."""
        if len(self._seen) < 2 or self.state != "running":
            return 0.0
        (t0, n0), (t1, n1) = self._seen[0], self._seen[-1]
        return max(0.0, (n1 - n0) / (t1 - t0)) if t1 > t0 else 0.0

    def ask(self, wanted: Offer | str) -> None:
        """Ask the server what a download would bring; `asked` follows. wanted: an offer or a bundle's address."""
        if self.state != "idle":
            return
        self.name = wanted if isinstance(wanted, str) else wanted.name
        self._control = control = DownloadControl()

        def work() -> DownloadPlan:
            with self._open_downloader() as downloader:
                return plan_download(wanted, downloader, control)

        self._set("asking")
        self._background.run(work, self._take_plan, self._end)

    def accept(self) -> None:
        """Download what was asked for; the licence was accepted."""
        plan = self._plan
        if self.state != "asked" or plan is None:
            return
        self._seen.clear()
        self.progress, control = None, self._control
        last_t, last_kind = 0.0, ""

        def tell(progress: DownloadProgress) -> None:
            nonlocal last_t, last_kind
            now, kind = monotonic(), progress.phase + progress.path + progress.note
            if kind != last_kind or now - last_t >= _REPORT_S or progress.done == progress.total:
                last_t, last_kind = now, kind
                self._background.deliver(self._take, progress)

        def work() -> Bundle:
            with self._open_downloader() as downloader:
                return pull(plan, self._bundles, downloader, tell, control)

        self._set("running")
        self._background.run(work, lambda _: self._end(""), self._end)

    def pause(self) -> None:
        if self.state == "running":
            self._control.pause()
            self._set("paused")

    def resume(self) -> None:
        if self.state == "paused":
            self._seen.clear()
            self._control.resume()
            self._set("running")

    def cancel(self) -> None:
        """End the download; what was downloaded is kept."""
        if self.state == "asked":
            self._end(self.tr("Nothing was downloaded."))
        elif self.state != "idle":
            self._control.cancel()

    def close(self, timeout_s: float = 1.0) -> None:
        """End the download without a signal (the window closes); what was downloaded is kept."""
        self._control.cancel()
        self._background.close(timeout_s)

    def _set(self, state: DownloadState) -> None:
        self.state = state
        self.changed.emit()

    def _take(self, progress: DownloadProgress) -> None:
        self.progress = progress
        if progress.phase == "download":
            now = monotonic()
            self._seen.append((now, progress.done))
            while now - self._seen[0][0] > _RATE_S:
                self._seen.popleft()
        self.changed.emit()

    def _take_plan(self, plan: DownloadPlan) -> None:
        self._plan = plan
        self.name = plan.name
        self._set("asked")
        self.asked.emit(plan)

    def _end(self, message: str) -> None:
        name, self.progress, self._plan = self.name, None, None
        self._set("idle")
        self.ended.emit(name, message)
