"""What the project says about itself agrees with what is in it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[<>=!~;\[ ]", requirement)[0] for requirement in requirements]


@pytest.mark.parametrize("name", names(PROJECT["dependencies"]))
def test_every_requirement_has_its_licence_named(name: str) -> None:
    licences = (ROOT / "packaging" / "licences" / "README.md").read_text()
    assert re.search(rf"^\| {re.escape(name)}\b", licences, re.MULTILINE)


def test_the_tests_install_what_training_needs() -> None:
    extras = PROJECT["optional-dependencies"]
    assert set(extras["train"]) <= set(extras["test"])


def test_the_packages_are_found_and_none_shadows_a_library() -> None:
    # `packaging` and `tests` must stay plain folders: as packages they would hide the libraries of that name.
    assert not list(ROOT.glob("packaging/**/__init__.py"))
    assert not list(ROOT.glob("tests/**/__init__.py"))
    for folder in ("app", "model", "audio_io", "ui"):
        assert (ROOT / folder / "__init__.py").is_file()


def test_the_set_up_needs_the_standard_library_alone() -> None:
    code = (
        "import sys; sys.argv = ['run.py']; sys.path.insert(0, 'packaging'); import run; "
        "print(*sorted(name for name in sys.modules if '.' not in name))"
    )
    command = [sys.executable, "-S", "-I", "-c", code.replace("'packaging'", repr(str(ROOT / "packaging")))]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert loaded - set(sys.stdlib_module_names) <= {"run", "__main__"}


def test_the_version_has_three_parts() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", app.__version__)
