"""For everyone: every look and size, the whole route by keyboard, names for all that can be used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

from tests.ui.acts import spoken
from tests.ui.conftest import Stage


@pytest.mark.parametrize(("theme", "scale"), [("dark", 1.0), ("contrast", 1.5), ("light", 2.0)])
def test_every_look_shows_a_whole_answer(ready: Stage, qtbot, theme, scale) -> None:
    turn = spoken(ready, qtbot)
    ready.window.look.choose(theme, scale)
    ready.window.conversation.cards[turn].fold.click()
    assert not ready.window.grab().isNull()
    assert ready.window.pane.view.toPlainText().endswith("633")


def test_everything_that_can_be_used_has_a_name(ready: Stage, qtbot) -> None:
    spoken(ready, qtbot)
    ready.window.open_teacher()
    ready.dialogs.open_settings()
    for kind in (QAbstractButton, QLineEdit, QSlider, QComboBox):
        for widget in ready.window.findChildren(kind):
            named = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
            inner = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox)
            assert named or inner, widget


def test_the_keyboard_reaches_every_control(ready: Stage, qtbot) -> None:
    spoken(ready, qtbot)
    window = ready.window
    card = window.conversation.cards[1]
    window.activateWindow()
    window.composer.mic.setFocus()
    reached = set()
    for _ in range(40):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    dock = window.composer
    head = window.header
    wanted = {dock.mic, dock.box, dock.free, dock.signs, window.pane.toggle, head.board, head.settings, head.mute}
    wanted |= {card.fold, card.again, card.copy}
    assert wanted <= reached


def test_the_keyboard_goes_through_the_window_as_it_is_read(ready: Stage, qtbot) -> None:
    first, second = spoken(ready, qtbot), spoken(ready, qtbot)
    window = ready.window
    ready.window.conversation.cards[first].fold.click()
    window.activateWindow()
    window.header.new.setFocus()
    reached = [window.header.new]
    while len(reached) < 60:
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() is reached[0]:
            break
        reached.append(window.focusWidget())
    cards = window.conversation.cards
    wanted = [
        *(window.header.settings, cards[first].bubble.edit, cards[first].caption, cards[first].fold),
        *(cards[second].bubble.edit, cards[second].caption, cards[second].copy),
        *(window.composer.mic, window.composer.box, window.pane.toggle, window.pane.view),
    ]
    places = [reached.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_without_motion_nothing_moves(ready: Stage, qtbot) -> None:
    page = ready.dialogs.open_settings().looks
    page.motion.setChecked(False)
    assert ready.settings.values.motion is False
    turn = ready.talk.begin("347+286")
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    assert ready.window.conversation.cards[turn].graphicsEffect() is None
    assert not ready.window.pill._pulse.isActive()
    page.motion.setChecked(True)
    assert ready.window.pill._pulse.isActive() is ready.window.look.motion


def test_a_narrow_window_stacks_its_parts(ready: Stage, qtbot) -> None:
    ready.window.resize(600, 800)
    qtbot.waitUntil(lambda: ready.window.split.orientation() == Qt.Orientation.Vertical)
    ready.window.resize(1200, 800)
    qtbot.waitUntil(lambda: ready.window.split.orientation() == Qt.Orientation.Horizontal)


def test_the_text_grows_and_shrinks_by_keys(ready: Stage, qtbot) -> None:
    before = ready.window.look.font(16).pixelSize()
    qtbot.keyClick(ready.window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert ready.window.look.font(16).pixelSize() > before
    assert ready.settings.values.text_scale == 1.1
    for _ in range(5):
        qtbot.keyClick(ready.window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert ready.settings.values.text_scale == 0.8


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_page_of_the_settings_is_wider_than_its_window(ready: Stage, qtbot, scale: float) -> None:
    ready.window.look.choose("light", scale)
    dialog = ready.dialogs.open_settings()
    dialog.resize(round(560 * scale), 600)
    for i in range(dialog.pages.count()):
        dialog.pages.setCurrentIndex(i)
        qtbot.wait(20)
        area = dialog.pages.currentWidget()
        assert area.widget().minimumSizeHint().width() <= area.viewport().width(), dialog.pages.tabText(i)
    dialog.accept()
