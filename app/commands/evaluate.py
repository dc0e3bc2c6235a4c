"""Answer a set of questions and score it.

SET is a folder with questions.jsonl, or such a file: one {"audio": path, "text": ..., "answer": ...} a line.
"""

from __future__ import annotations

import argparse

from app.bundles import find_bundle
from model.evaluation import cli


def add_arguments(parser: argparse.ArgumentParser) -> None:
    cli.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    return cli.run(args, find_bundle)
