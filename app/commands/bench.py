"""Measure speed and memory of a bundle, beside transformers' generate on the same weights."""

from __future__ import annotations

import argparse

from app.bundles.installed import find_bundle
from model.evaluation import benchmark


def add_arguments(parser: argparse.ArgumentParser) -> None:
    benchmark.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    return benchmark.run(args, find_bundle)
