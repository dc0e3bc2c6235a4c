"""The real window in a process of its own, on a display and a sound server of the test's.

Arguments: folder of a bundle, or "scripted"; "button" or "hands-free"; file for a picture. Says "listening"
when the microphone is open; in button mode a line on stdin sends the question. Says what it showed as one
line of JSON.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer

from app.conversation.audio_devices import open_player, recorder_factory
from app.conversation.conversation import Conversation
from app.conversation.parts import EngineFactory, Parts, Sink
from app.conversation.single_turn import engine_factory
from app.settings import SettingsModel
from tests.fakes.engine import FakeEngine
from tests.ui.scripted import answer
from tests.ui.watchdog import Watchdog
from ui.main import make_application, make_window

GIVE_UP_S = 90.0


class Play:
    """Waits for the model, listens, waits for the answer's end, reports, closes."""

    def __init__(self, engine: EngineFactory, hands_free: bool, picture: Path) -> None:
        self.settings = SettingsModel()
        parts = Parts(engine, lambda: open_player(self.settings.values), recorder_factory(lambda: self.settings.values))
        self.window, _ = make_window(self.settings, Conversation(parts))
        self.hands_free, self.picture = hands_free, picture
        self.states: list[str] = []
        self.levels: list[float] = []
        self.words: set[str] = set()
        self.listened = False
        self.begin = time.monotonic()
        self.dog: Watchdog | None = None
        presenter = self.window.presenter
        presenter.state_changed.connect(self.state)
        presenter.level_changed.connect(self.levels.append)
        presenter.playhead_moved.connect(self.word)
        self.stdin = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.stdin.activated.connect(self.send)
        self.limit = QTimer()
        self.limit.setSingleShot(True)
        self.limit.timeout.connect(self.report)
        self.limit.start(round(GIVE_UP_S * 1000))
        self.window.show()
        presenter.start()

    def state(self, state: str, _message: str) -> None:
        self.states.append(state)
        if state == "ready" and not self.listened:
            (self.window.composer.free if self.hands_free else self.window.composer.mic).click()
        if state == "listening" and not self.listened:
            self.listened = True
            print("listening", flush=True)
        if state == "thinking" and self.dog is None:
            self.dog = Watchdog()
        current = self.window.presenter.current
        if current is not None and current.ended is not None and state in ("ready", "listening"):
            QTimer.singleShot(300, self.report)

    def send(self) -> None:
        self.stdin.setEnabled(False)
        if sys.stdin.readline() and not self.hands_free:
            self.window.composer.mic.click()

    def word(self, turn: object) -> None:
        del turn
        current = self.window.presenter.current
        if current is not None and current.word is not None:
            self.words.add(current.caption.text[slice(*current.word)])
            if current.ended is not None and not self.picture.exists():
                self.window.grab().save(str(self.picture))
                if self.dog:
                    self.dog.forget()

    def report(self) -> None:
        self.limit.stop()
        current = self.window.presenter.current
        shown = {
            "states": self.states,
            "question": current.question if current else "",
            "reasoning": self.window.pane.view.toPlainText(),
            "caption": current.caption.text if current else "",
            "words_marked": len(self.words),
            "loudest": max(self.levels, default=0.0),
            "sound_s": current.caption.duration_s if current else 0.0,
            "banner": self.window.banner.text.text(),
            "stall_ms": round(1000 * self.dog.longest_s) if self.dog else None,
            "work_ms": round(1000 * self.dog.cpu_s) if self.dog else None,
            "ended": dataclasses.asdict(current.ended) if current and current.ended else None,
        }
        print(json.dumps(shown), flush=True)
        if self.dog:
            self.dog.stop()
        self.window.close()


def main(bundle: str, mode: str, picture: str) -> int:
    def scripted(sink: Sink) -> FakeEngine:
        return FakeEngine(sink, answer, pause_s=0.012)

    engine = scripted if bundle == "scripted" else engine_factory(Path(bundle))
    application = make_application()
    play = Play(engine, mode == "hands-free", Path(picture))
    code = application.exec()
    del play
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
