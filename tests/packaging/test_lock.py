"""Locked requirements: every wheel named and hashed, one version a platform, and used by the set-up."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "locks"
PLATFORMS = ("linux-x86_64", "linux-aarch64", "windows-x86_64", "macos-arm64")
LINE = re.compile(r"^[a-z0-9-]+==[\w.+!]+( --hash=sha256:[0-9a-f]{64})+$")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"aloud_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


lock, run = load("lock"), load("run")


def required(path: Path) -> dict[str, str]:
    """Name and line of each requirement of a lock file."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return {line.split("==")[0]: line for line in lines}


@pytest.mark.parametrize("path", sorted(LOCKS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_file_of_a_lock_is_named_and_hashed(path: Path) -> None:
    named = 0
    for line in path.read_text().splitlines()[2:]:
        if line.startswith("#"):
            assert re.fullmatch(r"# \S+\.whl", line)
            named += 1
        else:
            assert LINE.match(line), line
            assert line.count("--hash") == named
            named = 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_locks_hold_what_the_project_asks_for(platform: str) -> None:
    here = required(LOCKS / f"{platform}.txt") | required(LOCKS / f"{platform}-torch.txt")
    for requirement in run.read_project()["project"]["dependencies"]:
        name = re.split(r"[<>=!~;\[ ]", requirement)[0]
        assert re.sub(r"[-_.]+", "-", name).lower() in here


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_package_is_locked_twice(platform: str) -> None:
    files = [required(LOCKS / f"{platform}{part}.txt") for part in ("", "-torch", "-test")]
    assert sum(map(len, files)) == len(set().union(*files))


def test_the_pack_has_the_wheels_of_the_lock() -> None:
    pack = json.loads((ROOT / "assets" / "packs" / "linux-x86_64-cuda.json").read_text())
    locked = (LOCKS / "linux-x86_64-cuda.txt").read_text() + (LOCKS / "linux-x86_64.txt").read_text()
    assert {row["package"] for row in pack["wheels"]} >= set(required(LOCKS / "linux-x86_64-cuda.txt"))
    for row in pack["wheels"]:
        assert f"--hash=sha256:{row['sha256']}" in locked
        assert row["size"] > 0
        assert row["url"].startswith("https://files.pythonhosted.org/")


def one(name: str, version: str, *files: str) -> dict[str, object]:
    wheels = [{"url": f"https://x/{file}", "size": 3, "hashes": {"sha256": file.ljust(64, "0")}} for file in files]
    return {"name": name, "version": version, "wheels": wheels}


def test_wheels_of_several_pythons_are_merged() -> None:
    locks = [{"packages": [one("a", "1", "a-1-cp311.whl")]}, {"packages": [one("a", "1", "a-1-cp312.whl")]}]
    merged = lock.merged(locks)
    assert list(merged["a"]["wheels"]) == ["a-1-cp311.whl", "a-1-cp312.whl"]
    text = lock.as_requirements(merged.values(), "about")
    assert text.splitlines()[2:4] == ["# a-1-cp311.whl", "# a-1-cp312.whl"]
    assert text.count("--hash=sha256:") == 2


def test_two_versions_of_one_package_are_refused() -> None:
    with pytest.raises(ValueError, match="a: 1 and 2"):
        lock.merged([{"packages": [one("a", "1", "a.whl")]}, {"packages": [one("a", "2", "a.whl")]}])


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
        ("darwin", "x86_64", ""),
        ("freebsd14", "amd64", ""),
    ],
)
def test_the_set_up_finds_the_lock_of_its_machine(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, name: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(run.platform, "machine", lambda: machine)
    assert run.platform_name() == name
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    wanted = [LOCKS / f"{name}.txt", LOCKS / f"{name}-test.txt"] if name else []
    assert run.locks({"test"}) == wanted
    assert run.locks({"unheard-of"}) == []
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert run.locks({"test"}) == []


class Pip:
    """Stands for pip in the set-up: fails for what it lacks, as pip's log says it."""

    def __init__(self, log: Path, lacks: tuple[str, ...], reason: str) -> None:
        self.log, self.lacks, self.reason = log, lacks, reason
        self.asked: list[str] = []

    def __call__(self, *arguments: str) -> None:
        name = Path(arguments[arguments.index("-r") + 1]).stem
        self.asked.append(f"{name} from PyTorch" if "--index-url" in arguments else name)
        if self.asked[-1] in self.lacks:
            self.log.write_text(self.reason)
            raise run.SetupError("failed")


@pytest.fixture
def cpu_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(run, "platform_name", lambda: "linux-x86_64")
    monkeypatch.setattr(run, "LOG", tmp_path / "log")
    return tmp_path / "log"


def test_torch_comes_from_where_it_can_be_had(monkeypatch: pytest.MonkeyPatch, cpu_linux: Path) -> None:
    here = "linux-x86_64-torch"
    for lacks, asked in (
        ((), [here]),
        ((here,), [here, f"{here} from PyTorch"]),
        ((here, f"{here} from PyTorch"), [here, f"{here} from PyTorch", "linux-x86_64-cuda"]),
    ):
        pip = Pip(cpu_linux, lacks, "ERROR: No matching distribution found for torch==2.13.0+cpu")
        monkeypatch.setattr(run, "pip_install", pip)
        assert run.install_locked_torch(run.CPU_TORCH, [])
        assert pip.asked == asked


def test_a_wrong_hash_ends_the_set_up(monkeypatch: pytest.MonkeyPatch, cpu_linux: Path) -> None:
    pip = Pip(cpu_linux, ("linux-x86_64-torch",), "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES")
    monkeypatch.setattr(run, "pip_install", pip)
    with pytest.raises(run.SetupError):
        run.install_locked_torch(run.CPU_TORCH, [])
    assert pip.asked == ["linux-x86_64-torch"]


def test_a_torch_of_the_users_choice_is_not_locked(monkeypatch: pytest.MonkeyPatch, cpu_linux: Path) -> None:
    monkeypatch.setattr(run, "pip_install", Pip(cpu_linux, (), ""))
    assert not run.install_locked_torch("torch==2.12.0 --index-url https://example.org", [])


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_the_scripts_of_the_builds_have_no_syntax_errors() -> None:
    for script in (ROOT / "packaging" / "linux").glob("*.sh"):
        subprocess.run(["sh", "-n", str(script)], check=True)
