"""Measure speed and memory of a bundle, beside transformers' generate on the same weights."""

from __future__ import annotations

import argparse

from app.bundles import find_bundle
from model.evaluation import bench


def add_arguments(parser: argparse.ArgumentParser) -> None:
    bench.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    return bench.run(args, find_bundle)
