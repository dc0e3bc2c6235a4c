"""The whole program for packaging/soak.py, hands-free: reads what to do from stdin, tells what happened as JSON lines.

In: `ask TEXT`, `stop`, `stacks`, `quit`. Out: {"state": ...}, {"started": id}, {"ended": {...}}, {"failure": text}.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import json
import sys

from PySide6.QtCore import QSocketNotifier

from app.__main__ import main
from app.transcript.turn_transcript import TurnTranscript
from ui.dialogs.controller import DialogController
from ui.window.main_window import MainWindow


class Guest:
    """Carries commands to the window, and news from it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.hands_free = False
        self.over: set[int] = set()
        presenter = window.presenter
        presenter.state_changed.connect(self.state)
        presenter.turn_added.connect(lambda turn: tell(started=turn.turn_id))
        presenter.turn_changed.connect(self.turn)
        self.stdin = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.stdin.activated.connect(self.read)

    def state(self, state: str, message: object) -> None:
        if state == "ready" and not self.hands_free:
            self.hands_free = True
            self.window.presenter.set_hands_free(True)
        tell(state=state)
        if state == "error":
            tell(failure=str(message))

    def turn(self, turn: TurnTranscript) -> None:
        if turn.ended is not None and turn.turn_id not in self.over:
            self.over.add(turn.turn_id)
            tell(ended=dataclasses.asdict(turn.ended))

    def read(self) -> None:
        line = sys.stdin.readline()
        command, _, text = line.strip().partition(" ")
        if command == "ask":
            if not self.window.presenter.ask(text):
                tell(failure="a typed question was not taken")
        elif command == "stop":
            self.window.presenter.stop()
        elif command == "stacks":
            faulthandler.dump_traceback()
        else:
            self.window.close()


def tell(**news: object) -> None:
    print(json.dumps(news), flush=True)


def run() -> int:
    import ui.main

    make, kept = ui.main.make_window, []

    def make_window(*args: object) -> tuple[MainWindow, DialogController]:
        window, dialogs = make(*args)  # type: ignore[arg-type]
        kept.append(Guest(window))
        return window, dialogs

    ui.main.make_window = make_window  # type: ignore[assignment]
    return main(["window", "--bundle", "starter"])


if __name__ == "__main__":
    sys.exit(run())
