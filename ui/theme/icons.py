"""Line icons, drawn from `assets/icons/*.svg` in the palette's colours, and the shipped typeface."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FAMILY = "Inter"
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "icons"
_FONTS = FOLDER.with_name("fonts")


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def renderer(name: str, colour: str) -> QSvgRenderer:
    """A renderer for icon `name` in `colour` (`#rrggbb`); raises FileNotFoundError for an unknown name."""
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def paint(painter: QPainter, name: str, colour: QColor, where: QRectF) -> None:
    """Draw icon `name` into `where`."""
    renderer(name, colour.name()).render(painter, where)


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """Icon `name`, `size` logical pixels square, for a screen of device pixel ratio `ratio`."""
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, name, colour, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, colour: QColor, size: int = 20) -> QIcon:
    """A QIcon at one and two device pixels per pixel."""
    return _icon(name, colour.name(), size)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, size: int) -> QIcon:
    made = QIcon(pixmap(name, QColor(colour), size, 1.0))
    made.addPixmap(pixmap(name, QColor(colour), size, 2.0))
    return made


def load_fonts() -> bool:
    """Register the shipped typeface; False when it is missing (Qt then falls back to the desktop's own)."""
    files = sorted(_FONTS.glob("Inter-*.otf"))
    return bool(files) and all(QFontDatabase.addApplicationFont(str(f)) >= 0 for f in files)
