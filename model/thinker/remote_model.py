"""A chat model behind an OpenAI-compatible server, such as vLLM, SGLang or `transformers serve`.

Each reply is one streamed request of its own. Requests run on one background thread, so that reading never waits long
and a cancelled reply closes its connection at once.
"""

from __future__ import annotations

import asyncio
import base64
import io
import ipaddress
import json
import logging
import queue
import threading
import wave
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio
import httpx2
import numpy as np

from model import SAMPLE_RATE
from model.errors import AloudError, BadInput, MissingCapability, first_line, printable
from model.thinker.text_model import Message
from model.thinker.types import Samples

CONNECT_S, SILENT_S = 5.0, 20.0
"""Seconds after which a server counts as gone: without a connection, without a byte."""

WAIT_S = 0.02
"""The longest that `read` waits."""

LONGEST_LINE = 1 << 20
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """address: with or without "/v1". model: its name there, "" for the first that the server has. key: "" for none."""

    address: str
    model: str = ""
    key: str = ""

    def checked(self) -> Server:
        """The same with the address as requests need it. Raises BadInput for one that would send sound unprotected."""
        text = self.address.strip()
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise BadInput("{address} is no server's address: write it as https://server.school", address=text)
        if parts.scheme == "http" and not is_this_computer(parts.hostname or ""):
            raise BadInput("{address} is not protected: write it with https://", address=text)
        base = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
        return Server(base if base.endswith("/v1") else f"{base}/v1", self.model.strip(), self.key.strip())

    @property
    def name(self) -> str:
        """The host, for people."""
        return urlsplit(self.address).hostname or self.address


def is_this_computer(host: str) -> bool:
    """True for a loopback name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Connections:
    """A client on an event loop with a thread of its own, which starts with the first request."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Runs `work` on the loop."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="server-requests", daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, work: Callable[[], object]) -> None:
        """Calls `work` on the loop's thread soon; does nothing once it is closed."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(work)

    def close(self) -> None:
        """Cancels what runs and closes the connections; a second call does nothing."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._end(), loop).result(CONNECT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(CONNECT_S)
        loop.close()

    async def _end(self) -> None:
        running = self._others()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.client.aclose()
        # A cancelled reply leaves generators behind, which the loop closes in tasks of its own.
        await asyncio.get_running_loop().shutdown_asyncgens()
        await asyncio.sleep(0)
        await asyncio.gather(*self._others(), return_exceptions=True)

    @staticmethod
    def _others() -> set[asyncio.Task[Any]]:
        return asyncio.all_tasks() - {asyncio.current_task()}


class RemoteModel:
    """A model on a server. Opens no connection until it is asked to write."""

    def __init__(self, server: Server, *, silent_s: float = SILENT_S) -> None:
        """silent_s: seconds without a byte after which the server counts as gone. Raises BadInput for the address."""
        self.server = server.checked()
        host = urlsplit(self.server.address).hostname or ""
        headers = {"Authorization": f"Bearer {self.server.key}"} if self.server.key else {}
        self.silent_s = silent_s
        self.client = httpx2.AsyncClient(
            headers=headers, timeout=httpx2.Timeout(silent_s, connect=CONNECT_S), trust_env=not is_this_computer(host)
        )
        self._model = self.server.model
        self.connections = _Connections(self.client)
        self._finalizer = weakref.finalize(self, self.connections.close)

    def close(self) -> None:
        """Closes its connections."""
        self._finalizer()

    def check(self, question: Samples | str) -> None:
        """Does nothing: only the server knows what it can take."""

    def write(self, messages: Sequence[Message], most: int) -> RemoteStream:
        """Sends the request; see `TextModel`."""
        return RemoteStream(self, messages, most)

    def models(self) -> list[str]:
        """The names of the server's models. Raises AloudError."""
        return self.connections.submit(self.ask_models()).result()

    async def ask_models(self) -> list[str]:
        """As `models`, on the loop."""
        try:
            reply = await self.client.get(f"{self.server.address}/models")
            if reply.status_code != 200:
                raise self.refusal(reply.status_code, reply.text)
            return [str(row["id"]) for row in reply.json()["data"]]
        except (ValueError, KeyError, TypeError) as error:
            raise self.garbled() from error
        except httpx2.HTTPError as error:
            raise self.fault(error) from error

    async def name(self) -> str:
        """The model's name at the server."""
        if not self._model:
            names = await self.ask_models()
            if not names:
                raise MissingCapability("the server {host} has no model: tell your teacher", host=self.server.name)
            self._model = names[0]
        return self._model

    def refusal(self, status: int, body: str) -> AloudError:
        """The error for a status that is not 200."""
        host, said = self.server.name, printable(body[:200].replace("\n", " "))
        if status in (401, 403):
            return BadInput("the server {host} refused the key: enter the right one in the settings", host=host)
        if status == 404:
            return BadInput(
                "the server {host} does not have the model {model}: choose another in the settings",
                host=host, model=self._model or "?",
            )  # fmt: skip
        if status == 429:
            return MissingCapability("the server {host} is full at the moment: ask again in a minute", host=host)
        if status < 500:
            return BadInput(
                "the server {host} did not take the question ({reason}): choose a model that hears",
                host=host, reason=said or status,
            )  # fmt: skip
        return MissingCapability(
            "the server {host} has a fault ({status}): ask again later, or tell your teacher", host=host, status=status
        )

    def fault(self, error: httpx2.HTTPError) -> AloudError:
        """The error for a connection that failed."""
        host = self.server.name
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            return MissingCapability(
                "the server {host} cannot be reached ({reason}): check the network", host=host, reason=first_line(error)
            )
        if isinstance(error, httpx2.TimeoutException):
            return MissingCapability(
                "the server {host} has been silent for {seconds} seconds: ask again later",
                host=host, seconds=round(self.silent_s),
            )  # fmt: skip
        return self.broken()

    def broken(self) -> AloudError:
        """The error for a reply that ends too early."""
        return MissingCapability(
            "the connection to the server {host} broke off: ask the question again", host=self.server.name
        )

    def garbled(self) -> AloudError:
        """The error for something that is not a reply."""
        return MissingCapability(
            "the server {host} sent something that is not an answer: tell your teacher", host=self.server.name
        )


class RemoteStream:
    """A reply of a server; see `TextStream`."""

    def __init__(self, model: RemoteModel, messages: Sequence[Message], most: int) -> None:
        self._model = model
        self._pieces: queue.SimpleQueue[str | AloudError | None] = queue.SimpleQueue()
        self._over = self._stopped = False
        self._scope: anyio.CancelScope | None = None
        self.cut = False
        body = {"messages": [_as_json(message) for message in messages], "stream": True, "temperature": 0,
                "max_tokens": most}  # fmt: skip
        model.connections.submit(self._run(body))

    def read(self) -> str | None:
        """The next piece, after at most WAIT_S. Raises AloudError for a server that refuses or fails."""
        if self._over:
            return None
        try:
            piece = self._pieces.get(timeout=WAIT_S)
        except queue.Empty:
            return ""
        if piece is None or isinstance(piece, AloudError):
            self._over = True
        if isinstance(piece, AloudError):
            raise piece
        return piece

    def cancel(self) -> None:
        """Closes the connection, in whatever state it is."""
        self._over = True
        self._model.connections.call(self._stop)

    def _stop(self) -> None:
        """On the loop's thread."""
        self._stopped = True
        if self._scope is not None:
            self._scope.cancel()

    async def _run(self, body: dict[str, Any]) -> None:
        # The client shields its own cleaning up from a scope's cancel, but not from a task's.
        with anyio.CancelScope() as self._scope:
            if not self._stopped:
                await self._request(body)

    async def _request(self, body: dict[str, Any]) -> None:
        model = self._model
        try:
            body["model"] = await model.name()
            async with model.client.stream("POST", f"{model.server.address}/chat/completions", json=body) as reply:
                if reply.status_code != 200:
                    raise model.refusal(reply.status_code, (await reply.aread()).decode(errors="replace"))
                self.cut = await self._take(reply.aiter_text())
            self._pieces.put(None)
        except AloudError as error:
            self._pieces.put(error)
        except httpx2.HTTPError as error:
            self._pieces.put(model.fault(error))
        except Exception:  # noqa: BLE001 - the thread's boundary: the reader must not wait for ever
            _log.exception("a request failed")
            self._pieces.put(model.broken())

    async def _take(self, texts: AsyncIterator[str]) -> bool:
        """Puts the reply's pieces into the queue; whether it was cut for its length. Raises AloudError."""
        rest, reason = "", ""
        async for text in texts:
            *lines, rest = (rest + text).split("\n")
            if len(rest) > LONGEST_LINE:
                raise self._model.garbled()
            for line in lines:
                if not line.startswith("data:"):
                    continue
                data = line[5:].strip()
                if data == "[DONE]":
                    return reason == "length"
                piece, ended = self._piece(data)
                reason = ended or reason
                if piece:
                    self._pieces.put(piece)
        if not reason:
            raise self._model.broken()
        return reason == "length"

    def _piece(self, data: str) -> tuple[str, str]:
        """Text and reason of the end in one event. Raises AloudError."""
        try:
            raw = json.loads(data)
            if "error" in raw:
                raise self._model.refusal(int(raw["error"].get("code") or 500), str(raw["error"].get("message", "")))
            choices = raw["choices"]
            if not choices:  # the figures at the end
                return "", ""
            return str(choices[0]["delta"].get("content") or ""), str(choices[0].get("finish_reason") or "")
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise self._model.garbled() from error


def _as_json(message: Message) -> dict[str, Any]:
    if not message.sounds:
        return {"role": message.role, "content": "\n".join(part for part in message.content if isinstance(part, str))}
    parts = [
        {"type": "text", "text": part}
        if isinstance(part, str)
        else {"type": "input_audio", "input_audio": {"data": _wav(part), "format": "wav"}}
        for part in message.content
    ]
    return {"role": message.role, "content": parts}


def _wav(samples: Samples) -> str:
    """16-bit mono WAV in base64."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())
    return base64.b64encode(file.getvalue()).decode("ascii")
