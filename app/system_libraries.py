"""The system libraries that Aloud can use: whether they are here, and what installs them."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from dataclasses import dataclass

# Shared library -> Debian or Ubuntu package.
_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libportaudio.so.2": "libportaudio2",
    "libsndfile.so.1": "libsndfile1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What Qt opens at its start, and what its X11 plug-in opens in addition (a missing one ends the process silently).
QT_LIBRARIES = ("libGL.so.1", "libEGL.so.1", "libfontconfig.so.1", "libdbus-1.so.3", "libxkbcommon.so.0")
QT_X11_LIBRARIES = (
    "libX11-xcb.so.1",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-render-util.so.0",
    "libxcb-shape.so.0",
    "libxcb-xkb.so.1",
    "libxkbcommon-x11.so.0",
)


def apt(*packages: str) -> str:
    """The command that installs Debian packages."""
    return "sudo apt-get install " + " ".join(packages)


def package_of_library(library: str) -> str:
    """The command that installs a shared library, or how to find its package if the table lacks it."""
    package = _PACKAGES.get(library)
    return apt(package) if package else f"the package that holds {library} (apt-file search {library})"


def has_library(name: str) -> bool:
    """True if the dynamic linker finds a shared library under this name."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_portaudio() -> bool:
    """True if PortAudio is here; the wheels of sounddevice include it except on Linux."""
    listed = not sys.platform.startswith("linux") or ctypes.util.find_library("portaudio") is not None
    return listed or has_library("libportaudio.so.2")


@dataclass(frozen=True, slots=True)
class Display:
    """The platform that can show a window. platform: Qt's name of it; problem and fix are empty if it can."""

    platform: str
    problem: str = ""
    fix: str = ""


def display() -> Display:
    """True if this machine can open a window, found out without loading Qt."""
    if sys.platform.startswith("linux"):
        return _linux_display()
    else:
        return Display("cocoa" if sys.platform == "darwin" else "windows")


def _linux_display() -> Display:
    asked = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    platform = asked or _session_platform()
    if not platform:
        hint = "run it in a desktop session, or under xvfb-run; aloud demo and aloud ask need no display"
        return Display("", "there is no display", hint)
    needed = QT_LIBRARIES + (QT_X11_LIBRARIES if platform == "xcb" else ())
    missing = [name for name in needed if not has_library(name)]
    if missing:
        packages = sorted({_PACKAGES[name] for name in missing})
        return Display(platform, f"Qt's libraries are missing ({', '.join(missing)})", apt(*packages))
    return Display(platform)


def _session_platform() -> str:
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else ""
