#!/usr/bin/env python3
"""Tries the packaged builds as people would meet them: `sudo python3 packaging/gate.py ROOT...`.

ROOT is a clean system made by debootstrap (`--variant=minbase`), for example of Debian 12 or Ubuntu 24.04; it is not
changed. In a copy of it, as an ordinary user with an empty home, without Python on the path and with the network cut:

    the .deb        installed by apt (with the network, for what it depends on), then version, demo,
                    a typed question, doctor, the window under Xvfb, two users at once, removal
    the archive     unpacked, install.sh --user from and into folders with spaces and umlauts, the same commands, moved,
                    read-only, onto a full disk, removed

Prints one line for each, leaves the screenshots and gate.json in dist/gate; exit code 1 if any failed. Needs root,
debootstrap's roots, Xvfb and xdotool. The pictures are to be looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
OUT = DIST / "gate"
SCREEN: Final = ":87"
QUESTION: Final = "What is 47 plus 38?"
ANSWER: Final = "85"
USER, OTHER = "pupil", "friend"
PLACE: Final = "Bücher und Spiele"
# What a desktop of these systems has anyway; the archive brings what it may lack.
DESKTOP: Final = (
    "libegl1",
    "libgl1",
    "libgssapi-krb5-2",
    "libx11-xcb1",
    "libfontconfig1",
    "libdbus-1-3",
    "libxcb-randr0",
    "libxcb-shape0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-render0",
    "libxcb-shm0",
    "libsm6",
    "libice6",
    "zstd",
    "ca-certificates",
    "shared-mime-info",
    "desktop-file-utils",
)
BY_SYSTEM: Final = ("libasound2", "libasound2t64", "libglib2.0-0", "libglib2.0-0t64")
GRAB: Final = (
    "import sys; from PySide6.QtGui import QGuiApplication; a = QGuiApplication([]); "
    "sys.exit(not a.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


class GateFailed(Exception):
    """A step did not do what it must."""


def call(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    text = [str(part) for part in command]
    return subprocess.run(text, capture_output=True, text=True, errors="replace", **options)  # type: ignore[call-overload, no-any-return]


def must(*command: str | Path) -> str:
    done = call(*command)
    if done.returncode != 0:
        raise GateFailed(f"{command[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
    return str(done.stdout)


class System:
    """A copy of a clean root, with two ordinary users and a screen."""

    def __init__(self, template: Path, work: Path) -> None:
        self.name, self.path, self.template = template.name, work / template.name, template
        self.mounted: list[Path] = []

    def __enter__(self) -> System:
        must("cp", "-a", self.template, self.path)
        self._mount("-t", "proc", "proc", self.path / "proc")
        self._devices()
        sockets = self.path / "tmp" / ".X11-unix"
        sockets.mkdir(parents=True, exist_ok=True)
        self._mount("--bind", "/tmp/.X11-unix", sockets)
        shutil.copy("/etc/resolv.conf", self.path / "etc" / "resolv.conf")
        for user in (USER, OTHER):
            self.inside("useradd", "-m", "-s", "/bin/sh", user)
        return self

    def __exit__(self, *_: object) -> None:
        for target in reversed(self.mounted):
            call("umount", "-l", target)
        if str(self.path) in Path("/proc/self/mountinfo").read_text():
            raise GateFailed(f"something is still mounted in {self.path}, so it was not deleted")
        shutil.rmtree(self.path, ignore_errors=True)

    def _devices(self) -> None:
        """Devices of its own: the machine's must never lie in a folder that is deleted."""
        devices = self.path / "dev"
        self._mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", devices)
        for name, minor in (("null", 3), ("zero", 5), ("full", 7), ("random", 8), ("urandom", 9)):
            os.mknod(devices / name, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            (devices / name).chmod(0o666)
        (devices / "shm").mkdir()
        (devices / "shm").chmod(0o1777)

    def _mount(self, *arguments: str | Path) -> None:
        must("mount", *arguments)
        self.mounted.append(Path(arguments[-1]))

    def small_disk(self, place: str, megabytes: int) -> None:
        target = self.path / place.lstrip("/")
        target.mkdir(parents=True, exist_ok=True)
        self._mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "tmpfs", target)

    def inside(self, *command: str | Path) -> str:
        """As root, with the network."""
        clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
        return must("chroot", self.path, *clean, *command)

    def as_user(self, *command: str | Path, user: str = USER, screen: bool = False, cwd: str = "") -> list[str]:
        """The command line that runs something as an ordinary user without a network."""
        home = f"/home/{user}"
        clean = [f"HOME={home}", f"USER={user}", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "OMP_NUM_THREADS=2"]
        if screen:
            clean.append(f"DISPLAY={SCREEN}")
        inner = ["env", "-i", *clean, "sh", "-c", 'cd "$0" && exec "$@"', cwd or home, *map(str, command)]
        return ["unshare", "-n", "chroot", f"--userspec={user}", str(self.path), *inner]

    def user(self, *command: str | Path, user: str = USER, code: int = 0, cwd: str = "", limit: float = 600) -> str:
        """Runs it and returns stdout and stderr. Raises GateFailed for another exit code."""
        done = call(*self.as_user(*command, user=user, cwd=cwd), timeout=limit)
        if done.returncode != code:
            raise GateFailed(f"exit {done.returncode} instead of {code}: {(done.stderr or done.stdout).strip()[-300:]}")
        return str(done.stdout + done.stderr)


# -- what is tried


def commands(system: System, aloud: str) -> str:
    """Version, demo, a typed question, doctor; what doctor found."""
    if "aloud " not in system.user(aloud, "--version"):
        raise GateFailed("--version says nothing")
    if call(*system.as_user("sh", "-c", "command -v python3")).returncode == 0:
        raise GateFailed("there is a Python on the path, so this proves little")
    system.user(aloud, "demo")
    answer = system.path / "home" / USER / "answer.wav"
    if answer.stat().st_size < 20_000:
        raise GateFailed("demo wrote no sound")
    ask(system, aloud)
    facts = json.loads(call(*system.as_user(aloud, "doctor", "--json")).stdout)
    lacking = [name for name, number in facts["packages"].items() if number is None]
    if lacking:
        raise GateFailed(f"doctor knows no version of {', '.join(lacking)}")
    missing = [row["what"] for row in facts["missing"] if "PortAudio" in row["what"] or "package" in row["what"]]
    if missing:
        raise GateFailed(f"doctor misses {', '.join(missing)}")
    return f"aloud {facts['aloud']}, torch {facts['torch']['version']}"


def ask(system: System, aloud: str, user: str = USER, cwd: str = "") -> str:
    """A typed question; the answer must be right."""
    home = f"/home/{user}"
    said = system.user(aloud, "ask", "--text", QUESTION, "--out", f"{home}/a.wav", user=user, cwd=cwd)
    if ANSWER not in said:
        raise GateFailed(f"the answer is not {ANSWER}: {said[-200:]}")
    return "answered"


def window(system: System, aloud: str, python: str, picture: str) -> str:
    """Opens the window, types a question, and takes pictures of the screen, which show whether it was answered."""
    begun = time.monotonic()
    shown = subprocess.Popen(
        system.as_user(aloud, screen=True), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        first = wait_for_window(shown)
        ready = time.monotonic() - begun
        time.sleep(25)  # the model loads on a busy machine, and the first start's dialog opens
        pictures = [grab(system, python, f"{picture}-start")]
        x("key", "Return")  # begin with the starter
        time.sleep(4)
        # Without a window manager the window has to be given the keys.
        x("windowfocus", first)
        x("mousemove", "286", "711", "click", "1")
        time.sleep(1)
        x("type", "--delay", "60", QUESTION)
        x("key", "Return")
        time.sleep(20)
        pictures.append(grab(system, python, f"{picture}-answer"))
        if shown.poll() is not None:
            raise GateFailed(f"the window ended by itself: {shown.stderr.read()[-300:] if shown.stderr else ''}")
    finally:
        shown.terminate()
        shown.wait(30)
    return f"window {first} after {ready:.1f} s; look at {', '.join(pictures)}"


def wait_for_window(shown: subprocess.Popen[str]) -> str:
    for _ in range(240):
        found = call("xdotool", "search", "--onlyvisible", "--name", "Aloud", env={**os.environ, "DISPLAY": SCREEN})
        if found.stdout.strip():
            number = str(found.stdout.split()[0])
            x("windowfocus", number)
            return number
        if shown.poll() is not None:
            raise GateFailed(f"no window: {shown.stderr.read()[-300:] if shown.stderr else ''}")
        time.sleep(0.25)
    raise GateFailed("no window within a minute")


def x(*arguments: str) -> None:
    call("xdotool", *arguments, env={**os.environ, "DISPLAY": SCREEN})


def grab(system: System, python: str, name: str) -> str:
    inner = f"/home/{USER}/{name}.png"
    done = call(*system.as_user(python, "-I", "-c", GRAB, inner, screen=True), timeout=120)
    made = system.path / inner.lstrip("/")
    if done.returncode != 0 or not made.exists():
        raise GateFailed(f"no picture: {done.stderr[-200:]}")
    shutil.copy(made, OUT / f"{name}.png")
    return f"dist/gate/{name}.png"


def two_users(system: System, aloud: str) -> str:
    """Two users ask at the same time, each with folders of their own."""
    lines = [
        system.as_user(aloud, "ask", "--text", QUESTION, "--out", f"/home/{user}/b.wav", user=user)
        for user in (USER, OTHER)
    ]
    both = [subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for line in lines]
    said = [process.communicate(timeout=600)[0] for process in both]
    if any(process.returncode for process in both) or any(ANSWER not in text for text in said):
        raise GateFailed(f"two at once: {said[0][-150:]} | {said[1][-150:]}")
    return "both answered"


def quiet_outside(system: System, since: float) -> str:
    """Nothing was written outside the homes and /tmp after `since` (seconds since 1970)."""
    stamp = system.path / "tmp" / "since"
    stamp.touch()
    os.utime(stamp, (since, since))
    skipped = [
        part for name in ("proc", "dev", "sys", "tmp", "home", "run") for part in ("-path", f"./{name}", "-prune", "-o")
    ]
    done = call("find", ".", *skipped, "-type", "f", "-newer", "tmp/since", "-print", cwd=system.path)
    if done.stdout.strip():
        raise GateFailed(f"written outside the user's folders: {done.stdout.split()[:5]}")
    return "nothing written outside the home"


class Gate:
    """Runs the steps and keeps what came of them."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []

    def step(self, system: str, name: str, what: Callable[[], str]) -> bool:
        begun = time.monotonic()
        try:
            said, good = what() or "done", True
        except (GateFailed, subprocess.TimeoutExpired, OSError, ValueError, KeyError) as error:
            said, good = f"{type(error).__name__}: {error}"[:600], False
        seconds = time.monotonic() - begun
        self.rows.append({"system": system, "step": name, "passed": good, "seconds": round(seconds, 1), "said": said})
        print(f"{'pass' if good else 'FAIL'}  {system:<10} {name:<34} {seconds:6.1f} s  {said}", flush=True)
        return good


def try_deb(gate: Gate, system: System, deb: Path) -> None:
    python = "/opt/aloud/python/bin/python3.11"

    def install() -> str:
        shutil.copy(deb, system.path / "tmp" / deb.name)
        system.inside("apt-get", "update", "-q")
        system.inside("apt-get", "install", "-q", "-y", "--no-install-recommends", f"/tmp/{deb.name}")
        (system.path / "tmp" / deb.name).unlink()
        return f"{must('du', '-sm', system.path / 'opt/aloud').split()[0]} MiB"

    if not gate.step(system.name, "deb: install", install):
        return
    since = time.time()
    gate.step(system.name, "deb: version, demo, ask, doctor", lambda: commands(system, "aloud"))
    gate.step(system.name, "deb: window", lambda: window(system, "aloud", python, f"{system.name}-deb"))
    gate.step(system.name, "deb: two users at once", lambda: two_users(system, "aloud"))
    gate.step(system.name, "deb: no write elsewhere", lambda: quiet_outside(system, since))

    def remove() -> str:
        system.inside("apt-get", "purge", "-q", "-y", "aloud")
        left = [name for name in ("opt/aloud", "usr/bin/aloud") if (system.path / name).exists()]
        if left or not (system.path / "home" / USER / ".local").exists():
            raise GateFailed(f"left: {left}, or the history is gone")
        return "removed; the users' history stays"

    gate.step(system.name, "deb: removal", remove)


def try_archive(gate: Gate, system: System, archive: Path) -> None:
    name = archive.name.removesuffix(".tar.zst")
    home = f"/home/{USER}"
    unpacked = f"{home}/{PLACE}/{name}"
    bundled = f"{home}/.local/opt/aloud"

    def prepare() -> str:
        system.inside("apt-get", "update", "-q")
        known = [name for name in BY_SYSTEM if "Candidate: (none)" not in system.inside("apt-cache", "policy", name)]
        known = [name for name in known if system.inside("apt-cache", "policy", name)]
        system.inside("apt-get", "install", "-q", "-y", "--no-install-recommends", *DESKTOP, *known[-2:])
        shutil.copy(archive, system.path / "tmp" / archive.name)
        system.user("mkdir", "-p", f"{home}/{PLACE}")
        system.user("tar", "-C", f"{home}/{PLACE}", "-xf", f"/tmp/{archive.name}")
        return "unpacked into a folder with spaces and umlauts"

    if not gate.step(system.name, "archive: unpack", prepare):
        return
    since = time.time()
    aloud, python = f"{unpacked}/bin/aloud", f"{unpacked}/python/bin/python3.11"
    gate.step(system.name, "archive: commands, in place", lambda: commands(system, aloud))
    gate.step(system.name, "archive: window", lambda: window(system, aloud, python, f"{system.name}-archive"))

    def full() -> str:
        system.small_disk("/full", 300)
        said = system.user("sh", f"{unpacked}/install.sh", "--prefix", "/full/aloud", code=3)
        left = os.listdir(system.path / "full")
        if len(said.strip().splitlines()) != 1 or "MB are needed" not in said or left:
            raise GateFailed(f"{said!r}, left {left}")
        return said.strip()

    gate.step(system.name, "archive: full disk", full)

    def read_only() -> str:
        must("mount", "--bind", system.path / unpacked.lstrip("/"), system.path / "mnt")
        system.mounted.append(system.path / "mnt")
        must("mount", "-o", "remount,ro,bind", system.path / "mnt")
        return ask(system, "/mnt/bin/aloud", user=OTHER)

    gate.step(system.name, "archive: read-only, another user", read_only)

    def install() -> str:
        call("umount", "-l", system.path / "mnt")
        said = system.user("sh", f"{unpacked}/install.sh", "--user")
        entry = (system.path / home.lstrip("/") / ".local/share/applications/aloud.desktop").read_text()
        system.user("desktop-file-validate", f"{home}/.local/share/applications/aloud.desktop")
        if f"{bundled}/bin/aloud" not in entry:
            raise GateFailed(entry)
        return said.splitlines()[0] + "; " + ask(system, f"{home}/.local/bin/aloud")

    gate.step(system.name, "archive: install.sh --user", install)

    def moved() -> str:
        system.user("mv", bundled, f"{home}/moved änd more")
        said = ask(system, f"{home}/moved änd more/bin/aloud")
        system.user("mv", f"{home}/moved änd more", bundled)
        return said

    gate.step(system.name, "archive: moved", moved)
    gate.step(system.name, "archive: no write elsewhere", lambda: quiet_outside(system, since))

    def remove() -> str:
        said = system.user("sh", f"{bundled}/uninstall.sh")
        left = must(
            "find", system.path / home.lstrip("/") / ".local", "-name", "*aloud*", "-not", "-path", "*/share/aloud*"
        )
        if left.strip():
            raise GateFailed(f"left: {left}")
        return said.strip().splitlines()[-1]

    gate.step(system.name, "archive: uninstall.sh", remove)


@contextlib.contextmanager
def screen() -> Iterator[None]:
    Path("/tmp/.X11-unix").mkdir(exist_ok=True)
    server = subprocess.Popen(["Xvfb", SCREEN, "-screen", "0", "1280x900x24", "-ac"], stderr=subprocess.DEVNULL)
    time.sleep(2)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="gate.py", description="Try the builds in dist/ in clean systems.")
    parser.add_argument("roots", metavar="ROOT", nargs="+", type=Path, help="clean roots made by debootstrap")
    parser.add_argument("--only", choices=["deb", "archive"], help="one of the two")
    args = parser.parse_args(arguments)
    deb, archive = (next(iter(sorted(DIST.glob(pattern))), None) for pattern in ("aloud_*.deb", "aloud-*.tar.zst"))
    OUT.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays mounted
    gate = Gate()
    with screen(), tempfile.TemporaryDirectory(prefix="aloud-gate-", dir=DIST) as work:
        for template in args.roots:
            for kind, build, attempt in (("deb", deb, try_deb), ("archive", archive, try_archive)):
                if build is not None and args.only in (None, kind):
                    with System(template.resolve(), Path(work)) as system:
                        attempt(gate, system, build)
    (OUT / "gate.json").write_text(json.dumps(gate.rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if gate.rows and all(row["passed"] for row in gate.rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
