"""Opens the dialogs of a window, and runs the download and the examination of the machine that outlive them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from app.conversation.messages import ChangeModel
from app.diagnosis import Report, examine
from app.error_reports import EXPECTED, describe
from app.history.replay import transcripts_of
from app.history.session_file import take
from app.history.store import Saved, SessionStore
from app.practice.store import PracticeStore
from app.school_server import SCHOOL
from app.settings import SettingsModel
from app.storage import STARTER_NAME, user_paths
from app.transcript.turn_transcript import TurnTranscript
from ui.dialogs.first_start import FirstStart
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.models_dialog import ModelsDialog
from ui.dialogs.practice_dialog import PracticeDialog
from ui.dialogs.settings_dialog import SettingsDialog
from ui.services.background import Background
from ui.services.downloads import Downloads
from ui.services.presenter import Presenter
from ui.theme.theme import Style
from ui.theme.widgets import question_box
from ui.window.main_window import MainWindow


class DialogController(QObject):
    """Belongs to a window, answers its `..._asked` signals and ends with it. At most one dialog is open."""

    def __init__(self, window: MainWindow, presenter: Presenter, style: Style, settings: SettingsModel) -> None:
        super().__init__(window)
        self.window, self.presenter, self.look, self.settings = window, presenter, style, settings
        self.report: Report | None = None
        self.background = Background(self)
        self.downloads = Downloads(user_paths().bundles, self)
        self.session = 0  # the earlier session that is continued; 0 for a new one
        self._waiting: list[FirstStart | ModelsDialog] = []  # for the report
        self._examining = False
        self.dialog: QDialog | None = None  # the one that is open
        for asked, action in (
            (window.settings_asked, self.open_settings),
            (window.keys_asked, self.open_keys),
            (window.history_asked, self.open_history),
            (window.models_asked, self.open_models),
            (window.new_session_asked, self.new_session),
            (window.practise_asked, self.open_practice),
            (window.rebuilt, self._window_rebuilt),
            (window.closing, self.close),
        ):
            asked.connect(action)
        self.downloads.ended.connect(self._download_ended)
        presenter.state_changed.connect(self._examine_when_loaded)
        presenter.turn_changed.connect(self._offer_starter)
        self._refused_starter = False

    def welcome(self) -> None:
        """Open the first start's dialog if it was never shown."""
        if not self.settings.values.welcomed:
            self.open_first_start()

    def open_first_start(self) -> FirstStart:
        """Show what the tutor can do, and try the sound."""
        dialog = FirstStart(self.look, self.settings, self.downloads, self.presenter, self.window)
        dialog.models_asked.connect(self.open_models)
        self._open_with_report(dialog)
        return dialog

    def open_models(self) -> ModelsDialog:
        """Show the model manager."""
        dialog = ModelsDialog(self.look, self.settings, self.downloads, self.background, self.window)
        self.presenter.model_kept.connect(dialog.show_kept)
        self.presenter.state_changed.connect(dialog.show_state)
        self._open_with_report(dialog)
        return dialog

    def open_settings(self) -> SettingsDialog:
        """Show the settings; changes apply at once."""
        dialog = SettingsDialog(self.presenter, self.look, self.settings, self.window)
        dialog.finished.connect(self.window.show_muted)
        self._open(dialog)
        return dialog

    def open_keys(self) -> None:
        """Show the list of keys."""
        self.open_settings().show_keys()

    def open_history(self) -> HistoryDialog | None:
        """Show earlier sessions; None, and a line in the window, if they cannot be read."""
        try:
            store = SessionStore(user_paths().sessions)
        except EXPECTED as error:
            self.window.tell(describe(error), "error")
            return None
        dialog = HistoryDialog(self.look, self.settings, store, self.background, self.window)
        dialog.continue_asked.connect(lambda saved: self.continue_session(saved, store))
        dialog.new_asked.connect(self.new_session)
        dialog.deleted.connect(self._session_deleted)
        if store.notice:
            dialog.tell(store.notice)
        self._open(dialog)
        return dialog

    def open_practice(self) -> PracticeDialog:
        """Let the student practise."""
        store = PracticeStore(user_paths().practice)
        dialog = PracticeDialog(self.presenter, self.look, self.settings, store, self.window)
        if store.notice:
            self.window.tell(store.notice, "notice")
        self._open(dialog)
        return dialog

    def close(self) -> None:
        """End the open dialog, the download and the background work."""
        if self.dialog is not None:
            self.dialog.close()
        self.downloads.close()
        self.background.close()

    # -- sessions

    def open_session_file(self, path: Path) -> None:
        """Show the session of a file, which joins the history; an unusable file is told in the window."""
        try:
            store = SessionStore(user_paths().sessions)
            saved = store.open(take(path, store))
        except EXPECTED as error:
            self.window.tell(describe(error), "error")
            return
        self.continue_session(saved, store)

    def continue_session(self, saved: Saved, store: SessionStore) -> None:
        """Show an earlier session; the next questions belong to it."""
        turns = transcripts_of(saved, store.sounds)
        self.session = saved.row.id
        self.presenter.go_on(saved.row.id, turns)

    def new_session(self) -> None:
        """Empty the window; the next question begins a session."""
        self.session = 0
        self.presenter.go_on(0, [])

    def _session_deleted(self, session: int) -> None:
        """Take a deleted session off the screen."""
        if session in (0, self.session):
            self.new_session()

    # -- dialogs

    def _open(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        self.dialog = None if self.dialog is dialog else self.dialog
        self._waiting = [other for other in self._waiting if other is not dialog]

    def _window_rebuilt(self) -> None:
        """The language was changed, in the settings: they are opened again on the same page."""
        if isinstance(self.dialog, SettingsDialog):
            page = self.dialog.pages.currentIndex()
            self.open_settings().pages.setCurrentIndex(page)

    def _offer_starter(self, turn: TurnTranscript) -> None:
        """After an answer that the school's server could not give: shall the starter answer the next questions?"""
        failed = turn.ended is not None and turn.ended.reason == "error"
        if not failed or self.settings.values.bundle != SCHOOL or self._refused_starter or self.dialog is not None:
            return
        question = self.tr("The school server did not answer. Shall the starter on this computer answer from now on?")
        box = question_box(self.window, self.tr("School server"), question)
        box.accepted.connect(self._use_starter)
        box.rejected.connect(self._stay)
        self._open(box)

    def _use_starter(self) -> None:
        self.settings.change(bundle=STARTER_NAME)
        self.presenter.post(ChangeModel())

    def _stay(self) -> None:
        """Do not ask again until the window is closed."""
        self._refused_starter = True

    # -- the machine's report

    def _open_with_report(self, dialog: FirstStart | ModelsDialog) -> None:
        dialog.model_chosen.connect(lambda: self.presenter.post(ChangeModel()))
        self._open(dialog)
        if self.report is not None:
            dialog.show_report(self.report)
            return
        self._waiting.append(dialog)
        self._examine_when_loaded()

    def _examine_when_loaded(self) -> None:
        """Examine the machine once for all dialogs: loading torch and the sound system takes seconds.

        Not while the model loads: two threads that import torch at the same time can deadlock.
        """
        if self._waiting and self.presenter.state != "loading" and not self._examining:
            self._examining = True
            self.background.run(examine, self._examined, self._not_examined)

    def _examined(self, report: object) -> None:
        assert isinstance(report, Report)
        self.report, self._examining = report, False
        for dialog in self._waiting:
            dialog.show_report(report)
        self._waiting.clear()

    def _not_examined(self, message: str) -> None:
        self._examining = False
        for dialog in self._waiting:
            dialog.checks.fail(message)
        self._waiting.clear()

    def _download_ended(self, name: str, message: str) -> None:
        """Tell it in the window where no dialog tells it."""
        if self.dialog is None:
            done = self.tr("{name} is here; choose it under Models.").format(name=name)
            self.window.tell(message or done, "notice")
