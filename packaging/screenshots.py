#!/usr/bin/env python3
"""Makes the README's pictures: `screenshots.py DIR [--bundle B]`. Needs no display, sound card, network.

Owns: the scenes. The window, the engine and the answers are the real ones; only the microphone is a recording
and the speaker is silent (in real time). Thread: main.
"""

# ruff: noqa: E402 - the environment and the path must be set before Qt and our packages are loaded

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")  # readable on today's screens

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QWidget

from app.bundles.installed import STARTER_NAME, find_bundle
from app.conversation.conversation import Conversation
from app.conversation.parts import ByHand, EngineFactory, HandsFree, Parts
from app.error_reports import EXPECTED, describe, exit_code
from app.settings import SettingsModel
from app.storage import QUESTIONS
from app.transcript.turn_transcript import TurnTranscript
from model.events import FloatArray, ReasoningText, SpokenText, TurnEnded, TurnEvent
from ui.main import make_application, make_window

SIZE = (1180, 760)
TIMEOUT_S = 120.0


class Recording:
    """A microphone (as `audio_io.input.recorder.Recorder`) in front of which a shipped question is asked."""

    level = -14.0
    quiet_s = 0.0

    def __init__(self, samples: FloatArray) -> None:
        self._samples = samples

    def start(self) -> None:
        """Nothing to open."""

    def drain(self) -> FloatArray:
        """Nothing yet: the whole question comes at once, with `stop`."""
        return self._samples[:0]

    def released(self) -> contextlib.AbstractContextManager[None]:
        """Nothing to let go of."""
        return contextlib.nullcontext()

    def stop(self) -> FloatArray:
        """The whole question, float32 mono (n,), 16 kHz."""
        return self._samples


class Studio:
    """The window and its scenes."""

    def __init__(self, folder: Path, engine: EngineFactory, question: FloatArray) -> None:
        from app.conversation.null_player import NullPlayer

        def microphone(_use: HandsFree | ByHand, _tell: Callable[[str], None]) -> Recording:
            return Recording(question)

        self.folder = folder
        settings = SettingsModel()
        settings.change(theme="light")
        parts = Parts(engine, lambda: (NullPlayer(), ""), microphone)
        self.window, self.dialogs = make_window(settings, Conversation(parts))
        self.window.resize(*SIZE)

    def wait(self, what: str, done: Callable[[], bool]) -> None:
        """Let the window run until `done`; TimeoutError after two minutes."""
        deadline = time.monotonic() + TIMEOUT_S
        while not done():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if self.window.banner.kind == "error":
                raise TimeoutError(self.window.banner.text.text())
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {what} within {TIMEOUT_S:.0f} s")
            time.sleep(0.005)

    def settle(self, seconds: float = 0.4) -> None:
        """Let layouts and pictures catch up."""
        until = time.monotonic() + seconds
        self.wait("time", lambda: time.monotonic() > until)

    def shoot(self, name: str, settle_s: float = 0.4, of: QWidget | None = None) -> None:
        """Save the window (or the teacher's view over it, or `of`) as NAME.png."""
        self.settle(settle_s)
        shown = of or self.window.teacher or self.window
        file = self.folder / f"{name}.png"
        if not shown.grab().save(str(file)):
            raise OSError(f"{file} cannot be written")
        print(file)

    def shoot_first_start(self) -> None:
        """What a first-time student meets, with what there is to say about this machine."""
        dialog = self.dialogs.open_first_start()
        dialog.resize(760, 660)
        self.wait("look at the machine", lambda: self.dialogs.report is not None)
        self.shoot("first-start", of=dialog)
        dialog.accept()

    def shoot_formulas(self) -> None:
        """What a larger model writes: Markdown and LaTeX. The starter writes none, so this text is made up."""
        window = self.window
        before = dict(window.conversation.cards)
        shown = TurnTranscript(10_000, "text", "Solve x² − 5x + 6 = 0.")
        shown.apply(*formula_answer(10_000))
        window.presenter.turns[10_000] = shown
        window.conversation.add_turn(shown)
        window.choose(shown)
        self.settle(1.0)
        self.wait("formulas", lambda: not window.conversation.cards[10_000].caption.waiting)
        self.shoot("formulas")
        card = window.conversation.cards.pop(10_000)
        del window.presenter.turns[10_000]
        card.hide()
        card.deleteLater()
        assert dict(window.conversation.cards) == before

    def run(self) -> None:
        """All scenes, in the order of a lesson."""
        window = self.window
        window.show()
        window.presenter.start()
        self.wait("ready model", lambda: window.pill.state == "ready")
        self.shoot("ready")
        self.shoot_first_start()
        window.presenter.ask("Multiply 12 by 7, then subtract 5.")
        self.wait("first answer", self._over)
        window.composer.mic.click()
        self.wait("listening", lambda: window.composer.meter.value > 0.5)
        self.shoot("listening")
        window.composer.mic.click()
        self.wait("speech", lambda: self._share_heard() > 0.0)
        self.wait("speech beside reasoning", self._both)
        self.shoot("answering", settle_s=0.1)
        self.wait("the result being spoken", lambda: self._share_heard() > 0.72)
        self.shoot("result", settle_s=0.0)
        self.wait("end of the answer", self._over)
        window.look.choose("dark", 1.0)
        window.pane.how.setChecked(True)
        self.shoot("dark")
        window.pane.how.setChecked(False)
        window.look.choose("light", 1.0)
        dialog = self.dialogs.open_settings()
        dialog.resize(640, 600)
        dialog.pages.setCurrentIndex(1)
        self.shoot("settings", of=dialog)
        dialog.accept()
        self.shoot_formulas()
        window.open_teacher()
        teacher = window.teacher
        assert teacher is not None
        teacher.showNormal()
        self.settle(0.5)
        teacher.resize(1280, 940)
        self.settle(0.5)
        end = teacher.scrubber.end_s
        teacher.line.scrubbed.emit(end * 0.8)
        self.shoot("teacher")
        teacher.bar.high.click()
        self.shoot("contrast")
        teacher.bar.high.click()
        asked = window.presenter.current
        teacher.bar.compare.click()
        self.wait("the same question again", lambda: window.presenter.current is not asked)
        self.wait("the other answer", self._over)
        if teacher.other.isVisible():  # a bundle may know one way to think alone
            self.shoot("compare")
        teacher.close()

    def _over(self) -> bool:
        turn = self.window.presenter.current
        return turn is not None and turn.ended is not None and self.window.pill.state == "ready"

    def _both(self) -> bool:
        """Sound is in the air and some reasoning is there; a quick model may have finished it by now."""
        turn = self.window.presenter.current
        return turn is not None and turn.played_s > 0.0 and len(turn.steps.closed) >= 2

    def _share_heard(self) -> float:
        turn = self.window.presenter.current
        done = turn is not None and turn.ended is not None and turn.caption.duration_s
        return turn.played_s / turn.caption.duration_s if turn is not None and done else 0.0


def formula_answer(turn: int) -> list[TurnEvent]:
    """An answer with formulas."""
    steps = (
        "Factor: two numbers with sum $5$ and product $6$ are $2$ and $3$.\n"
        "$x^2 - 5x + 6 = (x - 2)(x - 3)$\n"
        "$$x = \\frac{5 \\pm \\sqrt{25 - 24}}{2}$$\n"
        "=2 and 3\n"
    )
    said = (
        "It **factors** into $(x - 2)(x - 3)$. So the solutions are $x = 2$ and $x = 3$; "
        "the formula gives the same:\n\n$$x = \\frac{5 \\pm \\sqrt{1}}{2}$$"
    )
    return [
        ReasoningText(turn, 0.1, steps),
        SpokenText(turn, 0.2, said),
        TurnEnded(turn, 0.3, "2 and 3", "", 40, 30, 20, 0.31, 0, 0, "complete"),
    ]


def main() -> int:
    """0 done; 2 and 3 as the command line has them."""
    parser = argparse.ArgumentParser(description="Makes the README's pictures.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--bundle", default=STARTER_NAME, help="a bundle's name or folder")
    args = parser.parse_args()
    try:
        from app.conversation.single_turn import engine_factory
        from audio_io.sound_files import read_question

        engine = engine_factory(find_bundle(args.bundle))
        question = read_question(QUESTIONS / "sum.wav")
        args.folder.mkdir(parents=True, exist_ok=True)
        return photograph(args.folder, engine, question)
    except EXPECTED as error:
        print(f"screenshots: {describe(error)}", file=sys.stderr)
        return exit_code(error)


def photograph(folder: Path, engine: EngineFactory, question: FloatArray) -> int:
    """Makes the pictures in `folder`."""
    application = make_application()
    studio = Studio(folder, engine, question)
    try:
        studio.run()
    except TimeoutError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 1
    finally:
        studio.window.close()
        application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
