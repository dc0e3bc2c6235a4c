"""Short fades, and whether the reader or the system wants none."""

from __future__ import annotations

import configparser
from pathlib import Path

from PySide6.QtCore import QAbstractAnimation, QPropertyAnimation, QStandardPaths
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from ui.theme.theme import Style

FADE_MS = 120
_OFF = {"0", "0.0", "false"}
_SWITCHES = (
    ("gtk-4.0/settings.ini", "Settings", "gtk-enable-animations"),
    ("gtk-3.0/settings.ini", "Settings", "gtk-enable-animations"),
    ("kdeglobals", "KDE", "AnimationDurationFactor"),
)


def system_moves(config: Path | None = None) -> bool:
    """False if the desktop's files switch animations off (GTK, KDE). config: the folder of these files."""
    folder = config or Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation))
    return not any(_value(folder / name, section, key) in _OFF for name, section, key in _SWITCHES)


def _value(file: Path, section: str, key: str) -> str:
    reader = configparser.RawConfigParser(strict=False)
    try:
        reader.read_string(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
    return reader.get(section, key, fallback="").strip().lower()


def fade_in(widget: QWidget, style: Style) -> None:
    """Let a widget appear within FADE_MS; at once where no motion is wanted."""
    if not style.motion:
        return
    effect = QGraphicsOpacityEffect(widget)
    effect.setOpacity(0.0)
    widget.setGraphicsEffect(effect)
    fade = QPropertyAnimation(effect, b"opacity", effect)  # both go with the effect
    fade.setDuration(FADE_MS)
    fade.setStartValue(0.0)
    fade.setEndValue(1.0)
    fade.finished.connect(lambda: widget.setGraphicsEffect(None))  # type: ignore[arg-type]
    fade.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)
