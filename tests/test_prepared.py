"""Where the machine was prepared for the tests, what is missing is a failure and no skip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAID = "a_text_is_said"
NO_STARTER = "from pathlib import Path\nimport app.storage\napp.storage.STARTER = Path('/nowhere')\n"


@pytest.mark.parametrize(("ci", "end"), [("1", "1 error"), ("", "1 skipped")])
def test_a_missing_starter(tmp_path: Path, ci: str, end: str) -> None:
    (tmp_path / "no_starter.py").write_text(NO_STARTER)
    env = {**os.environ, "ALOUD_CI": ci, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no_starter", "tests/app/test_starter.py", "-k", SAID]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    assert end in done.stdout, done.stdout + done.stderr
    assert "the starter bundle is not in this checkout" in done.stdout


@pytest.mark.parametrize(
    ("reason", "end"), [("it is not here", "1 failed"), ("the machine is too busy: so", "1 skipped")]
)
def test_a_skip_on_a_prepared_machine(tmp_path: Path, reason: str, end: str) -> None:
    (tmp_path / "test_it.py").write_text(
        f"import pytest\n@pytest.mark.audio_loop\ndef test_it() -> None:\n    pytest.skip({reason!r})\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "tests.conftest", str(tmp_path)]
    env = {**os.environ, "ALOUD_CI": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    assert end in done.stdout, done.stdout + done.stderr
