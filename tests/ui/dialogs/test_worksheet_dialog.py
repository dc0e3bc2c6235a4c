"""Worksheets in the window: a preview, and sheet and key as PDF and as pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QTextTable
from PySide6.QtPrintSupport import QPrinter

from app.practice.worksheet import answer_of, printed, worksheet
from tests.ui.conftest import Stage
from ui.dialogs.practice_dialog import PracticeDialog
from ui.dialogs.worksheet_dialog import WorksheetDialog
from ui.dialogs.worksheet_paper import WorksheetPaper


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALOUD_HOME", str(tmp_path / "home"))


@pytest.fixture
def dialog(ready: Stage) -> WorksheetDialog:
    ready.window.practise_asked.emit()
    practice = ready.dialogs.dialog
    assert isinstance(practice, PracticeDialog)
    practice.choice.level.setCurrentIndex(1)
    practice.choice.sheet.click()
    opened = practice.findChild(WorksheetDialog)
    assert opened is not None
    return opened


def test_the_preview_follows_the_choice(dialog: WorksheetDialog) -> None:
    assert (dialog.sheet.kind, dialog.sheet.level) == ("plus-minus", "medium")
    assert printed(dialog.sheet.problems[0]) in dialog.preview.toPlainText()
    before = dialog.preview.toPlainText()
    dialog.number.setText("31")
    assert dialog.preview.toPlainText() != before
    assert "sheet 31" in dialog.preview.toPlainText()
    dialog.key.click()
    assert f"{printed(dialog.sheet.problems[0])} {answer_of(dialog.sheet.problems[0])}" in dialog.preview.toPlainText()
    dialog.number.clear()
    assert dialog.sheet.number == 0


def test_sheet_and_key_are_saved(dialog: WorksheetDialog, tmp_path: Path) -> None:
    dialog.save_pdf(str(tmp_path / "week.pdf"))
    for name in ("week.pdf", "week-key.pdf"):
        assert (tmp_path / name).read_bytes().startswith(b"%PDF-")
        assert name in dialog.message.text()
    dialog.save_html(str(tmp_path / "week.html"))
    assert printed(dialog.sheet.problems[0]) in (tmp_path / "week.html").read_text()
    assert answer_of(dialog.sheet.problems[0]) in (tmp_path / "week-key.html").read_text()
    dialog.save_pdf(str(tmp_path / "gone" / "week.pdf"))
    assert dialog.message.text().startswith("Cannot write")


def test_a_sheet_is_printed(dialog: WorksheetDialog, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.print_on(printer)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("kind", "level"), [("plus-minus", "medium"), ("stories", "hard"), ("fractions", "hard")])
@pytest.mark.parametrize("key", [False, True])
def test_no_problem_goes_over_the_end_of_a_page(style, kind, level, key) -> None:  # type: ignore[no-untyped-def]
    paper = WorksheetPaper(worksheet(kind, level, 20, 4711), kind, key=key)
    high, layout = paper.document.pageSize().height(), paper.document.documentLayout()
    boxes = [layout.frameBoundingRect(f) for f in paper.document.rootFrame().childFrames() if isinstance(f, QTextTable)]
    assert paper.pages >= 2
    assert len(boxes) >= 10
    assert all(box.top() // high == box.bottom() // high for box in boxes)
    assert max(box.right() for box in boxes) <= paper.document.pageSize().width()
