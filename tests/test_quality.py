"""The linters pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", ".")


@pytest.mark.timeout(600)
def test_mypy_finds_nothing() -> None:
    run("mypy")


def test_mypy_finds_nothing_in_the_set_up() -> None:
    run("mypy", "--strict", "--config-file=", "packaging/run.py")
