"""The one download that may run, as the windows see it; it goes on while dialogs come and go.

Owns: its state, the thread that it runs on, its speed. Threads: all methods on the GUI thread; the download runs on
its own and reports through signals.

    idle -> asking -> asked -> running <-> paused -> idle;  every state can end in idle with a message
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic
from typing import Final, Literal, Protocol

from PySide6.QtCore import QObject, Signal

from app.bundles.catalogue import Offer, Plan, plan
from app.bundles.download import Control, Progress, RemoteFile, Tell
from app.bundles.install import pull
from app.error_reports import describe

State = Literal["idle", "asking", "asked", "running", "paused"]
_TELL_S: Final = 0.1
_RATE_S: Final = 6.0


class Server(Protocol):
    """`app.bundles.download.Downloader`."""

    def text(self, url: str) -> str: ...

    def fetch(self, file: RemoteFile, target: Path, tell: Tell, control: Control) -> str: ...


def _open_server() -> AbstractContextManager[Server]:
    from app.bundles.download import Downloader

    return Downloader()


class Downloads(QObject):
    """Signals: `changed` (state or progress), `asked` (a Plan waits for a yes), `ended` (name, message; an empty
    message says that the bundle is here)."""

    changed = Signal()
    asked = Signal(object)
    ended = Signal(str, object)
    _told = Signal(object)
    _planned = Signal(object)
    _over = Signal(object)

    def __init__(
        self,
        bundles: Path,
        parent: QObject | None = None,
        open_server: Callable[[], AbstractContextManager[Server]] = _open_server,
    ) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.name = ""
        self.progress: Progress | None = None
        self._bundles, self._open_server = bundles, open_server
        self._control = Control()
        self._plan: Plan | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._seen: deque[tuple[float, int]] = deque(maxlen=200)
        self._told.connect(self._take)
        self._planned.connect(self._take_plan)
        self._over.connect(self._end)

    @property
    def rate(self) -> float:
        """Bytes a second over the last seconds; 0 while nothing comes."""
        if len(self._seen) < 2 or self.state != "running":
            return 0.0
        (t0, n0), (t1, n1) = self._seen[0], self._seen[-1]
        return max(0.0, (n1 - n0) / (t1 - t0)) if t1 > t0 else 0.0

    def ask(self, wanted: Offer | str) -> None:
        """Asks the server what a bundle would bring; `asked` follows. An offer, or the address of a bundle."""
        if self.state != "idle":
            return
        self.name = wanted if isinstance(wanted, str) else wanted.name
        self._control = control = Control()

        def work() -> None:
            with self._open_server() as server:
                found = plan(wanted, server)
            control.check()
            self._emit(lambda: self._planned.emit(found))

        self._begin("asking", work)

    def accept(self) -> None:
        """Downloads what was asked for; the licence was accepted."""
        found = self._plan
        if self.state != "asked" or found is None:
            return
        self._seen.clear()
        self.progress, control = None, self._control
        last_t, last_kind = 0.0, ""

        def tell(progress: Progress) -> None:
            nonlocal last_t, last_kind
            now, kind = monotonic(), progress.phase + progress.path + progress.note
            if kind != last_kind or now - last_t >= _TELL_S or progress.done == progress.total:
                last_t, last_kind = now, kind
                self._emit(lambda: self._told.emit(progress))

        def work() -> None:
            with self._open_server() as server:
                pull(found, self._bundles, server, tell, control)
            self._emit(lambda: self._over.emit(""))

        self._begin("running", work)

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
        """Ends it; what was downloaded is kept."""
        if self.state == "asked":
            self._end(self.tr("Nothing was downloaded."))
        elif self.state != "idle":
            self._control.cancel()

    def close(self, timeout_s: float = 1.0) -> None:
        """The window closes: no signal comes after this; what was downloaded is kept."""
        with self._lock:
            self._closed = True
        self._control.cancel()
        if self._thread is not None:
            self._thread.join(timeout_s)

    # -- inside

    def _begin(self, state: State, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: the reader sees what went wrong
                message = describe(error)
            else:
                return
            self._emit(lambda: self._over.emit(message))

        self._set(state)
        self._thread = threading.Thread(target=guarded, name="window-download", daemon=True)
        self._thread.start()

    def _emit(self, emit: Callable[[], None]) -> None:
        with self._lock:
            if not self._closed:
                emit()

    def _set(self, state: State) -> None:
        self.state = state
        self.changed.emit()

    def _take(self, progress: Progress) -> None:
        self.progress = progress
        if progress.phase == "download":
            now = monotonic()
            self._seen.append((now, progress.done))
            while now - self._seen[0][0] > _RATE_S:
                self._seen.popleft()
        self.changed.emit()

    def _take_plan(self, found: Plan) -> None:
        self._plan = found
        self.name = found.name
        self._set("asked")
        self.asked.emit(found)

    def _end(self, message: str) -> None:
        name, self.progress, self._plan = self.name, None, None
        self._set("idle")
        self.ended.emit(name, message)
