"""`aloud bench`: how fast Thinker, Talker, codec and a whole turn are, beside transformers' `generate`.

Owns: what is measured, against what, and the table. Thread: main; torch is loaded when the command runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from model.argument_types import positive
from model.errors import BadInput
from model.evaluation.bench_common import Effort, Section
from model.evaluation.eval_command import FindBundle, check_place, write_json

if TYPE_CHECKING:
    from model.loader import LoadedBundle


_IN_HEADLINE = ("figure", "reference_figure", "ratio")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`aloud bench [options]`."""
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


def run(args: argparse.Namespace, find: FindBundle = Path) -> int:
    """Runs the command. Raises BadInput for a bad bundle or file, MissingCapability for a missing device."""
    from model.loader import load_bundle

    check_place(args.json)
    effort = Effort(args.tokens, args.repeats)
    if args.layers and not args.random:
        raise BadInput("--layers goes with --random; leave one of them out")
    if args.random:
        from model.evaluation import bench_thinker

        figures = bench_thinker.measure(args.random, effort, device=args.device, quant=args.quant, layers=args.layers)
    else:
        figures = measure(load_bundle(find(args.bundle), device=args.device, quant=args.quant), effort)
    print(table(figures))
    if args.json:
        write_json(args.json, figures)
    return 0


def measure(loaded: LoadedBundle, effort: Effort) -> Section:
    """All sections. Each: figure, unit, reference ("generate"), reference_is, reference_figure, ratio.

    A ratio above 1 means that we are faster.

    talker, codec and turn are left out for a bundle that cannot speak.
    """
    import torch

    from model.evaluation import bench_sections
    from model.talker.tts import TextToSpeech

    sections: dict[str, Callable[[], Section]] = {"thinker": lambda: bench_sections.thinker(loaded.thinker, effort)}
    voice = loaded.voice
    if isinstance(voice, TextToSpeech):
        sections |= {
            "talker": lambda: bench_sections.talker(voice, effort),
            "codec": lambda: bench_sections.codec(voice, effort),
            "turn": lambda: bench_sections.turn(loaded.thinker, voice, effort),
        }
    info = loaded.info
    figures: Section = {
        "bundle": info.bundle,
        "device": info.device,
        "precision": info.precision,
        "parameters": info.parameters,
        "threads": torch.get_num_threads(),
    }
    with torch.inference_mode():
        for name, section in tqdm(sections.items(), desc="bench", unit="part", disable=None):
            figures[name] = section()
    return figures


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
