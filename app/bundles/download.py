"""Downloads a file over HTTP: resumes it where it broke off and checks it against its digest.

An incomplete file lies beside its place as `NAME.DIGEST.part`, so that bytes of another version are never continued.
The digest decides in the end; ranges and entity tags only save time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

import app
from app.storage import FULL, human, no_room
from model.errors import AloudError, BadInput, Translatable, first_line

if TYPE_CHECKING:
    import httpx2

DownloadPhase = Literal["download", "check", "wait", "paused"]
ReportProgress = Callable[[int, DownloadPhase, str], None]  # bytes of the file that are here, phase, note
T = TypeVar("T")

TEXT_LIMIT: Final = 4 << 20  # bytes; a manifest, index or licence is never larger
_BLOCK: Final = 1 << 20
_TEXT_ATTEMPTS: Final = 3
_LONGEST_WAIT_S: Final = 30.0


class DownloadStopped(AloudError):
    """The user ended the download; what was downloaded is kept."""


class Unreachable(BadInput):
    """The server cannot be reached, or fails again and again; what was downloaded is kept."""


class TransientError(AloudError):
    """A failure that may pass. after_s: seconds that the server asks to wait before the next request."""

    after_s = 0.0


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """The progress of a bundle. done, total: bytes of all its files; note: why it waits."""

    phase: DownloadPhase
    path: str
    done: int
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file to download. path: its place in the bundle; size: bytes.

    digest: "sha256:HEX", or "git:HEX" for a git blob's id (which the hub gives for small files).
    """

    path: str
    url: str
    size: int
    digest: str


class DownloadControl:
    """Pauses, resumes and ends a running download at once. Thread-safe."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._paused = False
        self._cancelled = False
        self._cut: Callable[[], object] | None = None

    @property
    def paused(self) -> bool:
        return self._paused

    def pause(self) -> None:
        with self._change:
            self._paused = True
            self._interrupt()

    def resume(self) -> None:
        with self._change:
            self._paused = False
            self._change.notify_all()

    def cancel(self) -> None:
        with self._change:
            self._cancelled = True
            self._interrupt()

    def check(self) -> None:
        """Raises DownloadStopped once `cancel` was called."""
        if self._cancelled:
            raise DownloadStopped("stopped; what was downloaded is kept, and the next try continues from there")

    def hold(self) -> None:
        """Block while paused. Raises DownloadStopped."""
        with self._change:
            while self._paused and not self._cancelled:
                self._change.wait(0.5)
        self.check()

    def sleep(self, seconds: float) -> None:
        """Wait until `seconds` are over or the download is paused. Raises DownloadStopped."""
        with self._change:
            if not (self._paused or self._cancelled):
                self._change.wait(seconds)
        self.check()

    @contextmanager
    def cutting(self, cut: Callable[[], object]) -> Iterator[None]:
        """Within this block `pause` and `cancel` call `cut`, which ends a request."""
        with self._change:
            self._cut = cut
            if self._paused or self._cancelled:
                cut()
        try:
            yield
        finally:
            with self._change:
                self._cut = None

    def _interrupt(self) -> None:
        if self._cut is not None:
            self._cut()
        self._change.notify_all()


@contextmanager
def _interrupting(end: Callable[[], None]) -> Iterator[list[int]]:
    """Within this block Ctrl-C calls `end` instead of breaking into the client at any line, which then complains.

    Yields the signals so far. A handler of somebody else stays, and so does that of another thread than the main one.
    """
    signals: list[int] = []

    def ended(number: int, _: object) -> None:
        signals.append(number)
        end()

    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield signals
        return
    signal.signal(signal.SIGINT, ended)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Downloader:
    """A context manager, for one thread.

    timeout_s: silence of the server after which a request is repeated; a response must begin within twice that time,
    and a small file must be here within four times. attempts: tries without a new byte before the download fails;
    between them it waits `backoff_s`, doubled each time, at most 30 s.

    Requests run in an event loop of its own: only so can `DownloadControl` end one at any moment, also while a name is
    looked up, a connection is made, or headers come in drop by drop.
    """

    def __init__(self, *, timeout_s: float = 30.0, attempts: int = 5, backoff_s: float = 1.0) -> None:
        import asyncio

        import httpx2

        self._attempts, self._backoff_s, self._timeout_s = attempts, backoff_s, timeout_s
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(_DaemonThreads())
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
            follow_redirects=True,
            headers={"User-Agent": f"aloud/{app.__version__}", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()

    def text(self, url: str, control: DownloadControl | None = None) -> str:
        """The text of a small UTF-8 file.

        Raises Unreachable, DownloadStopped, and BadInput if it is not there, too large or not text.
        """
        control = control or DownloadControl()

        def once() -> str:
            return _decoded(self._run(self._read(url), control), url)

        tries = min(_TEXT_ATTEMPTS, self._attempts)
        return self._persist(once, control, lambda: 0, lambda _have, _phase, _note: None, tries)

    async def _read(self, url: str) -> bytes:
        """The content of a small file."""
        import asyncio

        data = bytearray()
        try:
            async with asyncio.timeout(4 * self._timeout_s), self._asked(url, {}) as response:
                async for piece in response.aiter_bytes():
                    data += piece
                    if len(data) > TEXT_LIMIT:
                        raise BadInput(
                            "{url} is larger than {text_limit}: check the address",
                            url=url,
                            text_limit=human(TEXT_LIMIT),
                        )
        except TimeoutError as error:
            raise TransientError("{server} is too slow", server=host(url)) from error
        return bytes(data)

    def fetch(self, file: RemoteFile, target: Path, tell: ReportProgress, control: DownloadControl) -> str:
        """Download a file to `target` and check it; returns its sha256. What is already there is used.

        Raises Unreachable, DownloadStopped, and BadInput for wrong content, a wrong length or a full disk.
        """
        part = target.with_name(f"{target.name}.{file.digest.partition(':')[2][:12]}.part")
        try:
            if _size(target) == file.size and target.is_file():
                sha256, right = _check(target, file, tell, control)
                if right:
                    return sha256
            target.parent.mkdir(parents=True, exist_ok=True)
            return self._fetch(file, part, target, tell, control)
        except OSError as error:
            if error.errno in FULL:
                raise no_room(target.parent, file.size - _size(part)) from error
            why = error.strerror or type(error).__name__
            raise BadInput(
                "cannot write {target} ({reason}): check the folder's permissions", target=target, reason=why
            ) from error

    def _fetch(self, file: RemoteFile, part: Path, target: Path, tell: ReportProgress, control: DownloadControl) -> str:
        continued = part.exists()
        while True:
            self._fill(file, part, tell, control)
            sha256, right = _check(part, file, tell, control)
            if right:
                os.replace(part, target)
                _tag(part).unlink(missing_ok=True)
                return sha256
            _drop(part)
            if not continued:
                raise BadInput(
                    "{url} has the wrong content (its checksum differs): the server's copy is damaged or was changed; "
                    "try again later",
                    url=file.url,
                )
            continued = False  # the parts may be of two versions: once more, from the start

    def _fill(self, file: RemoteFile, part: Path, tell: ReportProgress, control: DownloadControl) -> None:
        """Bring a part to its full size."""

        def once() -> None:
            if _size(part) > file.size:
                _drop(part)
            have = _size(part)
            if have < file.size:
                self._run(self._stream(file, part, have, tell), control)
            elif not part.exists():
                part.touch()

        self._persist(once, control, lambda: _size(part), tell, self._attempts)

    def _persist(
        self,
        once: Callable[[], T],
        control: DownloadControl,
        size: Callable[[], int],
        tell: ReportProgress,
        attempts: int,
    ) -> T:
        """Repeat `once` until it succeeds, or until several tries brought no new byte."""
        most, failures = size(), 0
        while True:
            if control.paused:
                tell(size(), "paused", "")
            control.hold()
            try:
                return once()
            except TransientError as trouble:
                control.check()
                if control.paused:
                    continue
                if size() > most:
                    most, failures = size(), 0
                failures += 1
                if failures >= attempts:
                    raise Unreachable(
                        "{problem}; what was downloaded is kept; try again later", problem=trouble.text
                    ) from trouble
                wait = max(min(self._backoff_s * 2 ** (failures - 1), _LONGEST_WAIT_S), trouble.after_s)
                tell(
                    size(),
                    "wait",
                    Translatable(
                        "{problem}; try {number} of {attempts}",
                        problem=trouble.text,
                        number=failures + 1,
                        attempts=attempts,
                    ),
                )
                control.sleep(wait)

    def _run(self, request: Coroutine[Any, Any, T], control: DownloadControl) -> T:
        """Runs one request. Raises TransientError if it was paused or cancelled, and what the request raises."""
        import asyncio

        task = self._loop.create_task(request)

        def end() -> None:
            self._loop.call_soon_threadsafe(task.cancel)

        with control.cutting(end), _interrupting(end) as interrupted:
            try:
                return self._loop.run_until_complete(task)
            except asyncio.CancelledError as error:
                if interrupted:
                    raise KeyboardInterrupt from None
                raise TransientError("the request was ended") from error

    async def _stream(self, file: RemoteFile, part: Path, have: int, tell: ReportProgress) -> None:
        headers = {}
        if have:
            headers["Range"] = f"bytes={have}-"
            if tag := _read_tag(part):
                headers["If-Range"] = tag
        async with self._asked(file.url, headers) as response:
            begins = _first_byte(response, file.url, file.size)
            if begins not in (0, have):
                _drop(part)
                raise TransientError("{server} sent a different part of the file than requested", server=host(file.url))
            have = begins
            if not have:
                _drop(part)
                _write_tag(part, response.headers.get("ETag", ""))
            with part.open("ab") as out:
                async for piece in response.aiter_bytes():
                    have += len(piece)
                    if have > file.size:
                        break
                    out.write(piece)
                    tell(have, "download", "")
        if have > file.size:
            _drop(part)
            raise BadInput(
                "{url} is longer than the {size} it should have; try again later", url=file.url, size=human(file.size)
            )
        if have < file.size:
            raise TransientError("{server} closed the connection before the file was complete", server=host(file.url))

    @asynccontextmanager
    async def _asked(self, url: str, headers: dict[str, str]) -> AsyncIterator[httpx2.Response]:
        """The response to a GET. Raises TransientError for what may pass and BadInput for what will not."""
        import asyncio

        import httpx2

        try:
            try:
                async with asyncio.timeout(2 * self._timeout_s):
                    request = self._client.build_request("GET", url, headers=headers)
                    response = await self._client.send(request, stream=True)
            except TimeoutError as error:
                raise TransientError("{server} does not answer (are you online?)", server=host(url)) from error
            try:
                _check_status(response)
                yield response
            finally:
                await response.aclose()
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, httpx2.TooManyRedirects, ValueError) as error:
            # ValueError: a name of a server that cannot be one, of which httpx does not know.
            raise BadInput(
                "{url} is not a download address ({reason}); check it", url=url, reason=first_line(error)
            ) from error
        except httpx2.ConnectTimeout as error:
            raise TransientError("{server} does not answer (are you online?)", server=host(url)) from error
        except httpx2.ConnectError as error:
            raise TransientError(
                "{server} cannot be reached ({reason}); are you online?", server=host(url), reason=first_line(error)
            ) from error
        except httpx2.TimeoutException as error:
            raise TransientError("{server} stopped responding", server=host(url)) from error
        except (httpx2.TransportError, httpx2.StreamError, httpx2.DecodingError) as error:
            raise TransientError("{server} closed the connection", server=host(url)) from error


class _DaemonThreads(ThreadPoolExecutor):
    """Looks up the names of servers: a look-up cannot be ended, and must not keep the program from ending."""

    def submit(self, work: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        future = Future[T]()
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(work(*args, **named))
            except Exception as error:  # noqa: BLE001 - the boundary of this thread: who waits gets it
                future.set_exception(error)

        threading.Thread(target=run, name="name-lookup", daemon=True).start()
        return future


def _check_status(response: httpx2.Response) -> None:
    """Raise BadInput or TransientError unless the response has a file or is a 416."""
    code, url = response.status_code, str(response.url)
    if code == 416 or response.is_success:
        return
    if code in (401, 403):
        raise BadInput(
            "{server} refuses {url} ({code}): it needs a login or an accepted licence there",
            server=host(url),
            url=url,
            code=code,
        )
    if code in (404, 410):
        raise BadInput(
            "{url} is not there ({code}): check the name; the bundle may have been moved", url=url, code=code
        )
    if code in (408, 425, 429) or code >= 500:
        trouble = TransientError(
            "{server} has a problem ({code} {phrase})", server=host(url), code=code, phrase=response.reason_phrase
        )
        trouble.after_s = _retry_after(response)
        raise trouble
    raise BadInput(
        "{server} did not send {url} ({code} {phrase}): check the address",
        server=host(url),
        url=url,
        code=code,
        phrase=response.reason_phrase,
    )


def _first_byte(response: httpx2.Response, url: str, size: int) -> int:
    """The position of the response's first byte in a file of `size` bytes; 0 if the server sends the whole file.

    -1 for a part that does not fit. Raises BadInput if the whole file has another length.
    """
    if response.status_code == 416:
        return -1
    if response.status_code == 206:
        first, total = _content_range(response.headers.get("Content-Range", ""))
        return first if first is not None and total in (None, size) else -1
    length = _number(response.headers.get("Content-Length", ""))
    if length not in (None, size) and "Content-Encoding" not in response.headers:
        raise BadInput(
            "{url} has {length} bytes instead of {size}: the server's copy is another version; try again later",
            url=url,
            length=length,
            size=size,
        )
    return 0


def _content_range(text: str) -> tuple[int | None, int | None]:
    """First byte and total size of `bytes 5-9/10`; None where one is missing."""
    span, _, total = text.removeprefix("bytes ").partition("/")
    return _number(span.partition("-")[0]), _number(total)


def _retry_after(response: httpx2.Response) -> float:
    return float(min(_number(response.headers.get("Retry-After", "")) or 0, 60))


def _number(text: str) -> int | None:
    """A number of a header; None for anything else. Only ASCII: `int` refuses some digits that `isdigit` accepts."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def host(url: str) -> str:
    """The server of an address."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _check(path: Path, file: RemoteFile, tell: ReportProgress, control: DownloadControl) -> tuple[str, bool]:
    """The sha256 of a file, and whether the file has the digest that it should have."""
    kind, _, wanted = file.digest.partition(":")
    sha256, blob = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    tell(0, "check", "")
    with path.open("rb") as stream:
        done = 0
        while piece := stream.read(_BLOCK):
            sha256.update(piece)
            if kind == "git":
                blob.update(piece)
            done += len(piece)
            tell(done, "check", "")
            control.check()
    return sha256.hexdigest(), wanted == (blob if kind == "git" else sha256).hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag(part).unlink(missing_ok=True)


def _tag(part: Path) -> Path:
    return part.with_suffix(".etag")


def _read_tag(part: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _tag(part).read_text(encoding="ascii")
    return ""


def _write_tag(part: Path, tag: str) -> None:
    """Keep a strong tag; a weak one may not be used with ranges."""
    if tag.startswith('"') and tag.isascii():
        _tag(part).write_text(tag, encoding="ascii")


def _decoded(data: bytes, url: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadInput("{url} is not a text file: check the address", url=url) from error
