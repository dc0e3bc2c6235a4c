"""Show what this machine has, which device will be used and why, and how to get what is missing."""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.diagnosis import Report, examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sound", action="store_true", help="open microphone and speaker, and count gaps (3 s)")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")


def run(args: argparse.Namespace) -> int:
    report = examine(listen=args.sound)
    print(json.dumps(report.to_json(), indent=2) if args.json else "\n".join(lines(report)))
    return 0


def lines(report: Report) -> list[str]:
    """The report for people."""
    facts = report.facts
    rows = [
        ("aloud", f"{facts['aloud']}, Python {facts['python']}, {facts['os']}, {facts['cpus']} CPUs"),
        *([("build", facts["build"])] if facts["build"] else []),
        *([("preset", facts["preset"])] if facts["preset"] else []),
        (
            "packages",
            ", ".join(f"{name} {version or '(missing)'}" for name, version in facts["packages"].items()),
        ),
        ("graphics", _graphics(facts)),
        ("models run on", f"{facts['device']}: {facts['device_reason']}"),
        ("microphones", _devices(facts["microphones"])),
        ("speakers", _devices(facts["speakers"])),
        *_sound(facts),
        ("window", facts["display"]["problem"] or f"can open ({facts['display']['platform']})"),
        *(("bundle", _bundle(row)) for row in facts["bundles"]),
        ("disk", f"{facts['disk_free'] / 1e9:.0f} GB free"),
        *((f"{name} in", path) for name, path in facts["folders"].items()),
    ]
    shown = [f"{label:<14} {text}" for label, text in rows]
    if not report.missing:
        return [*shown, "", "nothing is missing"]
    return [
        *shown,
        "",
        "missing:",
        *(f"- {row.what}, needed for {row.needed_for}: {row.fix}" for row in report.missing),
    ]


def _sound(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Devices in use, echo, and what the sound check counted."""
    rows: list[tuple[str, str]] = [(name, str(facts[name])) for name in ("microphone", "speaker") if name in facts]
    if "echo" in facts:
        canceller = "installed" if facts["echo"]["canceller"] else "not installed"
        rows.append(("echo", f"{facts['echo']['mode']}; the canceller is {canceller}"))
    if facts.get("smart_turn"):
        rows.append(("end of turn", f"judged by {facts['smart_turn']}"))
    if "sound_check" in facts:
        found = facts["sound_check"]
        gaps, missed = found["underruns"] + found["playback_xruns"], found["recording_xruns"] + found["overruns"]
        counted = f"{found['seconds']:.0f} s: {gaps} gaps played, {missed} recorded, {found['lost']} devices lost"
        latency, level = f"{1000 * found['latency_s']:.0f} ms", f"{found['level_dbfs']:.0f} dB"
        rows.append(("sound check", f"{counted}; speaker's buffer {latency}, microphone {level}"))
    return rows


def _graphics(facts: dict[str, Any]) -> str:
    torch = facts["torch"]
    build = f"torch for CUDA {torch['cuda_build']}" if torch["cuda_build"] else "torch without CUDA"
    gpu = facts["gpu"]
    if gpu is None:
        return build
    free, total = gpu["vram_free"] / 1e9, gpu["vram_total"] / 1e9
    return f"{gpu['name']} (sm_{gpu['capability'].replace('.', '')}), {free:.1f} of {total:.1f} GB free; {build}"


def _devices(devices: list[dict[str, Any]]) -> str:
    named = [f"{row['name']} ({row['rate']} Hz{', default' if row['default'] else ''})" for row in devices]
    return "; ".join(named) or "none"


def _bundle(row: dict[str, Any]) -> str:
    if row["problem"]:
        return f"{row['name']}: {row['problem']}"
    return f"{row['name']} {row['version']}, {row['size'] / 1e6:.1f} MB, {row['licence']}"
