from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from app.transcript.turn_transcript import TurnTranscript
from model.events import Heard, ReasoningText
from tests.fakes.engine import ended
from tests.ui.scripted import answer
from ui.services.presenter import thinking


def test_a_whole_answer() -> None:
    turn = TurnTranscript(3)
    assert turn.apply(*answer(3))
    assert turn.question == "What is 347 plus 286?"
    assert turn.steps.closed == ["347+286: 7+6=13 4+8+1=13 3+2+1=6", "=633"]
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


def checked_turn() -> TurnTranscript:
    """A plan that is carried out later, a line that was taken back, and a result without its line end."""
    turn = TurnTranscript(1)
    pieces = [
        ReasoningText(1, 0.1, "12*11"), ReasoningText(1, 0.2, "\n", "unchecked", 0),
        ReasoningText(1, 0.3, "12*11=121\n", "wrong", 1, True), ReasoningText(1, 0.3, "12*11=132\n", "right", 2),
        ReasoningText(1, 0.4, "", "right", 0), ReasoningText(1, 0.5, "\n=132"), ReasoningText(1, 0.6, "", "right", 3),
    ]  # fmt: skip
    turn.apply(*pieces)
    return turn


def test_each_step_has_its_verdict_and_what_was_taken_back_is_kept_apart() -> None:
    turn = checked_turn()
    states = ["right", "withdrawn", "right", "right"]
    assert [turn.steps.state(at) for at in range(4)] == states
    assert turn.reasoning == "12*11\n12*11=132\n\n=132"
    assert turn.steps.text == "12*11\n12*11=132\n=132"
    assert all(mark.text for mark in turn.timeline.marks)
    assert not turn.result_is_right  # while the turn runs
    turn.apply(replace(ended(1), verdict="right"))
    assert turn.result_is_right
    assert [turn.steps.state(at) for at in range(4)] == states


def test_a_result_that_rests_on_an_unchecked_line_is_not_right() -> None:
    turn = checked_turn()
    turn.apply(replace(ended(1), verdict="unchecked"))
    assert turn.steps.state(3) == "right"
    assert not turn.result_is_right


def test_a_formula_of_several_lines_is_as_bad_as_its_worst_line() -> None:
    turn = TurnTranscript(1)
    lines = [("$$", "unchecked"), ("1+1=3", "wrong"), ("$$", "unchecked"), ("1+1=2", "right")]
    for at, (line, verdict) in enumerate(lines):
        turn.apply(ReasoningText(1, 0.1, line), ReasoningText(1, 0.1, "\n", verdict, at))  # type: ignore[arg-type]
    assert turn.steps.closed == ["$$ 1+1=3 $$", "1+1=2"]
    assert [turn.steps.state(0), turn.steps.state(1)] == ["wrong", "right"]
