"""List and check model bundles."""

from __future__ import annotations

import argparse

from app.bundles import find_bundle, installed
from model.bundle import Bundle
from model.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the bundles on this machine")
    verify = actions.add_parser("verify", help="compare every file of a bundle with its checksum")
    verify.add_argument("bundle", metavar="PATH", help="a bundle's name or folder")


def run(args: argparse.Namespace) -> int:
    if args.action == "verify":
        bundle = Bundle.open(find_bundle(args.bundle))
        bundle.verify()
        print(f"{bundle.name} {bundle.version}: all {len(bundle.files)} files are whole")
        return 0
    rows = list(installed())
    if not rows:
        print("no bundle is on this machine; get Aloud again, with its assets folder")
    for name, path in rows:
        print(f"{name:<12}  {describe(name)}  {path}")
    return 0


def describe(name: str) -> str:
    """Version, size and licence of a bundle, or what is wrong with it."""
    try:
        bundle = Bundle.open(find_bundle(name))
    except BadInput as error:
        return f"not usable: {error}"
    return f"{bundle.version:<8} {bundle.size / 1e6:8.1f} MB  {bundle.licence}"
