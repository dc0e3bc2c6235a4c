"""The typeface that comes with the window, so that it looks the same on every desktop.

Thread: GUI thread, once at start.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase

FAMILY = "Inter"
_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "fonts"


def load() -> bool:
    """Register the shipped fonts; False when they are missing (Qt then falls back to the desktop's own)."""
    files = sorted(_FOLDER.glob("Inter-*.otf"))
    return bool(files) and all(QFontDatabase.addApplicationFont(str(f)) >= 0 for f in files)
