"""The set-up on a tiny project that needs no index: once, again, interrupted, and lacking something."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

# Making an environment takes a minute or more on a busy machine.
pytestmark = pytest.mark.timeout(1200)

RUN = Path(__file__).resolve().parents[2] / "packaging" / "run.py"

# A build backend inside the project, so that pip needs neither index nor build tools; `{root}` is put on
# the path.
BACKEND = """
import tomllib, zipfile
from pathlib import Path

INFO = "tiny-1.0.dist-info"
PROJECT = tomllib.loads((Path(__file__).parent / "pyproject.toml").read_text())["project"]
NEEDS = "".join(f"Requires-Dist: {name}\\n" for name in PROJECT["dependencies"])
METADATA = f"Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\nProvides-Extra: test\\n{NEEDS}"

def build_editable(folder, config_settings=None, metadata_directory=None):
    files = {
        "tiny.pth": str(Path(__file__).parent) + "\\n",
        f"{INFO}/METADATA": METADATA,
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{name},,{len(text)}\\n" for name, text in files.items()) + f"{INFO}/RECORD,,\\n"
    with zipfile.ZipFile(Path(folder) / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in {**files, f"{INFO}/RECORD": record}.items():
            wheel.writestr(name, text)
    return "tiny-1.0-py3-none-any.whl"

build_wheel = build_editable
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "tiny_backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1.0"
dependencies = []

[project.optional-dependencies]
test = []
"""
MAIN = "import sys\nprint('ran', *sys.argv[1:])\nsys.exit(5 if 'five' in sys.argv else 0)\n"


def load() -> ModuleType:
    """run.py as a module, for its parts that need no project."""
    spec = importlib.util.spec_from_file_location("aloud_run", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Project:
    """A copy of run.py in a project of its own. In place of a torch it names a package that is always there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "packaging").mkdir(parents=True)
        shutil.copy(RUN, root / "packaging" / "run.py")
        (root / "tiny_backend.py").write_text(BACKEND)
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "app").mkdir()
        (root / "app" / "__init__.py").touch()
        (root / "app" / "__main__.py").write_text(MAIN)
        (root / "pytest.py").write_text("import sys\nprint('tested', *sys.argv[1:])\n")

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        settings = {**os.environ, "PIP_NO_INDEX": "1", "ALOUD_TORCH": "pip", **env}
        command = [sys.executable, str(self.root / "packaging" / "run.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=settings, cwd=self.root.parent)

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "aloud-setup.json"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("project") / "tiny project")  # a space in the path on purpose
    done = project.run("first", "start")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ran first start\n"
    assert "setting up" in done.stderr
    return project


def test_a_second_start_does_nothing_but_run(installed: Project) -> None:
    # A PATH without programs and an index that does not exist: neither may be wanted.
    done = installed.run("five", PATH="/nowhere", PIP_INDEX_URL="http://127.0.0.1:9/")
    assert (done.returncode, done.stdout, done.stderr) == (5, "ran five\n", "")


def test_the_torch_choice_is_remembered(installed: Project) -> None:
    done = installed.run(ALOUD_TORCH="")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(installed.stamp.read_text())["torch"] == "pip"


def test_the_users_folder_cannot_lend_its_own_app(installed: Project) -> None:
    decoy = installed.root.parent / "app"
    decoy.mkdir(exist_ok=True)
    (decoy / "__main__.py").write_text("print('decoy')")
    assert installed.run("mine").stdout == "ran mine\n"


def test_tests_run_in_the_project_and_keep_their_extra(installed: Project) -> None:
    done = installed.run("test", "-k", "x")
    assert (done.returncode, done.stdout) == (0, "tested -k x\n"), done.stderr
    assert json.loads(installed.stamp.read_text())["extras"] == ["test"]
    assert installed.run("then").stderr == ""


def test_check_runs_every_tool_and_names_the_one_that_fails(installed: Project) -> None:
    tools = installed.root / ".venv" / "bin"
    for name in ("ruff", "mypy", "lint-imports"):
        (tools / name).write_text(f"#!/bin/sh\necho {name} $1\n" + ("exit 1\n" if name == "mypy" else ""))
        (tools / name).chmod(0o755)
    done = installed.run("check")
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ruff", "ruff", "mypy", "mypy", "lint-imports"]
    assert "failed: mypy; mypy --strict" in done.stderr
    (tools / "mypy").write_text("#!/bin/sh\n")
    assert installed.run("check").returncode == 0


def test_an_interrupted_set_up_is_repaired(installed: Project) -> None:
    installed.stamp.unlink()  # as a kill in the middle leaves it
    (damaged,) = (installed.root / ".venv").glob("lib/python*/site-packages/tiny-1.0.dist-info")
    (damaged / "METADATA").unlink()
    done = installed.run("again")
    assert done.returncode == 0, done.stderr
    assert "repairing tiny-1.0" in done.stderr
    assert (damaged / "METADATA").exists()
    assert installed.run("after").stderr == ""


def test_changed_requirements_are_installed_and_other_changes_are_not(installed: Project) -> None:
    file = installed.root / "pyproject.toml"
    file.write_text(PYPROJECT + "\n[tool.ruff]\nline-length = 1\n")
    assert installed.run().stderr == ""
    file.write_text(PYPROJECT.replace("dependencies = []", 'dependencies = ["surely-not-there-4711"]'))
    done = installed.run()
    assert done.returncode == 3
    last = done.stderr.splitlines()[-1]
    assert last.startswith("aloud: the set-up failed: ")
    assert "surely-not-there-4711" in last
    file.write_text(PYPROJECT)
    assert installed.run().returncode == 0


def test_a_python_without_venv_names_the_package(tmp_path: Path) -> None:
    project = Project(tmp_path / "tiny")
    # As on Debian without python3-venv: the module that venv needs is not there.
    hide = tmp_path / "hide"
    hide.mkdir()
    (hide / "sitecustomize.py").write_text(
        "import sys, importlib.machinery as m\n"
        "find = m.PathFinder.find_spec\n"
        "m.PathFinder.find_spec = lambda n, *a: None if n == 'ensurepip' else find(n, *a)\n"
    )
    done = project.run(PYTHONPATH=str(hide))
    assert done.returncode == 3
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert done.stderr.splitlines()[-1].endswith(f"sudo apt-get install python{version}-venv")


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as left:
        load()
    assert left.value.code == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Python 3.11 or newer is needed, this is 3.9" in said


def test_the_cause_of_a_failure_is_named() -> None:
    cause_of = load().cause_of
    assert "the disk is full" in cause_of("ERROR: Could not install: [Errno 28] No space left on device")
    no_network = (
        "Retrying after connection broken by 'NewConnectionError(Temporary failure in name resolution)'\n"
        "ERROR: No matching distribution found for torch==2.13.0"
    )
    assert "the package index cannot be reached" in cause_of(no_network)
    assert "No matching distribution found for x" in cause_of("2026 ERROR: No matching distribution found for x")
    assert "no reason given" in cause_of("")


@pytest.mark.parametrize(
    ("platform", "nvidia", "wanted"),
    [("linux", False, "torch==2.13.0"), ("linux", True, "torch>=2.10"), ("darwin", False, "torch>=2.10")],
)
def test_the_torch_fits_the_machine(monkeypatch: pytest.MonkeyPatch, platform: str, nvidia: bool, wanted: str) -> None:
    module = load()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/nvidia-smi" if nvidia else None)
    monkeypatch.setattr(module, "Path", lambda path: Path("/nowhere") / path.lstrip("/"))
    assert module.default_torch() == wanted


SMI = "| NVIDIA-SMI 560.35    Driver Version: {driver}    CUDA Version: {cuda} |"


@pytest.mark.parametrize(
    ("platform", "cuda", "wanted"),
    [
        ("win32", "13.1", "torch>=2.10 --index-url https://download.pytorch.org/whl/cu130"),
        ("win32", "12.9", "torch>=2.10 --index-url https://download.pytorch.org/whl/cu128"),
        ("linux", "12.6", "torch>=2.10 --index-url https://download.pytorch.org/whl/cu126"),
        ("linux", "13.0", "torch>=2.10"),
        ("linux", "11.4", "torch==2.13.0"),
        ("win32", "11.4", "torch>=2.10"),
    ],
)
def test_the_index_fits_the_driver(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], platform: str, cuda: str, wanted: str
) -> None:
    module = load()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    shown = subprocess.CompletedProcess([], 0, SMI.format(driver="560.35.03", cuda=cuda), "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: shown)
    assert module.default_torch() == wanted
    said = capsys.readouterr().err
    assert ("560.35.03" in said and "CUDA 11.4" in said and "ALOUD_TORCH='torch" in said) == (cuda == "11.4")


def test_an_unreadable_nvidia_smi_is_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    module = load()
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 9, "", "failed"))
    assert module.nvidia_driver() == ("", ())


def test_the_options_of_torch_apply_to_torch_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = load()
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(module, "pip_install", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(module, "LOCKS", tmp_path)  # no locks
    module.install("torch==2.13.0 --index-url https://example.org/cu126", {"test"})
    assert calls[0] == ("torch==2.13.0", "--index-url", "https://example.org/cu126")
    assert all("--index-url" not in call for call in calls[1:])
    assert any(name.startswith("PySide6") for name in calls[1])
    calls.clear()
    module.install("torch>=2.10", set(), replace=True)
    assert "--force-reinstall" in calls[0]
    assert all("--force-reinstall" not in call for call in calls[1:])
