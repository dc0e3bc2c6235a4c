"""Ask whether there is a newer version. Nothing is downloaded or installed, and nothing is asked unless you say so."""

from __future__ import annotations

import argparse
import sys

import app
from app.updates import address, check_allowed, newest
from model.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask before the server is asked")


def run(args: argparse.Namespace) -> int:
    from app.bundles.download import Downloader

    check_allowed()
    print(f"this is Aloud {app.__version__}; this address would be asked, with nothing but that version sent along:")
    print(f"  {address()}")
    if not args.yes:
        if not sys.stdin.isatty():
            raise BadInput("nothing was asked; repeat with --yes to ask")
        if input("Ask it? [y/N] ").strip().casefold() not in ("y", "yes"):
            raise BadInput("nothing was asked")
    with Downloader() as downloader:
        found = newest(downloader)
    print(f"Aloud {found.version} is there: {found.page}" if found.newer else "this is the newest version")
    return 0
