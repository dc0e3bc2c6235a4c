"""The teacher's view: stepping through an answer, comparing two ways to think."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt

from app.conversation.messages import Ask, FinishListening, StartListening
from app.transcript.timeline_labels import spoken_labels
from app.transcript.turn_transcript import TurnTranscript
from model.events import ReasoningText, TurnEvent
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.window.ask_bar import AskBar


def test_teacher_view_steps_through_the_answer(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    qtbot.keyClick(ready.window, Qt.Key.Key_F11)
    view = ready.window.teacher
    assert view is not None
    assert view.question.text() == "What is 347 plus 286?"
    assert view.steps.toPlainText().endswith("633")
    view.bar.next.click()
    first = view.scrubber.moment
    view.bar.next.click()
    assert view.scrubber.moment > first
    assert len(view.steps.toPlainText()) < 10
    view.line.scrubbed.emit(99.0)
    assert view.steps.toPlainText().endswith("633")
    view.bar.speed.setCurrentIndex(view.bar.speed.findData(0.5))
    view.bar.play.click()
    qtbot.waitUntil(lambda: view.scrubber.moment > 0.05)
    view.bar.play.click()
    view.bar.sound.click()
    assert ready.talk.calls[-1].turn_id == turn
    view.close()
    qtbot.waitUntil(lambda: ready.window.teacher is None)


def think_first(turn: int) -> list[TurnEvent]:
    """The same answer, all of its reasoning before its first word."""
    events = answer(turn)
    first = [replace(e, t=0.1 + i / 40) for i, e in enumerate(e for e in events if isinstance(e, ReasoningText))]
    rest = [replace(e, t=e.t + 1.2) for e in events if not isinstance(e, ReasoningText)]
    return [*first, *rest]


def test_teacher_view_compares_two_ways_to_think(ready: Stage, qtbot) -> None:
    first = spoken(ready, qtbot)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    assert not view.other.isVisible()
    view.bar.compare.click()
    assert ready.talk.calls[-1] == Ask("What is 347 plus 286?", "think-first")
    ready.talk.send(think_first(2))
    qtbot.waitUntil(view.other.isVisible)
    assert ready.presenter.turns[2].way == "think-first"
    assert ready.presenter.counterpart(ready.presenter.turns[2]) is ready.presenter.turns[first]
    assert view.title.text().startswith("Thought first")
    assert view.other_title.text().startswith("Thought while speaking")
    assert view.line.t_of(view.line.width()) == view.other.t_of(view.other.width())
    assert not view.grab().isNull()


def test_questions_are_asked_inside_the_view(ready: Stage, qtbot) -> None:
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    handle = view.windowHandle()
    qtbot.keyPress(handle, Qt.Key.Key_Space)
    qtbot.wait(350)
    qtbot.keyRelease(handle, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ready.talk.calls[1:] == [StartListening(), FinishListening()])
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: ready.presenter.state == "ready")
    ask = view.findChild(AskBar)
    assert ask is not None
    ask.mic.click()
    qtbot.waitUntil(lambda: ask.mic.face == "listening")
    ask.mic.click()
    assert ready.talk.calls[3:] == [StartListening(), FinishListening()]
    qtbot.keyClicks(ask.box, "Hello")
    qtbot.keyClick(ask.box, Qt.Key.Key_Return)
    assert "no number" in ask.message.text()
    ask.box.clear()
    qtbot.keyClicks(ask.box, "7 + 8")
    qtbot.keyClick(ask.box, Qt.Key.Key_Return)
    assert isinstance(ready.talk.calls[-1], Ask)
    assert ask.box.text() == ""
    qtbot.waitUntil(lambda: "7" in view.question.text())
    view.close()
    space = ready.window.windowHandle()
    qtbot.waitUntil(lambda: ready.window.teacher is None)
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: ready.presenter.state == "ready")
    qtbot.keyPress(space, Qt.Key.Key_Space)
    assert ready.talk.calls[-1] == StartListening()


def test_the_comparison_works_for_a_short_sum(ready: Stage, qtbot) -> None:
    """Few reasoning tokens come before the first word also while speaking: the order does not tell the mode."""
    short = {"heard": "What is 3 times 3?", "reasoning": "3*3=9", "reply": " It's nine.", "result": "9"}
    first = ready.talk.begin("What is 3 times 3?")
    events = answer(first, **short)
    thoughts = [replace(e, t=0.1) for e in events if isinstance(e, ReasoningText)]
    ready.talk.send([*thoughts, *(e for e in events if not isinstance(e, ReasoningText))])
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: first in ready.presenter.turns and ready.presenter.turns[first].ended is not None)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    card = ready.window.conversation.cards[first]
    assert "thought first" not in card.facts.text()
    qtbot.waitUntil(view.bar.compare.isEnabled)
    view.bar.compare.setFocus()
    view.bar.compare.click()
    assert not view.bar.high.hasFocus()
    ready.talk.send(answer(2, **short))
    qtbot.waitUntil(view.other.isVisible)
    assert view.title.text().startswith("Thought first")
    assert view.other_title.text().startswith("Thought while speaking")


def test_the_rhythm_can_be_counted_token_by_token(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    marks = ready.presenter.turns[turn].timeline.marks
    assert view.strip.now == len(marks) - 1
    view.bar.next.click()
    view.bar.next.click()
    assert marks[view.strip.now].t == view.scrubber.moment
    before = view.strip.now
    view.bar.prev.click()
    assert view.strip.now < before
    assert f"of {len(marks)}" in view.strip.accessibleDescription()
    with qtbot.waitSignal(view.strip.scrubbed):
        qtbot.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=QPoint(4, 10))
    assert view.strip.now == 0


def test_high_contrast_for_a_bright_room_goes_with_the_view(ready: Stage, qtbot) -> None:
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    view.bar.high.click()
    assert ready.window.look.name == "contrast-light"
    view.close()
    assert ready.window.look.name == "light"
    assert ready.settings.values.theme == "light"


def test_a_correction_is_marked(style) -> None:
    turn = TurnTranscript(1)
    turn.apply(*answer(1, reply=" It's six. Sorry, I mean it's six hundred."))
    assert [x.text for x in spoken_labels(turn) if x.correction] == ["Sorry,", "I", "mean", "it's", "six", "hundred."]


def test_steps_are_revealed_one_by_one_and_the_result_last(ready: Stage, qtbot) -> None:
    spoken(ready, qtbot)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    qtbot.waitUntil(view.isActiveWindow)
    steps = 4  # the sum, and its three columns
    view.bar.reveals.click()
    assert view.steps.toPlainText().strip() == ""
    seen = []
    for _ in range(steps):
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
        seen.append(view.reveal.visible(view._turn.steps).text)
        assert "633" not in view.steps.toPlainText() + view.caption.toPlainText()
        assert "thirty" not in view.caption.toPlainText()
        assert not view.line.isVisible()
    assert seen[1] == "347+286: 7+6=13"
    assert all(b.startswith(a) and a != b for a, b in pairwise(seen))
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view.reveal.visible(view._turn.steps).text == seen[-2]
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert "633" in view.steps.toPlainText()
    assert "six hundred and thirty-three" in view.caption.toPlainText()


def test_a_presenter_goes_from_question_to_question(ready: Stage, qtbot) -> None:
    first, second = spoken(ready, qtbot), spoken(ready, qtbot)
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    qtbot.waitUntil(view.isActiveWindow)
    assert view._turn.turn_id == second
    assert not view.bar.after.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view._turn.turn_id == first
    assert not view.bar.before.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view._turn.turn_id == first
    view.bar.after.click()
    assert view._turn.turn_id == second
