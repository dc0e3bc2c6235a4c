"""The whole program on the starter: `privacy_child.py silent|microphone`, for one question, then closed.

silent: the question is typed. microphone: hands-free; says "listening" when the microphone is open.
When the answer has ended it prints the end as JSON, opens dialogs and closes.
"""

from __future__ import annotations

import dataclasses
import json
import sys

from PySide6.QtCore import QTimer

from app.__main__ import main
from app.transcript.turn_transcript import TurnTranscript
from ui.dialogs.controller import DialogController
from ui.window.main_window import MainWindow

GIVE_UP_MS = 90_000


class Visit:
    """What somebody does with the window."""

    def __init__(self, window: MainWindow, dialogs: DialogController, spoken: bool) -> None:
        self.window, self.dialogs, self.spoken = window, dialogs, spoken
        self.asked = self.listening = self.closing = False
        window.presenter.state_changed.connect(self.state)
        window.presenter.turn_changed.connect(self.leave)
        QTimer.singleShot(GIVE_UP_MS, window.close)

    def state(self, state: str, _message: str) -> None:
        if state in ("ready", "no-speaker") and not self.asked:
            self.asked = True
            if self.spoken:
                self.window.composer.free.click()
            else:
                self.window.presenter.ask("What is $\\frac{1}{2}$ plus 3?")
        if state == "listening" and not self.listening:
            self.listening = True
            print("listening", flush=True)

    def leave(self, turn: TurnTranscript) -> None:
        if turn.ended is None or self.closing:
            return
        self.closing = True
        print(json.dumps(dataclasses.asdict(turn.ended)), flush=True)
        self.window.open_teacher()
        self.dialogs.open_settings()
        QTimer.singleShot(1_000, self.window.close)


def run(mode: str) -> int:
    import ui.main

    make, kept = ui.main.make_window, []

    def make_window(*args: object) -> tuple[MainWindow, DialogController]:
        window, dialogs = make(*args)  # type: ignore[arg-type]
        kept.append(Visit(window, dialogs, mode == "microphone"))
        return window, dialogs

    ui.main.make_window = make_window  # type: ignore[assignment]
    return main(["window", "--bundle", "starter"])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
