"""The hold-to-talk key in the window: when Space is it, and when it is a space.

Owns: watching the application's keys while the window is there. Thread: GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


class HoldFilter(QObject):
    """Space is the key but in text and on a focused control; Ctrl+Space is so everywhere."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._application = QApplication.instance()
        if self._application is not None:
            self._application.installEventFilter(self)

    def stop(self) -> None:
        """The window is closing."""
        if self._application is not None:
            self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the presses and releases of the key; everything else goes on."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and watched is self._window.windowHandle():
            presenter = self._window.presenter
            if event.type() == QEvent.Type.KeyPress and self._is_hold(event):
                if not event.isAutoRepeat():
                    presenter.hold_pressed()
                return True
            if event.type() == QEvent.Type.KeyRelease and presenter.holding:
                if not event.isAutoRepeat():
                    presenter.hold_released()
                return True
        return False

    def _is_hold(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return True
        focus = QApplication.focusWidget()
        if focus is self._window.composer.mic:
            return True
        return not (focus is self._window.composer.box or isinstance(focus, (QAbstractButton, QComboBox)))
