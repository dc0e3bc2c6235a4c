"""What a student is told of the machine and of the bundles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bundles import installed
from app.bundles.catalogue import offers
from app.bundles.installed import GROWING
from app.diagnosis import Report
from app.model_overview import checks, entries, fitting, why_not
from app.storage import user_paths
from model.bundle_manifest import write_manifest

GPU = {"name": "RTX 4070", "capability": "8.9", "vram_total": 12 * 10**9, "vram_free": 11 * 10**9}


def report(**facts: Any) -> Report:
    found = {
        "gpu": None,
        "device": "cpu",
        "device_reason": "no NVIDIA graphics card was found",
        "disk_free": 50 * 10**9,
    }
    mics = {"microphones": [{"name": "ALSA: Headset: 1", "default": True}], "speakers": []}
    return Report(found | mics | facts)


def test_a_machine_without_a_card_has_nothing_to_mend() -> None:
    found = {check.topic: check for check in checks(report())}
    assert found["graphics"].good
    assert "no NVIDIA" in found["graphics"].text
    assert found["microphone"].text == "Headset: 1"
    assert found["disk"].text == "50.0 GB free"


def test_what_is_missing_comes_with_its_fix() -> None:
    made = report(gpu=GPU, device_reason="this torch has no code for it", disk_free=10**9)
    made.lacks("a usable graphics card", "speed", "update torch")
    made.lacks("a speaker", "hearing", "plug one in")
    made.lacks("disk space (1.0 GB free)", "bundles", "free some")
    found = {check.topic: check for check in checks(made)}
    assert not found["graphics"].good
    assert "not used: this torch" in found["graphics"].text
    assert [found[name].fix for name in ("graphics", "speaker", "disk")] == ["update torch", "plug one in", "free some"]  # type: ignore[index]
    assert not found["speaker"].good


def test_the_largest_bundle_that_fits_is_offered() -> None:
    able = [replace(offer, runs=True) for offer in offers()]
    big, small = report(gpu=GPU, device="cuda"), report(gpu=GPU | {"vram_free": 7 * 10**9}, device="cuda")
    best, second = fitting(able, big), fitting(able, small)
    assert best is not None
    assert second is not None
    assert (best.name, second.name) == ("omni-7b", "omni-3b")
    assert fitting(able, report()) is None
    assert fitting(able, report(gpu=GPU)) is None  # a card that cannot be used
    assert fitting([replace(offer, runs=False) for offer in able], big) is None


def test_why_a_bundle_does_not_suit() -> None:
    big = replace(offers()[1], runs=True)
    assert "graphics memory" in why_not(big, report(gpu=GPU | {"vram_free": 8 * 10**9}, device="cuda"))
    assert "needs a graphics card: no NVIDIA" in why_not(big, report())
    assert "cannot load it yet" in why_not(replace(big, runs=False), report())
    assert why_not(big, report(gpu=GPU, device="cuda")) == ""


def test_here_begun_damaged_and_offered_stand_in_one_list(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installed, "STARTER", tmp_path / "no starter")
    folder = user_paths().bundles
    for name in ("mine", "broken"):
        (folder / name / "thinker").mkdir(parents=True)
        (folder / name / "thinker" / "w").write_text("weights")
        write_manifest(folder / name, name=name, version="1", licence="MIT", sample_rate=16_000)
    (folder / "broken" / "thinker" / "w").write_text("cut")
    for name in ("omni-3b", "from-elsewhere"):
        (folder / GROWING / name).mkdir(parents=True)
        (folder / GROWING / name / "a.part").write_bytes(bytes(5000))
    found = {entry.name: entry for entry in entries(offers(), folder, "mine", report())}
    assert set(found) == {"mine", "broken", "omni-3b", "omni-7b", "from-elsewhere"}
    assert (found["mine"].here, found["mine"].used, found["mine"].licence) == (True, True, "MIT")
    assert "get the bundle" in found["broken"].broken
    assert found["omni-3b"].begun == found["from-elsewhere"].begun == 5000
    assert found["omni-7b"].hindrance
    assert not found["omni-7b"].begun


def test_free_memory_decides_as_it_does_in_the_loader() -> None:
    small = next(offer for offer in offers() if offer.name == "omni-3b")
    full = report(gpu=GPU | {"vram_free": 5 * 10**9}, device="cuda")
    assert fitting(offers(), full) is None
    told = why_not(small, full)
    assert "6.20 GB" in told
    assert "5.00 GB are free" in told
    assert "12.0 GB" in told
    assert why_not(small, report(gpu=GPU | {"vram_free": 6_200_000_000}, device="cuda")) == ""


def test_the_disk_is_judged_by_the_bundle() -> None:
    little = report(gpu=GPU, device="cuda", disk_free=5 * 10**9)
    disk = {check.topic: check for check in checks(little, offers())}["disk"]
    assert not disk.good
    assert disk.text == "5.00 GB free; a larger model needs about 12.6 GB"
    assert fitting(offers(), little) is None
    assert "12.6 GB of disk space; 5.00 GB are free" in why_not(offers()[0], little)
    without_card = report(disk_free=5 * 10**9)
    assert {check.topic: check for check in checks(without_card, offers())}["disk"].good
    both = report(gpu=GPU, device="cuda", disk_free=15 * 10**9)
    assert fitting(offers(), both) == offers()[0]
