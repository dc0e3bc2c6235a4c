#!/usr/bin/env python3
"""A soak: the whole program for hours, with questions, cancels, unplugged devices and a sound server that is killed.

    .venv/bin/python packaging/soak.py --hours H [--seed S] [--every MINUTES] [--acts ACT ...]

The window runs offscreen in a process of its own on the starter, hands-free, with a microphone and a speaker that are
null sinks of a private PulseAudio (needs pulseaudio, pulseaudio-utils, libportaudio2). Prints a table row every few
minutes and, at the end, what is on disk compared with what was answered. Exit code 1 if a turn was lost, an answer was
not saved, the window failed, or it did not come to rest or back to its microphone in time ("stuck").
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import psutil
import soxr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.history.store import SessionStore  # noqa: E402 - after the path
from app.storage import QUESTIONS  # noqa: E402
from audio_io.sound_files import read_question  # noqa: E402
from tests.audio_io.pulse import RATE, PulseServer  # noqa: E402

TURN_S = 90.0  # a turn that has not ended by then is lost
BACK_S = 60.0  # devices that are there again are in use by then
ACTS = ("typed", "cancelled", "spoken", "unplugged", "killed")
COLUMNS = (
    "minutes",
    "turns",
    "cancelled",
    "spoken",
    "unplugged",
    "killed",
    "MB",
    "threads",
    "fds",
    "underruns",
    "lost",
    "stuck",
)


class Window:
    """The window's process, and what it told."""

    def __init__(self, home: Path) -> None:
        environment = {**os.environ, "ALOUD_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        self.errors = (home / "stderr.txt").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.soak_child"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
        )  # fmt: skip
        self._told = threading.Condition()
        self.state, self.started, self.failures = "", 0, list[str]()
        self.ended: list[dict[str, Any]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.startswith("{"):
                continue
            row = json.loads(line)
            with self._told:
                self.state = row.get("state", self.state)
                self.started += "started" in row
                if "ended" in row:
                    self.ended.append(row["ended"])
                if "failure" in row:
                    self.failures.append(row["failure"])
                self._told.notify_all()

    def tell(self, *words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def wait(self, what: Any, seconds: float) -> bool:
        """Whether `what()` becomes true in time, while the process lives."""
        end = time.monotonic() + seconds
        with self._told:
            while not what():
                if time.monotonic() > end or self.process.poll() is not None:
                    return False
                self._told.wait(0.5)
        return True

    @property
    def idle(self) -> bool:
        return self.state in ("ready", "listening", "no-speaker", "no-microphone")

    @property
    def usage(self) -> tuple[int, int, int]:
        """Megabytes of memory, threads, file descriptors."""
        process = psutil.Process(self.process.pid)
        return process.memory_info().rss // 1_000_000, process.num_threads(), process.num_fds()


class Soak:
    """What is done to the window, by chance, and the count of it."""

    def __init__(self, window: Window, server: PulseServer, rng: Random, names: list[str]) -> None:
        self.window, self.server, self.rng, self.names = window, server, rng, names
        self.count: Counter[str] = Counter()
        self.pack: list[Callable[[], None]] = []
        self.question = soxr.resample(read_question(QUESTIONS / "sum.wav"), 16_000, RATE).astype(np.float32)

    def act(self) -> None:
        """The next of a shuffled pack, so that a short run has all kinds, too."""
        if not self.pack:
            kinds = {self.typed: 5, self.cancelled: 4, self.spoken: 3, self.unplugged: 1, self.killed: 1}
            self.pack = [act for act, times in kinds.items() for _ in range(times) if act.__name__ in self.names]
            self.rng.shuffle(self.pack)
        self.pack.pop()()

    def typed(self) -> None:
        self._ask()
        self._end()

    def cancelled(self) -> None:
        """A question, stopped at any moment of its answer."""
        self._ask()
        time.sleep(self.rng.uniform(0.0, 4.0))
        self.window.tell("stop")
        self._end()
        self.count["cancelled"] += 1

    def spoken(self) -> None:
        if not self.window.wait(lambda: self.window.state == "listening", BACK_S):
            self._stuck()
            return
        before = self.window.started
        self.server.speak(self.question).wait(timeout=60)
        if self.window.wait(lambda: self.window.started > before, 20.0):
            self.count["spoken"] += 1
            self._end()
        else:
            self.count["not heard"] += 1

    def unplugged(self) -> None:
        """Both devices go away, mostly in the middle of an answer, and come back."""
        self._ask()
        time.sleep(self.rng.uniform(0.0, 3.0))
        self.server.unplug()
        time.sleep(self.rng.uniform(0.5, 4.0))
        self.server.plug_in()
        self._end()
        self.count["unplugged"] += 1

    def killed(self) -> None:
        """The sound server is gone at once, and there is a new one a little later."""
        self._ask()
        time.sleep(self.rng.uniform(0.0, 3.0))
        self.server.kill()
        time.sleep(self.rng.uniform(0.5, 4.0))
        self.server.start()
        self._end()
        self.count["killed"] += 1

    def _ask(self) -> None:
        self.before = self.window.started
        a, b = self.rng.randint(2, 999), self.rng.randint(2, 999)
        self.window.tell("ask", f"What is {a} {self.rng.choice(['plus', 'minus', 'times'])} {b}?")
        self.window.wait(lambda: self.window.started > self.before, 20.0)

    def _end(self) -> None:
        """Waits until every turn has ended and nothing sounds any more."""
        if not self.window.wait(lambda: len(self.window.ended) >= self.window.started and self.window.idle, TURN_S):
            self._stuck()

    def _stuck(self) -> None:
        """Counts it, and asks what each thread is doing."""
        self.count["stuck"] += 1
        print(f"stuck in state {self.window.state!r}", file=sys.stderr)
        self.window.tell("stacks")

    def row(self, minutes: float) -> tuple[object, ...]:
        window = self.window
        underruns = sum(ended["underruns"] for ended in window.ended)
        counts = (self.count[name] for name in ("cancelled", "spoken", "unplugged", "killed"))
        return (round(minutes, 1), len(window.ended), *counts, *window.usage, underruns, self.lost, self.count["stuck"])

    @property
    def lost(self) -> int:
        return self.window.started - len(self.window.ended)


def show(row: tuple[object, ...]) -> None:
    print("| " + " | ".join(map(str, row)) + " |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="The whole program for hours.")
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=2.0, metavar="MINUTES", help="time between two rows (2)")
    parser.add_argument("--acts", nargs="+", choices=ACTS, default=ACTS, help="only these (default: all)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = PulseServer()
        window = Window(Path(folder))
        soak = Soak(window, server, Random(args.seed), args.acts)
        try:
            run(soak, args.hours * 60, args.every)
            window.tell("quit")
            code = window.process.wait(timeout=30)
        finally:
            window.process.kill()
            window.errors.close()
            server.close()
        return judge(soak, Path(folder), code)


def run(soak: Soak, minutes: float, every: float) -> None:
    """Acts until the time is over. Raises RuntimeError if the window never gets ready."""
    if not soak.window.wait(lambda: soak.window.state == "listening", 120.0):
        raise RuntimeError(f"the window is not listening but {soak.window.state or 'silent'}")
    show(COLUMNS)
    show(tuple("---" for _ in COLUMNS))
    began = shown = time.monotonic()
    show(soak.row(0.0))
    while time.monotonic() - began < minutes * 60 and soak.window.process.poll() is None:
        soak.act()
        if time.monotonic() - shown > every * 60:
            shown = time.monotonic()
            show(soak.row((shown - began) / 60))
    show(soak.row((time.monotonic() - began) / 60))


def judge(soak: Soak, home: Path, code: int) -> int:
    """Says what failed and what is on disk; 1 if anything failed."""
    store = SessionStore(home / "data" / "sessions.sqlite3")
    saved = Counter(turn.reason for row in store.sessions() for turn in store.turns(row.id))
    store.close()
    ended = Counter(end["reason"] for end in soak.window.ended)
    crashes = [file.name for file in (home / "logs").glob("*crash*") if file.stat().st_size]
    unsaved = ended["complete"] - saved["complete"]
    print(f"\nended {dict(ended)}; saved {dict(saved)}; spoken questions not heard: {soak.count['not heard']}")
    print(f"exit code {code}, crash reports {crashes}, errors shown: {dict(Counter(soak.window.failures))}")
    load = ", ".join(f"{value:.0f}" for value in os.getloadavg())
    print(f"load of this machine in the last 1, 5, 15 minutes: {load} on {os.cpu_count()} cores")
    if shown := (home / "stderr.txt").read_text(encoding="utf-8").strip():
        print(f"on stderr: {shown[-8000:]}")
    return int(bool(code or crashes or soak.lost or soak.count["stuck"] or unsaved > 0))


if __name__ == "__main__":
    sys.exit(main())
