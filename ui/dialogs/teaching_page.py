"""The settings for teachers, below those of the thinking."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QInputDialog, QLineEdit, QPushButton

from app.practice.teacher_code import fits, hashed
from app.settings import SettingsModel
from ui.dialogs.settings_pages import Page


class TeachingPage(Page):
    """Hints first in a practice, and the code that locks this."""

    def __init__(self, settings: SettingsModel) -> None:
        super().__init__(settings)
        self.first = QCheckBox(self.tr("Practice: hints first"))
        self.first.setChecked(settings.values.hints_first)
        self.first.clicked.connect(self._changed)
        self.form.addRow("", self.first)
        self.hint(self.tr("The answer is shown only after all hints and one try."))
        self.code = QPushButton()
        self.code.clicked.connect(self._change_code)
        self.form.addRow("", self.code)
        self.message = self.hint(self.tr("With a code, only you can change this here."))
        self._show_code()

    def _show_code(self) -> None:
        has = bool(self.settings.values.teacher_code)
        self.code.setText(self.tr("Remove the code…") if has else self.tr("Lock with a code…"))

    def _changed(self, on: bool) -> None:
        if self._allowed():
            self.settings.change(hints_first=on)
        self.first.setChecked(self.settings.values.hints_first)

    def _change_code(self) -> None:
        if self.settings.values.teacher_code:
            if self._allowed():
                self.settings.change(teacher_code="")
        elif code := self.ask(self.tr("Choose a code")):
            self.settings.change(teacher_code=hashed(code))
        self._show_code()

    def _allowed(self) -> bool:
        kept = self.settings.values.teacher_code
        if not kept or fits(self.ask(self.tr("The teacher's code")), kept):
            return True
        self.message.setText(self.tr("That is not the code. Nothing was changed."))
        return False

    def ask(self, name: str) -> str:
        """A code that is typed unseen; empty if that is cancelled."""
        text, good = QInputDialog.getText(self, self.tr("Code"), name, QLineEdit.EchoMode.Password)
        return text if good else ""
