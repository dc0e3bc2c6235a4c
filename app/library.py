"""All bundles that a student can choose from: here, begun, or to be had.

Owns: putting shipped, downloaded, half downloaded and offered bundles into one list. Must not know: Qt, how they are
shown. Any thread; reads manifests, not weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.bundles import STARTER_NAME, installed
from app.catalogue import Offer
from app.checkup import why_not
from app.disk import human
from app.doctor import Report
from app.errors import EXPECTED, describe
from app.pull import begun
from model.bundle import Bundle

_STARTER = "Works at once on any computer: sums and word problems with small numbers."


@dataclass(frozen=True, slots=True)
class Entry:
    """One bundle. size: in words; begun: bytes of a download that is not complete; hindrance: why it does not suit
    this machine, in one sentence; broken: why the bundle that is here cannot be used."""

    name: str
    title: str
    about: str
    licence: str
    size: str = ""
    here: bool = False
    used: bool = False
    begun: int = 0
    hindrance: str = ""
    broken: str = ""


def entries(offers: tuple[Offer, ...], bundles: Path, used: str, report: Report | None = None) -> list[Entry]:
    """The list, what is here first. used: the bundle that the settings name; report: the machine, if looked at."""
    known = {offer.name: offer for offer in offers}
    parts = {part.name: part.size for part in begun(bundles)}
    here = [_here(name, path, known.get(name), used) for name, path in installed()]
    names = {entry.name for entry in here}
    away = [
        Entry(
            offer.name,
            offer.title,
            offer.summary,
            offer.licence,
            begun=parts.get(offer.name, 0),
            hindrance=why_not(offer, report) if report is not None else "",
        )
        for offer in offers
        if offer.name not in names
    ]
    others = [
        Entry(name, name, "A download from an address, which was not finished.", "", begun=size)
        for name, size in parts.items()
        if name not in names and name not in known
    ]
    return [*here, *others, *away]


def _here(name: str, path: Path, offer: Offer | None, used: str) -> Entry:
    title = "Starter" if name == STARTER_NAME else offer.title if offer else name
    about = _STARTER if name == STARTER_NAME else offer.summary if offer else ""
    try:
        bundle = Bundle.open(path)
    except EXPECTED as error:
        return Entry(name, title, about, "", here=True, used=name == used, broken=describe(error))
    size = f"{human(bundle.size)}, version {bundle.version}"
    return Entry(name, title, about, bundle.licence, size, here=True, used=name == used)
