"""What importing a layer must not load. Who may import whom is a contract in pyproject.toml."""

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
