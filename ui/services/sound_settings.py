"""The system's own sound settings: which program shows them here, and opening it."""

from __future__ import annotations

import os
import shutil
import sys

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_ADDRESSES = {"win32": "ms-settings:sound", "darwin": "x-apple.systempreferences:com.apple.preference.sound"}
# The desktop that a program belongs to; "" for any.
_PROGRAMS = (
    ("GNOME", ("gnome-control-center", "sound")),
    ("KDE", ("systemsettings", "kcm_pulseaudio")),
    ("KDE", ("systemsettings5", "kcm_pulseaudio")),
    ("X-Cinnamon", ("cinnamon-settings", "sound")),
    ("MATE", ("mate-volume-control",)),
    ("", ("pavucontrol",)),
    ("", ("pavucontrol-qt",)),
)


def program() -> tuple[str, ...]:
    """The command that opens them on Linux; empty if none is installed."""
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    for desktop, command in _PROGRAMS:
        if (not desktop or desktop in desktops) and shutil.which(command[0]):
            return command
    return ()


def available() -> bool:
    """True if `open_settings` has something to open."""
    return sys.platform in _ADDRESSES or bool(program())


def open_settings() -> bool:
    """Opens the system's sound settings beside the window; False if that failed."""
    if sys.platform in _ADDRESSES:
        return QDesktopServices.openUrl(QUrl(_ADDRESSES[sys.platform]))
    command = program()
    return bool(command) and QProcess.startDetached(command[0], list(command[1:]))[0]
