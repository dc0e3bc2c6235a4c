"""A chat-completions server on the loopback, as vLLM's: streamed events, and faults on demand."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
import wave
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import numpy as np

Fault = Literal["", "cut", "garbage", "silent", "slow", 400, 401, 404, 429, 500]
Reply = Callable[[list[dict[str, Any]], int], Iterable[str]]
"""Pieces of the reply to messages, at most so many tokens."""


class ChatServer:
    """reply: makes the pieces. key: that requests must bring. slots: requests at a time; more get 429."""

    def __init__(self, reply: Reply, *, key: str = "", model: str = "tiny", slots: int = 0, port: int = 0) -> None:
        self.reply, self.key, self.model, self.slots = reply, key, model, slots
        self.fault: Fault = ""
        self.requests: list[dict[str, Any]] = []
        self.active, self.broken_off = 0, 0
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Ends it, and all its connections, as a kill does."""
        self._server.shutdown()
        self._server.drop_all()
        self._server.server_close()
        self._thread.join(10)


@contextmanager
def running(reply: Reply, **options: Any) -> Iterator[ChatServer]:
    server = ChatServer(reply, **options)
    try:
        yield server
    finally:
        server.close()


def sound_of(messages: list[dict[str, Any]]) -> Any:
    """The last sound of a request, float32 (n,), or None."""
    parts = [part for message in messages if not isinstance(message["content"], str) for part in message["content"]]
    data = [part["input_audio"]["data"] for part in parts if part["type"] == "input_audio"]
    if not data:
        return None
    with wave.open(io.BytesIO(base64.b64decode(data[-1]))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32767


def text_of(messages: list[dict[str, Any]]) -> str:
    """The text of the last message."""
    content = messages[-1]["content"]
    return content if isinstance(content, str) else "\n".join(p["text"] for p in content if p["type"] == "text")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    owner: ChatServer

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sockets: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.sockets.discard(request)
        super().shutdown_request(request)

    def drop_all(self) -> None:
        import socket

        for request in list(self.sockets):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no fault of the server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        owner = self.server.owner
        if not self._admitted():
            return
        self._json(200, {"data": [{"id": owner.model}]})

    def do_POST(self) -> None:
        owner = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._admitted():
            return
        if body["model"] != owner.model:
            self._json(404, {"error": {"message": "no such model"}})
            return
        with owner.lock:
            owner.requests.append(body)
            full = bool(owner.slots) and owner.active >= owner.slots
            owner.active += not full
        if full:
            self._json(429, {"error": {"message": "full"}})
            return
        try:
            self._stream(owner, body)
        except OSError:
            owner.broken_off += 1
            self.close_connection = True
        finally:
            with owner.lock:
                owner.active -= 1

    def _admitted(self) -> bool:
        owner = self.server.owner
        if isinstance(owner.fault, int):
            self._json(owner.fault, {"error": {"message": "as asked"}})
        elif owner.key and self.headers.get("Authorization") != f"Bearer {owner.key}":
            self._json(401, {"error": {"message": "wrong key"}})
        else:
            return True
        return False

    def _stream(self, owner: ChatServer, body: dict[str, Any]) -> None:
        fault = owner.fault
        if fault == "silent":
            while owner.fault:
                time.sleep(0.02)
                self._alive()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        most, count = int(body["max_tokens"]), 0
        for count, piece in enumerate(owner.reply(body["messages"], most)):
            if count >= most:
                break
            if fault == "cut" and count == 3:
                self.close_connection = True
                self.connection.close()
                return
            if fault == "garbage" and count == 3:
                self._event("{not json")
            if fault == "slow":
                time.sleep(0.1)
            self._event(json.dumps({"choices": [{"delta": {"content": piece}, "finish_reason": None}]}))
        reason = "length" if count >= most else "stop"
        self._event(json.dumps({"choices": [{"delta": {}, "finish_reason": reason}]}))
        self._event(json.dumps({"choices": [], "usage": {"total_tokens": count}}))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()

    def _alive(self) -> None:
        """Raises OSError once the client has gone."""
        import select

        if select.select([self.connection], [], [], 0)[0] and not self.connection.recv(1):
            raise ConnectionResetError

    def _json(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
