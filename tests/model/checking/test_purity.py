"""The package is pure: an import loads nothing heavy, and no text is ever run as code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted((ROOT / "model" / "checking").glob("*.py"))


def test_an_import_loads_nothing_heavy() -> None:
    names = ", ".join(f"model.checking.{path.stem}" for path in MODULES if path.stem != "__init__")
    code = f"import sys, {names}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert {"torch", "numpy", "sympy", "transformers", "PySide6"} & set(done.stdout.split()) == set()


def test_nothing_evaluates_text() -> None:
    for path in MODULES:
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        assert not names & {"eval", "exec", "compile", "__import__"}, path
