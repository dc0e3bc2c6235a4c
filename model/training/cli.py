"""`aloud train STAGE`: one stage, or `starter` for all of them in order.

Owns: the options of the command and the export of the finished bundle. Runs on the main thread.
"""

from __future__ import annotations

import argparse
from pathlib import Path

ORDER = ("codec", "align", "maths", "textual", "acoustic", "talker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `aloud train`."""
    parser.add_argument("stage", choices=[*ORDER, "starter"], help="one stage, or starter for all in order")
    parser.add_argument("--corpus", type=Path, required=True, help="folder made by aloud corpus build")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints and the finished bundle")
    parser.add_argument("--minutes", type=float, help="wall-clock budget of a stage (default: by steps)")
    parser.add_argument("--steps", type=int, help="number of steps of a stage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, help="CPU threads for torch")
    parser.add_argument("--gsm8k", type=Path, help="GSM8K train.jsonl, for real word problems")
    parser.add_argument("--noise", type=Path, help="folder of noise recordings")
    parser.add_argument("--compile", action="store_true", help="compile the layers first (needs a C++ compiler)")


def run(args: argparse.Namespace) -> int:
    """Train; a stage that was interrupted goes on from its last checkpoint."""
    import torch

    from model.training import stages

    if args.threads:
        torch.set_num_threads(args.threads)
    job = stages.Job(args.corpus, args.run, args.minutes, args.steps, args.seed, args.gsm8k, args.noise, args.compile)
    for stage in ORDER if args.stage == "starter" else (args.stage,):
        stages.STAGES[stage](job)
    return 0
