"""Colours, type sizes and the style sheet of the window.

Owns: the palettes (light, dark, high contrast) and the one place where a look is decided. Must not know: turns, engines.
Thread: GUI thread only.

Two hues carry meaning everywhere: teal is what is *spoken*, violet is what is *thought*. No state is told by hue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.fonts import FAMILY

_ICONS = Path(__file__).resolve().parent.parent / "assets" / "icons"
ThemeName = Literal["system", "light", "dark", "contrast"]


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


LIGHT = Colours(
    dark=False, page="#f4f3ef", card="#ffffff", sunken="#faf9f6", line="#e6e3db", strong_line="#8d8a80", ink="#1d2230",
    muted="#5f6675", voice="#0b736e", voice_soft="#d6efec", on_voice="#ffffff", thought="#5547c4", thought_soft="#eceafb",
    good="#1b6f40", good_soft="#dff2e6", bad="#ad3127", bad_soft="#fbe7e4", hover="#efede7",
)
DARK = Colours(
    dark=True, page="#13151b", card="#1b1e27", sunken="#171a21", line="#2b303c", strong_line="#798294", ink="#e8eaf1",
    muted="#a0a8b8", voice="#55d3c7", voice_soft="#17413f", on_voice="#06211f", thought="#b0a7ff", thought_soft="#2b2853",
    good="#6fdc9b", good_soft="#17382a", bad="#ff9183", bad_soft="#472320", hover="#252935",
)
CONTRAST = Colours(
    dark=True, page="#000000", card="#000000", sunken="#000000", line="#ffffff", strong_line="#ffffff", ink="#ffffff",
    muted="#ffffff", voice="#5cf5e6", voice_soft="#00504a", on_voice="#000000", thought="#cfc9ff", thought_soft="#2f279c",
    good="#7dffb0", good_soft="#004d22", bad="#ffb0a6", bad_soft="#7a0f05", hover="#333333",
)


def pick(name: ThemeName, system_dark: bool) -> Colours:
    """The palette that `name` stands for, given what the desktop prefers."""
    if name == "contrast":
        return CONTRAST
    if name == "system":
        return DARK if system_dark else LIGHT
    return DARK if name == "dark" else LIGHT


class Style(QObject):
    """The look in force. Widgets that paint themselves keep a reference and repaint on `changed`."""

    changed = Signal()

    def __init__(self, name: ThemeName = "system", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name: ThemeName = name
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
        """Change palette and text size; both show at once."""
        self._name, self.scale = name, min(2.5, max(0.8, scale))
        self.colours = pick(name, self._system_dark())
        self.apply()

    def apply(self) -> None:
        """Set palette, font and style sheet on the application, then tell the painting widgets."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(_palette(self.colours))
            app.setFont(self.font(15))
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
        (role.Window, c.page), (role.WindowText, c.ink), (role.Base, c.card), (role.AlternateBase, c.sunken),
        (role.Text, c.ink), (role.Button, c.card), (role.ButtonText, c.ink), (role.ToolTipBase, c.ink),
        (role.ToolTipText, c.page), (role.PlaceholderText, c.muted), (role.Highlight, c.voice),
        (role.HighlightedText, c.on_voice), (role.Link, c.thought),
    ):
        palette.setColor(where, QColor(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(c.muted))
    return palette


_SHEET = Template("""
* { outline: none; }
QWidget { color: $ink; }
QMainWindow, QDialog, #page { background: $page; }
QToolTip { background: $ink; color: $page; border: none; padding: ${p6}px; }
#card { background: $card; border: 1px solid $line; border-radius: ${p16}px; }
#bubble { background: $voice_soft; border: none; border-radius: ${p16}px; }
#dock { background: $card; border: 1px solid $line; border-radius: ${p20}px; }
#side { background: $card; border: 1px solid $line; border-radius: ${p16}px; }
#title { font-size: ${p20}px; font-weight: 600; }
#brand { font-size: ${p20}px; font-weight: 700; }
#paneTitle { font-size: ${p15}px; font-weight: 600; }
#muted, #hint { color: $muted; font-size: ${p13}px; }
#hint { font-size: ${p14}px; }
#lead { font-size: ${p24}px; font-weight: 600; }
#section { color: $muted; font-size: ${p12}px; font-weight: 600; }
#errorCard { background: $bad_soft; border: 1px solid $bad; border-radius: ${p12}px; }
#errorText { color: $ink; font-size: ${p14}px; }
QPushButton { background: $card; color: $ink; border: 1px solid $line; border-radius: ${p10}px;
  padding: ${p8}px ${p14}px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:focus, QToolButton:focus { border: 2px solid $thought; }
QPushButton:disabled { color: $muted; background: $sunken; }
QPushButton:checked { background: $voice_soft; border: 2px solid $voice; }
QPushButton#primary { background: $voice; color: $on_voice; border: 1px solid $voice; font-weight: 600; }
QPushButton#primary:focus { border: 2px solid $ink; }
QPushButton#primary:disabled { background: $sunken; color: $muted; border-color: $line; }
QPushButton#chip { border-radius: ${p16}px; padding: ${p8}px ${p16}px; font-weight: 400; text-align: left; }
QPushButton#flat, QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${p8}px;
  padding: ${p4}px ${p6}px; font-weight: 500; color: $muted; text-align: left; }
QToolButton#fold { padding-left: 0px; }
QPushButton#flat:hover, QToolButton:hover { background: $hover; color: $ink; }
QPushButton#flat:focus, QToolButton:focus { border: 2px solid $thought; }
QPushButton#flat:checked, QToolButton:checked { background: transparent; color: $ink; }
QLineEdit, QPlainTextEdit#ask { background: $sunken; border: 1px solid $line; border-radius: ${p12}px;
  padding: ${p8}px ${p12}px; font-size: ${p15}px; selection-background-color: $voice; selection-color: $on_voice; }
QLineEdit:focus, QPlainTextEdit#ask:focus { border: 2px solid $voice; padding: ${p7}px ${p11}px; }
QComboBox, QSpinBox, QDoubleSpinBox { background: $card; border: 1px solid $line; border-radius: ${p8}px;
  padding: ${p6}px ${p10}px; min-height: ${p20}px; }
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $voice; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: url($arrow); width: ${p16}px; height: ${p16}px; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $line; selection-background-color: $voice_soft;
  selection-color: $ink; padding: ${p4}px; }
QCheckBox { spacing: ${p8}px; border: 2px solid transparent; border-radius: ${p6}px; padding: ${p2}px; }
QCheckBox:focus { border: 2px solid $thought; }
QMenu { background: $card; border: 1px solid $line; border-radius: ${p8}px; padding: ${p6}px; }
QMenu::item { padding: ${p6}px ${p20}px; border-radius: ${p6}px; }
QMenu::item:selected { background: $hover; }
QTextEdit, QTextBrowser, QScrollArea, #clear { background: transparent; border: none; }
QTextEdit { selection-background-color: $voice; selection-color: $on_voice; }
QTextEdit:focus, QScrollArea:focus { border: none; }
QSplitter::handle { background: transparent; }
QScrollBar:vertical { background: transparent; width: ${p10}px; margin: ${p2}px; }
QScrollBar::handle:vertical { background: $line; border-radius: ${p3}px; min-height: ${p30}px; }
QScrollBar::handle:vertical:hover { background: $strong_line; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: ${p2}px; }
QScrollBar::handle:horizontal { background: $line; border-radius: ${p3}px; min-width: ${p30}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: ${p4}px; background: $line; border-radius: ${p2}px; }
QSlider::sub-page:horizontal { background: $voice; border-radius: ${p2}px; }
QSlider::handle:horizontal { background: $card; border: 2px solid $voice; width: ${p14}px; height: ${p14}px;
  margin: -${p7}px 0; border-radius: ${p9}px; }
QSlider::handle:horizontal:focus { border: 3px solid $thought; }
QTabBar::tab { background: transparent; padding: ${p8}px ${p14}px; border-bottom: 2px solid transparent; color: $muted; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $voice; font-weight: 600; }
QTabWidget::pane { border: none; }
""")


def sheet(c: Colours, scale: float) -> str:
    """The application's style sheet for a palette, with every length at the reader's text size."""
    sizes = {f"p{n}": max(1, round(n * scale)) for n in range(1, 33)}
    names = {name: getattr(c, name) for name in c.__dataclass_fields__ if name != "dark"}
    arrow = (_ICONS / ("down-pale.svg" if c.dark else "down-ink.svg")).as_posix()
    return _SHEET.substitute(names, arrow=arrow, **{k: str(v) for k, v in sizes.items()})
