"""`aloud corpus build` makes training data, `join` puts its shards together, `words` makes tables of people's words."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from model.argument_types import not_negative, positive
from model.corpus import build, joining, kinds, ray_chunks, recogniser, rewriting, synthesis, word_tables
from model.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `aloud corpus`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="build|join|words")
    add_build(actions.add_parser("build", help="make a corpus"))
    join = actions.add_parser("join", help="put the shards of a corpus together")
    join.add_argument("out", type=Path, help="the folder that was given to build --shard, with all shards in it")
    add_words(actions.add_parser("words", help="make the table of people's words that build takes with --words"))


def add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="folder for the corpus; a build that was stopped continues there")
    parser.add_argument("--count", type=not_negative, default=20_000, help="spoken questions (default 20000)")
    parser.add_argument("--voice-count", type=not_negative, default=12_000, help="sentences in the tutor's voice")
    parser.add_argument("--test-count", type=not_negative, default=100, help="questions in each held-out set")
    parser.add_argument("--kinds", nargs="+", default=list(kinds.MIX), metavar="KIND",
                        help=f"kinds of problems (default all: {' '.join(kinds.MIX)})")  # fmt: skip
    parser.add_argument("--seed", type=not_negative, default=1)
    parser.add_argument("--workers", type=positive, default=2)
    parser.add_argument("--gsm8k", type=Path, help="GSM8K train.jsonl, for real word problems")
    parser.add_argument("--words", type=Path, nargs="+", default=[], metavar="TABLE",
                        help="tables of people's words (.tsv, see aloud corpus words)")  # fmt: skip
    parser.add_argument("--words-audio", type=Path, nargs="+", default=[], metavar="FOLDER",
                        help="the folder of each table's files (default: the table's own)")  # fmt: skip
    parser.add_argument("--source", type=Path, nargs="+", default=[], metavar="FILE",
                        help="worked problems: GSM8K, MetaMath, Orca-Math, or rows of question and solution "
                        "(.jsonl, .json, .parquet); each is used once")  # fmt: skip
    for name, does in (("rewriter", "writes steps and spoken sentences"), ("judge", "has the last word on a problem")):
        parser.add_argument(f"--{name}", default=rewriting.RULES, metavar="WHO",
                            help=f"{does}: rules (default), the folder of a chat model, or a server's address "
                            "(OpenAI protocol; ALOUD_SERVER_KEY, ALOUD_SERVER_MODEL)")  # fmt: skip
    parser.add_argument("--recogniser", default="", metavar="WHO",
                        help="listen to every spoken question and leave out what is not understood: "
                        f"{recogniser.POCKETSPHINX}, or the folder of a bundle")  # fmt: skip
    parser.add_argument("--shard", type=part, default=(1, 1), metavar="I/N",
                        help="only the I-th of N parts, in a folder of its own; see aloud corpus join")  # fmt: skip
    parser.add_argument("--ray", nargs="?", const="local", metavar="ADDRESS",
                        help="run on Ray Data (extra scale): on this machine, or a cluster by its address")  # fmt: skip


def part(text: str) -> tuple[int, int]:
    """ "2/8" -> (2, 8). Raises ArgumentTypeError for anything else."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is no part such as 1/4: give its number and how many there are")
    return int(number), int(count)


def add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", type=Path, nargs="+", required=True, dest="sources", metavar="FOLDER",
                        help="folders with recordings: tables with .tar files or folders of sound, Google Speech "
                        "Commands, or the Free Spoken Digit Dataset")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, help="new folder for words.tsv and its recordings")


def run(args: argparse.Namespace) -> int:
    """Does what was asked for and prints the report. Raises BadInput for wrong use and what cannot be read."""
    if args.action == "words":
        report = word_tables.make(args.sources, args.out)
    else:
        report = joining.join(args.out) if args.action == "join" else run_build(args)
    print(json.dumps(report, indent=2))
    return 0


def run_build(args: argparse.Namespace) -> dict[str, object]:
    for path in [args.gsm8k, *args.words, *args.words_audio, *args.source]:
        if path is not None and not path.exists():
            raise BadInput(f"{path} does not exist: give the path of what was downloaded")
    folders = args.words_audio or [table.parent for table in args.words]
    if len(folders) != len(args.words):
        raise BadInput("--words and --words-audio belong together: give as many folders as tables, or no folders")
    mix = kinds.chosen(args.kinds)
    synthesis.require()
    for who in {args.rewriter, args.judge} if args.source else ():
        rewriting.judge(who)  # what is wrong with it shows before hours of work
    if args.recogniser:
        recogniser.listener(args.recogniser)
    return build.build(
        joining.folder(args.out, args.shard), count=args.count, voice_count=args.voice_count,
        test_count=args.test_count, seed=args.seed, workers=args.workers, gsm8k_path=args.gsm8k,
        clips=tuple(zip(args.words, folders, strict=True)), mix=mix,
        collections=build.Collections(tuple(args.source), args.rewriter, args.judge), recogniser=args.recogniser,
        shard=args.shard, run=ray_chunks.runner(args.ray) if args.ray else None,
    )  # fmt: skip
