"""Every state of the window on a screen of a given size. Arguments: folder for pictures, or "". Prints what is clipped.

The screen comes from the configuration of Qt's offscreen platform.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.bundles.catalogue import offers
from app.diagnosis import Report
from app.history.store import SessionStore
from app.history.writer import SavedTurns
from app.settings import SettingsModel
from app.storage import user_paths
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from tests.ui.clipping import clipped, settle
from tests.ui.scripted import ScriptedConversation, answer
from ui.dialogs.worksheet_dialog import WorksheetDialog
from ui.main import make_application, make_window
from ui.services import translations

MACHINE = {
    "gpu": None,
    "device": "cpu",
    "device_reason": "no NVIDIA graphics card was found",
    "microphones": [{"name": "ALSA: USB headset", "default": True}],
    "speakers": [],
    "disk_free": 3 * 10**9,
}
NOTICE = "There is no speaker now: answers are written, not heard, until it is plugged in again."


class Tour:
    """Goes through the states of one window."""

    def __init__(self, pictures: str, settings: SettingsModel) -> None:
        self.pictures, self.settings = pictures, settings
        self.talk = ScriptedConversation()
        self.window, self.dialogs = make_window(settings, self.talk)  # type: ignore[arg-type]
        self.window.show()
        self.window.presenter.start()

    def until(self, done: Callable[[], object]) -> None:
        limit = time.monotonic() + 60.0
        while not done():
            assert time.monotonic() < limit
            QApplication.processEvents()
            time.sleep(0.002)

    def states(self) -> Iterator[tuple[str, QWidget]]:
        """Name and top-level window of each state, brought about as it is reached."""
        talk, window, dialogs = self.talk, self.window, self.dialogs
        yield "loading", window
        talk.state("ready")
        self.until(lambda: window.pill.state == "ready")
        yield "welcome", window
        talk.state("listening")
        self.until(lambda: window.pill.state == "listening")
        yield "listening", window
        window.composer.free.click()
        talk.state("hearing")
        self.until(lambda: window.pill.state == "hearing")
        yield "hands-free", window
        window.composer.free.click()
        window.composer.offer_hands_free()
        yield "hands-free-offered", window
        window.composer.box.setText("12 + 30")
        window.composer.box.setFocus()
        yield "typed", window
        turn = talk.begin("What is 347 plus 286?")
        talk.send(answer(turn)[:-1])
        talk.state("speaking")
        self.until(lambda: turn in window.conversation.cards and window.pill.state in ("both", "speaking"))
        yield "answering", window
        talk.send(answer(turn)[-1:])
        talk.state("ready")
        self.until(lambda: window.presenter.turns[turn].ended is not None and window.pill.state == "ready")
        talk.notice(NOTICE)
        self.until(window.banner.isVisible)
        yield "answered", window
        window.conversation.cards[turn].bubble.open_box()
        window.pane.how.setChecked(True)
        yield "correcting", window
        window.pane.how.setChecked(False)
        either = ("What is 347 plus 215?", "What is 347 plus 250?")
        doubted = talk.begin("What is 347 plus 215?")
        talk.send([*answer(doubted)[:-1], replace(answer(doubted)[-1], answer="", declined=True, candidates=either)])
        talk.state("ready")
        self.until(lambda: doubted in window.conversation.cards and window.presenter.turns[doubted].ended is not None)
        yield "asked-back", window
        window.conversation.cards[turn].bubble.close_box()
        window.open_teacher()
        assert window.teacher is not None
        yield "teacher", window.teacher
        window.prepared.open(("Mia has 24 marbles and gives 9 to Tom. How many are left?",) * 12)
        window.teacher.open_questions("/nowhere/questions.txt")
        window.teacher.bar.after.click()
        yield "prepared", window.teacher
        window.teacher.close()
        for page in range(5):
            dialog = dialogs.open_settings()
            dialog.pages.setCurrentIndex(page)
            yield f"settings{page}", dialog
        yield from self.practice()
        history = dialogs.open_history()
        assert history is not None
        yield "history", history
        dialogs.report = Report(dict(MACHINE))
        yield "models", dialogs.open_models()
        yield "first-start", dialogs.open_first_start()
        if dialogs.dialog is not None:
            dialogs.dialog.close()

    def practice(self) -> Iterator[tuple[str, QWidget]]:
        """Choosing, a long problem with hints, and the results."""
        dialog = self.dialogs.open_practice()
        yield "practice-choice", dialog
        dialog.choice.sheet.click()
        sheet = dialog.findChild(WorksheetDialog)
        assert sheet is not None
        sheet.number.setText("4711")
        yield "worksheet", sheet
        sheet.accept()
        dialog.begin("stories", "hard")
        dialog.hint()
        dialog.hint()
        dialog.answer("7")
        yield "practice-problem", dialog
        while dialog.practice is not None and not dialog.practice.over:
            dialog.answer(dialog.practice.item.asked.answer)
            dialog.next()
        yield "practice-results", dialog
        dialog.accept()

    def check(self, label: str) -> list[str]:
        found = []
        for name, shown in self.states():
            settle()
            found += [f"{label} {name}: {line}" for line in clipped(shown)]
            if self.pictures:
                shown.grab().save(str(Path(self.pictures) / f"{label}-{name}.png"))
        self.window.close()
        return found


def main(pictures: str) -> int:
    application = make_application()
    assert offers()
    store = SessionStore(user_paths().sessions)
    record = TurnRecord(TurnTranscript(1, "text", "What is 347 plus 286?"), 1000.0, "interleaved", "2:8")
    for event in answer(1):
        record.add(event)
    SavedTurns(store, "starter").add(record)
    store.close()
    room = application.primaryScreen().size()
    found: list[str] = []
    for language in ("en", "de"):
        for scale, theme in ((1.0, "light"), (1.5, "light"), (2.0, "light"), (1.0, "contrast"), (2.0, "contrast")):
            settings = SettingsModel()
            settings.change(theme=theme, text_scale=scale, language=language, window="")
            translations.install(application, language)
            found += Tour(pictures, settings).check(f"{room.width()}-{language}-{scale:g}-{theme}")
            QCoreApplication.processEvents()
    print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
