"""Number types for the arguments of `aloud corpus`, `train`, `eval` and `bench`."""

from __future__ import annotations

import argparse


def positive(text: str) -> int:
    """A whole number from 1 up."""
    return _at_least(text, 1)


def not_negative(text: str) -> int:
    """A whole number from 0 up."""
    return _at_least(text, 0)


def positive_float(text: str) -> float:
    """A finite number above 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("give a number above 0")
    return value


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("give a number from 0 to 1")
    return value


def _at_least(text: str, least: int) -> int:
    value = int(text)
    if value < least:
        raise argparse.ArgumentTypeError(f"give a number from {least} up")
    return value
