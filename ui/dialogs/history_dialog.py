"""The history: find, read, continue, rename, export and delete earlier sessions."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from app.error_reports import EXPECTED, describe
from app.history.replay import steps_of
from app.history.session_export import FORMATS, Format, export, file_name
from app.history.store import Saved, SessionRow, SessionStore, TurnRow, moment
from app.settings import SettingsModel
from app.storage import human
from app.transcript.reasoning_steps import StepState, is_result, pretty, result_text
from ui.services.background import Background
from ui.services.translations import decimals, sentence
from ui.theme.theme import Colours, Style
from ui.theme.widgets import FlowLayout, confirm, fit, label, vbox

_VERDICTS: Final[dict[StepState, str]] = {"": "", "right": " ✓", "wrong": " ✗", "unchecked": " –", "withdrawn": ""}


def preview(saved: Saved, colours: Colours, spoken_question: str) -> str:
    """A saved session as HTML of Qt's subset. spoken_question: shown where the question has no text."""
    return "".join(_turn(turn, colours, spoken_question) for turn in saved.turns)


def _turn(turn: TurnRow, colours: Colours, spoken_question: str) -> str:
    made = steps_of(turn)
    steps = "<br>".join(_step(line, made.state(at)) for at, line in enumerate(made.closed))
    question = escape(turn.question.strip() or spoken_question)
    return (
        f'<p style="color:{colours.voice}; font-weight:600; margin-top:14px; margin-bottom:4px">{question}</p>'
        f'<p style="margin-top:0; margin-bottom:4px">{escape(turn.heard.strip()) or "…"}</p>'
        f'<p style="color:{colours.thought}; margin-top:0; margin-bottom:10px">{steps}</p>'
    )


def _step(line: str, state: StepState) -> str:
    text = escape(f"= {result_text(line)}" if is_result(line) else pretty(line))
    return f"<s>{text}</s>" if state == "withdrawn" else f"{text}{_VERDICTS[state]}"


_ROW = Qt.ItemDataRole.UserRole
_MOST_MARKS = 500


class HistoryDialog(QDialog):
    """Closes `store` at its end.

    continue_asked: with the `Saved` session. deleted: with the session's number, 0 for all.
    """

    continue_asked = Signal(object)
    new_asked = Signal()
    deleted = Signal(int)

    def __init__(
        self,
        style: Style,
        settings: SettingsModel,
        store: SessionStore,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look, self.settings, self.store, self.background = style, settings, store, background
        self.setWindowTitle(self.tr("History"))
        fit(self, style, 900, 620)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find"))
        self.search.setAccessibleName(self.tr("Find in the history"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Sessions"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QTextBrowser()
        self.text.setObjectName("paper")
        self.text.setAccessibleName(self.tr("The session"))
        self.text.setOpenLinks(False)
        self.message = label("", "hint")
        self.keep = QCheckBox(self.tr("Keep the sound of new questions and answers"))
        self.keep.setChecked(settings.values.keep_audio)
        self.go_on = QPushButton(self.tr("Continue"))
        self.go_on.setObjectName("primary")
        self.export = QPushButton(self.tr("Export"))
        self.rename = QPushButton(self.tr("Rename…"))
        self.delete = QPushButton(self.tr("Delete…"))
        self.clear = QPushButton(self.tr("Delete everything…"))
        self.new = QPushButton(self.tr("New session"))
        self._build()
        self._wire()
        self.finished.connect(store.close)
        style.changed.connect(self._show_session)
        self.refresh()

    def _build(self) -> None:
        left, right = QWidget(), QWidget()
        left.setLayout(vbox(self.search, (self.list, 1), spacing=10))
        buttons = FlowLayout(self.go_on, self.export, self.rename, self.delete)
        right.setLayout(vbox((self.text, 1), buttons, spacing=10))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(18)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([self.look.px(340), self.look.px(520)])
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = FlowLayout(self.keep, self.clear, self.new, close)
        self.setLayout(vbox((split, 1), self.message, foot, spacing=12, margins=(24, 20, 24, 20)))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.message.hide()

    def _wire(self) -> None:
        self.search.textChanged.connect(self.refresh)
        self.list.currentItemChanged.connect(lambda *_: self._show_session())
        self.list.itemActivated.connect(lambda _: self._continue())
        self.go_on.clicked.connect(self._continue)
        self.rename.clicked.connect(self._rename)
        self.delete.clicked.connect(self._delete)
        self.clear.clicked.connect(self._clear)
        self.new.clicked.connect(self._new)
        self.keep.toggled.connect(lambda on: self.settings.change(keep_audio=on))
        menu = QMenu(self.export)
        names = {
            "md": self.tr("Markdown, to read and edit"),
            "html": self.tr("Web page, with timeline and sound"),
            "json": self.tr("JSON, every event"),
            "wav": self.tr("WAV, the sound that was kept"),
            "aloud": self.tr("Session file, to open in Aloud again"),
        }
        for kind in FORMATS:
            menu.addAction(names[kind]).triggered.connect(lambda _=False, k=kind: self._export(k))
        self.export.setMenu(menu)

    # -- showing

    @property
    def chosen(self) -> SessionRow | None:
        """The chosen session."""
        items = self.list.selectedItems()
        found = items[0].data(_ROW) if items else None
        return found if isinstance(found, SessionRow) else None

    def refresh(self) -> None:
        """List what the search finds; the chosen session stays chosen if it is among them."""
        chosen = self.chosen
        sessions = self._try(lambda: self.store.sessions(self.search.text().strip())) or []
        self.list.clear()
        for session in sessions:
            item = QListWidgetItem(f"{session.title or self.tr('Spoken question')}\n{self._about(session)}")
            item.setData(_ROW, session)
            item.setToolTip(f"<span>{escape(session.title)}</span>")  # Qt would read HTML in a bare title
            self.list.addItem(item)
            if chosen is not None and session.id == chosen.id:
                self.list.setCurrentItem(item)
        if sessions and self.chosen is None:
            self.list.setCurrentRow(0)
        self._show_session()
        self.clear.setEnabled(bool(sessions) or bool(self.search.text()))
        size = self.store.sounds.size
        if size:
            self.keep.setToolTip(self.tr("{size} of sound are kept").format(size=decimals(human(size))))

    def tell(self, text: str) -> None:
        """Show a line above the foot; an empty one hides it."""
        self.message.setText(sentence(text))
        self.message.setVisible(bool(text))

    def _about(self, session: SessionRow) -> str:
        turns = self.tr("1 question") if session.turns == 1 else self.tr("{n} questions").format(n=session.turns)
        return f"{moment(session.started)} · {turns}"

    def _show_session(self) -> None:
        session = self.chosen
        for button in (self.go_on, self.export, self.rename, self.delete):
            button.setEnabled(session is not None)
        saved = self._saved() if session is not None else None
        if saved is None:
            self.text.setPlainText("" if session is not None else self._empty())
            return
        self.text.setHtml(preview(saved, self.look.colours, self.tr("Spoken question")))
        self._mark_found(self.search.text().strip())

    def _mark_found(self, wanted: str) -> None:
        """Mark what the search found, and scroll to the first of it."""
        marks: list[QTextEdit.ExtraSelection] = []
        shape = QTextCharFormat()
        shape.setBackground(self.look.colour("voice_soft"))
        shape.setFontUnderline(True)
        found = self.text.document().find(wanted) if wanted else QTextCursor()
        while not found.isNull() and len(marks) < _MOST_MARKS:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = QTextCursor(found), shape
            marks.append(mark)
            found = self.text.document().find(wanted, found)
        self.text.setExtraSelections(marks)
        if marks:
            first = QTextCursor(marks[0].cursor)
            first.setPosition(first.selectionStart())
            self.text.setTextCursor(first)
            self.text.ensureCursorVisible()

    def _empty(self) -> str:
        """Why nothing is listed."""
        if self.search.text():
            return self.tr("Nothing was found.")
        if damaged := self.store.damaged:
            return self.tr("An earlier history was damaged. It is kept here:\n{path}").format(path=damaged[-1])
        return self.tr("No session was saved yet.")

    def _saved(self) -> Saved | None:
        session = self.chosen
        found = self._try(lambda: self.store.open(session.id)) if session is not None else None
        return found if isinstance(found, Saved) else None

    def _try(self, work: Any) -> Any:
        """The result of `work`, or None and a message if it fails."""
        try:
            return work()
        except EXPECTED as error:
            self.tell(describe(error))
            return None

    # -- doing

    def _continue(self) -> None:
        saved = self._saved()
        if saved is not None:
            self.continue_asked.emit(saved)
            self.accept()

    def _new(self) -> None:
        self.new_asked.emit()
        self.accept()

    def _rename(self) -> None:
        session = self.chosen
        if session is None:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename"))
        dialog.setLabelText(self.tr("Title of the session"))
        dialog.setTextValue(session.title)
        dialog.textValueSelected.connect(lambda title: self.rename_to(session.id, title))
        dialog.open()

    def rename_to(self, session: int, title: str) -> None:
        """Give a session a title; an empty one changes nothing."""
        if title.strip():
            self._try(lambda: self.store.rename(session, title.strip()))
            self.refresh()

    def _delete(self) -> None:
        session = self.chosen
        if session is not None:
            question = self.tr("Delete “{title}” with its sound? This cannot be undone.").format(title=session.title)
            confirm(self, self.tr("Delete"), question, lambda: self.delete_now(session.id))

    def _clear(self) -> None:
        question = self.tr("Delete every session and every sound? This cannot be undone.")
        confirm(self, self.tr("Delete"), question, lambda: self.delete_now(0))

    def delete_now(self, session: int) -> None:
        """Delete a session, or everything for 0."""
        self._try(lambda: self.store.delete(session) if session else self.store.clear())
        self.deleted.emit(session)
        self.refresh()

    def _export(self, kind: Format) -> None:
        saved = self._saved()
        if saved is None:
            return
        dialog = QFileDialog(self, self.tr("Export"), str(Path.home() / file_name(saved, kind)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(file_name(saved, kind))
        dialog.fileSelected.connect(lambda path: self.export_to(saved, kind, Path(path)))
        dialog.open()

    def export_to(self, saved: Saved, kind: Format, path: Path) -> None:
        """Write a session in the background and show the outcome."""
        self.tell(self.tr("Writing {file}…").format(file=path.name))
        sounds = self.store.sounds
        self.background.run(
            lambda: export(saved, sounds, kind, path),
            lambda _: self._told(self.tr("{file} is written.").format(file=path)),
            self._told,
        )

    def _told(self, text: str) -> None:
        if self.isVisible():
            self.tell(text)
