"""What holds for every test: nothing is logged, left running or written outside by accident.

A test that takes `caplog` looks at its log records itself; every other test fails on a warning. `ALOUD_CI=1`
says that this machine was prepared for the tests, so that what is missing is a failure and no skip.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app import system_libraries
from app.__main__ import OFFLINE
from app.storage import STARTER

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(OFFLINE)

CI = os.environ.get("ALOUD_CI") == "1"
TOO_BUSY = "the machine is too busy"
"""How the reason begins where real sound was interrupted in every try: a skip, also on a prepared machine."""
# A deadline measures the machine, not the code.
settings.register_profile("aloud", deadline=None)
settings.load_profile("aloud")
_THREADS_MAY_TAKE_S = 30.0
# Started once per process by libraries and never ended: tqdm's monitor, pytest-timeout's timer.
_KEPT_THREADS = ("TMonitor", "Timer")


def _libraries(*names: str) -> Callable[[], bool]:
    return lambda: all(map(system_libraries.has_library, names))


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


# Name -> is it here, and the Debian packages that bring it.
SYSTEM: dict[str, tuple[Callable[[], bool], tuple[str, ...]]] = {
    "portaudio": (system_libraries.has_portaudio, ("libportaudio2",)),
    "pulseaudio": (_program("pactl"), ("pulseaudio", "pulseaudio-utils")),
    "xvfb": (_program("Xvfb"), ("xvfb",)),
    "strace": (_program("strace"), ("strace",)),
    "qt": (
        _libraries(*system_libraries.QT_LIBRARIES),
        ("libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0"),
    ),
    "qt-x11": (_libraries(*system_libraries.QT_X11_LIBRARIES), ("libxcb-cursor0", "libxkbcommon-x11-0")),
    "xtst": (_libraries("libXtst.so.6"), ("libxtst6",)),
    "espeak-ng": (_program("espeak-ng"), ("espeak-ng",)),
    "flite": (_program("flite"), ("flite",)),
    "festival": (_program("festival"), ("festival",)),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs_system"):
        for name in mark.args:
            here, packages = SYSTEM[name]
            if not here():
                pytest.skip(f"{name} is missing: {system_libraries.apt(*packages)}")
    if item.get_closest_marker("needs_starter") is not None and not (STARTER / "bundle.toml").is_file():
        pytest.skip("the starter bundle is not in this checkout")
    if item.get_closest_marker("gpu") is not None:
        import torch

        if not torch.cuda.is_available():
            pytest.skip("no CUDA device")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    prepared = any(item.get_closest_marker(name) for name in ("needs_system", "needs_starter", "audio_loop"))
    fault = report.skipped and TOO_BUSY not in str(report.longrepr)
    if CI and fault and prepared and item.get_closest_marker("gpu") is None:
        report.outcome = "failed"
        report.longrepr = f"skipped, which ALOUD_CI=1 forbids: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's settings, history, bundles or logs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALOUD_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own for everything that Aloud keeps."""
    monkeypatch.setenv("ALOUD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    if "caplog" in request.fixturenames:
        yield
        return
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.lines:
        pytest.fail("unexpected log records:\n" + "\n".join(collector.lines))


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _THREADS_MAY_TAKE_S
    while (left := _new_threads(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    if left:
        frames = sys._current_frames()
        where = [f"{thread.name}: {frames.get(thread.ident or 0)}" for thread in left]
        pytest.fail("threads were left running:\n" + "\n".join(where))


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t not in before and type(t).__name__ not in _KEPT_THREADS]
