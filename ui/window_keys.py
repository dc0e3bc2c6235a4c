"""The main window's keys. `ui.settings_pages.KeysPage` lists them for the reader.

Owns: which key does what. Thread: GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def add_shortcuts(window: MainWindow) -> None:
    """All keys but the hold-to-talk key and those of the history and the models."""
    ctrl = Qt.Modifier.CTRL
    for keys, action in (
        (QKeySequence(Qt.Key.Key_Escape), window.presenter.stop),
        (QKeySequence(Qt.Key.Key_F9), window.toggle_pane),
        (QKeySequence(Qt.Key.Key_F11), window.open_teacher),
        (QKeySequence(ctrl | Qt.Key.Key_Comma), window.open_settings),
        # The dock is another one after a change of the language.
        (QKeySequence(ctrl | Qt.Key.Key_L), lambda: window.composer.box.setFocus()),
        (QKeySequence(ctrl | Qt.Key.Key_H), lambda: window.composer.free.toggle()),
        (QKeySequence(ctrl | Qt.Key.Key_M), window.toggle_mute),
        (QKeySequence(ctrl | Qt.Key.Key_R), window.replay_newest),
        (QKeySequence(QKeySequence.StandardKey.ZoomIn), lambda: window.zoom(0.1)),
        (QKeySequence(ctrl | Qt.Key.Key_Equal), lambda: window.zoom(0.1)),
        (QKeySequence(QKeySequence.StandardKey.ZoomOut), lambda: window.zoom(-0.1)),
        (QKeySequence(Qt.Key.Key_F1), window.open_keys),
        (QKeySequence(QKeySequence.StandardKey.Paste), window.paste),
        (QKeySequence(QKeySequence.StandardKey.Quit), window.close),
    ):
        QShortcut(keys, window).activated.connect(action)
