"""List, get, check and remove model bundles."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.bundles.installed import find_bundle, installed
from app.commands.progress import Bar
from app.preset import check_downloads
from app.storage import human, user_paths
from model.bundle_manifest import Bundle
from model.errors import BadInput, printable

if TYPE_CHECKING:
    from app.bundles.catalogue import DownloadPlan, Offer

_SHOWN_FILES = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the bundles on this machine, and those that can be downloaded")
    pull = actions.add_parser("pull", help="download a bundle; continues where an earlier try ended")
    pull.add_argument("bundle", metavar="NAME|URL", help="a name of the list, or the address of a bundle.toml")
    pull.add_argument("--yes", action="store_true", help="accept the licence and do not ask")
    verify = actions.add_parser("verify", help="compare every file of a bundle with its checksum")
    verify.add_argument("bundle", metavar="PATH", help="a bundle's name or folder")
    remove = actions.add_parser("remove", help="take a downloaded bundle off the disk")
    remove.add_argument("bundle", metavar="NAME", help="a name of the list")


def run(args: argparse.Namespace) -> int:
    actions = {"list": _list, "pull": _pull, "verify": _verify, "remove": _remove}
    actions[args.action](args)
    return 0


def _verify(args: argparse.Namespace) -> None:
    bundle = Bundle.open(find_bundle(args.bundle))
    bundle.verify()
    print(printable(f"{bundle.name} {bundle.version}: all {len(bundle.files)} files are whole"))


def _remove(args: argparse.Namespace) -> None:
    from app.bundles.installed import remove

    print(f"{args.bundle} is removed, {human(remove(args.bundle, user_paths().bundles))} are free again")


# -- list


def _list(_: argparse.Namespace) -> None:
    from app.bundles.catalogue import offers
    from app.bundles.installed import partial_downloads

    rows = list(installed())
    if not rows:
        print("no bundle is on this machine; get Aloud again, with its assets folder")
    for name, path in rows:
        print(printable(f"{name:<12}  {describe_bundle(name)}  {path}"))
    here = {name for name, _ in rows}
    for part in partial_downloads(user_paths().bundles):
        print(f"{part.name:<12}  begun, {human(part.size)} are here; continue with: aloud bundle pull {part.name}")
    for offer in offers():
        if offer.name not in here:
            print(f"{offer.name:<12}  {describe_offer(offer)}")


def describe_bundle(name: str) -> str:
    """Version, size and licence of a bundle on this machine, or what is wrong with it."""
    try:
        bundle = Bundle.open(find_bundle(name))
    except BadInput as error:
        return f"not usable: {error}"
    return f"{bundle.version:<8} {bundle.size / 1e6:8.1f} MB  {bundle.licence}"


def describe_offer(offer: Offer) -> str:
    """A bundle that can be downloaded, in a line."""
    able = f"get it with: aloud bundle pull {offer.name}" if offer.runs else "this version of Aloud cannot load it yet"
    return f"not here   {offer.title}. {offer.summary} {offer.licence}; {able}"


# -- pull


def _pull(args: argparse.Namespace) -> None:
    from app.bundles.catalogue import find_offer, plan_download
    from app.bundles.download import DownloadControl, Downloader
    from app.bundles.installed import pull

    check_downloads()
    name: str = args.bundle
    wanted = name if "://" in name else find_offer(name)
    if not isinstance(wanted, str) and not wanted.runs:
        print("note: this version of Aloud cannot load this bundle yet; it would only lie on the disk", file=sys.stderr)
    with Downloader() as downloader:
        print("asking the server ...", file=sys.stderr)
        found = plan_download(wanted, downloader)
        _show(found)
        if not args.yes:
            _consent()
        with Bar(found.size) as bar:
            bundle = pull(found, user_paths().bundles, downloader, bar.show, DownloadControl())
    print(printable(f"{bundle.name} {bundle.version} is here and checked: {bundle.path}"))
    print(f"open the window with it: aloud window --bundle {bundle.name}")


def _show(plan: DownloadPlan) -> None:
    """Print what would be downloaded, and under which licence."""
    lines = [f"{plan.name} {plan.version}: {len(plan.files)} files, {human(plan.size)}"]
    lines += [f"  from {source}" for source in plan.sources]
    lines += [f"  {human(file.size):>12}  {file.path}  {file.digest[:19]}" for file in plan.files[:_SHOWN_FILES]]
    if len(plan.files) > _SHOWN_FILES:
        lines.append(f"  and {len(plan.files) - _SHOWN_FILES} more")
    if plan.licence_text:
        lines += ["", *plan.licence_text.splitlines(), ""]
    lines += [f"licence of {part}: {licence}" for part, licence in plan.licences]
    print("\n".join(map(printable, lines)))


def _consent() -> None:
    if not sys.stdin.isatty():
        raise BadInput("the licence was not accepted: read it above, then repeat with --yes")
    if input("Download it under these licences? [y/N] ").strip().casefold() not in ("y", "yes"):
        raise BadInput("nothing was downloaded, as the licence was not accepted")
