"""On which screen the teacher's view is shown, where there is more than one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QComboBox, QWidget

from ui.theme.widgets import needs_focus_for_wheel


class ScreenChoice(QComboBox):
    """Shows a window on a full screen: the remembered one, else another one than the main window's.

    home: the main window, on whose screen the view goes on if its own is unplugged. screens: those that are connected.
    chosen: the name of a screen that the teacher chose.
    """

    chosen = Signal(str)

    def __init__(
        self,
        view: QWidget,
        home: QWidget,
        remembered: str,
        screens: Callable[[], list[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(view)
        self._view, self._home, self._remembered, self._screens = view, home, remembered, screens
        self.setAccessibleName(self.tr("Screen for the class"))
        self.setToolTip(self.tr("Screen for the class"))
        needs_focus_for_wheel(self)
        self.activated.connect(self._choose)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._changed)
            application.screenRemoved.connect(self._changed)
        self._fill()

    def open(self) -> None:
        """Show the view."""
        self._show_on(self._wanted())

    def _wanted(self) -> QScreen:
        """Screens are known by name: PySide gives up its object for one with the window that it was asked of."""
        there, own = self._screens(), self._home.screen().name()
        known = [screen for screen in there if screen.name() == self._remembered]
        return next(iter(known or [screen for screen in there if screen.name() != own]), there[0])

    def _fill(self) -> None:
        """List the screens as they stand, from left to right."""
        there = sorted(self._screens(), key=lambda screen: (screen.geometry().x(), screen.geometry().y()))
        self.clear()
        for number, screen in enumerate(there, start=1):
            size = screen.size()
            name = self.tr("Screen {number}: {name}, {width} × {height}").format(
                number=number, name=screen.model() or screen.name(), width=size.width(), height=size.height()
            )
            self.addItem(name, screen.name())
        self.setCurrentIndex(self.findData(self._view.screen().name()))
        self.setVisible(len(there) > 1)

    def _choose(self) -> None:
        self._remembered = str(self.currentData())
        self.chosen.emit(self._remembered)
        self._show_on(self._wanted())
        self._view.setFocus()

    def _show_on(self, screen: QScreen) -> None:
        """A window leaves the full screen before it goes to another one: not every desktop moves it else."""
        if self._view.screen().name() != screen.name():
            if self._view.isVisible():
                self._view.showNormal()
            self._view.setScreen(screen)
            self._view.setGeometry(screen.geometry())
        self._view.showFullScreen()
        self._fill()

    def _changed(self) -> None:
        """A screen was connected or unplugged; Qt moves the windows of one that is gone after it has told so."""
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if not self._view.isVisible():
            return
        there = {screen.name(): screen for screen in self._screens()}
        now = self._view.screen()
        if now.name() not in there or self._view.size() != now.size():
            own = self._home.screen().name()
            self._show_on(there[own] if own in there else next(iter(there.values())))
        self._fill()
