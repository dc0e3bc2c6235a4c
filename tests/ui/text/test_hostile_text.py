"""Text of people and models is shown as it was written: no HTML, no pictures, no files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QImage, QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from app.transcript.reasoning_steps import Steps
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_view import MarkdownView
from ui.text.reasoning_view import ReasoningView
from ui.text.text_view import TextView
from ui.theme import widgets
from ui.theme.theme import Style

HTML = 'x<p plus <b>3</b> and 7>2 <img src="/dev/zero">'
UI = Path(widgets.__file__).parents[1]


def test_labels_are_made_in_one_place() -> None:
    """`plain_label` is the only way to a label, `confirm` to a box with a question."""
    made: dict[str, set[str]] = {"QLabel": set(), "QMessageBox": set(), "QErrorMessage": set(), "QToolTip": set()}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in made:
                made[node.func.id].add(path.name)
    assert made == {"QLabel": {"widgets.py"}, "QMessageBox": {"widgets.py"}, "QErrorMessage": set(), "QToolTip": set()}


def labels(window: QWidget) -> list[QLabel]:
    return [label for label in window.findChildren(QLabel) if label.text()]


def test_a_question_is_shown_as_it_was_heard(ready: Stage, qtbot) -> None:
    turn = ready.talk.begin()
    ready.talk.send(answer(turn, heard=HTML))
    ready.talk.state("ready")
    turns = ready.presenter.turns
    qtbot.waitUntil(lambda: turn in turns and turns[turn].ended is not None)
    bubble = ready.window.conversation.cards[turn].bubble
    assert bubble.text.text() == HTML
    assert bubble.text.textFormat() == Qt.TextFormat.PlainText
    assert bubble.sizeHint().height() < 200
    ready.window.open_teacher()
    teacher = ready.window.teacher
    assert teacher is not None
    assert teacher.question.text() == HTML
    ready.window.banner.tell(HTML, "error")
    for window in (ready.window, teacher):
        assert {label.textFormat() for label in labels(window)} == {Qt.TextFormat.PlainText}


def test_a_question_before_deleting_is_plain(style: Style, qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    done: list[int] = []
    widgets.confirm(parent, "Delete", HTML, lambda: done.append(1))
    box = parent.findChild(QMessageBox)
    assert box is not None
    assert (box.text(), box.textFormat()) == (HTML, Qt.TextFormat.PlainText)
    next(button for button in box.buttons() if button.text() == "Delete").click()
    assert done == [1]


@pytest.fixture
def formulas(style: Style) -> Iterator[FormulaPainter]:
    made = FormulaPainter()
    yield made
    made.close()


@pytest.mark.parametrize(
    "text",
    [
        "![a]({})",
        "![a](<{}>)",
        "![a][b]\n\n[b]: {}",
        "![a]\n\n[a]: {}",
        "- ![]({})",
        '<img src="{}">',
        "![![a]({})]({})",
    ],
)
def test_pictures_are_not_opened(style: Style, formulas, qtbot, tmp_path, monkeypatch, text: str) -> None:
    asked: list[str] = []
    monkeypatch.setattr(TextView, "loadResource", lambda _self, _kind, name: asked.append(name.toString()))
    picture = tmp_path / "p.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(picture))
    source = text.format(picture, picture)
    markdown, steps = MarkdownView(style, formulas), ReasoningView(style, formulas)
    for view in (markdown, steps):
        qtbot.addWidget(view)
        view.show()
    markdown.show_source(source)
    steps.show_steps(Steps(["so " + source.replace("\n", " ")]), False)
    for view in (markdown, steps):
        assert view.grab().toImage().pixelColor(20, 20) != QColor("red")
        assert "\ufffc" not in view.toPlainText()
    assert asked == []
    assert "!" in markdown.toPlainText() or text.startswith("<img")


def test_no_view_loads_a_file(style: Style, qtbot, tmp_path) -> None:
    view = TextView(style)
    qtbot.addWidget(view)
    assert view.loadResource(int(QTextDocument.ResourceType.ImageResource.value), QUrl("/dev/zero")) is None


def test_line_ends_do_not_stop_the_window(style: Style, formulas, qtbot) -> None:
    """A broken model writes them without end."""
    view = MarkdownView(style, formulas)
    qtbot.addWidget(view)
    text = "so\n\n"
    for _ in range(800):
        text += "\n"
        view.show_source(text)
    view.show_source(text + "then")
    assert view.toPlainText().split() == ["so", "then"]
