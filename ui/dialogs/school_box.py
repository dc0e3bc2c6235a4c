"""The school's server in the settings: its address, key and model, and a test."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from app.school_server import keep_key, server_of, try_out
from app.settings import SettingsModel
from model.thinker.remote_model import Server
from ui.services.background import Background
from ui.services.translations import sentence
from ui.theme.widgets import plain_label


class SchoolBox(QWidget):
    """Address, key and model. changed: one of them is another now."""

    changed = Signal()

    def __init__(self, settings: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.background = Background(self)
        self.address, self.key, self.model = QLineEdit(), QLineEdit(), QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(self.tr("In the system's keyring"))
        self.model.setPlaceholderText(self.tr("The first that the server has"))
        self.test = QPushButton(self.tr("Test the connection"))
        self.test.setAutoDefault(False)
        self.told = plain_label()
        self.told.setWordWrap(True)
        rows = (
            (self.tr("Address"), self.address),
            (self.tr("Key"), self.key),
            (self.tr("Model there"), self.model),
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, (name, field) in enumerate(rows):
            label = plain_label(name)
            label.setBuddy(field)
            field.setAccessibleName(name)
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
        grid.addWidget(self.test, len(rows), 1)
        grid.addWidget(self.told, len(rows) + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self._show()
        self.address.editingFinished.connect(self._apply)
        self.model.editingFinished.connect(self._apply)
        self.key.editingFinished.connect(self._keep_key)
        self.test.clicked.connect(self._test)

    def leave(self) -> None:
        """Ends the work in the background."""
        self.background.close()

    def tell(self, text: str) -> None:
        """Shows a line below."""
        self.told.setText(sentence(text))

    def _show(self) -> None:
        values = self.settings.values
        self.address.setText(values.server)
        self.model.setText(values.server_model)
        self.address.setPlaceholderText("https://aloud.school.example")
        for name, field in (("server", self.address), ("server_model", self.model)):
            field.setEnabled(name not in self.settings.locked)

    def _apply(self) -> None:
        address, model = self.address.text().strip(), self.model.text().strip()
        values = self.settings.values
        if (address, model) != (values.server, values.server_model):
            self.settings.change(server=address, server_model=model)
            self.changed.emit()

    def _keep_key(self) -> None:
        key = self.key.text().strip()
        if not self.key.isModified():
            return
        self.key.setModified(False)
        address = self.address.text().strip()
        self.background.run(lambda: keep_key(address, key), lambda _: self.changed.emit(), self.tell)

    def _test(self) -> None:
        """Asks the server for its models: nothing of a student is sent."""
        self._apply()
        values, typed = self.settings.values, self.key.text().strip()
        self.test.setEnabled(False)
        self.tell(self.tr("Asking the server ..."))

        def ask() -> tuple[list[str], float]:
            server = server_of(values)
            began = time.monotonic()
            names = try_out(Server(server.address, server.model, typed or server.key))
            return names, time.monotonic() - began

        self.background.run(ask, lambda found: self._tested(*found), self._failed)

    def _tested(self, names: list[str], took_s: float) -> None:
        self.test.setEnabled(True)
        wanted = self.settings.values.server_model
        if wanted and wanted not in names:
            text = self.tr("The server answers, but it does not have {model}. It has: {names}")
        else:
            text = self.tr("It works: {names} answers after {time} ms.")
        shown = ", ".join(names[:5]) if wanted not in names else wanted
        self.tell(text.format(model=wanted, names=shown, time=round(1000 * took_s)))

    def _failed(self, text: str) -> None:
        self.test.setEnabled(True)
        self.tell(text)
