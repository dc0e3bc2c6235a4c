"""A bundle: a folder with `bundle.toml`, which names a Thinker, a Talker and a codec that belong together."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeVar

from model import SAMPLE_RATE
from model.atomic_files import whole_file
from model.errors import BadInput, first_line, printable

FORMAT = 1
MANIFEST = "bundle.toml"
LONGEST, LONGEST_LINE = 1 << 18, 1024
"""Bytes of a manifest, characters of its lines: the time that TOML takes grows with the square of a dotted key."""
PARTS = ("thinker", "talker", "codec")

SOURCE_FILE = "source.json"
"""Instead of weights, a part's folder may have {"hub": "owner/name", "revision": "commit"}."""

T = TypeVar("T")


class Ratio(NamedTuple):
    """Spoken and reasoning tokens that alternate."""

    spoken: int
    reasoning: int

    @classmethod
    def parse(cls, text: object) -> Ratio:
        """The ratio of "p:q", both from 1 to 99. Raises ValueError."""
        found = re.fullmatch(r"\s*([1-9]\d?)\s*:\s*([1-9]\d?)\s*", text) if isinstance(text, str) else None
        if found is None:
            raise ValueError(f"{text!r} is not a ratio")
        return cls(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a bundle. path: relative, with forward slashes; size: bytes; sha256: lower-case hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle on disk: the content of its manifest. Immutable.

    thinker, talker, codec: folders; talker and codec are None in a bundle that cannot speak.
    input_rate, sample_rate: Hz of the question and of the answer's sound.
    ratios: the ratios that the Thinker was trained for; empty for an unmodified model.
    declines: a trained Thinker that says itself what it cannot answer, so that it may be asked anything.
    marks: ids of the two streams' marks in the vocabulary of a published model that was trained to interleave.
    """

    path: Path
    name: str
    version: str
    licence: str
    input_rate: int
    sample_rate: int
    ratios: tuple[Ratio, ...]
    thinker: Path
    talker: Path | None
    codec: Path | None
    files: tuple[FileEntry, ...]
    declines: bool = False
    marks: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, path: Path, text: str) -> Bundle:
        """The bundle of a manifest's text, to be installed in `path`; no file is read.

        Raises BadInput if the text is damaged or newer than this program.
        """
        return _parse(path, _from_toml(path / MANIFEST, text))

    @classmethod
    def open(cls, path: Path) -> Bundle:
        """Reads the manifest and checks the sizes of all files, not their content.

        Raises BadInput if the manifest is missing, damaged or newer than this program, or a file is missing or cut
        short.
        """
        bundle = _parse(path, _read_manifest(path))
        for entry in bundle.files:
            _check_size(bundle, entry)
        return bundle

    @property
    def size(self) -> int:
        """Bytes of all files together, the manifest not counted."""
        return sum(entry.size for entry in self.files)

    def verify(self) -> None:
        """Compares the sha256 of every file. Raises BadInput for the first that differs."""
        for entry in self.files:
            _check_size(self, entry)
            if sha256_of(self.path / entry.path) != entry.sha256:
                raise BadInput(
                    "{file} is damaged (its sha256 differs): get the bundle '{bundle}' again",
                    file=self.path / entry.path,
                    bundle=self.name,
                )


def write_manifest(
    folder: Path,
    *,
    name: str,
    version: str,
    licence: str,
    sample_rate: int,
    ratios: Iterable[tuple[int, int]] = (),
    marks: Mapping[str, int] | None = None,
    input_rate: int = SAMPLE_RATE,
    parts: Mapping[str, str] | None = None,
    declines: bool = False,
) -> Bundle:
    """Writes `bundle.toml` for the files in `folder`, whole or not at all, and opens the result.

    parts: sub-folder of each part ("thinker", "talker", "codec"); by default those that exist. Every file of the parts
    is listed with size and sha256. Raises BadInput if there is no Thinker or no space.
    """
    chosen = dict(parts) if parts is not None else {p: p for p in PARTS if (folder / p).is_dir()}
    if "thinker" not in chosen or not (folder / chosen["thinker"]).is_dir():
        raise BadInput("{folder} has no folder 'thinker': export a Thinker first", folder=folder)
    files = [
        FileEntry(file.relative_to(folder).as_posix(), file.stat().st_size, sha256_of(file))
        for part in chosen.values()
        for file in (folder / part).rglob("*")
        if file.is_file()
    ]
    about: dict[str, object] = {"name": name, "version": version, "licence": licence}
    about |= {"input_rate": input_rate, "sample_rate": sample_rate, "ratios": [f"{p}:{q}" for p, q in ratios]}
    about |= {"declines": True} if declines else {}
    if marks:
        about["marks"] = [f"{name}={at}" for name, at in marks.items()]
    return seal(folder, about | chosen, files)


def seal(folder: Path, head: Mapping[str, object], files: Iterable[FileEntry]) -> Bundle:
    """Writes `bundle.toml`, whole or not at all, and opens the result.

    head: the manifest's fields except `format` and `files`. files: the files in `folder`, with their checksums. Raises
    BadInput if there is no space or a file is missing.
    """
    lines = [f"{key} = {_toml(value)}" for key, value in {"format": FORMAT, **head}.items()]
    for entry in sorted(files, key=lambda entry: entry.path):
        lines += [
            f"\n[files.{_toml(entry.path)}]",
            f"size = {entry.size}",
            f'sha256 = "{entry.sha256}"',
        ]
    with whole_file(folder / MANIFEST) as part:
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Bundle.open(folder)


def with_file(folder: Path, file: Path) -> Bundle:
    """Notes a new or changed file of a bundle in its manifest, and opens it. Raises BadInput as `Bundle.open`."""
    raw, bundle = _read_manifest(folder), _parse(folder, _read_manifest(folder))
    path = file.relative_to(folder).as_posix()
    others = [entry for entry in bundle.files if entry.path != path]
    head = {key: value for key, value in raw.items() if key not in ("format", "files")}
    return seal(folder, head, [*others, FileEntry(path, file.stat().st_size, sha256_of(file))])


def _toml(value: object) -> str:
    """A string, number or flat list, which JSON writes as TOML does but for DEL and characters beyond the BMP."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read_manifest(path: Path) -> dict[str, Any]:
    manifest = path / MANIFEST
    try:
        with manifest.open("rb") as file:
            text = file.read(LONGEST + 1).decode()
    except FileNotFoundError as error:
        raise BadInput(
            "{path} is not a bundle (it has no {manifest}): choose a bundle's folder", path=path, manifest=MANIFEST
        ) from error
    except OSError as error:
        raise BadInput(
            "cannot read {manifest} ({reason}): check path and permissions", manifest=manifest, reason=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            "{file} is damaged ({reason}): get the bundle again", file=manifest, reason=first_line(error)
        ) from error
    return _from_toml(manifest, text)


def _from_toml(manifest: Path, text: str) -> dict[str, Any]:
    try:
        if len(text) > LONGEST or any(len(line) > LONGEST_LINE for line in text.splitlines()):
            raise ValueError("it is too long")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            "{file} is damaged ({reason}): get the bundle again", file=manifest, reason=first_line(error)
        ) from error


def _parse(path: Path, raw: Mapping[str, Any]) -> Bundle:
    version = raw.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise BadInput(
            "{manifest} has format {version}, newer than {format}: update Aloud",
            manifest=path / MANIFEST,
            version=version,
            format=FORMAT,
        )
    try:
        if version != FORMAT:
            raise ValueError(f"format is {version!r}")
        part = {p: path / relative_path(raw[p]) for p in PARTS if p in raw}
        return Bundle(
            path=path,
            name=_typed(raw, "name", str),
            version=_typed(raw, "version", str),
            licence=_typed(raw, "licence", str),
            input_rate=_typed(raw, "input_rate", int),
            sample_rate=_typed(raw, "sample_rate", int),
            ratios=tuple(Ratio.parse(text) for text in raw.get("ratios", [])),
            thinker=part["thinker"],
            talker=part.get("talker"),
            codec=part.get("codec"),
            files=tuple(
                FileEntry(relative_path(name), file_size(row["size"]), _typed(row, "sha256", str).lower())
                for name, row in raw["files"].items()
            ),
            declines=_typed({"declines": False, **raw}, "declines", bool),
            marks=tuple(map(_mark, raw.get("marks", []))),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadInput(
            "{file} is damaged ({reason}): get the bundle again", file=path / MANIFEST, reason=first_line(error)
        ) from error


def _mark(text: object) -> tuple[str, int]:
    """Name and id of "<name>=id". Raises ValueError."""
    found = re.fullmatch(r"(<[^<>=]+>)=(\d{1,9})", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is not a mark")
    return found[1], int(found[2])


def _typed(raw: Mapping[str, Any], key: str, kind: type[T]) -> T:
    value = raw[key]
    if not isinstance(value, kind):
        raise ValueError(f"{key} is {value!r}")
    return value


def file_size(size: object) -> int:
    """The size of a file in bytes. Raises ValueError for anything else."""
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 1 << 62:
        raise ValueError("a size is no number of bytes")
    return size


def relative_path(name: object) -> str:
    """The path of a file in a bundle. Raises ValueError if it leaves the bundle or has control characters."""
    if not isinstance(name, str) or printable(name) != name:
        raise ValueError(f"path {name!r}")
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or ":" in name or not pure.parts:
        raise ValueError(f"path {name!r} leaves the bundle")
    return pure.as_posix()


def _check_size(bundle: Bundle, entry: FileEntry) -> None:
    file = bundle.path / entry.path
    try:
        size = file.stat().st_size
    except OSError as error:
        raise BadInput("{file} is missing: get the bundle '{bundle}' again", file=file, bundle=bundle.name) from error
    if size != entry.size:
        raise BadInput(
            "{file} has {size} bytes instead of {expected}: get the bundle '{bundle}' again",
            file=file,
            size=size,
            expected=entry.size,
            bundle=bundle.name,
        )


def sha256_of(file: Path) -> str:
    """SHA-256 of a file in lower-case hex. Raises BadInput if it cannot be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(
            "cannot read {file} ({reason}): check its permissions", file=file, reason=error.strerror
        ) from error


def source_folder(folder: Path) -> Path:
    """The folder with a part's files: itself, or one in the hub's cache if it only names a source.

    Raises BadInput for a damaged source and for one that is not downloaded.
    """
    note = folder / SOURCE_FILE
    if not note.is_file():
        return folder
    try:
        raw = json.loads(note.read_text(encoding="utf-8"))
        name, revision = str(raw["hub"]), raw.get("revision")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput("{note} names no source: fetch the bundle again", note=note) from error
    return hub_folder(name, revision)


def hub_folder(name: str, revision: str | None = None) -> Path:
    """The folder of a model ("owner/name") in the hub's cache on this disk; never uses the network.

    Raises BadInput if it is not there.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except LocalEntryNotFoundError as error:
        raise BadInput(
            "{name} is not in the hub's cache on this disk: download it with: hf download {name}", name=name
        ) from error
    except HFValidationError as error:
        raise BadInput("{name!r} is not a model's name: write it as owner/name", name=name) from error
