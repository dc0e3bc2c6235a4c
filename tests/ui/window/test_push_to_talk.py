"""Space and the round button, held and tapped, as the X server and a mouse give them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.conversation.messages import Ask, FinishListening, StartListening
from tests.ui.conftest import Stage
from tests.ui.x11 import Hand, display

ROOT = Path(__file__).resolve().parents[3]
SPACE = 0x20
QUESTION = [StartListening(), FinishListening()]


def key(stage: Stage, down: bool, at: int, repeat: bool = False) -> None:
    """Space at a time in ms, as the platform delivers it."""
    kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
    event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeat)
    event.setTimestamp(at)
    QCoreApplication.sendEvent(stage.window.windowHandle(), event)


def mouse(stage: Stage, down: bool, at: int, place: QPointF | None = None) -> None:
    kind = QEvent.Type.MouseButtonPress if down else QEvent.Type.MouseButtonRelease
    left = Qt.MouseButton.LeftButton
    mic = stage.window.composer.mic
    at_point = QPointF(mic.rect().center()) if place is None else place
    event = QMouseEvent(kind, at_point, mic.mapToGlobal(at_point), left, left, Qt.KeyboardModifier.NoModifier)
    event.setTimestamp(at)
    QCoreApplication.sendEvent(mic, event)


def posted(stage: Stage) -> list[object]:
    return stage.talk.calls[1:]


def test_repeats_whose_pairs_come_apart_are_one_hold(ready: Stage, qtbot) -> None:
    key(ready, True, 1_000)
    for at in range(1_500, 3_000, 30):
        key(ready, False, at)
        qtbot.wait(10)  # the window handles the release before the press has arrived
        key(ready, True, at)
    assert posted(ready) == [StartListening()]
    key(ready, False, 3_050)
    qtbot.waitUntil(lambda: posted(ready) == QUESTION)


def test_a_second_hold_soon_after_the_first_is_a_second_question(ready: Stage, qtbot) -> None:
    key(ready, True, 1_000)
    key(ready, False, 2_000)
    key(ready, True, 2_040)
    assert posted(ready)[:2] == QUESTION
    key(ready, False, 3_000)
    qtbot.waitUntil(lambda: posted(ready) == QUESTION + QUESTION)


def test_a_tap_handled_late_is_still_a_tap(ready: Stage, qtbot) -> None:
    key(ready, True, 1_000)
    qtbot.wait(400)
    key(ready, False, 1_090)
    qtbot.wait(150)
    assert posted(ready) == [StartListening()]


def test_space_in_the_empty_box_talks(ready: Stage, qtbot) -> None:
    dock = ready.window.composer
    ready.window.activateWindow()
    dock.box.setFocus()
    qtbot.waitUntil(dock.box.hasFocus)
    assert dock.hint.text() == "Hold Space to talk"
    qtbot.keyClicks(dock.box, "7+8")
    assert dock.hint.text() == "Hold Ctrl+Space to talk"
    qtbot.keyClick(ready.window.windowHandle(), Qt.Key.Key_Space)
    assert dock.box.text() == "7+8 "
    qtbot.keyClick(ready.window.windowHandle(), Qt.Key.Key_Return)
    assert [type(one) for one in posted(ready)] == [Ask]
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: ready.window.pill.state == "ready")
    assert dock.box.hasFocus()
    assert dock.hint.text() == "Hold Space to talk"
    key(ready, True, 1_000)
    key(ready, True, 1_500, repeat=True)
    key(ready, False, 2_000)
    qtbot.waitUntil(lambda: posted(ready)[1:] == QUESTION)
    assert dock.box.text() == ""


def test_the_button_held_down_is_one_question(ready: Stage, qtbot) -> None:
    mouse(ready, True, 1_000)
    assert posted(ready) == [StartListening()]
    qtbot.waitUntil(lambda: ready.window.composer.mic.face == "listening")
    mouse(ready, False, 2_500, QPointF(-300, -40))  # the hand has moved away
    assert posted(ready) == QUESTION


def test_the_button_tapped_listens_until_the_next_tap(ready: Stage, qtbot) -> None:
    mouse(ready, True, 1_000)
    mouse(ready, False, 1_090)
    assert posted(ready) == [StartListening()]
    qtbot.waitUntil(lambda: ready.window.composer.mic.face == "listening")
    mouse(ready, True, 5_000)
    mouse(ready, False, 5_090)
    assert posted(ready) == QUESTION


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Every core has something else to do."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    yield
    for one in running:
        one.kill()
        one.wait()


class Child:
    """The window in a process of its own, and what it posts."""

    def __init__(self, name: str) -> None:
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.ui.hold_child"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout is not None
        self.place = [int(n) for n in self.process.stdout.readline().split()]
        self.words: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.words.extend(line.strip() for line in self.process.stdout)

    def wait_for(self, count: int) -> None:
        limit = time.monotonic() + 60.0
        while len(self.words) < count and time.monotonic() < limit:
            time.sleep(0.01)

    def close(self) -> None:
        self.process.communicate("end\n", timeout=90)
        self._reader.join()


@pytest.fixture
def child() -> Iterator[tuple[Child, Hand]]:
    with display() as name:
        window, hand = Child(name), Hand(name)
        yield window, hand
        hand.close()
        window.close()


def hold_often(child: tuple[Child, Hand], holds: int) -> int:
    """Holds Space as often as that; returns how many were exactly one question."""
    window, hand = child
    whole = 0
    for _ in range(holds):
        window.words.clear()
        hand.key(SPACE, True)
        time.sleep(1.0)  # the X server repeats after 0.5 s (Xvfb: 0.66), 25 times a second
        hand.key(SPACE, False)
        window.wait_for(2)
        time.sleep(0.15)
        whole += window.words == ["start", "finish"]
    return whole


@pytest.mark.needs_system("xvfb", "qt", "qt-x11", "xtst")
def test_space_held_on_x11_is_one_question(child) -> None:
    with busy(2):
        assert hold_often(child, 8) == 8


@pytest.mark.slow
@pytest.mark.needs_system("xvfb", "qt", "qt-x11", "xtst")
def test_a_hundred_holds_on_a_busy_machine(child) -> None:
    with busy(4):
        whole = hold_often(child, 100)
    print(f"{whole} of 100 holds were one question")
    assert whole == 100


@pytest.mark.needs_system("xvfb", "qt", "qt-x11", "xtst")
def test_the_mouse_held_on_x11_is_one_question(child) -> None:
    window, hand = child
    hand.move(*window.place)
    hand.button(True)
    time.sleep(0.6)
    hand.button(False)
    window.wait_for(2)
    assert window.words == ["start", "finish"]
