"""Colours, type sizes and the style sheet of the window.

Two hues have a meaning everywhere: teal is what is spoken, violet is what is thought. No state is shown by hue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme.icons import FAMILY

_SHEET = Path(__file__).with_name("window.qss")
BODY = 15  # design pixels of running text
_ICONS = Path(__file__).resolve().parents[2] / "assets" / "icons"
ThemeName = Literal["system", "light", "dark", "contrast", "contrast-light"]


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette; every value is `#rrggbb`."""

    dark: bool
    page: str
    card: str
    sunken: str
    line: str
    strong_line: str
    ink: str
    muted: str
    voice: str
    voice_soft: str
    on_voice: str
    thought: str
    thought_soft: str
    good: str
    good_soft: str
    bad: str
    bad_soft: str
    hover: str


# fmt: off
LIGHT = Colours(
    dark=False,
    page="#f4f3ef",
    card="#ffffff",
    sunken="#faf9f6",
    line="#e6e3db",
    strong_line="#8d8a80",
    ink="#1d2230",
    muted="#5f6675",
    voice="#0b736e",
    voice_soft="#d6efec",
    on_voice="#ffffff",
    thought="#5547c4",
    thought_soft="#eceafb",
    good="#1b6f40",
    good_soft="#dff2e6",
    bad="#ad3127",
    bad_soft="#fbe7e4",
    hover="#efede7",
)
DARK = Colours(
    dark=True,
    page="#13151b",
    card="#1b1e27",
    sunken="#171a21",
    line="#2b303c",
    strong_line="#798294",
    ink="#e8eaf1",
    muted="#a0a8b8",
    voice="#55d3c7",
    voice_soft="#17413f",
    on_voice="#06211f",
    thought="#b0a7ff",
    thought_soft="#2b2853",
    good="#6fdc9b",
    good_soft="#17382a",
    bad="#ff9183",
    bad_soft="#472320",
    hover="#252935",
)
CONTRAST = Colours(
    dark=True,
    page="#000000",
    card="#000000",
    sunken="#000000",
    line="#ffffff",
    strong_line="#ffffff",
    ink="#ffffff",
    muted="#ffffff",
    voice="#5cf5e6",
    voice_soft="#003a36",
    on_voice="#000000",
    thought="#cfc9ff",
    thought_soft="#231c78",
    good="#7dffb0",
    good_soft="#003d1b",
    bad="#ffb0a6",
    bad_soft="#5a0b04",
    hover="#333333",
)
CONTRAST_LIGHT = Colours(
    dark=False,
    page="#ffffff",
    card="#ffffff",
    sunken="#ffffff",
    line="#000000",
    strong_line="#000000",
    ink="#000000",
    muted="#000000",
    voice="#004d49",
    voice_soft="#c9f2ee",
    on_voice="#ffffff",
    thought="#2f1f9e",
    thought_soft="#e4e0ff",
    good="#00451c",
    good_soft="#d5f5df",
    bad="#7a0c05",
    bad_soft="#ffe3df",
    hover="#e0e0e0",
)

# fmt: on


def pick(name: ThemeName, system_dark: bool) -> Colours:
    """The palette of a theme. system_dark: what the desktop prefers."""
    if name == "contrast":
        return CONTRAST
    if name == "contrast-light":
        return CONTRAST_LIGHT
    if name == "system":
        return DARK if system_dark else LIGHT
    return DARK if name == "dark" else LIGHT


class Style(QObject):
    """The current palette and text size. Widgets that paint themselves repaint on `changed`.

    motion: whether something may move that only decorates.
    """

    changed = Signal()

    def __init__(self, name: ThemeName = "system", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name: ThemeName = name
        self.motion = True
        self.scale = scale
        self.colours = pick(name, self._system_dark())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def name(self) -> ThemeName:
        return self._name

    @staticmethod
    def _system_dark() -> bool:
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _system_changed(self) -> None:
        if self._name == "system":
            self.choose("system", self.scale)

    def choose(self, name: ThemeName, scale: float) -> None:
        """Change palette and text size at once."""
        self._name, self.scale = name, min(2.5, max(0.8, scale))
        self.colours = pick(name, self._system_dark())
        self.apply()

    def apply(self) -> None:
        """Set palette, font and style sheet of the application, then emit `changed`."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(_palette(self.colours))
            app.setFont(self.font(BODY))
            app.setStyleSheet(sheet(self.colours, self.scale))
        self.changed.emit()

    def px(self, size: float) -> int:
        """`size` design pixels at the reader's text size."""
        return max(1, round(size * self.scale))

    def font(self, size: float, weight: QFont.Weight = QFont.Weight.Normal, tabular: bool = False) -> QFont:
        font = QFont(FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def colour(self, name: str) -> QColor:
        """A palette entry by its field name."""
        return QColor(getattr(self.colours, name))


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, value in (
        (role.Window, c.page),
        (role.WindowText, c.ink),
        (role.Base, c.card),
        (role.AlternateBase, c.sunken),
        (role.Text, c.ink),
        (role.Button, c.card),
        (role.ButtonText, c.ink),
        (role.ToolTipBase, c.ink),
        (role.ToolTipText, c.page),
        (role.PlaceholderText, c.muted),
        (role.Highlight, c.voice),
        (role.HighlightedText, c.on_voice),
        (role.Link, c.thought),
    ):
        palette.setColor(where, QColor(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(c.muted))
    return palette


def sheet(c: Colours, scale: float) -> str:
    """The application's style sheet for a palette and a text size."""
    sizes = {f"p{n}": max(1, round(n * scale)) for n in range(1, 33)}
    names = {name: getattr(c, name) for name in c.__dataclass_fields__ if name != "dark"}
    arrow = (_ICONS / ("down-pale.svg" if c.dark else "down-ink.svg")).as_posix()
    tick = (_ICONS / ("check-ink.svg" if c.dark else "check-pale.svg")).as_posix()
    return Template(_SHEET.read_text(encoding="utf-8")).substitute(
        names, arrow=arrow, tick=tick, **{k: str(v) for k, v in sizes.items()}
    )
