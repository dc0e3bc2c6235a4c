"""Get, copy and remove the pack for graphics cards, with which a packaged Aloud uses one.

Aloud runs without it, on the processor. `fetch` downloads it, `export` puts it on a stick or share, `import` takes it
from there. From the next start on it is used.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.installation import Installation, installation, pack_refused
from app.packs.pack_list import PACKS, Pack, packs_for, read_pack
from app.packs.pack_store import LIST, PackStore, check_machine, folder_name
from app.preset import check_downloads
from app.storage import human, user_paths
from model.errors import BadInput, printable

_SLOW, _FAST = 2e6, 12e6  # bytes a second of a slow and a fast connection, for the estimate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="what can be had, what is here, and what is used")
    fetch = actions.add_parser("fetch", help="download the pack; continues where an earlier try ended")
    fetch.add_argument("--yes", action="store_true", help="do not ask")
    export = actions.add_parser("export", help="write the pack to a stick or share, for machines without a network")
    export.add_argument("folder", metavar="FOLDER")
    export.add_argument("--yes", action="store_true", help="do not ask")
    taken = actions.add_parser("import", help="take the pack from a stick or share")
    taken.add_argument("folder", metavar="FOLDER", help="the folder that export made, or the one above it")
    actions.add_parser("off", help="run on the processor from the next start on; the files stay")
    actions.add_parser("remove", help="delete the pack")
    for action in (fetch, export, taken):
        action.add_argument("--list", metavar="FILE", help="a list of your own instead of Aloud's")


def run(args: argparse.Namespace) -> int:
    build = installation()
    if build is None:
        raise BadInput(
            "packs belong to a packaged Aloud; this one runs from its sources, where ALOUD_TORCH chooses (see README)"
        )
    store = PackStore(user_paths().data / "packs", build)
    actions = {"fetch": _fetch, "export": _export, "import": _import}
    if args.action in actions:
        source, pack = _chosen(args.list, build)
        actions[args.action](args, store, pack, source)
    elif args.action == "list":
        _list(store, build)
    elif args.action == "off":
        store.switch_off()
        print("no pack is used from the next start on; use it again with: aloud pack fetch")
    else:
        store.remove()
        print("the packs are removed; models run on the processor")
    return 0


def _chosen(path: str | None, build: Installation) -> tuple[Path, Pack]:
    """The list's file and the pack. Raises BadInput if there is none for this build."""
    if path is not None:
        pack = read_pack(Path(path))
        files = [Path(path)]
    else:
        files = sorted(PACKS.glob(f"{build.platform}-*.json"))
        if not files:
            raise BadInput("there is no pack for {platform}; models run on the processor", platform=build.platform)
        pack = read_pack(files[0])
    if pack.python != build.python:
        raise BadInput(
            "the pack {name} is for another build of Aloud (Python {python})", name=pack.name, python=pack.python
        )
    return files[0], pack


def _list(store: PackStore, build: Installation) -> None:
    for pack in packs_for(build.platform):
        here = "here" if store.is_here(pack) else f"not here, {human(pack.size)}; get it with: aloud pack fetch"
        used = ", used" if store.active() == folder_name(pack) and not pack_refused() else ""
        print(f"{pack.name:<8}  {pack.title}: {here}{used}")
    if refused := pack_refused():
        print(printable(refused))
    if not store.active():
        print("no pack is in use: models run on the processor")


def _fetch(args: argparse.Namespace, store: PackStore, pack: Pack, _: Path) -> None:
    from model.device import nvidia_driver

    check_machine(pack, *nvidia_driver())
    if not store.is_here(pack):
        _download(args, store, pack)
    _install(store, pack)


def _download(args: argparse.Namespace, store: PackStore, pack: Pack) -> None:
    """Says what would be fetched, asks, and fetches it."""
    from app.bundles.download import DownloadControl, Downloader
    from app.commands.progress import Bar

    check_downloads()
    wanted = store.missing(pack)
    size = sum(wheel.size for wheel in wanted)
    servers = sorted({wheel.url.split("/")[2] for wheel in wanted})
    print(f"{pack.title}: torch for the graphics card, so that larger models answer at full speed")
    print(
        f"  {len(wanted)} files, {human(size)}, from {', '.join(servers) or 'this disk'}; each is checked by its sha256"
    )
    print(f"  about {size / _FAST / 60:.0f} minutes on a fast connection, {size / _SLOW / 60:.0f} on a slow one")
    if wanted and not args.yes:
        _consent()
    with Downloader() as downloader, Bar(size) as bar:
        store.fetch(pack, downloader, bar.show, DownloadControl())


def _consent() -> None:
    if not sys.stdin.isatty():
        raise BadInput("nothing was fetched; repeat with --yes to fetch it")
    if input("Fetch it? [y/N] ").strip().casefold() not in ("y", "yes"):
        raise BadInput("nothing was fetched")


def _install(store: PackStore, pack: Pack) -> None:
    found = store.install(pack, _tell)
    print(f"torch {found} of the pack {pack.name} is used from the next start on")


def _export(args: argparse.Namespace, store: PackStore, pack: Pack, source: Path) -> None:
    if store.missing(pack):
        _download(args, store, pack)
    target = store.export(pack, Path(args.folder), source, _tell)
    print(f"{target}: {len(pack.wheels)} files, {human(pack.size)}; there: aloud pack import {target}")


def _import(args: argparse.Namespace, store: PackStore, pack: Pack, _: Path) -> None:
    from model.device import nvidia_driver

    check_machine(pack, *nvidia_driver())
    folder = Path(args.folder)
    inner = folder / f"aloud-pack-{pack.name}"
    store.take(pack, inner if not (folder / LIST).exists() and inner.is_dir() else folder, _tell)
    _install(store, pack)


def _tell(text: str) -> None:
    print(printable(text), file=sys.stderr)
