from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt

from app.transcript.reasoning_steps import Steps, StepState
from app.transcript.timeline_labels import pack, spoken_labels, step_labels, step_rows
from app.transcript.turn_transcript import TurnTranscript
from tests.ui.scripted import answer
from ui.teacher.timeline_view import TimelineView
from ui.text.drawing_object import with_lines
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_writer import OBJECT
from ui.text.reasoning_view import ReasoningView
from ui.text.text_view import TextView
from ui.theme.theme import Style


@pytest.fixture
def view(style: Style, qtbot) -> ReasoningView:
    made = ReasoningView(style, FormulaPainter(style))
    made.resize(360, 240)
    qtbot.addWidget(made)
    made.show()
    return made


def test_closed_lines_are_never_written_again(view: ReasoningView) -> None:
    steps = Steps()
    steps.add("0+1=1\n1")
    view.show_steps(steps, busy=True)
    touched: list[int] = []
    view.document().contentsChange.connect(lambda position, *_: touched.append(position))
    for i in range(1, 120):
        open_block = view.document().lastBlock().position()
        steps.add(f"+1={i + 1}\n{i + 1}")
        view.show_steps(steps, busy=True)
        assert min(touched) >= open_block
        touched.clear()
    assert view.document().blockCount() == 121


def test_it_follows_until_the_reader_scrolls(view: ReasoningView, qtbot) -> None:
    steps = Steps()
    for i in range(60):
        steps.add(f"{i}+1={i + 1}\n")
    view.show_steps(steps, busy=True)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(10)
    assert not view.following
    steps.add("60+1=61\n")
    view.show_steps(steps, busy=True)
    qtbot.wait(30)
    assert bar.value() == 10
    view.to_latest()
    assert view.following
    steps.add("61+1=62\n" * 5)
    view.show_steps(steps, busy=True)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_it_follows_from_its_first_show(style: Style, qtbot) -> None:
    made = ReasoningView(style, FormulaPainter(style))
    qtbot.addWidget(made)
    made.resize(360, 100)
    steps = Steps()
    for i in range(60):
        steps.add(f"{i}+1={i + 1}\n")
    made.show_steps(steps, busy=True)
    made.show()
    bar = made.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert made.following
    assert bar.value() == bar.maximum()


def test_a_new_turn_starts_afresh_and_a_new_look_keeps_the_text(view: ReasoningView) -> None:
    steps = Steps()
    steps.add("1+1=2\n=2\n3+")
    view.show_steps(steps, busy=True)
    before = view.toPlainText()
    view.look.choose("dark", 1.3)
    assert view.toPlainText() == before
    view.clear_steps()
    assert view.toPlainText() == ""


def test_numbers_are_lit(view: ReasoningView) -> None:
    steps = Steps()
    steps.add("13+1=14\n14-1=13\n=13")
    steps.finish()
    view.show_steps(steps, busy=False)
    view.light(Fraction(13))
    assert [view.toPlainText()[m.start : m.end] for m in view.highlights] == [OBJECT, "13"]
    view.light(None)
    assert view.highlights == []


def judged(*lines: tuple[str, StepState], final: StepState = "right") -> Steps:
    steps = Steps()
    steps.add("\n".join(line for line, _ in lines))
    steps.finish(final)
    for at, (_, state) in enumerate(lines):
        steps.judge(at, state)
    return steps


def test_verdicts_are_told_in_words(view: ReasoningView) -> None:
    view.show_steps(
        judged(("12*7: 2*7=15", "withdrawn"), ("so 12 dozen", "unchecked"), ("12/4=3", "right"), ("=3", "right")), False
    )
    told = view.accessibleDescription().split("\n")
    assert told == [
        "Step 1: 12 × 7: 2 × 7 = 15. wrong, taken back.",
        "Step 2: so 12 dozen. not checked.",
        "Step 3: 12 ÷ 4 = 3. right.",
        "Result: 3. right.",
    ]
    assert view.count == 3


def test_a_line_that_was_taken_back_is_struck_out(view: ReasoningView) -> None:
    steps = judged(("so 12 cows", "right"), ("and 7 more", "right"), ("=3", "right"))
    view.show_steps(steps, False)
    steps.judge(1, "withdrawn")
    view.show_steps(steps, False)
    formats = [view.document().findBlockByNumber(i).charFormat() for i in range(3)]
    struck = [view.document().findBlockByNumber(i).begin().fragment().charFormat().fontStrikeOut() for i in range(3)]
    assert struck == [False, True, False], formats


@pytest.mark.parametrize(("final", "green"), [("right", True), ("unchecked", False), ("wrong", False), ("", False)])
def test_a_result_is_green_only_if_it_was_checked(view: ReasoningView, final: StepState, green: bool) -> None:
    view.show_steps(judged(("so 3", "right"), ("=3", "right"), final=final), False)
    colours = Counter(view.grab().toImage().pixelColor(x, y).name() for x in range(0, 360, 3) for y in range(0, 240, 3))
    assert (colours[view.look.colour("good_soft").name()] > 20) is green


def test_copied_drawings_are_their_lines(view: ReasoningView) -> None:
    steps = judged(("12*7: 2*7=14 1*7+1=8", "right"), ("=84", "right"), ("so 84 cows", "right"), ("=84", "right"))
    view.show_steps(steps, False)
    view.selectAll()
    assert with_lines(view.textCursor()) == "12*7: 2*7=14 1*7+1=8\n=84\nso 84 cows\n84"


def test_fitting_text_is_as_tall_as_its_content(style: Style, qtbot) -> None:
    made = TextView(style)
    qtbot.addWidget(made)
    made.resize(200, 20)
    made.show()
    made.append_text("one two three four five six seven eight nine ten eleven twelve thirteen")
    qtbot.waitUntil(lambda: made.height() >= made.document().size().height())
    one = made.height()
    made.append_text(" and more words than fit on the line that was the last one until now")
    qtbot.waitUntil(lambda: made.height() > one)


def test_labels_do_not_overlap_and_the_result_has_its_place() -> None:
    spans = [(0.0, 50.0), (10.0, 60.0), (20.0, 70.0), (30.0, 80.0), (90.0, 120.0)]
    assert pack(spans, 3) == [0, 1, 2, -1, 0]
    turn = TurnTranscript(1)
    turn.apply(*answer(1, reasoning="347+286\n7+6=13\n4+8+1=13\n3+2+1=6\n=633"))
    labels = step_labels(turn.timeline)
    assert [x.text for x in labels] == ["347 + 286", "7 + 6 = 13", "4 + 8 + 1 = 13", "3 + 2 + 1 = 6", "= 633"]
    assert step_rows(labels, [(0.0, 100.0)] * 5) == [0, 1, 2, -1, 3]
    words = spoken_labels(turn)
    assert words[0].text == "Okay,"
    assert all(a.start <= b.start for a, b in pairwise(words))


def test_a_low_timeline_keeps_its_tracks_apart(style: Style, qtbot) -> None:
    turn = TurnTranscript(1)
    turn.apply(*answer(1, reasoning="347+286\n7+6=13\n4+8+1=13\n3+2+1=6\n=633"))
    made = TimelineView(style, 15)
    qtbot.addWidget(made)
    made.show_turn(turn)
    for scale in (1.0, 1.5, 2.0):
        style.choose("light", scale)
        for height in (110, 160, 600):
            made.setFixedSize(900, height)
            axis = made._picture.axis_y(made._steps)
            assert 0.2 * height < axis < 0.8 * height  # words and waves above it, steps below


def test_timeline_scrubs_by_mouse_and_keys(style: Style, qtbot) -> None:
    turn = TurnTranscript(1)
    turn.apply(*answer(1))
    made = TimelineView(style)
    qtbot.addWidget(made)
    made.resize(600, 240)
    made.show()
    made.show_turn(turn)
    with qtbot.waitSignal(made.scrubbed) as got:
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(round(made.x_of(1.0)), 50))
    assert got.args[0] == pytest.approx(1.0, abs=0.02)
    made.set_head(0.0)
    with qtbot.waitSignal(made.scrubbed) as got:
        qtbot.keyClick(made, Qt.Key.Key_Right)
    assert got.args[0] == turn.timeline.step_from(0.0, 1)
    made.set_head(1.0)
    assert not made.grab().isNull()
