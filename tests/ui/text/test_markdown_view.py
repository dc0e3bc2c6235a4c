"""Markdown and formulas as they grow: what is finished stays, places in the source are found again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.transcript.formula_svg import Formula, typeset
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_view import MarkdownView
from ui.text.markdown_writer import OBJECT, with_tex
from ui.theme.theme import Style

LESSON = (
    "**First**, half of it: $\\frac{1}{2}$ of *8*.\n\n- one `x`\n- two\n\n"
    "$$\\sum_{i=1}^{3} i = 6$$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSo it's six."
)


@pytest.fixture
def formulas(application: QApplication) -> Iterator[FormulaPainter]:
    made = FormulaPainter()
    yield made
    made.close()


@pytest.fixture
def view(style: Style, formulas: FormulaPainter, qtbot) -> MarkdownView:
    made = MarkdownView(style, formulas, fit=False)
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    return made


def settle(view: MarkdownView, qtbot) -> None:
    qtbot.waitUntil(lambda: not view._waiting)


def test_streaming_gives_what_the_whole_text_gives(view: MarkdownView, style: Style, formulas, qtbot) -> None:
    whole = MarkdownView(style, formulas, fit=False)
    qtbot.addWidget(whole)
    whole.show_source(LESSON)
    for upto in range(1, len(LESSON) + 1, 3):
        view.show_source(LESSON[:upto])
    view.show_source(LESSON)
    settle(view, qtbot)
    settle(whole, qtbot)
    assert view.document().toRawText() == whole.document().toRawText()
    assert view.toPlainText().count(OBJECT) == 2
    assert "**" not in view.toPlainText()
    assert view.source == LESSON


def test_finished_blocks_are_never_written_again(view: MarkdownView) -> None:
    touched: list[int] = []
    view.show_source("a *long* one\n\nthen ")
    view.document().contentsChange.connect(lambda at, *_: touched.append(at))
    for i in range(30):
        view.show_source(view.source + f"**{i}** ")
    assert min(touched) >= len("a long one")


@pytest.mark.parametrize("word", ["First", "of", "one", "two", "six", "1", "b"])
def test_a_place_in_the_source_is_found_in_the_document(view: MarkdownView, qtbot, word: str) -> None:
    view.show_source(LESSON)
    settle(view, qtbot)
    at = LESSON.rindex(word)
    raw = view.document().toRawText()
    place = view.place_of(at)
    assert raw[place : place + len(word)] == word
    view.mark_source([(at, at + len(word))])
    assert (view.highlights[0].start, view.highlights[0].end) == (place, place + len(word))


def test_a_formula_is_one_place(view: MarkdownView, qtbot) -> None:
    view.show_source(LESSON)
    settle(view, qtbot)
    start, end = LESSON.index("$\\frac"), LESSON.index("$ of") + 1
    assert len({view.place_of(i) for i in range(start, end)}) == 1
    box = next(iter(view.rects(view.place_of(start), view.place_of(start) + 1)))
    assert start <= view.source_at(box.left() + 1, box.center().y()) < end


def test_clicking_a_word_gives_its_place_in_the_source(view: MarkdownView, qtbot) -> None:
    view.show_source(LESSON)
    settle(view, qtbot)
    at = LESSON.index("half")
    box = next(iter(view.rects(view.place_of(at), view.place_of(at + 4))))
    assert at <= view.source_at(box.center().x(), box.center().y()) < at + 4


def test_formulas_are_read_in_words_and_copied_as_latex(view: MarkdownView, qtbot) -> None:
    view.show_source("It is $\\frac{3}{4}$.")
    settle(view, qtbot)
    assert "three quarters" in view.accessibleDescription()
    view.selectAll()
    assert with_tex(view.textCursor()) == "It is $\\frac{3}{4}$."


def test_broken_latex_and_foreign_things_are_shown_as_they_are(view: MarkdownView, qtbot) -> None:
    view.show_source("$\\frac{3$ and <b>bold</b> ![x](file:///etc/passwd)")
    settle(view, qtbot)
    shown = view.toPlainText()
    assert "\\frac{3" in shown
    assert "<b>" in shown


def test_a_new_text_starts_afresh(view: MarkdownView, qtbot) -> None:
    view.show_source(LESSON)
    view.show_source("other")
    settle(view, qtbot)
    assert view.toPlainText() == "other"
    view.clear_source()
    assert view.toPlainText() == ""


def test_a_formula_is_drawn_in_the_ink_of_the_theme(application, qtbot) -> None:
    formulas = FormulaPainter()
    formula = Formula(0, 0, "x^2", False)
    assert formulas.get(formula) is None
    with qtbot.waitSignal(formulas.ready):
        assert formulas.waiting(formula)
    done = formulas.get(formula)
    assert done is not None
    image = QImage(80, 60, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    formulas.paint(painter, ("x^2", False), QColor("#ff0000"), image.rect().toRectF())
    painter.end()
    inks = {image.pixelColor(x, y).name() for x in range(80) for y in range(60)}
    assert "#ff0000" in inks
    assert "#000000" not in inks
    formulas.close()


def test_a_formula_has_a_baseline(application) -> None:
    low, high = typeset("y", False), typeset("\\frac{a}{b}", False)
    assert 0 < low.ascent < high.ascent
    assert low.descent > 0
