"""Keys and mouse as a hand gives them: through the XTEST extension of a display of the test's own."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def display(size: str = "1400x900") -> Iterator[str]:
    """An X server of our own; it picks a free number and writes it into the pipe."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=60)


class Hand:
    """Presses keys and the mouse on a display; the X server repeats held keys."""

    def __init__(self, name: str) -> None:
        self._x, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        opened = self._x.XOpenDisplay(name.encode())
        assert opened, f"no display {name}"
        self._display = ctypes.c_void_p(opened)

    def key(self, keysym: int, down: bool) -> None:
        """A key goes down or up; keysym: its X11 number, 0x20 for Space."""
        code = self._x.XKeysymToKeycode(self._display, ctypes.c_ulong(keysym))
        self._test.XTestFakeKeyEvent(self._display, code, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def move(self, x: int, y: int) -> None:
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def button(self, down: bool) -> None:
        """The left mouse button."""
        self._test.XTestFakeButtonEvent(self._display, 1, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._display)

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)
