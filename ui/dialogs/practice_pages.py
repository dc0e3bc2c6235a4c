"""The pages of a practice: what to practise, one problem, and the results."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QProgressBar, QPushButton, QTextBrowser, QWidget

from app.practice.results import Results, cells, columns, results
from app.practice.session import Practice
from model.corpus.exercises import KINDS, LEVELS, Kind, Level
from ui.services.translations import translate
from ui.theme.theme import Style
from ui.theme.widgets import FlowLayout, hbox, label, needs_focus_for_wheel, plain_label, scrolled, vbox
from ui.window.composer import MicButton


def kind_names() -> dict[Kind, str]:
    """The kinds of problems in a pupil's words."""
    return {
        "plus-minus": QCoreApplication.translate("practice", "Plus and minus"),
        "times-divide": QCoreApplication.translate("practice", "Times and divide"),
        "order": QCoreApplication.translate("practice", "Brackets, and what comes first"),
        "stories": QCoreApplication.translate("practice", "Stories"),
        "large": QCoreApplication.translate("practice", "Large numbers"),
        "negatives": QCoreApplication.translate("practice", "Numbers below zero"),
        "decimals": QCoreApplication.translate("practice", "Decimals"),
        "fractions": QCoreApplication.translate("practice", "Fractions"),
        "percent": QCoreApplication.translate("practice", "Percent"),
        "powers": QCoreApplication.translate("practice", "Powers and roots"),
        "equations": QCoreApplication.translate("practice", "Equations"),
        "units": QCoreApplication.translate("practice", "Units and money"),
        "geometry": QCoreApplication.translate("practice", "Lengths, areas, angles"),
        "averages": QCoreApplication.translate("practice", "Averages and ratios"),
        "factors": QCoreApplication.translate("practice", "Divisors and multiples"),
        "sequences": QCoreApplication.translate("practice", "Number sequences"),
    }


def level_names() -> dict[Level, str]:
    return {
        "easy": QCoreApplication.translate("practice", "Easy"),
        "medium": QCoreApplication.translate("practice", "Medium"),
        "hard": QCoreApplication.translate("practice", "Hard"),
    }


def choice_box(name: str, items: Sequence[tuple[str, str]], chosen: str = "") -> QComboBox:
    """A box to choose from. items: value and text of each. name: what screen readers read."""
    box = QComboBox()
    box.setAccessibleName(name)
    for value, text in items:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    needs_focus_for_wheel(box)
    return box


class ChoicePage(QWidget):
    """Kind and difficulty, and the practice that was left open.

    begin_asked: kind and level. go_on_asked: the open one is continued. sheet_asked: a worksheet of kind and level.
    """

    sheet_asked = Signal(str, str)
    begin_asked = Signal(str, str)
    go_on_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = choice_box(self.tr("What to practise"), [(one, kind_names()[one]) for one in KINDS])
        self.level = choice_box(self.tr("How hard"), [(one, level_names()[one]) for one in LEVELS])
        self.start = QPushButton(self.tr("Begin"))
        self.start.setObjectName("primary")
        self.start.setDefault(True)
        self.start.clicked.connect(lambda: self.begin_asked.emit(self.kind.currentData(), self.level.currentData()))
        self.sheet = QPushButton(self.tr("Make a worksheet…"))
        self.sheet.setAutoDefault(False)
        self.sheet.clicked.connect(lambda: self.sheet_asked.emit(self.kind.currentData(), self.level.currentData()))
        self.go_on = QPushButton()
        self.go_on.clicked.connect(self.go_on_asked)
        self.lock = label(self.tr("Your teacher has set: hints first, answers last."), "muted")
        intro = self.tr(
            "You get ten problems, one by one. Say the answer or type it. If you are stuck, ask for a hint. "
            "What went wrong comes again at the end."
        )
        inner = QWidget()
        inner.setLayout(
            vbox(
                label(self.tr("Let me practise"), "lead"),
                label(intro),
                10,
                plain_label(self.tr("What to practise")),
                self.kind,
                plain_label(self.tr("How hard")),
                self.level,
                self.lock,
                None,
                spacing=10,
            )
        )
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.go_on, self.start, self.sheet))
        self.setLayout(vbox((scrolled(inner), 1), buttons, spacing=14))

    def show_open(self, practice: Practice | None, *, locked: bool) -> None:
        """Show whether a practice waits to be continued, and whether hints come first."""
        waits = practice is not None and not practice.over
        self.go_on.setVisible(waits)
        if practice is not None:
            self.kind.setCurrentIndex(self.kind.findData(practice.kind))
            self.level.setCurrentIndex(self.level.findData(practice.level))
        if practice is not None and waits:
            text = self.tr("Go on with problem {number} of {count}")
            self.go_on.setText(text.format(number=practice.at + 1, count=len(practice.items)))
        self.lock.setVisible(locked)


class ProblemPage(QWidget):
    """One problem with its answer, hints and what was said to it.

    answered: an answer as it was typed, or chosen from what was heard.
    """

    answered = Signal(str)
    hint_asked = Signal()
    show_asked = Signal()
    next_asked = Signal()
    repeat_asked = Signal()
    pause_asked = Signal()

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.look = style
        self.count = plain_label()
        self.count.setObjectName("muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far you are"))
        self.question = label("", "lead")
        self.question.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.repeat = self._button(self.tr("Say it again"), self.repeat_asked)
        self.mic = MicButton(style)
        self.box = QLineEdit()
        self.box.setPlaceholderText(self.tr("Your answer"))
        self.box.setAccessibleName(self.tr("Your answer"))
        self.box.returnPressed.connect(self._enter)
        self.check = self._button(self.tr("Check"), self._enter)
        self.check.setObjectName("primary")
        self.comment = label("", "title")
        self.comment.setAccessibleName(self.tr("What the tutor says"))
        self.told = label("")
        self.choices = QWidget()
        self._choices = FlowLayout()
        self.choices.setLayout(self._choices)
        self.choices.hide()
        self.hint = self._button(self.tr("A hint"), self.hint_asked)
        self.give = self._button(self.tr("Show the answer"), self.show_asked)
        self.next = self._button(self.tr("Next problem"), self.next_asked)
        self.pause = self._button(self.tr("Stop here"), self.pause_asked)
        self._lay_out()
        self._solved = False

    @staticmethod
    def _button(text: str, action: object) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(action)
        return made

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setLayout(vbox(self.question, 6, self.comment, self.choices, self.told, None, spacing=10))
        self._area = scrolled(inner)
        row = hbox(self.mic, (self.box, 1), self.check, spacing=10)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.repeat, self.hint, self.give, self.next, self.pause))
        self.setLayout(vbox(self.count, self.bar, (self._area, 1), row, buttons, spacing=12))

    def show_problem(self, practice: Practice) -> None:
        """Show the present problem as it stands."""
        item = practice.item
        count = self.tr("Problem {number} of {count}").format(number=practice.at + 1, count=len(practice.items))
        again = self.tr("This one comes again.")
        self.count.setText(f"{count}  ·  {again}" if item.again else count)
        self.bar.setMaximum(len(practice.items))
        self.bar.setValue(practice.at)
        self.question.setText(item.asked.question)
        self._area.verticalScrollBar().setValue(0)
        self.comment.clear()
        self.show_choices([])
        self.show_state(practice)
        self.box.setFocus()

    def show_state(self, practice: Practice) -> None:
        """Show the hints that were given, and what can be done now."""
        hints = "\n".join(translate(hint) for hint in practice.hints_given())
        if hints != self.told.text():
            self.told.setText(hints)
            self._reveal(self.told)
        self._solved = practice.solved
        self.box.setEnabled(not practice.solved)
        self.mic.setEnabled(not practice.solved)
        self.check.setEnabled(not practice.solved)
        self.hint.setEnabled(not practice.solved and practice.hints_left > 0)
        self.give.setEnabled(not practice.solved and practice.may_show)
        self.next.setEnabled(practice.solved)
        last = practice.at + 1 == len(practice.items) and not practice.item.missed
        self.next.setText(self.tr("See your results") if last else self.tr("Next problem"))
        if practice.solved:
            self.next.setFocus()

    def say(self, text: str, tone: str = "ink") -> None:
        """Show what the tutor says to an answer. tone: a colour's name."""
        self.comment.setText(text)
        self._reveal(self.comment)
        self.comment.setStyleSheet(f"color: {self.look.colour(tone).name()};")

    def _reveal(self, part: QWidget) -> None:
        """Scroll to a part once its text is laid out; a hint is read at its end."""
        QTimer.singleShot(0, self, lambda: self._scroll_to(part))

    def _scroll_to(self, part: QWidget) -> None:
        if part.height():
            self._area.ensureVisible(0, part.geometry().bottom(), 0, 8)

    def show_choices(self, texts: list[str]) -> None:
        """Show a button for each answer that may have been meant."""
        while (item := self._choices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for text in texts:
            self._choices.addWidget(self._button(text, lambda _=False, text=text: self.answered.emit(text)))
        self.choices.setVisible(bool(texts))

    def _enter(self) -> None:
        if self.box.text().strip() and not self._solved:
            self.answered.emit(self.box.text())


class ResultsPage(QWidget):
    """The results as a plain page that can be printed and saved."""

    again_asked = Signal()
    print_asked = Signal()
    save_asked = Signal()
    close_asked = Signal()

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.look = style
        self.summary = label("", "lead")
        self.page = QTextBrowser()
        self.page.setObjectName("paper")
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(self.tr("Results"))
        self.again = QPushButton(self.tr("Practise again"))
        self.again.setObjectName("primary")
        self.paper = QPushButton(self.tr("Print…"))
        self.table = QPushButton(self.tr("Save as a table (CSV)…"))
        self.close_ = QPushButton(self.tr("Close"))
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.again, self.paper, self.table, self.close_))
        for button, signal in (
            (self.again, self.again_asked),
            (self.paper, self.print_asked),
            (self.table, self.save_asked),
            (self.close_, self.close_asked),
        ):
            button.clicked.connect(signal)
        self.message = label("", "muted")
        self.message.hide()
        self.setLayout(vbox(self.summary, (self.page, 1), self.message, buttons, spacing=14))

    def show_results(self, practice: Practice) -> None:
        self.summary.setText(in_words(results(practice)))
        self.page.setHtml(as_html(practice))
        self.message.hide()
        self.again.setFocus()

    def tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.show()


def in_words(found: Results) -> str:
    """One line on how it went, without a mark."""
    count = len(found.rows)
    text = QCoreApplication.translate("practice", "{first} of {count} were right at once.")
    parts = [text.format(first=found.first, count=count)]
    if found.later:
        text = QCoreApplication.translate("practice", "{later} came right later.")
        parts.append(text.format(later=found.later))
    if found.missed:
        text = QCoreApplication.translate("practice", "{missed} will come again next time.")
        parts.append(text.format(missed=found.missed))
    return " ".join(parts)


def as_html(practice: Practice) -> str:
    """The results as a page for screen and printer."""

    def row(texts: tuple[str, ...], cell: str) -> str:
        return "<tr>" + "".join(f"<{cell}>{html.escape(text)}</{cell}>" for text in texts) + "</tr>"

    found = results(practice)
    title = f"{kind_names()[practice.kind]}, {level_names()[practice.level]}"
    rows = "".join(row(cells(one, translate), "td") for one in found.rows)
    return (
        f"<h2>{html.escape(title)}</h2><p>{html.escape(in_words(found))}</p>"
        f'<table border="1" cellspacing="0" cellpadding="5">{row(columns(translate), "th")}{rows}</table>'
    )
