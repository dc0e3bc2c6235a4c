"""The layers of the house: who may import whom, and what an import must not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def loaded_by(*modules: str) -> set[str]:
    """Top-level names of everything that a fresh interpreter has loaded after these imports."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "modules",
    [
        ("app", "ui", "audio_io", "model"),
        ("app.cli", "app.conversation.conversation", "app.commands.ask", "app.commands.window"),
    ],
)
def test_importing_the_upper_layers_loads_nothing_heavy(modules: tuple[str, ...]) -> None:
    heavy = {"torch", "transformers", "snac", "sounddevice", "onnxruntime", "matplotlib", "PySide6"}
    assert loaded_by(*modules) & heavy == set()


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
