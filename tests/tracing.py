"""What a program does to the network and the disk, as strace sees it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The sockets, and every call that makes a name on the disk ("?": where the processor has such a call).
_CALLS = (
    "socket connect bind sendto sendmsg sendmmsg openat ?open ?creat ?mkdir mkdirat ?rename ?renameat renameat2 "
    "?symlink symlinkat ?link linkat ?mknod mknodat"
).split()
# A test's own settings must not stand in for Aloud's, and some libraries keep quiet where `CI` is set.
_NOT_OURS = re.compile(r"(CI|ALOUD_.*|ORT_.*|HF_.*|TRANSFORMERS_.*|TOKENIZERS_.*|MPL.*|TORCH.*|TRITON.*|XDG_.*|QT_.*)$")
_WRITES = re.compile(r"\b(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC)\b")
_NAMED = re.compile(r'(?:(?:\d+|AT_FDCWD)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_REFUSED_FOR = ("ENOENT", "EEXIST", "ENOTDIR", "ENXIO")  # nothing was there to be opened or made
_LOOPBACK = re.compile(r'sin_addr=inet_addr\("127\.|inet_pton\(AF_INET6, "::1"')
_DNS = re.compile(r"sin6?_port=htons\(53\)")  # a name server on this machine asks others
# Devices, and what the kernel shows of this process; nothing there outlives it, but for shared memory and semaphores.
PASSING = (Path("/dev"), Path("/proc"), Path("/sys"))


@dataclass
class Trace:
    """What a program did. folder: it ran there, with its home and its folder for temporary files inside."""

    folder: Path
    code: int
    shown: str
    lines: list[str] = field(repr=False)

    @property
    def foreign_sockets(self) -> list[str]:
        """Calls that reach, or could reach, another machine; what only talks to this machine is left out."""
        inet = [line for line in self.lines if "AF_INET" in line and not line.startswith("socket(")]
        return [line for line in inet if not _LOOPBACK.search(line) or _DNS.search(line)]

    @property
    def inet_sockets(self) -> list[str]:
        """Every internet socket, also one for this machine alone."""
        return [line for line in self.lines if "AF_INET" in line]

    def foreign_files(self, outputs: Iterable[Path | str] = (), shared: Iterable[Path] = ()) -> list[str]:
        """Names made or opened for writing outside of Aloud's folders.

        outputs: files and folders, relative to `folder`, that the command was told to write. shared: folders of others.
        The session's runtime folder is free, too: the sound system's libraries make their sockets' folder there.
        """
        home = self.folder / "home"
        own = [home / part / "aloud" for part in (".config", ".local/share", ".local/state", ".cache")]
        own += [
            self.folder / "tmp",
            self.folder / "runtime",
            *(self.folder / name for name in outputs),
            *shared,
            *PASSING,
        ]
        made = {path for line in self.lines for path in _made(line, self.folder)}
        ways = {above for place in own for above in place.parents}  # ~/.config and the like are made on the way
        return sorted(str(path) for path in made if path not in ways and not any(map(path.is_relative_to, own)))

    def left_in_tmp(self) -> list[str]:
        """Temporary files that the program did not clear away."""
        return sorted(path.name for path in (self.folder / "tmp").iterdir())


def _made(line: str, folder: Path) -> list[Path]:
    """The files that one call makes or opens for writing."""
    call = line.partition("(")[0]
    if call in ("socket", "connect", "bind", "sendto", "sendmsg", "sendmmsg"):
        return []
    if call.startswith("open") and not _WRITES.search(line):
        return []
    if any(f" {reason} " in line for reason in _REFUSED_FOR):
        return []
    names = [Path(os.path.normpath(folder / (at or "") / name)) for at, name in _NAMED.findall(line)]
    return names[-1:] if call not in ("rename", "renameat", "renameat2") else names


def traced(
    arguments: list[str],
    folder: Path,
    *,
    environment: dict[str, str] | None = None,
    talk: Callable[[subprocess.Popen[str]], None] | None = None,
    timeout_s: float = 240.0,
) -> Trace:
    """Runs Python with these arguments under strace, in an empty home. talk: what to do with it while it runs."""
    for name in ("home", "tmp", "runtime", "trace"):
        (folder / name).mkdir()
    clean = {name: value for name, value in os.environ.items() if not _NOT_OURS.match(name)}
    clean |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "XDG_RUNTIME_DIR": str(folder / "runtime")}
    clean |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    # One file a thread: else a call that another thread interrupts is cut in two.
    strace = [
        "strace",
        "--seccomp-bpf",
        "-ff",
        "-y",
        "-qq",
        "-o",
        str(folder / "trace" / "of"),
        "-e",
        f"trace={','.join(_CALLS)}",
    ]
    with (folder / "shown.txt").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*strace, sys.executable, *arguments], cwd=folder, env=clean, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        with process:
            try:
                if talk is not None:
                    talk(process)
                shown, _ = process.communicate(timeout=timeout_s)
            finally:
                process.kill()
        errors.seek(0)
        shown += errors.read()
    lines = [
        line
        for file in sorted((folder / "trace").iterdir())
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    return Trace(folder, process.returncode, shown, lines)
