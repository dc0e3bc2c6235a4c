"""What is inside a build: a CycloneDX bill of materials, and a list of licences with their texts."""

from __future__ import annotations

import email.parser
import re
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

TEXTS: Final = re.compile(r"(licen[cs]e|copying|notice|authors|thirdparty)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """A library that is inside. licence: as its maker states it; texts: below the site folder; hashes: of wheels."""

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[str, ...]
    hashes: tuple[str, ...]


def locked_hashes(locks: Path, platform: str) -> dict[str, tuple[str, ...]]:
    """The sha256 of the wheels of each locked package."""
    found: dict[str, tuple[str, ...]] = {}
    for name in (platform, f"{platform}-torch"):
        for line in (locks / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                package = line.split("==")[0]
                found[normal(package)] = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def collect(site: Path, locks: Path, platform: str) -> list[Component]:
    """The libraries in a site folder, by name."""
    hashes = locked_hashes(locks, platform)
    found = []
    for info in sorted(site.glob("*.dist-info")):
        text = (info / "METADATA").read_text(encoding="utf-8", errors="replace")
        meta = email.parser.HeaderParser().parsestr(text)
        name = str(meta["Name"])
        files = sorted(path for path in info.rglob("*") if path.is_file() and TEXTS.search(path.name))
        home = meta["Home-page"] or next(iter(meta.get_all("Project-URL") or ["", ""])).rpartition(", ")[2]
        found.append(
            Component(
                name,
                str(meta["Version"]),
                licence_of(meta),
                home or f"https://pypi.org/project/{name}/",
                tuple(path.relative_to(site).as_posix() for path in files),
                hashes.get(normal(name), ()),
            )
        )
    return found


def licence_of(meta: Any) -> str:
    """The licence a package states: its expression, else its classifiers, else the first line of its old field."""
    if meta["License-Expression"]:
        return str(meta["License-Expression"])
    rows = [row.split(" :: ")[-1] for row in meta.get_all("Classifier") or [] if row.startswith("License ::")]
    if rows:
        return ", ".join(rows)
    old = str(meta["License"] or "").strip().splitlines()
    return old[0][:80] if old else "not stated"


def licences(components: Sequence[Component]) -> str:
    """The list of licences, as Markdown."""
    lines = [
        "# What is inside, and under which licence",
        "",
        "Aloud itself: Apache-2.0 (`app/LICENSE`, `app/NOTICE`); its fonts and models: `app/assets`; Python:",
        "`licences/python`.",
        "",
        "| library | version | licence as stated by its makers | texts, below `site` |",
        "|---|---|---|---|",
    ]
    for row in components:
        texts = "<br>".join(row.texts) or f"none in its wheel; see {row.home}"
        lines.append(f"| {row.name} | {row.version} | {row.licence.replace('|', '/')} | {texts} |")
    return "\n".join(lines) + "\n"


def cyclonedx(
    components: Iterable[Component], version: str, epoch: int, debian: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The bill of materials, CycloneDX 1.6. The same input gives the same bytes: its time is `epoch`."""
    rows = [_python_part(row) for row in components]
    rows += [
        {
            "type": "library",
            "bom-ref": f"pkg:deb/debian/{name}@{number}",
            "name": name,
            "version": number,
            "purl": f"pkg:deb/debian/{quote(name)}@{quote(number)}?distro=bookworm",
        }
        for name, number in debian
    ]
    rows.append({"type": "machine-learning-model", "bom-ref": "starter", "name": "starter", "version": version})
    serial = uuid.uuid5(uuid.NAMESPACE_URL, repr([version, epoch, [row["bom-ref"] for row in rows]]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {"type": "application", "bom-ref": "aloud", "name": "aloud", "version": version},
        },
        "components": rows,
    }


def _python_part(row: Component) -> dict[str, Any]:
    purl = f"pkg:pypi/{normal(row.name)}@{quote(row.version)}"
    part: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": row.name, "version": row.version, "purl": purl}
    part["licenses"] = [{"license": {"name": row.licence}}]
    # Only where the build took one certain file; several wheels may fit several Pythons.
    if len(row.hashes) == 1:
        part["hashes"] = [{"alg": "SHA-256", "content": row.hashes[0]}]
    if row.home.startswith("http"):
        part["externalReferences"] = [{"type": "website", "url": row.home}]
    return part
