"""The teacher's prepared questions: which one is shown, and which turns answer them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


@dataclass(slots=True)
class PreparedList:
    """questions: empty if no list was opened. at: index of the present one. turns: index to turn id, of those asked."""

    questions: tuple[str, ...] = ()
    at: int = 0
    turns: dict[int, int] = field(default_factory=dict)
    _asked: int | None = None  # the index whose turn has not begun yet

    def __bool__(self) -> bool:
        return bool(self.questions)

    @property
    def question(self) -> str:
        return self.questions[self.at] if self.questions else ""

    @property
    def turn_id(self) -> int | None:
        """The turn that answers the present question."""
        return self.turns.get(self.at)

    @property
    def waits(self) -> bool:
        """True if the present question was asked and its turn has not begun."""
        return self._asked is not None

    def open(self, questions: tuple[str, ...]) -> None:
        """Begin with the first of these questions."""
        self.questions, self.at, self.turns, self._asked = questions, 0, {}, None

    def has(self, direction: int) -> bool:
        """True if there is a question before (-1) or after (1) the present one."""
        return 0 <= self.at + direction < len(self.questions)

    def move(self, direction: int) -> bool:
        """Go to the question before or after; False if there is none."""
        if not self.has(direction):
            return False
        self.at += direction
        self._asked = None
        return True

    def ask(self) -> None:
        """The present question was asked: the next turn that begins answers it."""
        self._asked = self.at

    def begun(self, turn_id: int) -> None:
        """A turn has begun."""
        if self._asked is not None:
            self.turns[self._asked], self._asked = turn_id, None

    def forget_turns(self) -> None:
        """No question has been asked: another session is shown."""
        self.turns, self._asked = {}, None


def choose_file(parent: QWidget, chosen: Callable[[str], None]) -> None:
    """Let the teacher choose a file with questions."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    title = QCoreApplication.translate("PreparedList", "Prepared questions")
    kinds = QCoreApplication.translate("PreparedList", "Questions (*.txt *.csv *.tsv);;All files (*)")
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.open()
