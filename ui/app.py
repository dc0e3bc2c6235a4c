"""Entry point of the window: `run(argv) -> int`.

Owns: the checks before Qt is loaded, the application object, the event loop. Thread: main.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import user_paths
from app.system import display

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow
    from ui.ports import ConversationPort
    from ui.prefs import Prefs

NAME = "Aloud"


def run(argv: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed. 3 when this machine cannot show one (said on stderr)."""
    screen = display()
    if screen.problem:
        print(f"aloud: {screen.problem}; {screen.fix}", file=sys.stderr)
        return 3
    from PySide6.QtCore import QTimer

    from ui.prefs import Prefs

    prefs = Prefs(user_paths().settings)
    application = make_application(prefs)
    window = make_window(prefs, _conversation(prefs))
    window.show()
    window.presenter.start()
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python sees a signal only between two of its own instructions: an idle event loop must wake now and then.
    wake = QTimer(window)
    wake.timeout.connect(lambda: None)
    wake.start(400)
    return application.exec()


def make_application(prefs: Prefs) -> QApplication:
    """The QApplication in our look, or the one there is."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from ui import fonts

    application = QApplication.instance() or QApplication([NAME])
    assert isinstance(application, QApplication)
    application.setApplicationName(NAME)
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName("aloud")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(Path(__file__).resolve().parent.parent / "assets" / "icons" / "aloud.svg")))
    fonts.load()
    return application


def make_window(
    prefs: Prefs, connect: Callable[[Callable[[object], None]], ConversationPort]
) -> MainWindow:
    """The main window over a conversation; not shown, not started."""
    from ui.main_window import MainWindow
    from ui.presenter import Presenter
    from ui.theme import Style

    style = Style(prefs.values.theme, prefs.values.text_scale)
    style.apply()
    window = MainWindow(Presenter(connect), style, prefs)
    style.setParent(window)
    window.presenter.setParent(window)
    return window


def _conversation(prefs: Prefs) -> Callable[[Callable[[object], None]], ConversationPort]:
    from ui.live import connect

    return connect(prefs)
