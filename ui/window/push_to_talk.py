"""The push-to-talk key: tells presses of Space that talk from those that type or click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from ui.services.presenter import Presenter


class PushToTalk(QObject):
    """Space talks unless the focus is in a text or on a control; Ctrl+Space talks everywhere.

    mic, box: the microphone button, where Space talks too, and the text box.
    """

    def __init__(self, presenter: Presenter, window: QWidget, mic: QWidget, box: QWidget) -> None:
        super().__init__(window)
        self._presenter, self._window, self._mic, self._box = presenter, window, mic, box
        self._application = QApplication.instance()
        if self._application is not None:
            self._application.installEventFilter(self)

    def stop(self) -> None:
        """Stop watching the application's keys."""
        if self._application is not None:
            self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the presses and releases of the key."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and watched is self._window.windowHandle():
            if event.type() == QEvent.Type.KeyPress and self._talks(event):
                if not event.isAutoRepeat():
                    self._presenter.hold_pressed()
                return True
            if event.type() == QEvent.Type.KeyRelease and self._presenter.holding:
                if not event.isAutoRepeat():
                    self._presenter.hold_released()
                return True
        return False

    def _talks(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or focus is self._mic:
            return True
        return not (focus is self._box or isinstance(focus, (QAbstractButton, QComboBox)))
