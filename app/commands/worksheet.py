"""Write a worksheet of problems and, beside it, its answer key with the worked steps, as HTML pages.

The same kind, level, problems and number give the same sheet again. The window makes them as PDF, under Practise.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from app.commands.arguments import check_output
from app.practice.worksheet import LAST_NUMBER, MOST, key_path, page, worksheet
from app.storage import write_whole
from model.corpus.exercises import KINDS, LEVELS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="SHEET.html", help="where to write; the key is written to SHEET-key.html")
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help=f"default {KINDS[0]}")
    parser.add_argument("--level", choices=LEVELS, default=LEVELS[0], help=f"default {LEVELS[0]}")
    parser.add_argument("--problems", type=int, default=20, metavar="N", help=f"1 to {MOST}; default 20")
    parser.add_argument("--number", type=int, metavar="N", help=f"of the sheet, 0 to {LAST_NUMBER}; default by chance")


def run(args: argparse.Namespace) -> int:
    out = check_output(args.out)
    number = args.number if args.number is not None else random.randrange(1000, LAST_NUMBER)
    sheet = worksheet(args.kind, args.level, args.problems, number)
    kind = f"{args.kind.capitalize()}, {args.level}"
    files: dict[Path, bool] = {out: False, key_path(out): True}
    for path, key in files.items():
        write_whole(path, page(sheet, kind, key=key))
        print(path)
    return 0
