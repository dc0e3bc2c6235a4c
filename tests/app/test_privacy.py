"""Nothing leaves the machine: system calls of real commands, as strace sees them.

Each command runs with an empty home folder and without `CI`, which some libraries take as a reason to keep quiet.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage import QUESTIONS

pytestmark = pytest.mark.needs_system("strace")
ROOT = Path(__file__).resolve().parents[2]
QUESTION = str(QUESTIONS / "sum.wav")

COMMANDS = {
    "hear": ["hear", QUESTION],
    "ask": ["ask", QUESTION, "--out", "answer.wav"],
    "say": ["say", "one half", "--out", "answer.wav"],
    "doctor": ["doctor"],
    "bundle list": ["bundle", "list"],
    "export": ["export"],
}
_LOCAL = re.compile(r'sin_addr=inet_addr\("127\.|inet_pton\(AF_INET6, "::1"')
_WRITES = re.compile(r"\b(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC)\b")
_OPENED = re.compile(r'\bopen(?:at)?\([^"]*"([^"]+)".*\)\s*= \d')
# Where a program may write without leaving anything behind.
_PASSING = ("/dev/", "/proc/", "/sys/")


def trace(arguments: list[str], folder: Path) -> list[str]:
    """The network and file calls of one command, run in `folder` with its home there. Its exit code may be 0 or 2."""
    log = folder / "trace.txt"
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "ALOUD_CI", "ALOUD_HOME")}
    # Only the command's own defence counts, not the one of the tests.
    environment = {k: v for k, v in environment.items() if not k.startswith(("ORT_", "HF_", "TRANSFORMERS_"))}
    environment |= {"HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    (folder / "home").mkdir()
    command = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=socket,connect,sendto,open,openat", sys.executable]
    ran = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=240
    )
    assert ran.returncode in (0, 2), ran.stderr
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def foreign_sockets(lines: list[str]) -> list[str]:
    """Calls that could reach another machine."""
    inet = [line for line in lines if re.search(r"\b(socket\(AF_INET6?,|AF_INET6?\b)", line)]
    return [line for line in inet if not _LOCAL.search(line)]


def foreign_files(lines: list[str], folder: Path) -> list[str]:
    """Files opened for writing outside Aloud's own folders and `folder` itself."""
    own = [folder / "home" / part / "aloud" for part in (".config", ".local/share", ".local/state", ".cache")]
    found = []
    for line in lines:
        opened = _OPENED.search(line)
        if opened is None or not _WRITES.search(line) or opened[1].startswith(_PASSING):
            continue
        path = Path(os.path.normpath(folder / opened[1]))
        if path.parent != folder and not any(path.is_relative_to(place) for place in own):
            found.append(str(path))
    return found


@pytest.mark.needs_starter
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_opens_no_connection_and_writes_only_its_own_files(name: str, tmp_path: Path) -> None:
    lines = trace(["-m", "app", *COMMANDS[name]], tmp_path)
    assert foreign_sockets(lines) == []
    assert foreign_files(lines, tmp_path) == []


def test_the_speech_detector_alone_opens_no_connection(tmp_path: Path) -> None:
    """Without the command line, which sets the same switch: `audio_io` used as a library."""
    code = f"from audio_io.input.offline import analyze_recording; analyze_recording({QUESTION!r})"
    lines = trace(["-c", code], tmp_path)
    assert foreign_sockets(lines) == []
    assert foreign_files(lines, tmp_path) == []


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    code = "import socket; s = socket.socket(); s.settimeout(0.1); s.connect_ex(('192.0.2.1', 9))"
    assert foreign_sockets(trace(["-c", code], tmp_path))
