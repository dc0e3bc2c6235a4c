"""What an answer offers next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.conversation.messages import Ask, ChangeSettings, Replay
from app.questions import typed_question
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.window.next_chips import differences


def test_hear_it_slower_and_another_like_it(ready: Stage, qtbot) -> None:
    turn = spoken(ready, qtbot)
    chips = ready.window.conversation.cards[turn].next
    assert chips.isVisible()
    chips.slow.click()
    assert ready.talk.calls[-1] == Replay(turn, 0.0, 0.75)
    ready.talk.playing = None
    with qtbot.waitSignal(ready.window.practise_asked):
        ready.window.practise_asked.disconnect(ready.dialogs.open_practice)
        chips.try_first.click()
    chips.another.click()
    asked = ready.talk.calls[-1]
    assert isinstance(asked, Ask)
    assert str(asked.question).startswith("What is ")
    assert str(asked.question) != "What is 347 plus 286?"


def test_only_the_chosen_answer_has_them(ready: Stage, qtbot) -> None:
    first, second = spoken(ready, qtbot), spoken(ready, qtbot)
    cards = ready.window.conversation.cards
    assert [cards[turn].next.isVisible() for turn in (first, second)] == [False, True]
    cards[first].fold.click()
    assert [cards[turn].next.isVisible() for turn in (first, second)] == [True, False]


@pytest.mark.parametrize("follows", [False, True])
def test_why_is_offered_to_tutors_that_understand_it(ready: Stage, qtbot, follows: bool) -> None:
    ready.presenter.follows = lambda: follows
    ready.presenter._check = typed_question  # such a tutor gets every question
    first = spoken(ready, qtbot)
    turn = spoken(ready, qtbot)
    cards = ready.window.conversation.cards
    assert cards[turn].next.why.isVisible() is follows
    if follows:
        cards[turn].next.why.click()
        assert ready.talk.calls[-1] == Ask("Why?")
    cards[first].fold.click()  # a follow-up is about the newest answer
    assert not cards[first].next.why.isVisible()


@pytest.mark.parametrize("change", [{"declined": True, "answer": ""}, {"reason": "cancelled"}])
def test_nothing_is_offered_without_an_answer(ready: Stage, qtbot, change) -> None:
    turn = ready.talk.begin("347+286")
    ready.talk.send([*answer(turn)[:-1], replace(answer(turn)[-1], **change)])
    qtbot.waitUntil(lambda: turn in ready.presenter.turns and ready.presenter.turns[turn].ended is not None)
    qtbot.wait(20)
    assert not ready.window.conversation.cards[turn].next.isVisible()


def test_slow_and_new_in_the_header(ready: Stage, qtbot) -> None:
    header = ready.window.header
    header.slow.click()
    assert ready.window.settings.values.speed == 0.75
    assert ready.talk.calls[-1] == ChangeSettings()
    assert header.slow.isChecked()
    header.slow.click()
    assert ready.window.settings.values.speed == 1.0
    assert not header.slow.isChecked()
    with qtbot.waitSignal(ready.window.new_session_asked):
        header.new.click()


def test_words_stand_beside_the_icons_where_there_is_room(ready: Stage, qtbot) -> None:
    header = ready.window.header
    for width, wordy in ((1366, True), (700, False)):
        ready.window.resize(width, 700)
        qtbot.waitUntil(lambda width=width: ready.window.width() == width)
        styles = {button.toolButtonStyle().name for button in header._words}
        assert styles == {"ToolButtonTextBesideIcon" if wordy else "ToolButtonIconOnly"}


def test_what_it_may_have_heard_is_offered_and_asked(ready: Stage, qtbot) -> None:
    turn = ready.talk.begin()
    either = ("What is 15 plus 2?", "What is 50 plus 2?")
    ended = replace(answer(turn)[-1], answer="", declined=True, candidates=either)
    ready.talk.send([*answer(turn)[:-1], ended])
    qtbot.waitUntil(lambda: turn in ready.presenter.turns and ready.presenter.turns[turn].ended is not None)
    chips = ready.window.conversation.cards[turn].next
    qtbot.waitUntil(chips.isVisible)
    assert [chip.text() for chip in chips.choices] == ["15", "50", "Something else"]
    assert chips.choices[0].accessibleName() == "Ask: What is 15 plus 2?"
    assert not chips.another.isVisible()
    chips.choices[1].click()
    assert ready.talk.calls[-1] == Ask("What is 50 plus 2?")
    chips.choices[2].click()
    assert ready.window.conversation.cards[turn].bubble.box.isVisible()


@pytest.mark.parametrize(
    ("questions", "short"),
    [
        (("What is 15 plus 2?", "What is 50 plus 2?"), ["15", "50"]),
        (("Take 15, then 13.", "Take 50, then 30."), ["15, … 13", "50, … 30"]),
        (("What is 15 plus 2?",), [""]),
        (("What is 15?", "What is 50 plus 2?"), ["What is 15?", "What is 50 plus 2?"]),
        (("a " * 20 + "x", "b"), ["a a a a a a a a a a a a a a…"[:27] + "…", "b"]),
        ((), []),
    ],
)
def test_buttons_name_what_tells_the_questions_apart(questions: tuple[str, ...], short: list[str]) -> None:
    assert differences(questions) == short
