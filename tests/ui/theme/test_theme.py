from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from ui.theme import icons
from ui.theme.motion import fade_in, system_moves
from ui.theme.theme import CONTRAST, CONTRAST_LIGHT, DARK, LIGHT, Colours, Style, pick, sheet
from ui.window.status_pill import DISPLAYS

UI = Path(__file__).resolve().parents[3] / "ui"
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST, "contrast-light": CONTRAST_LIGHT}
TEXT_ON = [
    ("ink", "page"), ("ink", "card"), ("ink", "sunken"), ("ink", "hover"), ("ink", "voice_soft"),
    ("ink", "bad_soft"), ("muted", "page"), ("muted", "card"), ("muted", "sunken"), ("voice", "voice_soft"),
    ("voice", "card"), ("on_voice", "voice"), ("thought", "card"), ("thought", "thought_soft"),
    ("good", "good_soft"), ("bad", "bad_soft"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    """WCAG 2 AA: 4.5:1; high contrast AAA: 7:1."""
    c = PALETTES[name]
    high, low = sorted((luminance(getattr(c, text)), luminance(getattr(c, ground))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= (7.0 if name.startswith("contrast") else 4.5)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("ground", ["page", "card", "sunken"])
def test_edges_of_controls_can_be_seen(name: str, ground: str) -> None:
    """WCAG 2 AA: 3:1."""
    c = PALETTES[name]
    high, low = sorted((luminance(c.strong_line), luminance(getattr(c, ground))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 3.0


@pytest.mark.parametrize("name", ["light", "dark", "contrast", "contrast-light"])
def test_boxes_and_buttons_have_these_edges_and_a_placeholder_that_can_be_read(style: Style, qtbot, name) -> None:
    style.choose(name, 1.0)
    for control in (QLineEdit(), QPushButton("Ask"), QComboBox()):
        qtbot.addWidget(control)
        control.resize(160, 40)
        control.show()
        picture = control.grab().toImage()
        edge = {picture.pixelColor(80, y).name() for y in (0, 39)}
        assert style.colours.strong_line in edge, control
    box = QLineEdit()
    qtbot.addWidget(box)
    box.ensurePolished()
    assert box.palette().color(QPalette.ColorRole.PlaceholderText).name() == style.colours.muted


@pytest.mark.parametrize(
    ("file", "text", "moves"),
    [
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", False),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations = false\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", False),
        ("kdeglobals", "no section at all\n%%", True),
        ("other", "", True),
    ],
)
def test_the_system_switches_motion_off(tmp_path: Path, file: str, text: str, moves: bool) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text)
    assert system_moves(tmp_path) is moves


def test_a_fade_ends_and_does_not_begin_where_no_motion_is_wanted(style: Style, qtbot) -> None:
    widget = QPushButton("Ask")
    qtbot.addWidget(widget)
    widget.show()
    style.motion = True
    fade_in(widget, style)
    assert widget.graphicsEffect() is not None
    qtbot.waitUntil(lambda: widget.graphicsEffect() is None)
    style.motion = False
    fade_in(widget, style)
    assert widget.graphicsEffect() is None


@pytest.mark.parametrize("colours", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_sheet_is_complete(colours: Colours, scale: float, qapp) -> None:  # type: ignore[no-untyped-def]
    made = sheet(colours, scale)
    assert "$" not in made
    assert made.count("{") == made.count("}")
    images = re.findall(r"image: url\((.+?)\)", made)
    assert len(images) == 2
    assert not any(QPixmap(image).isNull() for image in images)


def test_pick_follows_the_system() -> None:
    assert pick("system", True) is DARK
    assert pick("system", False) is LIGHT
    assert pick("contrast", False) is CONTRAST
    assert pick("contrast-light", True) is CONTRAST_LIGHT


def test_a_chosen_look_is_applied_and_told(style: Style, qtbot) -> None:
    with qtbot.waitSignal(style.changed):
        style.choose("dark", 9.0)
    assert style.colours is DARK
    assert style.scale == 2.5


@pytest.mark.parametrize("name", sorted(p.stem for p in icons.FOLDER.glob("*.svg")))
def test_icons_draw_something(name: str, application) -> None:
    image = icons.pixmap(name, QColor("#123456"), 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_no_two_states_look_the_same_without_colour(application) -> None:
    told = [(look.icon, look.text) for look in DISPLAYS.values()]
    assert len({text for _, text in told}) == len(DISPLAYS)
    assert all((icons.FOLDER / f"{icon}.svg").is_file() for icon, _ in told)


def test_a_painter_never_outlives_its_paint_event() -> None:
    """A frame that an exception keeps alive would keep an open painter, and the window would crash."""
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "paintEvent":
                body = [n for n in node.body if not isinstance(n, ast.Expr) or not isinstance(n.value, ast.Constant)]
                assert isinstance(body[0], ast.With), f"{file.name}: write `with QPainter(...) as painter:`"
