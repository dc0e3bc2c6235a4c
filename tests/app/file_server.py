"""A web server on this machine that gives files, and misbehaves as it is told."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    """One request: its path and the two headers that matter."""

    path: str
    range: str
    if_range: str


# Given the handler and the whole file, does something else than serve it well; True if it answered.
Trick = Callable[["Handler", bytes], bool]


@dataclass
class Server:
    """files: content by path. tricks: what each of the next requests for a file (not a text) meets; None: good."""

    files: dict[str, bytes] = field(default_factory=dict)
    tricks: list[Trick | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    etags: bool = True
    weak: bool = False  # the tags are for comparing alone, not for ranges
    ranges: bool = True
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def __enter__(self) -> Server:
        self._http = PatientServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = False
        self._http.owner = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="file-server")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def etag(self, path: str) -> str:
        return f'"{hash(self.files[path]) & 0xFFFFFFFF:x}"'


class PatientServer(ThreadingHTTPServer):
    """Says nothing of a client that hangs up, as cancelled and paused downloads do; every other error is shown."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def owner(self) -> Server:
        return self.server.owner  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        owner = self.owner
        owner.asked.append(Asked(self.path, self.headers.get("Range", ""), self.headers.get("If-Range", "")))
        content = owner.files.get(path)
        if content is None:
            self.give(404, b"nothing here")
            return
        plain = path.endswith((".toml", ".txt")) or path.startswith("/api/")
        trick = owner.tricks.pop(0) if owner.tricks and not plain else None
        try:
            if trick is None or not trick(self, content):
                self.serve(content, path)
        except OSError:
            self.close_connection = True

    def serve(self, content: bytes, path: str) -> None:
        first = self.wanted_from(path)
        if first is not None and first >= len(content):
            self.give(416, b"")
        elif first is None:
            self.give(200, content, self.tag(path))
        else:
            span = f"bytes {first}-{len(content) - 1}/{len(content)}"
            self.give(206, content[first:], {"Content-Range": span} | self.tag(path))

    def tag(self, path: str) -> dict[str, str]:
        weak = "W/" if self.owner.weak else ""
        return {"ETag": weak + self.owner.etag(path)} if self.owner.etags else {}

    def wanted_from(self, path: str) -> int | None:
        asked, tag = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        if not asked or not self.owner.ranges or (tag and tag != self.owner.etag(path)):
            return None
        return int(asked.removeprefix("bytes=").partition("-")[0])

    def give(self, code: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def drop_after(count: int) -> Trick:
    """Promises everything (from the byte asked for), sends `count` bytes of it, hangs up."""

    def trick(handler: Handler, content: bytes) -> bool:
        path = handler.path
        first = handler.wanted_from(path) or 0
        code, extra = (
            (206, {"Content-Range": f"bytes {first}-{len(content) - 1}/{len(content)}"}) if first else (200, {})
        )
        handler.give(code, content[first : first + count], extra | handler.tag(path), len(content) - first)
        handler.close_connection = True
        return True

    return trick


def stall_after(count: int) -> Trick:
    """Sends `count` bytes, then nothing more, with the line open until the test is over."""

    def trick(handler: Handler, content: bytes) -> bool:
        handler.give(200, content[:count], handler.tag(handler.path), len(content))
        handler.wfile.flush()
        handler.owner.release.wait(600.0)
        handler.close_connection = True
        return True

    return trick


def status(code: int, headers: dict[str, str] | None = None) -> Trick:
    """Answers with this status."""

    def trick(handler: Handler, _content: bytes) -> bool:
        handler.give(code, b"sorry", headers)
        return True

    return trick


def wrong_length(length: int) -> Trick:
    """Says another length than the file has."""

    def trick(handler: Handler, content: bytes) -> bool:
        handler.give(200, content[:length], handler.tag(handler.path), length)
        handler.close_connection = True
        return True

    return trick


def without_length(body: bytes) -> Trick:
    """Says no length, sends `body` and hangs up."""

    def trick(handler: Handler, _content: bytes) -> bool:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True
        return True

    return trick


def part_of_another(handler: Handler, content: bytes) -> bool:
    """The part that was asked for, of a file of another size."""
    first = handler.wanted_from(handler.path) or 0
    handler.give(206, content[first:], {"Content-Range": f"bytes {first}-{len(content) - 1}/{len(content) + 1}"})
    return True


def wrong_part(handler: Handler, content: bytes) -> bool:
    """Answers a range with another one."""
    handler.give(206, content[1:], {"Content-Range": f"bytes 1-{len(content) - 1}/{len(content)}"})
    return True


def redirect(to: str) -> Trick:
    """Sends the client elsewhere, as the hub does."""

    def trick(handler: Handler, _content: bytes) -> bool:
        handler.give(302, b"", {"Location": to})
        return True

    return trick


# Speaks on an open connection until the event says that the test is over.
Speech = Callable[[socket.socket, threading.Event], None]


@contextmanager
def raw_server(speech: Speech) -> Iterator[tuple[str, threading.Event]]:
    """The address of a server that talks as it likes, and an event: somebody has asked it something."""
    over, asked = threading.Event(), threading.Event()
    talks: list[threading.Thread] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(1 << 16)
            asked.set()
            speech(connection, over)

    def accept() -> None:
        with suppress(OSError):
            while True:
                talks.append(threading.Thread(target=talk, args=(listener.accept()[0],)))
                talks[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *talks):
            thread.join()


def says_nothing(connection: socket.socket, over: threading.Event) -> None:
    over.wait(600.0)


def drips(begin: bytes, drop: bytes) -> Speech:
    """Sends `begin`, then `drop` again and again."""

    def speech(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(begin)
        while not over.wait(0.02):
            connection.sendall(drop)

    return speech


DRIPPING_HEADERS = drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x")
DRIPPING_BODY = drips(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n", b"x")


@contextmanager
def full_server() -> Iterator[str]:
    """The address of a server that lets nobody connect: its queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for one in waiting:
            one.close()
