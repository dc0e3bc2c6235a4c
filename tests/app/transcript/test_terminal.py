"""A turn as it looks in a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from app.transcript.terminal import TurnPrinter, summary
from model.events import ReasoningText, SpokenText
from tests.fakes.engine import answer, ended


def shown(colour: bool) -> str:
    out = io.StringIO()
    view = TurnPrinter(out, colour)
    for event in answer(1):
        view.show(event)
    return out.getvalue()


def test_both_streams_appear_line_by_line_with_their_times() -> None:
    assert shown(colour=False).splitlines() == [
        "  0.05 s  heard  What is 347 plus 286?",
        "  0.10 s  speak  Okay,",
        "  0.10 s  speak  let me see.",
        "  0.10 s  think      347+286",
        "  0.50 s  think      =633",
        "  0.50 s  speak  It's six hundred and thirty-three.",
    ]


def test_in_a_terminal_reasoning_is_dim_and_speech_bold() -> None:
    lines = shown(colour=True).splitlines()
    assert lines[1].startswith("\x1b[1m")
    assert lines[3].startswith("\x1b[2m")
    assert all(line.endswith("\x1b[0m") for line in lines[1:])


def test_a_decimal_point_does_not_end_a_line() -> None:
    out = io.StringIO()
    view = TurnPrinter(out, False)
    for piece in ("It's 3", ".", "5 ", "now. ", "Good"):
        view.show(SpokenText(1, 0.0, piece))
    assert out.getvalue().splitlines() == ["  0.00 s  speak  It's 3.5 now."]


def test_blank_lines_of_the_reasoning_are_left_out() -> None:
    out = io.StringIO()
    TurnPrinter(out, False).show(ReasoningText(1, 0.0, "\n\n1+1=2\n"))
    assert out.getvalue().splitlines() == ["  0.00 s  think      1+1=2"]


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    out = io.StringIO()
    view = TurnPrinter(out, False)
    view.show(ReasoningText(1, 0.0, "2\t+ 2\x1b[2J\n"))
    view.show(SpokenText(1, 0.0, "four\u202e. "))
    assert out.getvalue() == "  0.00 s  think      2 + 2\ufffd[2J\n  0.00 s  speak  four\ufffd.\n"
    assert summary(ended(1, answer="4\x1b[8m\n5")).startswith("answer: 4\ufffd[8m\ufffd5\n")


def test_the_summary_tells_answer_and_wait() -> None:
    assert summary(ended(1)) == "answer: 633\nfirst sound 123 ms after the question"
    assert summary(ended(1, "length", "")).startswith("no answer was reached (the reasoning was cut")


def test_each_step_is_printed_with_its_verdict() -> None:
    out = io.StringIO()
    view = TurnPrinter(out, False)
    view.show(ReasoningText(1, 0.0, "1+1=3"))
    view.show(ReasoningText(1, 0.0, "\n", "wrong", 0, True))
    view.show(ReasoningText(1, 0.0, "1+1=2\n", "right", 1))
    view.show(ReasoningText(1, 0.0, "so\n", "unchecked", 2))
    view.show(ReasoningText(1, 0.0, "=3"))
    view.show(ReasoningText(1, 0.0, "", "wrong", 3))
    view.show(ended(1))
    assert [line[21:] for line in out.getvalue().splitlines()] == [
        "1+1=3  [wrong, taken back]", "1+1=2  [right]", "so  [-]", "=3  [wrong]",
    ]  # fmt: skip


def test_the_summary_says_whether_the_answer_was_checked() -> None:
    assert summary(replace(ended(1), verdict="right")).startswith("answer: 633 (checked)\n")
    assert summary(replace(ended(1), verdict="unchecked")).startswith("answer: 633 (could not be checked)\n")
    assert summary(replace(ended(1, answer=""), declined=True)).startswith("no answer: the tutor is not sure\n")
