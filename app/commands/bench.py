"""Measure speed and memory of a bundle, beside transformers' generate on the same weights."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

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
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")


def run(args: argparse.Namespace) -> int:
    """Raises BadInput for a bad bundle or file, MissingCapability for a missing device."""
    check_place(args.json)
    if args.layers and not args.random:
        raise BadInput("--layers goes with --random; leave one of them out")
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
