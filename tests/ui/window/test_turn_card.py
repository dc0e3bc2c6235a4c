"""Cards of the conversation: question, captions, reasoning, and what can be done with an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.conversation.messages import Ask, Replay
from model.events import AudioChunk, ReasoningText, SpokenText, TurnEnded
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import RATE, answer, voice
from ui.text.markdown_writer import OBJECT
from ui.window import conversation_view


def test_a_typed_question_and_its_answer(ready: Stage, qtbot) -> None:
    box = ready.window.composer.box
    qtbot.keyClicks(box, "347+286?")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert ready.talk.calls[-1] == Ask("347+286?")
    assert box.text() == ""
    turn = spoken(ready, qtbot, 1)
    card = ready.window.conversation.cards[turn]
    assert card.bubble.text.text() == "347+286?"
    said = "Okay, let me work that out. It's six hundred and thirty-three."
    assert card.caption.toPlainText().split() == said.split()


def test_the_question_as_heard_and_the_reasoning(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    assert ready.window.conversation.cards[turn].bubble.text.text() == "What is 347 plus 286?"
    lines = ready.window.pane.view.toPlainText().split("\n")
    assert lines == [OBJECT, "633"]
    assert "7 + 6 = 13, 4 + 8 + 1 = 13" in ready.window.pane.view.accessibleDescription()
    assert ready.window.pane.count.text() == "1 step"
    assert ready.window.pane.view.document().lastBlock().blockFormat().headingLevel() == 1


def test_thinking_and_speaking_and_the_word_being_spoken(ready: Stage, qtbot) -> None:
    turn = ready.talk.begin()
    qtbot.waitUntil(lambda: ready.window.pill.state == "thinking")
    events = answer(turn)
    ready.talk.send(events[:30])
    ready.talk.state("speaking")
    ready.talk.playing = turn
    qtbot.waitUntil(lambda: ready.window.pill.state == "both")
    ready.talk.send(events[30:])
    qtbot.waitUntil(lambda: ready.window.pill.state == "speaking")
    model = ready.presenter.turns[turn]
    at = model.caption.text.index("thirty")
    ready.talk.clock = model.caption.time_of(at + 1)
    card = ready.window.conversation.cards[turn]
    qtbot.waitUntil(lambda: bool(card.caption.highlights))
    qtbot.waitUntil(lambda: card.caption.highlights[0].start == at)
    lit = ready.window.pane.view.highlights
    assert [ready.window.pane.view.toPlainText()[m.start : m.end] for m in lit] == [OBJECT, "633"]
    ready.talk.playing = None
    ready.talk.state("ready")
    qtbot.waitUntil(lambda: not card.caption.highlights and not ready.window.pane.view.highlights)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [("cancelled", "You stopped"), ("no_speech", "catch"), ("error", "broke"), ("length", "too long")],
)
def test_how_a_turn_ended_is_said(ready: Stage, qtbot, reason, shown) -> None:
    turn = ready.talk.begin()
    ready.talk.send([TurnEnded(turn, 0.1, "", "", 0, 0, 0, None, 0, 0, reason)])
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    card = ready.window.conversation.cards[turn]
    qtbot.waitUntil(card.note.isVisible)
    assert shown in card.note.text()


def test_a_turn_without_a_question_is_told_once(ready: Stage, qtbot) -> None:
    ready.talk.send(answer(7)[-6:])
    qtbot.waitUntil(ready.window.banner.isVisible)
    assert "catch" in ready.window.banner.text.text()
    assert not ready.window.conversation.cards


def test_the_pane_follows_the_chosen_card(ready: Stage, qtbot) -> None:
    first, second = spoken(ready, qtbot), spoken(ready, qtbot)
    cards, pane = ready.window.conversation.cards, ready.window.pane
    assert pane.turn is ready.presenter.turns[second]
    assert [card.chosen for card in cards.values()] == [False, True]
    pane.set_collapsed(True)
    cards[first].fold.click()
    assert pane.turn is ready.presenter.turns[first]
    assert not pane.collapsed
    assert [card.chosen for card in cards.values()] == [True, False]
    third = spoken(ready, qtbot)
    assert pane.turn is ready.presenter.turns[third]
    assert [card.chosen for card in cards.values()] == [False, False, True]


def test_the_result_in_figures_has_a_tick_only_if_it_was_checked(ready: Stage, qtbot) -> None:
    for verdict, named in (("right", "Result: 633. right."), ("unchecked", "Result: 633. not checked.")):
        turn = ready.talk.begin("347+286")
        ready.talk.send([*answer(turn)[:-1], replace(answer(turn)[-1], verdict=verdict)])
        qtbot.waitUntil(lambda turn=turn: turn in ready.window.conversation.cards)
        figure = ready.window.conversation.cards[turn].figure
        qtbot.waitUntil(figure.isVisible)
        assert figure.accessibleName() == named
        green = ready.window.look.colour("good").name()
        picture = figure.grab().toImage()
        ticks = [
            x
            for x in range(picture.width())
            for y in range(picture.height())
            if picture.pixelColor(x, y).name() == green
        ]
        assert bool(ticks) is (verdict == "right")


@pytest.mark.parametrize(("answer_text", "declined"), [("", False), ("633", True), ("2 and 3", False)])
def test_no_figure_without_a_number_or_for_a_declined_question(ready: Stage, qtbot, answer_text, declined) -> None:
    turn = ready.talk.begin("347+286")
    ready.talk.send([replace(answer(turn)[-1], answer=answer_text, declined=declined)])
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    qtbot.waitUntil(lambda: ready.presenter.turns[turn].ended is not None)
    qtbot.wait(20)
    assert not ready.window.conversation.cards[turn].figure.isVisible()


def test_old_cards_are_put_away_and_brought_back(ready: Stage, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(conversation_view, "SHOWN", 4)
    turns = [spoken(ready, qtbot) for _ in range(6)]
    view = ready.window.conversation
    assert list(view.cards) == turns[2:]
    assert "(2)" in view.earlier.text()
    view.earlier.click()
    assert sorted(view.cards) == turns
    shown = [view.widget().layout().itemAt(i).widget() for i in range(2, 8)]
    assert [card.turn.turn_id for card in shown] == turns
    assert not view.earlier.isVisible()


def test_copy_and_replay(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    card = ready.window.conversation.cards[turn]
    card.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "What is 347 plus 286?" in text
    assert "7+6=13" in text
    card.again.click()
    assert ready.talk.calls[-1] == Replay(turn)
    qtbot.waitUntil(lambda: ready.window.pill.state == "speaking")
    ready.window.composer.stop.click()
    qtbot.waitUntil(lambda: ready.window.pill.state == "ready")


def test_a_click_replays_from_the_word(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    card = ready.window.conversation.cards[turn]
    model = ready.presenter.turns[turn]
    at = model.caption.text.index("hundred")
    box = next(iter(card.caption.rects(at, at + 7)))
    qtbot.mouseClick(card.caption.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    replay = ready.talk.calls[-1]
    assert replay.turn_id == turn
    assert replay.from_s == pytest.approx(model.caption.time_of(at))


def test_the_same_question_thought_another_way(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    ready.window.conversation.cards[turn].mode_menu().actions()[1].trigger()
    assert ready.talk.calls[-1] == Ask("What is 347 plus 286?", "think-first")


MARKDOWN = "So **half** of it is $\\frac{1}{2}$, and that is six."


def test_markdown_and_formulas_in_answer_and_reasoning(ready: Stage, qtbot) -> None:
    turn = ready.talk.begin()
    ready.talk.send(
        [
            ReasoningText(turn, 0.1, "- half of $12$:\n$$\n\\frac{12}{2}\n= 6\n$$\n=6\n"),
            SpokenText(turn, 0.2, MARKDOWN),
            AudioChunk(turn, 0.3, voice(2.0), RATE, len(MARKDOWN)),
            TurnEnded(turn, 0.4, "6", "6", 9, 9, 9, 0.3, 0, 0, "complete"),
        ]
    )
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    card = ready.window.conversation.cards[turn]
    shown = f"So half of it is {OBJECT}, and that is six."
    qtbot.waitUntil(lambda: card.caption.toPlainText() == shown)
    steps = ready.window.pane.view
    qtbot.waitUntil(lambda: steps.toPlainText() == f"half of {OBJECT}:\n{OBJECT}\n6")
    blocks = [steps.document().findBlockByNumber(i).blockFormat() for i in range(3)]
    assert len({block.leftMargin() for block in blocks[:2]}) == 1
    assert [block.headingLevel() for block in blocks] == [0, 0, 1]
    ready.presenter.turns[turn].played_s = ready.presenter.turns[turn].caption.time_of(MARKDOWN.index("six") + 1)
    ready.window._playhead_moved(ready.presenter.turns[turn])
    assert [shown[m.start : m.end] for m in card.caption.highlights] == ["six."]
    assert [steps.toPlainText()[m.start : m.end] for m in steps.highlights] == [OBJECT, "6"]


def test_return_plays_from_the_caret(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    caption = ready.window.conversation.cards[turn].caption
    caret = caption.textCursor()
    caret.setPosition(caption.place_of(caption.source.index("hundred")))
    caption.setTextCursor(caret)
    qtbot.keyClick(caption, Qt.Key.Key_Return)
    model = ready.presenter.turns[turn]
    assert ready.talk.calls[-1] == Replay(turn, model.caption.time_of(caption.source.index("hundred")))


def test_the_welcome_is_read_from_its_beginning(stage: Stage, qtbot) -> None:
    stage.window.look.choose("light", 2.0)
    stage.window.resize(900, 560)
    bar = stage.window.conversation.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
