"""How this Aloud came here: as a packaged build, with its facts, or as a source tree."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from model.errors import Translatable

PACK_STATE: Final = "ALOUD_PACK_STATE"
"""Set by the packaged interpreter's sitecustomize: "used NAME", or "refused NAME: REASON"."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A packaged build. home: its folder. build_id: a pack is for exactly one; python: such as "3.11"."""

    home: Path
    version: str
    platform: str
    build_id: str
    python: str


def installation(prefix: str = sys.prefix) -> Installation | None:
    """The packaged build that runs this program; None for a source tree. prefix: the interpreter's folder."""
    for home in (Path(prefix).parent, Path(prefix)):
        try:
            raw = json.loads((home / "build.json").read_text(encoding="utf-8"))
            fields = (raw[name] for name in ("version", "platform", "build_id", "python"))
            return Installation(home, *map(str, fields))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def repair_hint() -> str:
    """What to do where a part of the program itself is missing."""
    if installation() is not None:
        return Translatable("install Aloud again")
    return "python3 packaging/run.py doctor"


def pack_refused() -> str:
    """Why the pack that is installed was not used at this start; empty if it was, or there is none."""
    state = os.environ.get(PACK_STATE, "")
    if not state.startswith("refused "):
        return ""
    name, _, reason = state.removeprefix("refused ").partition(": ")
    known = {
        "build": Translatable("it was made for another build of Aloud; get it again: aloud pack fetch"),
        "damaged": Translatable("files of it are missing or damaged; get it again: aloud pack fetch"),
    }
    return Translatable(
        "the pack {name} is not used, models run on the processor: {reason}",
        name=name,
        reason=known.get(reason, reason),
    )
