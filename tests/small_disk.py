"""Runs code with a small disk of its own, which can be filled or made read-only."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_HELPERS = """
import os, sys
from pathlib import Path
disk = Path(sys.argv[1])

def fill(spare=0):
    with open(disk / "filler", "ab", buffering=0) as file:
        for size in (1 << 16, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass
        file.truncate(max(0, file.tell() - spare))

def read_only():
    assert os.system(f"mount -o remount,ro '{disk}'") == 0
"""


@functools.cache
def _can_mount() -> bool:
    try:
        return (
            subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode
            == 0
        )
    except OSError:
        return False


needs_small_disk = pytest.mark.skipif(not _can_mount(), reason="this system lets nobody mount a disk for a test")


def run(code: str, folder: Path, kilobytes: int) -> str:
    """What Python code prints that finds in `disk` a file system of this size, mounted on `folder` for it alone.

    It can call `fill(spare=BYTES)` and `read_only()`.
    """
    folder.mkdir(exist_ok=True)
    mount = 'mount -t tmpfs -o size="$1" tmpfs "$2" && exec "$3" -c "$4" "$2"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", f"{kilobytes}k", str(folder), sys.executable, _HELPERS + code]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": "."}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
