"""Asks whether there is a newer Aloud, after saying what is asked and whom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

import app
from app.bundles.download import DownloadControl, Downloader
from app.preset import Preset
from app.updates import Release, newest, server
from ui.services.background import Background
from ui.services.translations import sentence
from ui.theme.widgets import confirm, plain_label, vbox


class UpdateBox(QWidget):
    """A button and its answer. Nothing is asked before the user agreed; a preset can forbid it."""

    def __init__(self, preset: Preset, open_downloader: Callable[[], Downloader] = Downloader) -> None:
        super().__init__()
        self._open_downloader, self._control = open_downloader, DownloadControl()
        self._background = Background(self, "window-update")
        self.button = QPushButton(self.tr("Check for a new version…"))
        self.button.clicked.connect(self._ask)
        self.button.setVisible(preset.updates)
        self.result = plain_label(self.tr("This is Aloud {version}.").format(version=app.__version__))
        self.result.setObjectName("muted")
        self.result.setWordWrap(True)
        self.result.setOpenExternalLinks(False)
        self.setLayout(vbox(self.result, self.button))

    def leave(self) -> None:
        """The dialog closes: a question under way ends."""
        self._control.cancel()
        self._background.close(0.5)

    def _ask(self) -> None:
        question = self.tr(
            "Ask {server} which version is the newest? It is told the version of this Aloud, and sees your network "
            "address as every web page does. Nothing is downloaded or installed."
        )
        confirm(self, self.tr("Ask"), question.format(server=server()), self.begin)

    def begin(self) -> None:
        """Ask the server."""
        control = self._control

        def work() -> Release:
            with self._open_downloader() as downloader:
                return newest(downloader, control)

        self.button.setEnabled(False)
        self.result.setText(self.tr("Asking {server} …").format(server=server()))
        self._background.run(work, self._show, self._failed)

    def _show(self, found: Release) -> None:
        self.button.setEnabled(True)
        if not found.newer:
            self.result.setText(self.tr("Aloud {version} is the newest version.").format(version=app.__version__))
            return
        text = self.tr("Aloud {version} is there. You find it at {page}.")
        self.result.setText(text.format(version=found.version, page=found.page))

    def _failed(self, message: str) -> None:
        self.button.setEnabled(True)
        self.result.setText(sentence(message))
