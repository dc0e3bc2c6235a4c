"""The entry point: one window at a time, faults said and written, quick start and end."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from app import error_reports
from tests.ui.conftest import Stage
from ui import main
from ui.dialogs.crash_report import CrashDialog
from ui.main import SingleInstance, report

ROOT = Path(__file__).resolve().parents[2]


KNOCK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.main import SingleInstance
application = QCoreApplication([])
window = SingleInstance(Path(sys.argv[1]))
print(window.first(Path(sys.argv[2]) if sys.argv[2:] else None))
"""


@pytest.fixture
def runtime(tmp_path, monkeypatch) -> Path:
    """The folder for sockets of this user alone."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def start_another(home: Path, *session: str) -> str:
    """What another process says that starts on the same folder."""
    done = subprocess.run(
        [sys.executable, "-c", KNOCK, str(home), *session], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


def test_a_second_start_raises_the_first(qtbot, tmp_path, runtime) -> None:
    first = SingleInstance(tmp_path)
    assert first.first()
    (place,) = runtime.iterdir()
    assert place.stat().st_mode & 0o077 == 0
    said: list[str] = []
    with qtbot.waitSignal(first.raised):
        second = threading.Thread(target=lambda: said.append(start_another(tmp_path)))
        second.start()
    qtbot.waitUntil(lambda: bool(said))
    second.join()
    assert said == ["False"]
    assert start_another(tmp_path / "elsewhere") == "True"
    first.close()
    assert start_another(tmp_path) == "True"


def test_a_second_start_hands_its_session_file_over(qtbot, tmp_path, runtime) -> None:
    first = SingleInstance(tmp_path)
    assert first.first()
    said: list[str] = []
    with qtbot.waitSignal(first.session_asked) as asked:
        second = threading.Thread(target=lambda: said.append(start_another(tmp_path, "/home/Bücher/sums one.aloud")))
        second.start()
    qtbot.waitUntil(lambda: bool(said))
    second.join()
    assert (asked.args, said) == (["/home/Bücher/sums one.aloud"], ["False"])
    first.close()


@pytest.mark.parametrize("words", [b"", b"hello", b"aloud, but not quite"])
def test_a_stranger_at_the_socket_does_not_keep_the_window_from_starting(
    application, tmp_path, runtime, monkeypatch, words
) -> None:
    monkeypatch.setattr(main, "_ANSWER_MS", 200)
    single = SingleInstance(tmp_path)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(single._name)
        stranger.listen()
        visitors: list[socket.socket] = []

        def greet() -> None:
            visitors.append(stranger.accept()[0])
            with contextlib.suppress(BrokenPipeError):  # the window may have given up by now
                visitors[0].sendall(words)

        greeting = threading.Thread(target=greet)
        greeting.start()
        assert single.first()
        greeting.join()
        visitors[0].close()
    assert single.unanswered
    single.close()


def test_a_window_beside_a_stranger_says_so(tmp_path, runtime) -> None:
    environment = {**os.environ, "ALOUD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(SingleInstance(tmp_path / "config")._name)
        stranger.listen()
        code = f"import ui.main; ui.main._ANSWER_MS = 100\n{CHILD}"
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "does not answer" in done.stdout


def test_without_a_folder_of_its_own_a_window_looks_for_no_other(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: "")
    single = SingleInstance(tmp_path)
    assert single.first()
    assert not single._server.isListening()


def test_a_fault_is_said_and_written(ready: Stage, home, caplog) -> None:
    report(ValueError("wrong"), ready.window)
    assert ready.window.banner.kind == "error"
    files = list((home / "logs").glob("crash-*.txt"))
    assert len(files) == 1
    assert "wrong" in files[0].read_text()
    assert files[0].name in ready.window.banner.text.text()


def test_a_crash_is_offered_once_at_the_next_start(ready: Stage, tmp_path, qtbot) -> None:
    main.offer_report(ready.window, tmp_path)
    assert ready.window.findChild(CrashDialog) is None
    (tmp_path / "crash-1.txt").write_text("ValueError: an older one")
    os.utime(tmp_path / "crash-1.txt", (1, 1))
    (tmp_path / "crash-2.txt").write_text("Traceback: wrong")
    (tmp_path / "crash-3-fault.txt").touch()  # of a process that was killed
    main.offer_report(ready.window, tmp_path)
    dialog = ready.window.findChild(CrashDialog)
    assert dialog is not None
    assert dialog.text.toPlainText() == "Traceback: wrong"
    dialog.copy.click()
    assert QApplication.clipboard().text() == "Traceback: wrong"
    assert error_reports.newest(tmp_path) is None
    dialog.remove.click()
    assert [file.name for file in tmp_path.glob("*crash*")] == ["seen-crash-1.txt"]
    qtbot.waitUntil(lambda: ready.window.findChild(CrashDialog) is None)


def test_a_folder_that_is_emptied_meanwhile_is_no_crash(tmp_path) -> None:
    with error_reports.watched(tmp_path):
        for file in tmp_path.iterdir():
            file.unlink()


def test_a_fault_that_ends_the_process_leaves_a_report(tmp_path) -> None:
    code = f"""
import ctypes
from pathlib import Path
from app.error_reports import watched
with watched(Path({str(tmp_path)!r})):
    ctypes.string_at(0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode != 0
    report = error_reports.newest(tmp_path)
    assert report is not None
    assert "string_at" in error_reports.text_of(report)
    subprocess.run(
        [sys.executable, "-c", code.replace("ctypes.string_at(0)", "pass")], cwd=ROOT, check=True, timeout=60
    )
    assert len(list(tmp_path.iterdir())) == 1  # a clean end leaves nothing


CHILD = """
import sys, time
from pathlib import Path
begin = time.monotonic()
import ui.main
from app.conversation.conversation import Conversation
from app.conversation.parts import Parts
from PySide6.QtCore import QTimer
from app.conversation.null_player import NullPlayer
from tests.fakes.engine import FakeEngine
from tests.ui.scripted import answer

class Args:
    bundle, device, quant, notice, session = Path("none"), "auto", "auto", "", None

def show(window):
    print(f"{time.monotonic() - begin:.2f}", window.banner.text.text(), flush=True)
    QTimer.singleShot(100, window.close)

parts = Parts(lambda sink: FakeEngine(sink, answer), lambda: (NullPlayer(), ""))
ui.main.live = lambda settings, args: Conversation(parts)
make = ui.main.make_window

def make_window(settings, conversation):
    window, dialogs = make(settings, conversation)
    window.presenter.state_changed.connect(lambda state, _: state == "ready" and show(window))
    return window, dialogs

ui.main.make_window = make_window
sys.exit(ui.main.run(Args()))
"""


def test_start_and_end_of_the_whole_program(tmp_path, record_property) -> None:
    environment = {**os.environ, "ALOUD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    begin = time.monotonic()
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    ready_s = float(done.stdout.split()[0])
    record_property("ready_window_s", ready_s)
    print(f"window ready after {ready_s:.2f} s, all over after {time.monotonic() - begin:.2f} s")
    assert (tmp_path / "config" / "settings.json").is_file()


@pytest.mark.slow
@pytest.mark.needs_starter
@pytest.mark.timeout(1_800)
def test_a_hundred_starts_end_cleanly_in_any_state(tmp_path, record_property) -> None:
    environment = {**os.environ, "ALOUD_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command, ends = [sys.executable, "-m", "tests.ui.quit_child"], []
    for seed in range(100):
        done = subprocess.run([*command, str(seed)], env=environment, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, f"seed {seed}: {done.stderr}"
        assert "Traceback" not in done.stderr, f"seed {seed}: {done.stderr}"
        ends.append(time.monotonic() - float(done.stdout.split()[-1]))
    record_property("longest_end_s", round(max(ends), 2))
    print(f"100 clean ends, the longest {max(ends):.2f} s, the median {sorted(ends)[50]:.2f} s")
