"""Answer a set of questions and score it.

SET is a folder with questions.jsonl, or such a file: one {"audio": path, "text": ..., "answer": ...} a line.
"""

from __future__ import annotations

import argparse

from app.bundles.installed import find_bundle
from model.evaluation import eval_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    eval_command.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    return eval_command.run(args, find_bundle)
