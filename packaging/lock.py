#!/usr/bin/env python3
"""Writes the locked requirements: `lock.py` resolves pyproject.toml for every platform (needs `uv` and the index).

packaging/locks/PLATFORM.txt        all that runs, but torch
packaging/locks/PLATFORM-torch.txt  torch, with what only it needs; for processors where there is such a build
packaging/locks/PLATFORM-test.txt   what the tests need in addition
packaging/locks/linux-x86_64-cuda.txt, assets/packs/linux-x86_64-cuda.json    torch for graphics cards

Each line is one version with the sha256 of every wheel that fits the platform and Python 3.11, 3.12 or 3.13; the
comment above names the wheels. `packaging/run.py`, `.ci/run` and the builds install from these files.
ALOUD_TORCH_LINKS is a page or folder with PyTorch's CPU wheels for Linux (default: PyTorch's own page).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
PACKS = ROOT / "assets" / "packs"
INDEX: Final = "https://pypi.org/simple"
TORCH: Final = "torch==2.13.0"
TORCH_LINKS: Final = "https://download.pytorch.org/whl/cpu/torch/"
PYTHONS: Final = ("3.11", "3.12", "3.13")
PLATFORMS: Final = {  # our name: uv's
    "linux-x86_64": "x86_64-manylinux_2_35",
    "linux-aarch64": "aarch64-manylinux_2_39",  # what Qt's wheel needs
    "windows-x86_64": "x86_64-pc-windows-msvc",
    "macos-arm64": "aarch64-apple-darwin",
}
MACOS: Final = "14.0"  # what torch's wheel needs
CUDA: Final = "linux-x86_64-cuda"
IN_CUDA_PACK: Final = ("bitsandbytes",)  # the build leaves its libraries for cards out
Package = dict[str, Any]  # name, version, wheels: {file name: {url, size, sha256}}


def wheel_name(wheel: dict[str, Any]) -> str:
    """The file name of a wheel in a pylock file."""
    return str(wheel.get("name") or unquote(str(wheel["url"]).rsplit("/", 1)[1]))


def merged(locks: Iterable[dict[str, Any]]) -> dict[str, Package]:
    """The packages of several pylock files by name. Raises ValueError where two have different versions of one."""
    found: dict[str, Package] = {}
    for lock in locks:
        for row in lock["packages"]:
            package = found.setdefault(row["name"], {"name": row["name"], "version": row["version"], "wheels": {}})
            if package["version"] != row["version"]:
                raise ValueError(f"{row['name']}: {package['version']} and {row['version']}")
            for wheel in row["wheels"]:
                package["wheels"][wheel_name(wheel)] = {
                    "url": wheel["url"], "size": wheel.get("size", 0), "sha256": wheel["hashes"]["sha256"],
                }  # fmt: skip
    return dict(sorted(found.items()))


def as_requirements(packages: Iterable[Package], about: str) -> str:
    """The text of a requirements file with hashes."""
    lines = [f"# {about}", f"# Made by packaging/lock.py for Python {', '.join(PYTHONS)}; do not edit."]
    for package in packages:
        wheels = sorted(package["wheels"].items())
        lines += [f"# {name}" for name, _ in wheels]
        lines.append(
            " ".join([f"{package['name']}=={package['version']}", *(f"--hash=sha256:{w['sha256']}" for _, w in wheels)])
        )
    return "\n".join(lines) + "\n"


def read_versions(path: Path) -> list[str]:
    """The `name==version` of each line of a lock file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith("#")]


def uv() -> str:
    program = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(program).exists():
        sys.exit("lock.py: uv is needed: python3 -m pip install uv")
    return program


def resolve(
    platform: str, *, torch: str, extras: tuple[str, ...] = (), pinned: Iterable[str] = ()
) -> dict[str, Package]:
    """The packages of one platform with the wheels of every Python in `PYTHONS`. pinned: versions to keep to."""
    locks: list[dict[str, Any]] = []
    keep = [torch, *pinned]
    links = os.environ.get("ALOUD_TORCH_LINKS") or TORCH_LINKS
    with tempfile.TemporaryDirectory() as folder:
        constraints, out = Path(folder) / "constraints.txt", Path(folder) / "pylock.toml"
        for python in PYTHONS:
            constraints.write_text("\n".join(keep) + "\n")
            out.unlink(missing_ok=True)
            command = [uv(), "pip", "compile", "pyproject.toml", "--quiet", "--no-config", "--format", "pylock.toml"]
            command += ["--only-binary", ":all:", "--default-index", INDEX, "--python-version", python]
            command += ["--python-platform", PLATFORMS[platform], "-c", str(constraints), "-o", str(out)]
            command += [part for extra in extras for part in ("--extra", extra)]
            if torch.endswith("+cpu"):
                command += ["--find-links", links]
            env = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": MACOS}
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
            if done.returncode != 0:
                if python == PYTHONS[0]:
                    sys.exit(f"lock.py: {platform}: {done.stderr}")
                reason = next((line.strip() for line in done.stderr.splitlines() if "ecause" in line), "")
                print(f"{platform}: no set for Python {python} ({reason})", file=sys.stderr)
                continue
            locks.append(tomllib.loads(out.read_text(encoding="utf-8")))
            # The versions of the first Python hold for the others.
            keep = [
                torch,
                *(f"{row['name']}=={row['version']}" for row in locks[0]["packages"] if row["name"] != "torch"),
            ]
    return merged(locks)


def write(name: str, packages: Iterable[Package], about: str) -> None:
    rows = list(packages)
    (LOCKS / f"{name}.txt").write_text(as_requirements(rows, about), encoding="utf-8")
    print(f"packaging/locks/{name}.txt: {len(rows)} packages", file=sys.stderr)


def of_torch(name: str) -> bool:
    """True for torch and the packages that only it brings."""
    return name in ("torch", "triton", "cuda-toolkit", "cuda-bindings", "cuda-pathfinder") or name.startswith("nvidia-")


def pins(packages: dict[str, Package]) -> list[str]:
    return [f"{row['name']}=={row['version']}" for name, row in packages.items() if not of_torch(name)]


def lock_platform(platform: str) -> dict[str, Package]:
    """Writes the three files of a platform; returns what runs, with the index's torch."""
    runs = resolve(platform, torch=TORCH)
    tests = resolve(platform, torch=TORCH, extras=("test",), pinned=pins(runs))
    torch = [row for name, row in runs.items() if of_torch(name)]
    if platform == "linux-x86_64":  # where the index has only the build for cards
        torch = [resolve(platform, torch=f"{TORCH}+cpu", pinned=pins(runs))["torch"]]
    write(
        platform, [row for name, row in runs.items() if not of_torch(name)], f"What runs on {platform}, without torch."
    )
    write(f"{platform}-torch", torch, f"torch for {platform}.")
    write(f"{platform}-test", [row for name, row in tests.items() if name not in runs], f"For the tests, {platform}.")
    return runs


def lock_cuda(runs: dict[str, Package]) -> None:
    """Writes the requirements and the pack of the build for NVIDIA cards. runs: what runs, with the index's torch."""
    extra = [row for name, row in runs.items() if of_torch(name)]
    write(CUDA, extra, "torch for NVIDIA cards with its libraries, linux-x86_64.")
    wheels = [pack_row(row) for row in [*extra, *(runs[name] for name in IN_CUDA_PACK)]]
    pack = {
        "format": 1,
        "name": "cuda",
        "title": "NVIDIA CUDA 13",
        "python": PYTHONS[0],
        "least_cuda": "13.0",
        "wheels": wheels,
    }
    PACKS.mkdir(exist_ok=True)
    (PACKS / f"{CUDA}.json").write_text(json.dumps(pack, indent=1) + "\n", encoding="utf-8")


def pack_row(package: Package) -> dict[str, Any]:
    """A package as the pack has it: the one wheel for the packaged Python."""
    tag = "cp" + PYTHONS[0].replace(".", "")
    wheels = package["wheels"]
    fits = [name for name in wheels if f"-{tag}-" in name] or [
        name for name in wheels if "-py3-" in name or "-py2.py3-" in name
    ]
    if len(fits) != 1:
        raise ValueError(f"{package['name']}: {fits or list(wheels)}")
    part = "app" if package["name"] in ("torch", "triton", *IN_CUDA_PACK) else "libraries"
    return {"package": package["name"], "version": package["version"], "part": part, "file": fits[0], **wheels[fits[0]]}


def main() -> int:
    LOCKS.mkdir(exist_ok=True)
    runs = {platform: lock_platform(platform) for platform in PLATFORMS}
    lock_cuda(runs["linux-x86_64"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
