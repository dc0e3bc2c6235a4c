"""Show what this machine has, which device will be used and why, and how to get what is missing."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bundles.installed import find_bundle
from app.commands.arguments import check_output, turn_options
from app.conversation.single_turn import engine_factory
from app.diagnosis import Report, examine
from app.error_reports import EXPECTED, describe
from app.log_file import FILE_NAME
from app.storage import STARTER_NAME, user_paths, write_whole
from model.bundle_manifest import Bundle

if TYPE_CHECKING:
    from model.engine import TurnOptions

LOG_LINES = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sound", action="store_true", help="open microphone and speaker, and count gaps (3 s)")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    parser.add_argument(
        "--answer", action="store_true", help="ask 7 plus 5: is it right, how fast, how much memory (some seconds)"
    )
    parser.add_argument("--bundle", default=STARTER_NAME, metavar="B", help="with --answer: a bundle's name or folder")
    parser.add_argument("--report", metavar="FILE", help="write all of it for a bug report, without personal content")


def run(args: argparse.Namespace) -> int:
    file = check_output(args.report) if args.report is not None else None
    report = examine(listen=args.sound)
    if args.answer or file is not None:
        _first_answer(report, args.bundle)
    if file is not None:
        text = json.dumps(without_personal_content(report, _log()), indent=2, ensure_ascii=False)
        write_whole(file, text.encode())
    print(json.dumps(report.to_json(), indent=2) if args.json else "\n".join(lines(report)))
    if file is not None and not args.json:
        print(f"\nthe report is in {file}; read it before you pass it on")
    return 0


def _first_answer(report: Report, name: str) -> None:
    """Adds how the first answer went, or why there was none."""
    from app.conversation.first_answer import first_answer

    try:
        bundle = Bundle.open(find_bundle(name))

        def options(speak: bool) -> TurnOptions:
            from dataclasses import replace

            return replace(turn_options(bundle, None, None), speak=speak)

        found = first_answer(engine_factory(bundle.path), options)
    except EXPECTED as error:
        report.facts["first_answer"] = {"bundle": name, "error": describe(error)}
        report.lacks(f"a first answer of {name}", "everything", describe(error))
        return
    report.facts["first_answer"] = {"bundle": bundle.name, **asdict(found)}
    if not found.right:
        report.lacks("a right first answer", "answers that can be trusted", "send the file of: aloud doctor --report")


def without_personal_content(report: Report, log: str) -> dict[str, Any]:
    """What helps to find a fault: versions, card, first answer, log. No names of people, devices or folders."""
    facts = report.to_json()
    kept = {name: value for name, value in facts.items() if name not in _PERSONAL}
    kept["microphones"], kept["speakers"] = len(facts["microphones"]), len(facts["speakers"])
    kept["bundles"] = [{key: value for key, value in row.items() if key != "path"} for row in facts["bundles"]]
    kept["log"] = log.splitlines()
    cleaned: dict[str, Any] = json.loads(_without_home(json.dumps(kept)))
    return cleaned


_PERSONAL = ("microphone", "speaker", "microphones", "speakers", "folders", "bundles")


def _without_home(text: str) -> str:
    """JSON text with the user's home, which holds a name, as "~"."""
    home = json.dumps(str(Path.home()))[1:-1]
    return text.replace(home, "~").replace(json.dumps(home)[1:-1], "~") if len(home) > 1 else text


def _log() -> str:
    """The last lines of the log, which has no question and no answer."""
    try:
        text = (user_paths().logs / FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-LOG_LINES:])


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
        *_answer(facts),
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


def _answer(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The first answer, if one was asked for."""
    found = facts.get("first_answer")
    if found is None:
        return []
    if "error" in found:
        return [("first answer", f"{found['bundle']}: {found['error']}")]
    sound = "no voice" if found["first_sound_s"] is None else f"first sound after {found['first_sound_s']:.2f} s"
    told = f"{found['bundle']}: {found['answer'] or 'none'} ({'right' if found['right'] else 'wrong'})"
    speed = f"{found['tokens_per_s']:.0f} tokens a second, {sound}, {found['memory'] / 1e9:.2f} GB"
    return [("first answer", f"{told}; {speed}"), *(("", notice) for notice in found["notices"])]


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
