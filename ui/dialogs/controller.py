"""History, models and first start of a window: its buttons, keys and dialogs.

Owns: when each dialog opens, the download and the look at the machine that outlive them. Thread: GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from app.diagnosis import Report, examine
from app.error_reports import EXPECTED, describe
from app.history.replay import restored
from app.history.store import Saved, SessionStore
from app.paths import user_paths
from ui.dialogs.first_start import FirstStart
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.models_dialog import ModelsDialog
from ui.services.background import Background
from ui.services.downloads import Downloads

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


class Library(QObject):
    """Belongs to a window and ends with it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.report: Report | None = None
        self.background = Background(self)
        self.downloads = Downloads(user_paths().bundles, self)
        self.session = 0  # the one that is gone on with
        self._waiting: list[FirstStart | ModelsDialog] = []
        self._looking = False
        self._dialog: QDialog | None = None
        window.installEventFilter(self)
        self._add_tools()
        window.rebuilt.connect(self._add_tools)
        for key, action in (
            (Qt.Key.Key_O, self.open_history),
            (Qt.Key.Key_B, self.open_models),
            (Qt.Key.Key_N, self.new_session),
        ):
            keys = QKeySequence(Qt.Modifier.CTRL | key)
            QShortcut(keys, window).activated.connect(action)
        self.downloads.ended.connect(self._download_ended)
        window.presenter.state_changed.connect(self._look_when_loaded)

    def _add_tools(self) -> None:
        for name, icon, action in (
            (self.tr("History (Ctrl+O)"), "history", self.open_history),
            (self.tr("Models (Ctrl+B)"), "box", self.open_models),
        ):
            self.window.header.add_tool(name, icon).clicked.connect(action)

    def welcome(self) -> None:
        """The first start's dialog, if it was never shown."""
        if not self.window.prefs.values.welcomed:
            self.open_first_start()

    def open_first_start(self) -> FirstStart:
        """What this machine can do, and which model to begin with."""
        dialog = FirstStart(self.window.look, self.window.prefs, self.downloads, self.window)
        dialog.models_asked.connect(self.open_models)
        dialog.model_chosen.connect(self.window.presenter.model_changed)
        self._open(dialog)
        self._look(dialog)
        return dialog

    def open_models(self) -> ModelsDialog:
        """The model manager."""
        dialog = ModelsDialog(self.window.look, self.window.prefs, self.downloads, self.background, self.window)
        dialog.model_chosen.connect(self.window.presenter.model_changed)
        self.window.presenter.model_kept.connect(dialog.show_kept)
        self._open(dialog)
        self._look(dialog)
        return dialog

    def open_history(self) -> HistoryDialog | None:
        """Earlier sessions; None, and a line in the window, if they cannot be read."""
        try:
            store = SessionStore(user_paths().sessions)
        except EXPECTED as error:
            self.window.banner.tell(describe(error), "error")
            return None
        dialog = HistoryDialog(self.window.look, self.window.prefs, store, self.background, self.window)
        dialog.continue_asked.connect(lambda saved: self.go_on(saved, store))
        dialog.new_asked.connect(self.new_session)
        dialog.deleted.connect(self._deleted)
        if store.notice:
            dialog.tell(store.notice)
        self._open(dialog)
        return dialog

    # -- sessions

    def go_on(self, saved: Saved, store: SessionStore) -> None:
        """Shows an earlier session; the next questions belong to it."""
        turns = restored(saved, store.sounds)
        self.session = saved.row.id
        self._replace()
        self.window.presenter.go_on(saved.row.id, turns)

    def new_session(self) -> None:
        """An empty window; the next question begins a session."""
        self.session = 0
        self._replace()
        self.window.presenter.go_on(0, [])

    def _replace(self) -> None:
        self.window.conversation.clear()
        self.window.pane.clear()

    def _deleted(self, session: int) -> None:
        """What was deleted is not left on the screen."""
        if session in (0, self.session):
            self.new_session()

    # -- inside

    def _open(self, dialog: QDialog) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        self._dialog = None if self._dialog is dialog else self._dialog
        self._waiting = [other for other in self._waiting if other is not dialog]

    def _look(self, dialog: FirstStart | ModelsDialog) -> None:
        """Looks at the machine once for all dialogs; torch and the sound system take seconds."""
        if self.report is not None:
            dialog.show_report(self.report)
            return
        self._waiting.append(dialog)
        self._look_when_loaded()

    def _look_when_loaded(self) -> None:
        """Not before: two threads that import torch at the same time can wait for each other for ever."""
        loading = self.window.presenter.state == "loading"
        if self._waiting and not loading and not self._looking:
            self._looking = True
            self.background.run(examine, self._looked, self._not_looked)

    def _looked(self, report: object) -> None:
        assert isinstance(report, Report)
        self.report, self._looking = report, False
        for dialog in self._waiting:
            dialog.show_report(report)
        self._waiting.clear()

    def _not_looked(self, message: str) -> None:
        self._looking = False
        for dialog in self._waiting:
            dialog.checks.fail(message)
        self._waiting.clear()

    def _download_ended(self, name: str, message: str) -> None:
        """Told in the window where no dialog is there to tell it."""
        if self._dialog is None:
            done = self.tr("{name} is here; choose it under Models.").format(name=name)
            self.window.banner.tell(message or done, "notice")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window closes: everything of ours ends."""
        if watched is self.window and event.type() == QEvent.Type.Close:
            if self._dialog is not None:
                self._dialog.close()
            self.downloads.close()
            self.background.close()
        return False
