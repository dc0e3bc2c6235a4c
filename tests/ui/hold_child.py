"""A window over a scripted conversation, for keys that come from the X server. Argument: file for its place.

Prints "x y" of the microphone button once it can be used, then a word for each command that the window posts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier, QTimer

from app.conversation.messages import FinishListening, StartListening
from app.settings import SettingsModel
from tests.ui.scripted import ScriptedConversation
from ui.main import make_application, make_window

WORDS = {StartListening: "start", FinishListening: "finish"}


class Talk(ScriptedConversation):
    """Is ready again as soon as a question was asked."""

    def post(self, command: object) -> None:
        print(WORDS.get(type(command), type(command).__name__), flush=True)
        super().post(command)
        if isinstance(command, FinishListening):
            self.state("ready")


def main() -> int:
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = SettingsModel(Path(folder) / "settings.json")
        talk = Talk()
        window, _ = make_window(settings, talk)  # type: ignore[arg-type]
        window.show()
        window.presenter.start()
        talk.state("ready")

        def tell_place() -> None:
            window.activateWindow()
            mic = window.composer.mic
            place = mic.mapToGlobal(QPoint(mic.width() // 2, mic.height() // 2))
            print(f"{place.x()} {place.y()}", flush=True)

        QTimer.singleShot(1500, tell_place)
        end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        end.activated.connect(window.close)
        return application.exec()


if __name__ == "__main__":
    sys.exit(main())
