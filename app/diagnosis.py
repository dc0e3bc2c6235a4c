"""The state of this machine for people and as JSON. Takes some seconds: torch and the sound system are loaded."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import app
from app import settings, system_libraries
from app.bundles.installed import installed
from app.error_reports import EXPECTED, describe
from app.installation import installation, pack_refused, repair_hint
from app.preset import machine_preset
from app.storage import Paths, human, user_paths
from model.bundle_manifest import Bundle
from model.errors import Translatable

# Nothing runs without these; the other requirements come along with them.
PACKAGES = (
    "torch",
    "transformers",
    "bitsandbytes",
    "snac",
    "onnxruntime",
    "sounddevice",
    "PySide6-Essentials",
)
LOW_DISK = 2 * 10**9
FAST = 12e6  # bytes a second of a fast connection


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing. needed_for: what does not work without it; fix: how to get it."""

    what: str
    needed_for: str
    fix: str


@dataclass(slots=True)
class Report:
    """facts: ready for JSON; missing: most important first."""

    facts: dict[str, Any] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)

    def lacks(self, what: str, needed_for: str, fix: str) -> None:
        self.missing.append(Missing(what, needed_for, fix))

    def to_json(self) -> dict[str, Any]:
        return {**self.facts, "missing": [asdict(row) for row in self.missing]}


def examine(listen: bool = False) -> Report:
    """Examine the machine. Raises no expected error: what cannot be examined is reported as missing.

    listen: also open microphone and speaker for two seconds and count gaps; nothing is played or kept.
    """
    report = Report()
    report.facts["aloud"] = app.__version__
    report.facts["python"] = platform.python_version()
    report.facts["os"] = platform.platform()
    report.facts["cpus"] = os.cpu_count()
    build, preset = installation(), machine_preset()
    report.facts["build"] = f"{build.platform} {build.build_id}" if build is not None else None
    report.facts["preset"] = str(preset.path) if preset.path is not None else None
    if refused := pack_refused():
        report.lacks("the pack for the graphics card", "answers at full speed", refused)
    _packages(report)
    _compute(report)
    _sound(report)
    if listen:
        _sound_check(report)
    _window(report)
    _bundles(report)
    _folders(report, user_paths())
    return report


def _packages(report: Report) -> None:
    versions: dict[str, str | None] = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
            report.lacks(f"the Python package {name}", "running at all", repair_hint())
    report.facts["packages"] = versions


def _compute(report: Report) -> None:
    from model.device import probe

    machine = probe()
    report.facts["torch"] = {
        "version": machine.torch,
        "cuda_build": machine.cuda,
        "architectures": list(machine.architectures),
    }
    report.facts["gpu"] = None
    if machine.gpu:
        report.facts["gpu"] = {
            "name": machine.gpu,
            "capability": machine.capability,
            "vram_total": machine.vram_total,
            "vram_free": machine.vram_free,
        }
    report.facts["device"] = machine.device
    report.facts["device_reason"] = machine.reason
    if machine.fix:
        report.lacks("a usable graphics card", "answers at full speed", _way_to_card(machine.fix))


def _way_to_card(fix: str) -> str:
    """How an unused card becomes usable. fix: from sources; a packaged Aloud has packs for that."""
    build = installation()
    if build is None:
        return fix
    from app.packs.pack_list import packs_for
    from app.packs.pack_store import check_machine
    from model.device import nvidia_driver

    try:
        packs = packs_for(build.platform)
        if not packs:
            return Translatable("there is no pack for this system; models run on the processor")
        check_machine(packs[0], *nvidia_driver())
    except EXPECTED as error:
        return describe(error)
    return Translatable(
        "the pack {name} lets models use it ({size} to fetch, {minutes} minutes on a fast connection): {command}",
        name=packs[0].name,
        size=human(packs[0].size),
        minutes=round(packs[0].size / FAST / 60),
        command="aloud pack fetch",
    )


def _sound(report: Report) -> None:
    from audio_io.devices import fresh
    from audio_io.input import echo_control, smart_turn

    model = smart_turn.present()
    report.facts["smart_turn"] = model.name if model else None
    report.facts["portaudio"] = system_libraries.has_portaudio()
    report.facts["microphones"] = report.facts["speakers"] = []
    if not report.facts["portaudio"]:
        report.lacks("PortAudio", "microphone and speaker", system_libraries.apt("libportaudio2"))
        return
    try:
        devices = fresh()
    except EXPECTED as error:
        report.lacks("the list of sound devices", "microphone and speaker", describe(error))
        return
    for kind, name in (("input", "microphone"), ("output", "speaker")):
        found = [device for device in devices if device.kind == kind]
        report.facts[f"{name}s"] = [
            {"name": d.key, "rate": d.rate, "channels": d.channels, "default": d.is_default} for d in found
        ]
        if not found:
            use = "asking aloud" if kind == "input" else "hearing the answer"
            report.lacks(f"a {name}", use, Translatable("plug one in, or start the sound server"))
    chosen, _ = settings.load(user_paths().settings)
    report.facts["microphone"] = _in_use(chosen.microphone, report.facts["microphones"])
    report.facts["speaker"] = _in_use(chosen.speaker, report.facts["speakers"])
    report.facts["echo"] = {"mode": chosen.echo, "canceller": echo_control.available()}
    if chosen.echo == "cancel" and not echo_control.available():
        report.lacks("the echo canceller", "interrupting by voice over a loudspeaker", repair_hint())


def _in_use(chosen: str | None, there: list[dict[str, Any]]) -> str:
    """The device in use, and the reason."""
    if chosen is not None:
        here = any(row["name"] == chosen for row in there)
        return f"{chosen}: chosen in the settings" + ("" if here else ", but not connected now")
    default = next((row["name"] for row in there if row["default"]), None)
    return f"{default}: the system's default" if default else "none"


def _sound_check(report: Report) -> None:
    from audio_io.calibration import check_devices

    chosen, _ = settings.load(user_paths().settings)
    try:
        found = check_devices(chosen.microphone, chosen.speaker)
    except EXPECTED as error:
        report.lacks("working sound", "microphone and speaker", describe(error))
        return
    report.facts["sound_check"] = asdict(found)


def _window(report: Report) -> None:
    screen = system_libraries.display()
    report.facts["display"] = {"platform": screen.platform, "problem": screen.problem}
    if screen.problem:
        report.lacks(f"the window ({screen.problem})", "aloud without a command", screen.fix)


def _bundles(report: Report) -> None:
    rows: list[dict[str, Any]] = []
    for name, path in installed():
        row: dict[str, Any] = {"name": name, "path": str(path), "problem": ""}
        try:
            bundle = Bundle.open(path)
            row |= {"version": bundle.version, "size": bundle.size, "licence": bundle.licence}
        except EXPECTED as error:
            row["problem"] = describe(error)
            report.lacks(f"a whole bundle {name}", "answering", describe(error))
        rows.append(row)
    report.facts["bundles"] = rows
    if not rows:
        report.lacks("every bundle", "answering", Translatable("get Aloud again, with its assets folder"))


def _folders(report: Report, paths: Paths) -> None:
    free = shutil.disk_usage(_existing(paths.data)).free
    report.facts["disk_free"] = free
    report.facts["folders"] = {name: str(path) for name, path in asdict(paths).items()}
    if free < LOW_DISK:
        report.lacks(
            f"disk space ({free / 1e9:.1f} GB free)",
            "further bundles",
            Translatable("free some space below {path}", path=paths.data),
        )
    for path in (paths.config, paths.data, paths.logs):
        if not os.access(_existing(path), os.W_OK):
            report.lacks(f"the right to write to {path}", "settings, history and logs", f"chown it, or set {_HOME}")


_HOME = "ALOUD_HOME"


def _existing(path: Path) -> Path:
    """The nearest folder above that exists."""
    return next((p for p in (path, *path.parents) if p.is_dir()), Path(sys.prefix))
