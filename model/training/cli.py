"""`aloud train STAGE`: one stage, or `starter` for all of them in order.

Owns: the options of the command and the export of the finished bundle. Runs on the main thread.
"""

from __future__ import annotations

import argparse
from pathlib import Path

ORDER = ("codec", "align", "maths", "textual", "acoustic", "talker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `aloud train`."""
    parser.add_argument("stage", choices=[*ORDER, "bundle", "starter"],
                        help="one stage; bundle: put the finished stages together; starter: all of it")  # fmt: skip
    parser.add_argument("--corpus", type=Path, required=True, help="folder made by aloud corpus build")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints and the finished bundle")
    parser.add_argument("--minutes", type=float, help="wall-clock budget of a stage (default: by steps)")
    parser.add_argument("--steps", type=int, help="number of steps of a stage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="CPU threads for torch")
    parser.add_argument("--gsm8k", type=Path, help="GSM8K train.jsonl, for real word problems")
    parser.add_argument("--noise", type=Path, help="folder of noise recordings")
    parser.add_argument("--version", default="1", help="version that the bundle states (default 1)")
    parser.add_argument("--compile", action="store_true", help="compile the layers first (needs a C++ compiler)")


def run(args: argparse.Namespace) -> int:
    """Train; a stage that was interrupted goes on from its last checkpoint."""
    import torch

    from model.training import stages

    if args.threads:
        torch.set_num_threads(args.threads)
    if args.stage == "bundle":
        return assemble_bundle(args)
    job = stages.Job(args.corpus, args.run, args.minutes, args.steps, args.seed, args.gsm8k, args.noise, args.compile)
    for stage in ORDER if args.stage == "starter" else (args.stage,):
        stages.STAGES[stage](job)
    return assemble_bundle(args) if args.stage == "starter" else 0


def assemble_bundle(args: argparse.Namespace) -> int:
    """RUN/starter from the finished stages."""
    from model.training.assemble import assemble

    bundle = assemble(args.run, args.run / "starter", name="starter", version=args.version)
    print(f"{bundle.path}: {bundle.size / 1e6:.1f} MB")
    return 0
