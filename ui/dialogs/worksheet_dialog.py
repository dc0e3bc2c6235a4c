"""Makes worksheets with answer keys from the kinds of problems that can be practised."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QLineEdit, QPushButton, QTextEdit, QWidget

from app.error_reports import EXPECTED, describe
from app.practice.worksheet import LAST_NUMBER, MOST, Worksheet, key_path, page, worksheet
from app.storage import write_whole
from model.corpus.exercises import KINDS, LEVELS, Kind, Level
from ui.dialogs.practice_pages import choice_box, kind_names, level_names
from ui.dialogs.worksheet_paper import WorksheetPaper
from ui.services.translations import sentence, translate
from ui.theme.theme import Style
from ui.theme.widgets import FlowLayout, fit, hbox, label, scrolled, vbox

COUNTS: Final = (5, 10, 15, 20, 30, 40, MOST)
USUAL: Final = 20


def _any_number() -> str:
    return str(random.randrange(1000, 10_000))


class WorksheetDialog(QDialog):
    """Kind, difficulty, how many, and number of the sheet, with a preview; saved as PDF or HTML, or printed."""

    def __init__(self, style: Style, kind: Kind, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Worksheet"))
        self.setMinimumSize(460, 420)
        fit(self, style, 880, 660)
        self.kind = choice_box(self.tr("Kind of problems"), [(one, kind_names()[one]) for one in KINDS], kind)
        self.level = choice_box(self.tr("How hard"), [(one, level_names()[one]) for one in LEVELS], level)
        counts = [(str(count), str(count)) for count in COUNTS]
        self.count = choice_box(self.tr("Number of problems"), counts, str(USUAL))
        self.number = self._number(self.tr("Number of the sheet"))
        self.other = QPushButton(self.tr("Other problems"))
        self.other.clicked.connect(lambda: self.number.setText(_any_number()))
        self.preview = QTextEdit()
        self.preview.setObjectName("sheet")
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName(self.tr("Preview"))
        self.key = QPushButton(self.tr("Show the answers"))
        self.key.setCheckable(True)
        self.message = label("", "muted")
        self._lay_out()
        for changed in (self.kind.activated, self.level.activated, self.count.activated, self.number.textChanged):
            changed.connect(self._show)
        self.key.toggled.connect(self._show)
        self._show()

    def _number(self, name: str) -> QLineEdit:
        made = QLineEdit(_any_number())
        made.setValidator(QIntValidator(0, LAST_NUMBER, made))
        made.setAccessibleName(name)
        made.setToolTip(self.tr("The same number gives the same sheet again"))
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for part in (self.kind, self.level, self.count, self.number):
            form.addRow(part.accessibleName(), part)
        self.pdf, self.html, self.paper = (QPushButton(text) for text in self._buttons())
        self.pdf.setObjectName("primary")
        self.pdf.setDefault(True)
        self.pdf.clicked.connect(lambda: self._choose("pdf", "PDF (*.pdf)", self.save_pdf))
        self.html.clicked.connect(lambda: self._choose("html", self.tr("Pages (*.html)"), self.save_html))
        self.paper.clicked.connect(self._print)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        inner = QWidget()
        inner.setLayout(vbox(form, self.other, self.key, None, spacing=12))
        left = scrolled(inner)
        left.setMinimumWidth(inner.sizeHint().width() + 24)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.pdf, self.html, self.paper, close))
        body = hbox((left, 0), (self.preview, 1), spacing=20)
        self.setLayout(vbox((body, 1), self.message, buttons, spacing=14, margins=(24, 20, 24, 20)))

    def _buttons(self) -> tuple[str, str, str]:
        return self.tr("Save as PDF…"), self.tr("Save as a web page…"), self.tr("Print…")

    # -- the sheet

    @property
    def sheet(self) -> Worksheet:
        """The sheet as it is chosen now."""
        return worksheet(
            self.kind.currentData(),
            self.level.currentData(),
            int(self.count.currentData()),
            int(self.number.text() or 0),
        )

    @property
    def _kind(self) -> str:
        return f"{self.kind.currentText()}, {self.level.currentText()}"

    def _show(self) -> None:
        self.shown = WorksheetPaper(self.sheet, self._kind, key=self.key.isChecked())
        self.shown.fit_width()
        self.preview.setDocument(self.shown.document)
        self.preview.setAccessibleDescription(self.shown.title)
        self.message.setText(self.tr("The sheet and its key are saved together. The same number gives the same sheet."))

    # -- saving

    def _choose(self, suffix: str, kinds: str, save: Callable[[str], None]) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save the worksheet and its key"), folder, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"worksheet-{self.number.text() or 0}.{suffix}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(save)
        dialog.open()

    def save_pdf(self, path: str) -> None:
        """Write sheet and key as PDF, and tell where."""
        self._save(path, lambda key: WorksheetPaper(self.sheet, self._kind, key=key).pdf())

    def save_html(self, path: str) -> None:
        """Write sheet and key as web pages, and tell where."""
        self._save(path, lambda key: page(self.sheet, self._kind, key=key, tell=translate))

    def _save(self, path: str, content: Callable[[bool], str | bytes]) -> None:
        try:
            write_whole(Path(path), content(False))
            write_whole(key_path(Path(path)), content(True))
        except EXPECTED as error:
            self.message.setText(sentence(describe(error)))
            return
        told = self.tr("The sheet is in {sheet}, the answers are in {key}.")
        self.message.setText(told.format(sheet=path, key=key_path(Path(path)).name))

    def _print(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def print_on(self, printer: QPrinter) -> None:
        """Print what is shown: the sheet or its key."""
        WorksheetPaper(self.sheet, self._kind, key=self.key.isChecked()).print_on(printer)


def open_worksheet(style: Style, kind: Kind, level: Level, parent: QWidget) -> WorksheetDialog:
    """The dialog, over `parent`."""
    dialog = WorksheetDialog(style, kind, level, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
