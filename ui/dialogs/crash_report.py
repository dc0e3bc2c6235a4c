"""The report of a crash, offered at the next start: to read, to copy, to delete. Nothing is sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from app import error_reports
from ui.theme.theme import Style
from ui.theme.widgets import fit, hbox, label, vbox


class CrashDialog(QDialog):
    """Shows one report, which is not offered again."""

    def __init__(self, style: Style, report: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = error_reports.put_away(report)
        self.setWindowTitle(self.tr("Aloud ended unexpectedly"))
        fit(self, style, 660, 480)
        message = self.tr(
            "Aloud crashed the last time. This report says where. It is not sent anywhere; read it before you share "
            "it, since it may quote what you asked."
        )
        self.text = QPlainTextEdit(error_reports.text_of(self.report))
        self.text.setObjectName("paper")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Report"))
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.remove = QPushButton(self.tr("Delete"))
        self.remove.clicked.connect(self._delete)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = hbox(self.copy, self.remove, None, close, spacing=8)
        parts = label(message), (self.text, 1), label(str(self.report), "muted"), foot
        self.setLayout(vbox(*parts, spacing=12, margins=(24, 20, 24, 20)))
        close.setFocus()

    def _delete(self) -> None:
        error_reports.delete(self.report)
        self.accept()
