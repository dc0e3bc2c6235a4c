"""The push-to-talk key: tells presses of Space that talk from those that type or click."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from ui.services.presenter import Presenter

RELEASE_MS: Final = 80
"""How long after a release the press of an auto-repeat may still arrive from the X server."""
REPEAT_MS: Final = 12
"""Release and press of an auto-repeat have the same timestamp. No finger is this fast."""


class PushToTalk(QObject):
    """Space talks unless the focus is on a control or in a box with text; Ctrl+Space talks everywhere.

    mic, box: the microphone button, where Space talks too, and the text box.

    X11 repeats a held key as pairs of release and press. Qt marks them as repeats only if the press is already there
    when the release is handled. So a release counts once no press with its timestamp has followed.
    """

    def __init__(self, presenter: Presenter, window: QWidget, mic: QWidget, box: QLineEdit) -> None:
        super().__init__(window)
        self._presenter, self._window, self._mic, self._box = presenter, window, mic, box
        self._released_at: int | None = None  # timestamp, ms, of a release that may be a repeat's
        self._pressed = False  # in this window
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(RELEASE_MS)
        self._wait.timeout.connect(self._let_go)
        self._application = QApplication.instance()
        if self._application is not None:
            self._application.installEventFilter(self)

    def stop(self) -> None:
        """Stop watching the application's keys."""
        self._wait.stop()
        if self._application is not None:
            self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the presses and releases of the key."""
        if watched is self._window and event.type() == QEvent.Type.WindowDeactivate:
            self._wait.stop()
            if self._pressed:
                self._presenter.hold_lost()
            self._pressed = False
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and watched is self._window.windowHandle():
            if event.type() == QEvent.Type.KeyPress:
                return self._press(event)
            if event.type() == QEvent.Type.KeyRelease and self._presenter.holding:
                if not event.isAutoRepeat():
                    self._released_at = event.timestamp()
                    self._wait.start()
                return True
        return False

    def _press(self, event: QKeyEvent) -> bool:
        if self._released_at is not None:
            if event.timestamp() - self._released_at <= REPEAT_MS:
                self._released_at = None
                self._wait.stop()
                return True
            self._let_go()
        if not self._presenter.holding and not self._talks(event):
            return False
        if not event.isAutoRepeat():
            self._pressed = True
            self._presenter.hold_pressed(event.timestamp())
        return True

    def _let_go(self) -> None:
        at, self._released_at = self._released_at, None
        self._wait.stop()
        if at is not None:
            self._presenter.hold_released(at)

    def _talks(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or focus is self._mic:
            return True
        if focus is self._box:
            return not self._box.text().strip()
        return not isinstance(focus, (QAbstractButton, QComboBox))
