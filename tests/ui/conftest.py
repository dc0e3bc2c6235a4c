"""A window over a scripted conversation, offscreen; nothing may be left behind by a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import SettingsModel
from tests.app.hub import offer, server  # noqa: F401 - fixtures
from tests.ui.scripted import ScriptedConversation
from ui.dialogs.controller import DialogController
from ui.main import make_application, make_window
from ui.theme.theme import Style
from ui.window.main_window import MainWindow

# What the offscreen platform says of itself; nothing a window could do better.
IGNORED = "propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(IGNORED))


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No running timer outlives its test; threads are looked at for every test."""
    yield
    app = QApplication.instance()
    if app is not None:
        app.processEvents()
        running = [w for w in QApplication.topLevelWidgets() if any(t.isActive() for t in w.findChildren(QTimer))]
        assert not running, f"windows with running timers: {running}"


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits a minute until something is so: what never comes is a failure, a busy machine is none."""
    bot = QtBot(request)
    bot.waitUntil = partial(bot.waitUntil, timeout=60_000)
    bot.waitSignal = partial(bot.waitSignal, timeout=60_000)
    return bot


@pytest.fixture
def application(qapp: QApplication) -> QApplication:
    return make_application()


@pytest.fixture
def style(application: QApplication) -> Style:
    made = Style("light")
    made.apply()
    return made


class Stage:
    """A shown window, its dialogs, its conversation and its settings."""

    def __init__(
        self, window: MainWindow, dialogs: DialogController, talk: ScriptedConversation, settings: SettingsModel
    ) -> None:
        self.window, self.dialogs, self.talk, self.settings = window, dialogs, talk, settings

    @property
    def presenter(self):  # type: ignore[no-untyped-def]
        return self.window.presenter


@pytest.fixture
def stage(application: QApplication, qtbot, tmp_path) -> Iterator[Stage]:  # type: ignore[no-untyped-def]
    """The window, shown and still loading."""
    talk = ScriptedConversation()
    settings = SettingsModel(tmp_path / "settings.json")
    settings.change(theme="light")
    window, dialogs = make_window(settings, talk)  # type: ignore[arg-type]
    window.show()
    qtbot.waitExposed(window)
    window.presenter.start()
    yield Stage(window, dialogs, talk, settings)
    window.close()
    window.deleteLater()
    application.processEvents()


@pytest.fixture
def ready(stage: Stage, qtbot) -> Stage:  # type: ignore[no-untyped-def]
    """The window with the model loaded."""
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    return stage
