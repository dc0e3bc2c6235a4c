"""Open the window: ask by voice or keyboard, watch the reasoning, hear the answer."""

from __future__ import annotations

import argparse
import importlib
from dataclasses import dataclass
from pathlib import Path

from app.bundles import find_bundle
from app.commands.ask import add_engine_arguments
from app.system import display
from model.bundle import Bundle
from model.errors import MissingCapability


@dataclass(frozen=True, slots=True)
class WindowArgs:
    """What the window is opened with. bundle: folder; device, quant: as `TutorEngine` takes them."""

    bundle: Path
    device: str
    quant: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_engine_arguments(parser)


def run(args: argparse.Namespace) -> int:
    bundle = Bundle.open(find_bundle(args.bundle))
    screen = display()
    if screen.problem:
        raise MissingCapability(f"the window cannot open: {screen.problem}; {screen.fix}")
    # By name, because the layer above is none of ours: the command line only opens its door.
    code = importlib.import_module("ui.main").run(WindowArgs(bundle.path, args.device, args.quant))
    return int(code)
