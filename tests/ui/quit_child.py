"""The whole program on the starter, closed at a random moment in a random state: `quit_child.py SEED`.

Says when the window was closed, in seconds of the monotonic clock, so that the test can tell how long the end took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

from PySide6.QtCore import QTimer

import ui.main
from app.__main__ import leave
from app.storage import STARTER
from ui.dialogs.controller import DialogController
from ui.window.main_window import MainWindow


class Args:
    bundle: Path = STARTER
    device, quant, notice, session = "auto", "auto", "", None


def act(window: MainWindow, dialogs: DialogController, rng: Random) -> None:
    """What somebody may do in between."""
    acts = (
        lambda: window.presenter.ask("What is 347 plus 286?"),
        lambda: window.composer.mic.click(),
        lambda: window.composer.free.click(),
        window.open_teacher,
        dialogs.open_settings,
        window.presenter.stop,
    )
    rng.choice(acts)()


def play(window: MainWindow, dialogs: DialogController, rng: Random) -> None:
    """A few acts, then the end, wherever the program is by then."""
    for _ in range(rng.randint(0, 4)):
        QTimer.singleShot(rng.randint(0, 4_000), lambda: act(window, dialogs, rng))
    QTimer.singleShot(rng.randint(0, 4_500), lambda: close(window))


def close(window: MainWindow) -> None:
    print(f"closed {time.monotonic():.3f}", flush=True)
    window.close()


def main(seed: int) -> int:
    rng, make = Random(seed), ui.main.make_window

    def make_window(*args: object) -> tuple[MainWindow, DialogController]:
        window, dialogs = make(*args)  # type: ignore[arg-type]
        QTimer.singleShot(0, lambda: play(window, dialogs, rng))
        return window, dialogs

    ui.main.make_window = make_window  # type: ignore[assignment]
    return leave(ui.main.run(Args()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
