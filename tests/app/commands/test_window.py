"""What the window is opened with: the command line first, then the settings, then the starter."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.commands import window
from app.settings import Settings
from app.storage import STARTER
from model.errors import BadInput


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    window.add_arguments(parser)
    return parser.parse_args(words)


def test_the_settings_decide_where_the_command_line_says_nothing(home: Path) -> None:
    settings = Settings(device="cpu", quant="nf4")
    assert window.window_args(parsed(), settings) == window.WindowArgs(STARTER, "cpu", "nf4")
    assert window.window_args(parsed("--quant", "bf16"), settings) == window.WindowArgs(STARTER, "cpu", "bf16")


def test_a_bundle_that_is_gone_is_said_and_the_starter_used(home: Path) -> None:
    found = window.window_args(parsed(), Settings(bundle="omni-7b"))
    assert found.bundle == STARTER
    assert "omni-7b" in found.notice
    with pytest.raises(BadInput, match="omni-7b"):
        window.window_args(parsed("--bundle", "omni-7b"), Settings())
