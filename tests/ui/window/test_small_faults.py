"""Faults found by use: typing ahead, letters without focus, copying, signs by model, words of buttons and notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.conversation.messages import Ask
from app.transcript.turn_transcript import TurnTranscript
from model.errors import BadInput, Translatable
from tests.ui.acts import spoken
from tests.ui.conftest import Stage
from tests.ui.scripted import answer
from ui.teacher.timeline_view import TimelineView
from ui.window.ask_bar import AskBar


def asked(stage: Stage) -> list[str]:
    return [str(call.question) for call in stage.talk.calls if isinstance(call, Ask)]


def test_what_is_typed_while_the_model_loads_is_asked_once_it_is_there(stage: Stage, qtbot) -> None:
    composer = stage.window.composer
    qtbot.keyClicks(composer.box, "7 + 8")
    qtbot.keyClick(composer.box, Qt.Key.Key_Return)
    assert asked(stage) == []
    assert composer.box.text() == "7 + 8"
    assert "ready" in composer.hint.text()
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: asked(stage) == ["7 + 8"])
    assert composer.box.text() == ""
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    assert asked(stage) == ["7 + 8"]


def test_a_text_that_was_not_sent_is_not_asked(stage: Stage, qtbot) -> None:
    qtbot.keyClicks(stage.window.composer.box, "7 + 8")
    stage.talk.state("ready")
    qtbot.waitUntil(lambda: stage.window.pill.state == "ready")
    assert asked(stage) == []
    assert stage.window.composer.box.text() == "7 + 8"


def test_letters_go_to_the_box_wherever_the_focus_is(ready: Stage, qtbot) -> None:
    window = ready.window
    window.conversation.setFocus()
    qtbot.keyClick(window.conversation, Qt.Key.Key_7)
    assert window.composer.box.hasFocus()
    qtbot.keyClicks(window.composer.box, " + 8")
    assert window.composer.box.text() == "7 + 8"
    window.conversation.setFocus()
    qtbot.keyClick(window.conversation, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.composer.box.text() == "7 + 8"


def test_the_round_button_says_that_it_turns_hands_free_off(ready: Stage, qtbot) -> None:
    composer = ready.window.composer
    ready.window.open_teacher()
    bar = ready.window.teacher.findChild(AskBar)
    composer.free.click()
    qtbot.waitUntil(lambda: ready.presenter.state == "listening")
    assert composer.mic.face == "off"
    assert bar.mic.face == "off"
    assert "hands-free" in composer.mic.toolTip()
    composer.mic.click()
    qtbot.waitUntil(lambda: ready.presenter.state == "ready")
    assert composer.mic.face == "mic"
    composer.mic.click()
    qtbot.waitUntil(lambda: composer.mic.face == "listening")


def test_copying_shows_that_it_was_done(ready: Stage, qtbot) -> None:
    card = ready.window.conversation.cards[spoken(ready, qtbot)]
    before = card.copy.toolTip()
    assert "reasoning" in before
    card.copy.click()
    assert "633" in QGuiApplication.clipboard().text()
    assert card.copy.toolTip() == "Copied"
    qtbot.waitUntil(lambda: card.copy.toolTip() == before)


def test_a_note_does_not_repeat_what_was_said(ready: Stage, qtbot) -> None:
    sorry = "I didn't catch that."
    turn = ready.talk.begin()
    events = answer(turn, reasoning="", opener=sorry, reply="", result="")
    ready.talk.send([*events[:-1], replace(events[-1], reason="no_speech", message=Translatable(sorry))])
    qtbot.waitUntil(lambda: turn in ready.presenter.turns and ready.presenter.turns[turn].ended is not None)
    card = ready.window.conversation.cards[turn]
    assert card.caption.toPlainText().strip() == sorry
    assert not card.note.isVisible()


def test_signs_are_offered_by_what_the_model_answers(ready: Stage) -> None:
    def narrow(text: str) -> str:
        if any(sign in text for sign in "²³√½π°≤≥("):
            raise BadInput("beyond")
        return text

    composer = ready.window.composer

    def offered() -> str:
        composer.signs.menu().aboutToShow.emit()
        return "".join(action.text()[0] for action, _ in composer.offered if action.isVisible())

    ready.presenter._check = str
    assert set("+−×÷()²√½") <= set(offered())
    ready.presenter._check = narrow
    assert offered() == "+−×÷"


def test_a_new_session_leaves_the_focus_where_space_talks(ready: Stage, qtbot) -> None:
    card = ready.window.conversation.cards[spoken(ready, qtbot)]
    card.caption.setFocus()
    qtbot.keyClick(ready.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not ready.window.conversation.cards)
    assert ready.window.conversation.hasFocus()


def test_the_timeline_shows_words_that_come_without_a_token(style, qtbot) -> None:
    view = TimelineView(style)
    qtbot.addWidget(view)
    view.resize(600, 300)
    turn = TurnTranscript(1)
    turn.apply(*answer(1))
    view.show_turn(turn)
    before, words = view._drawn(turn).toImage(), view._words
    assert len(words) > 3
    view._words = words[:-2]  # what it knew before the last words were heard
    view._cache = None
    less = view._drawn(turn).toImage()
    assert less != before
    view.show_turn(turn)
    assert view._drawn(turn).toImage() == before
