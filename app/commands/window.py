"""Open the window: ask by voice or keyboard, watch the reasoning, hear the answer."""

from __future__ import annotations

import argparse
import importlib
from dataclasses import dataclass, replace
from pathlib import Path

from app.bundles.installed import find_bundle
from app.commands.ask import add_engine_arguments
from app.installation import pack_refused
from app.school_server import SCHOOL
from app.settings import Settings, load
from app.storage import STARTER_NAME, user_paths
from app.system_libraries import display
from model.bundle_manifest import Bundle
from model.errors import BadInput, MissingCapability, Translatable


@dataclass(frozen=True, slots=True)
class WindowArgs:
    """Arguments of the window. bundle: folder; device, quant: as `TutorEngine` takes them.

    notice: a line to show when the window is there, or empty. session: a session file to open, or None.
    remote: the school's server answers, and the bundle is for its voice.
    """

    bundle: Path
    device: str
    quant: str
    notice: str = ""
    session: Path | None = None
    remote: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", metavar="SESSION.aloud", nargs="?", help="a session file to open")
    add_engine_arguments(parser)
    parser.set_defaults(bundle=None, device=None, quant=None)  # then the settings decide


def window_args(args: argparse.Namespace, settings: Settings) -> WindowArgs:
    """The arguments; the command line wins over the settings. Raises BadInput for an unknown bundle."""
    device, quant = args.device or settings.device, args.quant or settings.quant
    if args.bundle is not None:
        return WindowArgs(Bundle.open(find_bundle(args.bundle)).path, device, quant)
    if settings.bundle == SCHOOL:
        return WindowArgs(Bundle.open(find_bundle(STARTER_NAME)).path, device, quant, remote=True)
    try:
        return WindowArgs(Bundle.open(find_bundle(settings.bundle)).path, device, quant)
    except BadInput as error:
        if settings.bundle == STARTER_NAME:
            raise
        return WindowArgs(
            Bundle.open(find_bundle(STARTER_NAME)).path,
            device,
            quant,
            Translatable("{reason}; the starter is used", reason=error.text),
        )


def run(args: argparse.Namespace) -> int:
    found = window_args(args, load(user_paths().settings)[0])
    if args.session is not None:
        found = replace(found, session=Path(args.session).absolute())
    if refused := pack_refused():
        found = replace(found, notice=found.notice or refused)
    screen = display()
    if screen.problem:
        raise MissingCapability("the window cannot open: {problem}; {fix}", problem=screen.problem, fix=screen.fix)
    # By name, because the layer above is none of ours: the command line only opens its door.
    code = importlib.import_module("ui.main").run(found)
    return int(code)
