"""`aloud corpus join`: the shards of a corpus become one corpus."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from model.atomic_files import cannot_write, whole_file
from model.corpus.build import OPTIONS, REPORT
from model.errors import BadInput

FILES = ("train", "voice", "words")
_NAME = re.compile(r"shard-(\d+)-of-(\d+)")


def folder(out: Path, shard: tuple[int, int]) -> Path:
    """Where a shard is made: `out` itself if it is the only one."""
    return out if shard[1] == 1 else out / f"shard-{shard[0]}-of-{shard[1]}"


def join(out: Path) -> dict[str, Any]:
    """Writes train, voice, words, test and report of all shards into `out`; returns the report.

    What was written before is written again. The shards stay. Raises BadInput if one is missing, not complete or of
    another corpus, or the disk is full.
    """
    shards = complete(out)
    try:
        for name in FILES:
            concatenate(shards, out, name)
        if (shards[0] / "test").exists():
            shutil.copytree(shards[0] / "test", out / "test", dirs_exist_ok=True)
    except OSError as error:
        raise cannot_write(out, error) from error
    report = summed([json.loads((shard / REPORT).read_text(encoding="utf-8")) for shard in shards])
    with whole_file(out / REPORT) as part:
        part.write_text(json.dumps(report, indent=2), encoding="utf-8")
    return report


def complete(out: Path) -> list[Path]:
    """The folders of all shards in order. Raises BadInput as `join`."""
    found = {path: match for path in out.glob("shard-*-of-*") if (match := _NAME.fullmatch(path.name))}
    if not found:
        raise BadInput(f"{out} has no shards: make them with aloud corpus build {out} --shard 1/2 and so on")
    count = max(int(match[2]) for match in found.values())
    shards = [folder(out, (number, count)) for number in range(1, count + 1)]
    options = []
    for number, shard in enumerate(shards, start=1):
        if not (shard / REPORT).exists():
            raise BadInput(f"{shard} is not complete: run aloud corpus build again with --shard {number}/{count}")
        made = json.loads((shard / OPTIONS).read_text(encoding="utf-8"))
        options.append({name: value for name, value in made.items() if name != "shard"})
        if options[-1] != options[0]:
            raise BadInput(f"{shard} was made from other options than {shards[0]}: make it again with the same")
    return shards


def concatenate(shards: list[Path], out: Path, name: str) -> None:
    """Sound and rows of all shards one after another; offsets count from the beginning of the whole."""
    parts = [shard / f"{name}.jsonl" for shard in shards if (shard / f"{name}.jsonl").exists()]
    if not parts:
        return
    start = 0
    with whole_file(out / f"{name}.pcm") as pcm, pcm.open("wb") as sound:
        for path in parts:
            with path.with_suffix(".pcm").open("rb") as piece:
                shutil.copyfileobj(piece, sound, 1 << 20)
    with whole_file(out / f"{name}.jsonl") as rows, rows.open("w", encoding="utf-8") as target:
        for path in parts:
            with path.open(encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    target.write(json.dumps(row | {"offset": row["offset"] + start}) + "\n")
            start += path.with_suffix(".pcm").stat().st_size // 2


def summed(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The counts of all shards."""
    whole = dict(reports[0])
    for name in ("train", "voice"):
        parts = [report[name] for report in reports]
        kinds: Counter[str] = sum((Counter(part["kinds"]) for part in parts), Counter())
        whole[name] = {"rows": sum(part["rows"] for part in parts),
                       "hours": round(sum(part["hours"] for part in parts), 2), "kinds": dict(kinds)}  # fmt: skip
    rejected: Counter[str] = sum((Counter(report["rejected"]) for report in reports), Counter())
    whole["rejected"] = dict(rejected.most_common())
    if "not_understood" in whole:
        heard = [report["not_understood"] for report in reports]
        of = sum(part["of"] for part in heard)
        share = sum(part["share"] * part["of"] for part in heard) / max(1, of)
        whole["not_understood"] = {"of": of, "share": round(share, 4)}
    return whole
