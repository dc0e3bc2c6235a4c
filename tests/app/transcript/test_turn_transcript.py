from __future__ import annotations

from fractions import Fraction

from app.transcript.turn_transcript import TurnTranscript
from model.events import Heard, ReasoningText
from tests.ui.scripted import answer
from ui.services.presenter import thinking


def test_a_whole_answer() -> None:
    turn = TurnTranscript(3)
    assert turn.apply(*answer(3))
    assert turn.question == "What is 347 plus 286?"
    assert turn.steps.closed == ["347+286", "7+6=13", "4+8+1=13", "3+2+1=6", "=633"]
    assert turn.caption.text.split()[-1] == "thirty-three."
    assert turn.ended is not None
    assert turn.ended.answer == "633"


def test_events_of_other_turns_and_late_ones_are_dropped() -> None:
    turn = TurnTranscript(3)
    assert not turn.apply(*answer(2))
    turn.apply(*answer(3))
    assert not turn.apply(ReasoningText(3, 9.0, "late"))


def test_a_typed_question_stays_as_it_was_typed() -> None:
    turn = TurnTranscript(1, "text", "2+2?")
    turn.apply(Heard(1, 0.1, "2 plus 2"))
    assert turn.question == "2+2?"


def test_the_number_being_spoken() -> None:
    turn = TurnTranscript(1)
    turn.apply(*answer(1))
    start = turn.caption.text.index("hundred")
    turn.played_s = turn.caption.time_of(start + 2)
    assert turn.caption.text[slice(*turn.word)] == "hundred"  # type: ignore[misc]
    assert turn.number_heard == Fraction(633)
    turn.played_s = turn.caption.time_of(2)
    assert turn.number_heard is None


def test_thinking_ends_with_the_result_line() -> None:
    turn = TurnTranscript(1)
    turn.apply(ReasoningText(1, 0.1, "7+6=13\n=1"))
    assert thinking(turn)
    turn.apply(ReasoningText(1, 0.2, "3\n"))
    assert not thinking(turn)
