"""What a server's answer to a download means.

Owns: statuses, lengths and ranges, and the words for them. Must not know: files, retries. Any thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from model.errors import BadInput

if TYPE_CHECKING:
    import httpx2


class Trouble(Exception):
    """Something that may pass. after_s: how long the server wants to be left alone."""

    def __init__(self, why: str, after_s: float = 0.0) -> None:
        super().__init__(why)
        self.after_s = after_s


def judge(response: httpx2.Response) -> None:
    """Raises for a status that gives no file."""
    code, url = response.status_code, str(response.url)
    if code == 416 or response.is_success:
        return
    if code in (401, 403):
        raise BadInput(f"{host(url)} refuses {url} ({code}): it needs a login or an accepted licence there")
    if code in (404, 410):
        raise BadInput(f"{url} is not there ({code}): check the name; the bundle may have been moved")
    if code in (408, 425, 429) or code >= 500:
        raise Trouble(f"is in trouble ({code} {response.reason_phrase})", _retry_after(response))
    raise BadInput(f"{host(url)} gives no file for {url} ({code} {response.reason_phrase}): check the address")


def first_byte(response: httpx2.Response, url: str, size: int) -> int:
    """Where in a file of `size` bytes the answer begins: 0 if the server sends everything.

    -1 if it is a part that fits nothing. Raises BadInput if the whole file has another length.
    """
    if response.status_code == 416:
        return -1
    if response.status_code == 206:
        first, total = _content_range(response.headers.get("Content-Range", ""))
        return first if first is not None and total in (None, size) else -1
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) != size and "Content-Encoding" not in response.headers:
        raise BadInput(
            f"{url} has {length} bytes instead of {size}: the server's copy is another version; try again later"
        )
    return 0


def _content_range(text: str) -> tuple[int | None, int | None]:
    """First byte and total size of `bytes 5-9/10`; None for what it does not say."""
    span, _, total = text.removeprefix("bytes ").partition("/")
    first = span.partition("-")[0]
    return int(first) if first.isdigit() else None, int(total) if total.isdigit() else None


def _retry_after(response: httpx2.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 60.0) if text.isdigit() else 0.0


def host(url: str) -> str:
    """The server that an address names."""
    return urlsplit(url).hostname or url
