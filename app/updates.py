"""Asks whether there is a newer Aloud: one small file from one server, and only when the user wants it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import app
from app.preset import machine_preset
from model.errors import BadInput, printable

if TYPE_CHECKING:
    from app.bundles.download import DownloadControl, Downloader

ADDRESS: Final = "https://example.org/aloud/latest.json"
"""{"version": "0.2.0", "page": "https://..."}; $ALOUD_UPDATES names another server."""
_VERSION: Final = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Release:
    """The newest version. page: where it can be read about and downloaded. newer: than this program."""

    version: str
    page: str
    newer: bool


def address() -> str:
    return os.environ.get("ALOUD_UPDATES") or ADDRESS


def server() -> str:
    """The server that would be asked."""
    return urlsplit(address()).hostname or address()


def check_allowed() -> None:
    """Raises BadInput if this machine's preset forbids the question."""
    preset = machine_preset()
    if not preset.updates:
        raise BadInput("asking for a new version is switched off for this computer by {path}", path=preset.path)


def newest(downloader: Downloader, control: DownloadControl | None = None) -> Release:
    """Ask the server. Raises BadInput for a preset that forbids it and an unusable answer, and what `text` raises."""
    check_allowed()
    try:
        raw = json.loads(downloader.text(address(), control))
        version, page = str(raw["version"]), str(raw["page"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("{server} gave no version: ask again later", server=server()) from error
    if not _VERSION.fullmatch(version) or urlsplit(page).scheme != "https":
        raise BadInput("{server} gave no version: ask again later", server=server())
    return Release(version, printable(page), _parts(version) > _parts(app.__version__))


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
