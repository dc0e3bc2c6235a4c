"""What went wrong the last time, offered at the next start: to read, to copy, to delete. Nothing is sent.

Owns: the dialog. Thread: GUI thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app import error_reports
from ui.dialogs.model_widgets import fit, label
from ui.theme.theme import Style


class CrashDialog(QDialog):
    """Shows one report, which is not offered again."""

    def __init__(self, style: Style, report: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = error_reports.put_away(report)
        self.setWindowTitle(self.tr("Aloud ended unexpectedly"))
        fit(self, style, 660, 480)
        told = self.tr(
            "The last time, something went wrong in Aloud. This report says where. It is sent to nobody; read it "
            "before you give it to somebody, since it may quote what you asked."
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
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(told))
        column.addWidget(self.text, 1)
        column.addWidget(label(str(self.report), "muted"))
        column.addLayout(foot)
        close.setFocus()

    def _delete(self) -> None:
        error_reports.delete(self.report)
        self.accept()
