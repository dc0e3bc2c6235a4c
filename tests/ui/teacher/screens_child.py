"""The teacher's view with two screens of Qt's offscreen platform. Prints what happened as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication

from app.settings import SettingsModel
from tests.ui.scripted import ScriptedConversation
from ui.main import make_application, make_window
from ui.teacher.screen_choice import ScreenChoice


def main() -> int:
    application = make_application()

    def screen(name: str) -> QScreen:
        return next(one for one in application.screens() if one.name() == name)

    settings = SettingsModel()
    window, _dialogs = make_window(settings, ScriptedConversation())  # type: ignore[arg-type]
    window.show()
    window.presenter.start()
    found: dict[str, object] = {"window": window.screen().name()}
    found["opened"] = _place(window.open_teacher, window)
    choice = window.teacher.findChild(ScreenChoice)
    found["offered"] = [choice.itemData(at) for at in range(choice.count())]
    found["visible"] = choice.isVisible()
    found["shown as"] = choice.currentData()

    def choose() -> None:
        choice.setCurrentIndex(choice.findData("desk"))
        choice.activated.emit(choice.currentIndex())

    found["chosen"] = _place(choose, window)
    found["remembered"] = settings.values.teacher_screen
    found["again"] = _place(lambda: (window.teacher.close(), _settle(), window.open_teacher()), window)
    choice = window.teacher.findChild(ScreenChoice)
    found["back"] = _place(lambda: choice._show_on(screen("wall")), window)
    choice._screens = lambda: [screen("desk")]  # what Qt says once the wall's screen is gone

    def unplug() -> None:
        QGuiApplication.instance().screenRemoved.emit(screen("wall"))

    found["unplugged"] = _place(unplug, window)
    found["choice left"] = choice.isVisible()
    window.close()
    print(json.dumps(found), flush=True)
    return 0


def _settle() -> None:
    for _ in range(5):
        QApplication.processEvents()
        time.sleep(0.01)


def _place(act: Callable[[], object], window) -> list[object]:  # type: ignore[no-untyped-def]
    """Where the view is after an act: its screen, its size, and whether it has the whole screen."""
    act()
    _settle()
    view = window.teacher
    return [view.screen().name(), view.width(), view.height(), view.isFullScreen(), view.isVisible()]


if __name__ == "__main__":
    sys.exit(main())
