"""Measure speed and memory of a bundle, beside transformers' generate on the same weights."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bundles.installed import find_bundle
from model.argument_types import positive
from model.errors import BadInput
from model.evaluation.report import check_place, write_json

if TYPE_CHECKING:
    from model.evaluation.bench_decode import Section

_IN_HEADLINE = ("figure", "reference_figure", "ratio")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bundle", default="starter", metavar="B", help="a bundle's name or folder (default: starter)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--quant", choices=("auto", "bf16", "nf4"), default="auto")
    parser.add_argument("--tokens", type=positive, default=96, metavar="N", help="tokens per Thinker measurement (96)")
    parser.add_argument(
        "--repeats", type=positive, default=3, metavar="N", help="measurements each; the median counts (3)"
    )
    parser.add_argument(
        "--random", choices=("omni-3b", "omni-7b"), help="a published size with random weights instead of a bundle"
    )
    parser.add_argument(
        "--layers", type=positive, metavar="N", help="with --random: only N language layers; the figures say so"
    )
    parser.add_argument("--remote", metavar="URL", help="a school's server: paced conversations in real time instead")
    parser.add_argument("--remote-model", default="", metavar="NAME", help="its model (default: the first it has)")
    parser.add_argument("--students", type=positive, default=30, metavar="N", help="with --remote: at a time (30)")
    parser.add_argument("--turns", type=positive, default=5, metavar="N", help="with --remote: questions of each (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")


def run(args: argparse.Namespace) -> int:
    """Raises BadInput for a bad bundle or file, MissingCapability for a missing device."""
    check_place(args.json)
    if args.layers and not args.random:
        raise BadInput("--layers goes with --random; leave one of them out")
    if args.remote is not None:
        return _remote(args)
    bundle = None if args.random else find_bundle(args.bundle)
    from model.evaluation.bench_decode import Effort

    effort = Effort(args.tokens, args.repeats)
    if bundle is None:
        from model.evaluation import bench_thinker

        figures = bench_thinker.measure(args.random, effort, device=args.device, quant=args.quant, layers=args.layers)
    else:
        from model.evaluation import bench_sections
        from model.loader import load_bundle

        figures = bench_sections.measure(load_bundle(bundle, device=args.device, quant=args.quant), effort)
    print(table(figures))
    if args.json:
        write_json(args.json, figures)
    return 0


def _remote(args: argparse.Namespace) -> int:
    """Measures a class of students on a server, with the shipped recordings as their questions."""
    from app.commands.ask import remote_server
    from app.commands.demo import questions
    from audio_io.sound_files import read_question
    from model.evaluation import remote_load

    server = remote_server(args)
    assert server is not None
    asked = [read_question(path) for path in questions().values()]
    all_turns = args.students * args.turns

    def tell(done: int) -> None:
        print(f"\r{done} of {all_turns} questions", end="", file=sys.stderr, flush=True)

    load = remote_load.measure(server, asked, students=args.students, turns=args.turns, tell=tell)
    print(file=sys.stderr)
    figures = {"server": server.name, "students": args.students, **load.figures()}
    print("\n".join(remote_table(figures)))
    if args.json:
        write_json(args.json, figures)
    return 0


def remote_table(figures: dict[str, Any]) -> list[str]:
    """The figures of a class for people."""
    lines = [f"{figures['students']} students on {figures['server']}: {figures['turns']} questions, "
             f"{figures['failures']} failed, {figures['tokens_per_s']:.0f} pieces of text a second"]  # fmt: skip
    for name, label in (
        ("first_words_s", "first sentence"),
        ("first_number_s", "first number"),
        ("answer_s", "answer"),
    ):
        middle, slow = figures[name]["p50"], figures[name]["p95"]
        shown = "not measured" if middle is None else f"{middle:.2f} s (p50), {slow:.2f} s (p95)"
        lines.append(f"  {label:<16} {shown}")
    return [*lines, *(f"  failed: {message}" for message in figures["failure_messages"])]


def table(figures: Section) -> str:
    """The figures for people."""
    lines = [f"{figures['bundle']} on {figures['device']} in {figures['precision']}, {figures['threads']} threads"]
    if figures.get("reduced"):
        lines.append(f"reduced: {figures['layers']} of {figures['layers_published']} language layers")
    for name, part in figures.items():
        if not isinstance(part, dict):
            continue
        lines.append(
            f"{name:<8} {part['figure']:>9.3f} {part['unit']:<26} {part['reference_figure']:>9.3f} by "
            f"{part['reference_is']}: {part['ratio']:.2f} x"
        )
        for key, value in part.items():
            if isinstance(value, dict):
                lines += [f"  {inner:<18} {number:>9.3f} {key}" for inner, number in value.items()]
            elif isinstance(value, float) and key not in _IN_HEADLINE:
                lines.append(f"  {key:<28} {value:>9.3f}")
    return "\n".join(lines)
