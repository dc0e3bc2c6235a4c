"""The question can be corrected and asked again, and what was heard in doubt is marked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from app.conversation.messages import Ask
from model.events import Heard
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.window.question_bubble import numbers_marked


def test_a_click_on_the_question_opens_it_and_return_asks_it_again(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    bubble = ready.window.conversation.cards[turn].bubble
    qtbot.mouseClick(bubble.text, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert bubble.box.isVisible()
    assert bubble.box.text() == "What is 347 plus 286?"
    bubble.box.setText("What is 347 plus 280?")
    qtbot.keyClick(bubble.box, Qt.Key.Key_Return)
    assert ready.talk.calls[-1] == Ask("What is 347 plus 280?")
    assert not bubble.box.isVisible()
    assert bubble.text.text() == "What is 347 plus 286?"  # both stay
    qtbot.waitUntil(lambda: len(ready.window.conversation.cards) == 2)


def test_escape_leaves_the_question_and_the_answer_alone(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    bubble = ready.window.conversation.cards[turn].bubble
    bubble.edit.click()
    before = list(ready.talk.calls)
    qtbot.keyClick(bubble.box, Qt.Key.Key_Escape)
    assert not bubble.box.isVisible()
    assert bubble.text.isVisible()
    assert ready.talk.calls == before  # the window's Esc stops the tutor


def test_a_refused_correction_stays_in_its_box(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    bubble = ready.window.conversation.cards[turn].bubble
    bubble.edit.click()
    bubble.box.setText("x" * 3000)
    qtbot.keyClick(bubble.box, Qt.Key.Key_Return)
    assert bubble.box.isVisible()
    assert ready.window.banner.isVisible()
    assert len(bubble.box.text()) == 3000


@pytest.mark.parametrize(("doubt", "marked"), [(0.1, False), (0.9, True)])
def test_numbers_in_doubt_are_underlined_and_told(ready: Stage, qtbot, doubt, marked) -> None:
    turn = ready.talk.begin()
    ready.talk.send([Heard(turn, 0.1, "What is 15 plus <b>2</b>?", doubt), *answer(turn)[-2:]])
    qtbot.waitUntil(lambda: turn in ready.window.conversation.cards)
    bubble = ready.window.conversation.cards[turn].bubble
    qtbot.waitUntil(lambda: "15" in bubble.text.text())
    assert ("<u>15</u>" in bubble.text.text()) is marked
    assert ("not sure" in bubble.text.accessibleName()) is marked
    assert ("<b>" not in bubble.text.text()) is marked  # escaped, or shown as plain text
    assert (bubble.text.textFormat() == Qt.TextFormat.RichText) is marked


def test_words_for_numbers_are_marked_and_the_rest_is_escaped() -> None:
    assert numbers_marked("fifteen & 2<3") == "<u>fifteen</u> &amp; <u>2</u>&lt;<u>3</u>"
    assert numbers_marked("why?") == "why?"
