"""The bundles that a user can choose from (installed, partly downloaded, offered), and what this machine can run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.bundles.catalogue import SCREEN_VRAM, Offer
from app.bundles.installed import installed, partial_downloads
from app.diagnosis import LOW_DISK, Report
from app.error_reports import EXPECTED, describe
from app.storage import STARTER_NAME, human
from model.bundle_manifest import Bundle
from model.errors import Translatable

Topic = Literal["graphics", "disk", "microphone", "speaker"]
# What `Report.lacks` calls the things whose fix belongs beside a check.
_FIXES: Final = {
    "graphics": ("a usable graphics card",),
    "disk": ("disk space",),
    "microphone": ("a microphone", "PortAudio", "the list of sound devices"),
    "speaker": ("a speaker", "PortAudio", "the list of sound devices"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A part of the machine. good: nothing is missing; fix: what would help, or empty."""

    topic: Topic
    good: bool
    text: str
    fix: str = ""


def checks(report: Report, offers: Iterable[Offer] = ()) -> tuple[Check, ...]:
    """The parts of the machine, most important first. offers: the disk should have room for one that it can run."""
    able = [offer for offer in offers if offer.runs and not _no_memory(offer, report)]
    disk = _disk(report, min((offer.disk for offer in able), default=0))
    return (_graphics(report), _devices(report, "microphone"), _devices(report, "speaker"), disk)


def fitting(offers: Iterable[Offer], report: Report) -> Offer | None:
    """The largest bundle other than the starter that this machine and this version of Aloud can run, if any."""
    able = [offer for offer in offers if not why_not(offer, report)]
    return max(able, key=lambda offer: offer.min_vram, default=None)


def why_not(offer: Offer, report: Report) -> str:
    """Why a bundle does not suit this machine, in one sentence; empty if it does."""
    if not offer.runs:
        return Translatable("This version of Aloud cannot load it yet.")
    free = int(report.facts.get("disk_free", 0))
    no_room = Translatable(
        "It needs about {needed} of disk space; {free} are free.", needed=human(offer.disk), free=human(free)
    )
    return _no_memory(offer, report) or (no_room if offer.disk > free else "")


def _no_memory(offer: Offer, report: Report) -> str:
    """Why a bundle does not fit the graphics card, by its free memory, as the loader judges; empty if it does."""
    gpu = report.facts.get("gpu")
    if not gpu or report.facts.get("device") != "cuda":
        return Translatable("It needs a graphics card: {reason}.", reason=report.facts.get("device_reason", ""))
    needed = offer.min_vram - SCREEN_VRAM
    if needed > gpu["vram_free"]:
        return Translatable(
            "It needs {needed} of free graphics memory; of the {there} of {card}, {free} are free.",
            needed=human(needed),
            card=gpu["name"],
            there=human(gpu["vram_total"]),
            free=human(gpu["vram_free"]),
        )
    return ""


def _graphics(report: Report) -> Check:
    gpu, reason = report.facts.get("gpu"), report.facts.get("device_reason", "")
    if gpu:
        free, total = human(gpu["vram_free"]), human(gpu["vram_total"])
        size = Translatable("{card}, {free} of {total} free", card=gpu["name"], free=free, total=total)
        used = report.facts.get("device") == "cuda"
        told = size if used else Translatable("{card}; not used: {reason}", card=size, reason=reason)
        return Check("graphics", used, told, _fix(report, "graphics"))
    # Not a fault: the starter runs without a graphics card.
    fix = _fix(report, "graphics")
    return Check("graphics", not fix, Translatable("The processor is used: {reason}", reason=reason), fix)


def _devices(report: Report, topic: Literal["microphone", "speaker"]) -> Check:
    from audio_io import sound_server

    found = report.facts.get(f"{topic}s") or []
    if not found:
        return Check(topic, False, Translatable("None was found"), _fix(report, topic))
    # People know the sound server's names; the others lead to it.
    found = [row for row in found if sound_server.names(row["name"])] or found
    chosen = next((row for row in found if row["default"]), found[0])
    name = str(chosen["name"]).partition(": ")[2] or str(chosen["name"])
    told = name if len(found) == 1 else Translatable("{name}, and {count} more", name=name, count=len(found) - 1)
    return Check(topic, True, told)


def _disk(report: Report, wanted: int) -> Check:
    """wanted: bytes of the smallest bundle that this machine can run; 0 if there is none."""
    free = int(report.facts.get("disk_free", 0))
    if free >= wanted:
        return Check("disk", free >= LOW_DISK, Translatable("{free} free", free=human(free)), _fix(report, "disk"))
    told = Translatable("{free} free; a larger model needs about {needed}", free=human(free), needed=human(wanted))
    return Check("disk", False, told, _fix(report, "disk"))


def _fix(report: Report, topic: Topic) -> str:
    return next((row.fix for row in report.missing if row.what.startswith(_FIXES[topic])), "")


_STARTER = Translatable("Works at once on any computer: sums and word problems with small numbers.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One bundle. size: in words; begun: bytes of a download that is not complete; hindrance: why it does not suit
    this machine, in one sentence; broken: why the bundle that is here cannot be used; address: where a download that
    is not in the catalogue continues."""

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
    address: str = ""


def entries(offers: tuple[Offer, ...], bundles: Path, used: str, report: Report | None = None) -> list[Entry]:
    """The list, what is here first. used: the bundle that the settings name; report: the machine, if looked at."""
    known = {offer.name: offer for offer in offers}
    partial = {part.name: part for part in partial_downloads(bundles)}
    here = [_here(name, path, known.get(name), used) for name, path in installed()]
    names = {entry.name for entry in here}
    away = [
        Entry(
            offer.name,
            offer.title,
            offer.summary,
            offer.licence,
            begun=partial[offer.name].size if offer.name in partial else 0,
            hindrance=why_not(offer, report) if report is not None else "",
        )
        for offer in offers
        if offer.name not in names
    ]
    others = [
        Entry(
            name,
            name,
            Translatable("A download from an address, which was not finished."),
            part.address,
            begun=part.size,
            address=part.address,
        )
        for name, part in partial.items()
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
    size = Translatable("{size}, version {version}", size=human(bundle.size), version=bundle.version)
    return Entry(name, title, about, bundle.licence, size, here=True, used=name == used)
