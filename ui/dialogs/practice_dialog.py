"""Practice: problems that are spoken one by one, answers that are said or typed, hints, results."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedWidget, QWidget

from app.conversation.messages import Dictate, Dictated, Say, Stop
from app.error_reports import EXPECTED, describe
from app.practice.results import as_csv
from app.practice.session import Practice, begin
from app.practice.store import PracticeStore
from app.settings import SettingsModel
from app.storage import write_whole
from model.corpus.exercises import Kind, Level
from model.corpus.speech import words
from model.numbers import words_to_numbers
from ui.dialogs.practice_pages import ChoicePage, ProblemPage, ResultsPage, as_html
from ui.dialogs.worksheet_dialog import open_worksheet
from ui.services.presenter import ANSWERING, Presenter, TutorState
from ui.services.translations import sentence, translate
from ui.theme.theme import Style
from ui.theme.widgets import fit, vbox
from ui.window.push_to_talk import PushToTalk

RIGHT = "That's right."


_HEARD = re.compile(r"(?:^(?:minus |-))?\d+(?:[./]\d+)?")


def heard_numbers(text: str) -> list[str]:
    """The different numbers of what was heard. The model tends to write a question around a number that is said."""
    spans = words_to_numbers(text)
    found = _HEARD.findall(text) or [text[span.start : span.end] for span in spans]
    return list(dict.fromkeys(found))


class PracticeDialog(QDialog):
    """The state is saved after each act, so that a practice can be continued at any time."""

    def __init__(
        self,
        presenter: Presenter,
        style: Style,
        settings: SettingsModel,
        store: PracticeStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.presenter, self.look, self.settings, self.store = presenter, style, settings, store
        self.practice: Practice | None = None
        self.setWindowTitle(self.tr("Practice"))
        self.setMinimumSize(460, 420)
        fit(self, style, 760, 640)
        self.choice, self.problem, self.results = ChoicePage(), ProblemPage(style), ResultsPage(style)
        self.pages = QStackedWidget()
        for page in (self.choice, self.problem, self.results):
            self.pages.addWidget(page)
        self.setLayout(vbox((self.pages, 1), margins=(26, 22, 26, 20)))
        self._keys = PushToTalk(presenter, self, self.problem.mic, self.problem.box)
        self._wire()
        self.finished.connect(self._leave)
        self._show_choice()

    def _wire(self) -> None:
        p, problem, results = self.presenter, self.problem, self.results
        self.choice.begin_asked.connect(self.begin)
        self.choice.sheet_asked.connect(lambda kind, level: open_worksheet(self.look, kind, level, self))
        self.choice.go_on_asked.connect(self.go_on)
        problem.answered.connect(self.answer)
        problem.hint_asked.connect(self.hint)
        problem.show_asked.connect(self.show_answer)
        problem.next_asked.connect(self.next)
        problem.repeat_asked.connect(self.speak_problem)
        problem.pause_asked.connect(self._show_choice)
        problem.mic.clicked.connect(p.voice_button)
        problem.mic.went_down.connect(p.voice_pressed)
        problem.mic.went_up.connect(p.hold_released)
        results.again_asked.connect(self._show_choice)
        results.print_asked.connect(self._print)
        results.save_asked.connect(self._save_table)
        results.close_asked.connect(self.accept)
        p.state_changed.connect(self._show_state)
        p.level_changed.connect(problem.mic.set_level)
        p.dictated.connect(self.heard)
        p.notice.connect(self._tell)
        p.refused.connect(self._tell)

    # -- acts

    def begin(self, kind: Kind, level: Level) -> None:
        """Begin a practice; problems that were missed earlier come first."""
        locked = self.settings.values.hints_first
        self._run(begin(kind, level, self.store.missed(kind, level), locked=locked))

    def go_on(self) -> None:
        """Continue the practice that was left."""
        if self.store.practice is not None and not self.store.practice.over:
            self.store.practice.locked = self.settings.values.hints_first
            self._run(self.store.practice)

    def answer(self, given: str) -> None:
        """Check an answer to the present problem."""
        if self.practice is None or self.practice.solved:
            return
        mark = self.practice.answer(given)
        self.problem.show_choices([])
        if mark.state == "right":
            self.problem.say(self.tr("That's right: {answer}.").format(answer=self.practice.item.asked.answer), "good")
            self._say(RIGHT)
        else:
            self.problem.say(translate(mark.comment), "bad" if mark.state == "wrong" else "ink")
            self._say(str(mark.comment))
            self.problem.box.selectAll()
            self.problem.box.setFocus()
        self._keep()
        self.problem.show_state(self.practice)

    def hint(self) -> None:
        """Give the next hint, on the screen and spoken."""
        if self.practice is not None and (told := self.practice.hint()):
            self._say(str(told))
            self._keep()
            self.problem.show_state(self.practice)

    def show_answer(self) -> None:
        """Show the answer where that is allowed; the problem comes again."""
        if self.practice is None or not self.practice.may_show:
            return
        answer = self.practice.show()
        self.problem.say(self.tr("The answer is {answer}. This one comes again.").format(answer=answer))
        self._say(f"The answer is {words(answer)}.")
        self._keep()
        self.problem.show_state(self.practice)

    def next(self) -> None:
        """Go on to the next problem, or to the results."""
        if self.practice is None or not self.practice.solved:
            return
        self.practice.next()
        self._keep()
        self._show_present()

    def heard(self, message: Dictated) -> None:
        """Take what was said for an answer. If it is not right, the pupil says whether it was heard well."""
        if self.practice is None or self.practice.solved or self.pages.currentWidget() is not self.problem:
            return
        found = heard_numbers(message.text)
        if not found:
            self._tell(self.tr("I did not catch a number. Say it again, or type it."))
        elif len(found) > 1:
            self.problem.say(self.tr("What did you say?"))
            self.problem.show_choices(found)
        else:
            self.problem.box.setText(found[0])
            if self.practice.matches(found[0]):
                self.answer(found[0])
            else:
                self.problem.say(self.tr("I heard {number}. Press Enter if that is your answer, or say it again.")
                                 .format(number=found[0]))  # fmt: skip
                self.problem.box.setFocus()

    def speak_problem(self) -> None:
        """Say the present problem."""
        if self.practice is not None:
            self._say(self.practice.item.asked.spoken)

    # -- pages

    def _run(self, practice: Practice) -> None:
        self.practice = practice
        self.presenter.post(Dictate(True))
        self._keep()
        self._show_present()

    def _show_present(self) -> None:
        practice = self.practice
        if practice is None:
            return
        if practice.over:
            self._quiet()
            self.results.show_results(practice)
            self.pages.setCurrentWidget(self.results)
            return
        self.problem.box.clear()
        self.pages.setCurrentWidget(self.problem)
        self.problem.show_problem(practice)
        self._show_state(self.presenter.state)
        self.speak_problem()

    def _show_choice(self) -> None:
        self._quiet()
        self.practice = None
        self.choice.show_open(self.store.practice, locked=self.settings.values.hints_first)
        self.pages.setCurrentWidget(self.choice)
        self.choice.start.setFocus()

    def _show_state(self, state: TutorState) -> None:
        listening, answering = state in ("listening", "hearing"), state in ANSWERING
        mic = self.problem.mic
        mic.set_face("listening" if listening else "stop" if answering else "mic")
        open_ = self.practice is not None and not self.practice.over and not self.practice.solved
        mic.setEnabled(self.presenter.can_ask and (open_ or answering))

    def _tell(self, text: str) -> None:
        if self.pages.currentWidget() is self.problem:
            self.problem.say(sentence(text))

    def _say(self, text: str) -> None:
        if self.presenter.can_ask:
            self.presenter.post(Say(text))

    def _quiet(self) -> None:
        """The microphone asks again, and nothing is said any more."""
        if self.practice is not None:
            self.presenter.post(Dictate(False))
            self.presenter.post(Stop())

    def _keep(self) -> None:
        if self.practice is None:
            return
        try:
            self.store.keep(self.practice)
        except EXPECTED as error:
            self._tell(describe(error))

    def reject(self) -> None:
        """Esc: first the voice stops, then the dialog closes."""
        if self.practice is not None and (self.presenter.answering or self.presenter.listening):
            self.presenter.stop()
        else:
            super().reject()

    def _leave(self) -> None:
        self._quiet()
        self._keys.stop()

    # -- results

    def _save_table(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save as a table"), folder, self.tr("Tables (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("practice.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_table)
        dialog.open()

    def save_table(self, path: str) -> None:
        """Write the results as CSV, and tell where."""
        if self.practice is None:
            return
        try:
            # With a byte order mark, by which spreadsheets know the encoding.
            write_whole(Path(path), "\ufeff" + as_csv(self.practice, translate), private=True)
        except EXPECTED as error:
            self.results.tell(sentence(describe(error)))
            return
        self.results.tell(self.tr("The results are in {file}.").format(file=path))

    def _print(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def print_on(self, printer: QPrinter) -> None:
        """Print the results."""
        if self.practice is not None:
            paper = QTextDocument()
            paper.setHtml(as_html(self.practice))
            paper.print_(printer)
