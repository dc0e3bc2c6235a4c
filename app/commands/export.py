"""Write a saved session as Markdown, HTML, JSON or WAV.

SESSION is a number of the list; without one it is the newest session. Without --out, text goes to stdout.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.history.session_export import FORMATS, Format, export, text_of
from app.history.store import Saved, SessionStore, moment
from app.storage import user_paths
from model.errors import BadInput, printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", metavar="SESSION", nargs="?", type=int, help="its number (default: the newest)")
    parser.add_argument("--list", metavar="TEXT", nargs="?", const="", help="list the sessions (that contain TEXT)")
    parser.add_argument("--format", choices=FORMATS, help="default: by the name of --out, else md")
    parser.add_argument("--out", metavar="FILE", help="where to write (default: stdout; a WAV needs a name)")


def run(args: argparse.Namespace) -> int:
    path = user_paths().sessions
    if not path.is_file():
        raise BadInput("nothing was saved yet ({path} is not there); ask something in the window first", path=path)
    store = SessionStore(path)
    try:
        if args.list is not None:
            _list(store, args.list)
        else:
            _export(store, args)
    finally:
        store.close()
    return 0


def _list(store: SessionStore, search: str) -> None:
    rows = store.sessions(search)
    if not rows:
        print("no session is saved" if not search else f"no session contains {search!r}")
    for row in rows:
        print(f"{row.id:>5}  {moment(row.started)}  {row.turns:>3} turns  {printable(row.title)}")


def _export(store: SessionStore, args: argparse.Namespace) -> None:
    saved = _wanted(store, args.session)
    kind: Format = args.format or _by_name(args.out)
    if args.out is None:
        if kind == "wav":
            raise BadInput("a WAV file needs a name; add --out FILE.wav")
        sys.stdout.write(text_of(saved, store.sounds, kind))
        return
    export(saved, store.sounds, kind, Path(args.out))
    print(f"{args.out}: {len(saved.turns)} turns of {saved.row.title!r}", file=sys.stderr)


def _wanted(store: SessionStore, number: int | None) -> Saved:
    if number is not None:
        return store.open(number)
    rows = store.sessions()
    if not rows:
        raise BadInput("nothing was saved yet; ask something in the window first")
    return store.open(rows[0].id)


def _by_name(out: str | None) -> Format:
    suffix = Path(out).suffix.lstrip(".").casefold() if out else "md"
    if suffix in ("htm", "markdown"):
        suffix = {"htm": "html", "markdown": "md"}[suffix]
    for kind in FORMATS:
        if suffix == kind:
            return kind
    raise BadInput("{out}: which format is meant? add --format, one of {formats}", out=out, formats=", ".join(FORMATS))
