"""The bundles that can be downloaded (`assets/bundles.json`), and what a download of one would bring.

What the catalogue does not know (a repository's present commit, sizes, checksums) is asked from the server and shown
before anything is downloaded. Only `plan_download` uses the network.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urljoin

from app.bundles.download import DownloadControl, Downloader, RemoteFile
from app.storage import ASSETS, STARTER_NAME
from model.bundle_manifest import MANIFEST, PARTS, Bundle, file_size, relative_path
from model.errors import BadInput

CATALOGUE: Final = ASSETS / "bundles.json"
FORMAT: Final = 1
SCREEN_VRAM: Final = 500_000_000
INDEX: Final = "model.safetensors.index.json"
HUB: Final = "https://huggingface.co"
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
_NAME: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")
Read = Callable[[str], str]
"""The text of a small file on a server, by its URL."""
_LICENCE_NAMES: Final = ("LICENSE", "LICENCE", "LICENSE.txt", "LICENSE.md")


@dataclass(frozen=True, slots=True)
class HubPart:
    """A part of a bundle in a repository of the hub.

    revision: the pinned commit, or empty. files: patterns of names. weights: prefix of the wanted tensors, which
    chooses the shards by the repository's index; empty if `files` names everything.
    """

    part: str
    repo: str
    revision: str
    licence: str
    files: tuple[str, ...]
    weights: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A bundle that can be downloaded. min_vram: graphics memory in bytes, with `SCREEN_VRAM` for the screen.

    disk: about how many bytes the download takes. runs: whether this version of Aloud can load it.
    """

    name: str
    version: str
    title: str
    summary: str
    licence: str
    licence_url: str
    min_vram: int
    disk: int
    runs: bool
    input_rate: int
    sample_rate: int
    parts: tuple[HubPart, ...]


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """Contents of a download, known before its first file is requested.

    head: the fields of the bundle's manifest. licences: (part, licence). licence_text: the server's licence files, or
    empty. sources: where the files come from, with commits. address: of the bundle, if it is not in the catalogue.
    """

    name: str
    version: str
    head: Mapping[str, object]
    files: tuple[RemoteFile, ...]
    licences: tuple[tuple[str, str], ...]
    licence_text: str
    sources: tuple[str, ...]
    address: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def offers(path: Path = CATALOGUE) -> tuple[Offer, ...]:
    """The catalogue. Raises BadInput if it is damaged or newer than this program."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise BadInput(
                "{path} has format {format}, this Aloud reads {known}: get Aloud again, with its assets folder",
                path=path,
                format=raw["format"],
                known=FORMAT,
            )
        return tuple(_offer(row) for row in raw["bundles"])
    except OSError as error:
        raise BadInput(
            "cannot read {path} ({reason}): get Aloud again, with its assets folder", path=path, reason=error.strerror
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            "{path} is damaged ({kind}: {reason}): get Aloud again, with its assets folder",
            path=path,
            kind=type(error).__name__,
            reason=str(error),
        ) from error


def find_offer(name: str, path: Path = CATALOGUE) -> Offer:
    """The offer of this name. Raises BadInput if there is none."""
    known = {offer.name: offer for offer in offers(path)}
    if name not in known:
        here = ", ".join(known) or "none"
        raise BadInput(
            "no bundle {name!r} can be downloaded (these can: {here}); see: aloud bundle list", name=name, here=here
        )
    return known[name]


def plan_download(wanted: Offer | str, downloader: Downloader, control: DownloadControl | None = None) -> DownloadPlan:
    """The plan for an offer, or for the bundle at a URL (of its `bundle.toml` or folder).

    Raises BadInput for an unusable answer of the server, DownloadStopped, and what `downloader` raises.
    """

    def read(url: str) -> str:
        return downloader.text(url, control)

    if isinstance(wanted, str):
        return _plan_of_url(wanted, read)
    hub = os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
    parts = [_PartListing.ask(part, hub, read) for part in wanted.parts]
    # An unknown licence must not pass for a free one.
    licences = tuple((f"{p.part.part} ({p.part.repo})", p.licence or "not stated: ask its authors") for p in parts)
    texts = [text for p in parts if (text := p.licence_text(read))]
    head: dict[str, object] = {
        "name": wanted.name,
        "version": f"{wanted.version}+{'.'.join(p.commit[:7] for p in parts)}",
        "licence": wanted.licence,
        "input_rate": wanted.input_rate,
        "sample_rate": wanted.sample_rate,
        "ratios": [],
    }
    head |= {part.part: part.part for part in wanted.parts}
    return DownloadPlan(
        name=_checked_name(wanted.name),
        version=str(head["version"]),
        head=head,
        files=tuple(file for p in parts for file in p.files(read)),
        licences=licences,
        licence_text="\n\n".join(texts),
        sources=tuple(f"{p.part.repo} at commit {p.commit[:12]}" for p in parts),
    )


def _plan_of_url(url: str, read: Read) -> DownloadPlan:
    address = url if url.endswith(f"/{MANIFEST}") else f"{url.rstrip('/')}/{MANIFEST}"
    bundle = Bundle.parse(Path(address), read(address))
    base = address.removesuffix(MANIFEST)
    if bundle.name.casefold() in {offer.name.casefold() for offer in offers()}:
        raise BadInput(
            "the bundle at {address} calls itself {name!r}, as one of Aloud's own list: ask its maker for another name",
            address=address,
            name=bundle.name,
        )
    if not bundle.files:
        raise BadInput("{address} lists no files: it is not a bundle", address=address)
    head: dict[str, object] = {
        "name": bundle.name,
        "version": bundle.version,
        "licence": bundle.licence,
        "input_rate": bundle.input_rate,
        "sample_rate": bundle.sample_rate,
        "ratios": [f"{p}:{q}" for p, q in bundle.ratios],
    }
    folders = {"thinker": bundle.thinker, "talker": bundle.talker, "codec": bundle.codec}
    head |= {part: folder.relative_to(bundle.path).as_posix() for part, folder in folders.items() if folder}
    return DownloadPlan(
        name=_checked_name(bundle.name),
        version=bundle.version,
        head=head,
        files=tuple(
            RemoteFile(row.path, urljoin(base, quote(row.path)), row.size, f"sha256:{row.sha256}")
            for row in bundle.files
        ),
        licences=(("the bundle", bundle.licence),),
        licence_text="",
        sources=(base,),
        address=address,
    )


@dataclass(frozen=True, slots=True)
class _PartListing:
    """A part, and its repository's files in the hub."""

    part: HubPart
    hub: str
    commit: str
    licence: str
    siblings: tuple[Mapping[str, Any], ...]

    @classmethod
    def ask(cls, part: HubPart, hub: str, read: Read) -> _PartListing:
        revision = quote(part.revision or "main", safe="")
        url = f"{hub}/api/models/{part.repo}/revision/{revision}?blobs=true"
        try:
            raw = json.loads(read(url))
            card = raw.get("cardData") or {}
            stated = card.get("license_name") or card.get("license") or ""
            if not _COMMIT.fullmatch(raw["sha"]):
                raise ValueError("no commit")
            return cls(part, hub, raw["sha"], part.licence or str(stated), tuple(raw["siblings"]))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput(
                "{url} does not list a repository: the hub may have changed; update Aloud", url=url
            ) from error

    def files(self, read: Read) -> list[RemoteFile]:
        """The files of the part. Raises BadInput if one is missing or has no checksum."""
        names = {str(row["rfilename"]): row for row in self.siblings}
        chosen = [name for name in names if any(fnmatchcase(name, pattern) for pattern in self.part.files)]
        if self.part.weights:
            chosen += [name for name in self._shards(read) if name not in chosen]
        missing = [name for name in chosen if name not in names]
        if missing or not chosen:
            raise BadInput(
                "{repo} has no {missing}: it was changed; update Aloud",
                repo=self.part.repo,
                missing=", ".join(missing) or "files",
            )
        return [self._file(name, names[name]) for name in chosen]

    def licence_text(self, read: Read) -> str:
        names = {str(row["rfilename"]) for row in self.siblings}
        name = next((name for name in _LICENCE_NAMES if name in names), "")
        return f"{self.part.repo}\n\n{read(self._url(name)).strip()}" if name else ""

    def _shards(self, read: Read) -> list[str]:
        """The weight files with at least one tensor of the wanted prefix, by the index."""
        try:
            where: dict[str, str] = json.loads(read(self._url(INDEX)))["weight_map"]
            return sorted({file for tensor, file in where.items() if tensor.startswith(self.part.weights)})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput("{repo}: {index} is damaged; try again later", repo=self.part.repo, index=INDEX) from error

    def _file(self, name: str, row: Mapping[str, Any]) -> RemoteFile:
        large = row.get("lfs") or {}
        sha256, blob = large.get("sha256"), row.get("blobId")
        try:
            path = relative_path(name)
        except ValueError as error:
            raise BadInput(
                "{repo} has a file {name!r} outside the bundle's folder: it is not downloaded",
                repo=self.part.repo,
                name=name,
            ) from error
        try:
            size = file_size(large.get("size", row.get("size")))
            if not (sha256 or blob):
                raise ValueError("no checksum")
        except ValueError as error:
            raise BadInput(
                "{hub} gives no checksum of {repo}/{name}: try again later",
                hub=self.hub,
                repo=self.part.repo,
                name=name,
            ) from error
        digest = f"sha256:{sha256}" if sha256 else f"git:{blob}"
        return RemoteFile(f"{self.part.part}/{path}", self._url(name), size, digest)

    def _url(self, name: str) -> str:
        return f"{self.hub}/{self.part.repo}/resolve/{self.commit}/{quote(name)}"


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name) or name.casefold() == STARTER_NAME:
        raise BadInput(
            "the bundle is called {name!r}, which cannot be the name of its folder; ask its maker", name=name
        )
    return name


def _offer(row: Mapping[str, Any]) -> Offer:
    parts = tuple(
        HubPart(
            part=part["part"],
            repo=part["repo"],
            revision=part["revision"] or "",
            licence=part["licence"] or "",
            files=tuple(part["files"]),
            weights=part["weights"] or "",
        )
        for part in row["parts"]
    )
    if not all(part.part in PARTS for part in parts):
        raise ValueError(f"parts of {row['name']}")
    return Offer(**{key: row[key] for key in Offer.__dataclass_fields__ if key != "parts"}, parts=parts)
