"""Verdicts on the lines of a growing reasoning, and which numbers they let be spoken."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from model.checking.trace import check_trace
from model.numbers import words_to_numbers
from model.thinker.checked_reasoning import CheckedReasoning
from model.thinker.interleaved import InterleavedAnswer, InterleavedSchedule
from model.thinker.number_guard import NumberGuard
from model.thinker.types import Stream, StreamText


def _verdicts(pieces: list[StreamText]) -> list[tuple[str, str | None, int | None]]:
    return [(piece.text, piece.verdict, piece.line) for piece in pieces if piece.verdict]


def test_each_closed_line_gets_its_verdict() -> None:
    checked = CheckedReasoning("what is 3 plus 4")
    assert _verdicts(checked.add("3+4=")) == []
    assert _verdicts(checked.add("7\n\n=8\n so")) == [("7\n", "right", 0), ("=8\n", "wrong", 1)]
    assert _verdicts(checked.finish()) == [("", "unchecked", 2)]
    assert checked.finish() == []
    assert checked.text == "3+4=7\n\n=8\n so"
    assert checked.closed == ["3+4=7", "", "so"]
    assert checked.unsure


def test_a_plan_turns_right_when_it_is_carried_out() -> None:
    checked = CheckedReasoning()
    pieces = checked.add("12*12\n12*2: 2*2=4 1*2=2\n=24\n12*10: 2*1=2 1*1=1\n=120\n24+120: 4+0=4 2+2=4 0+1=1\n=144\n")
    assert _verdicts(pieces)[0] == ("12*12\n", "unchecked", 0)
    assert _verdicts(pieces)[-1] == ("", "right", 0)
    assert checked.result.right
    assert not checked.unsure


def test_a_wrong_line_is_withdrawn_and_lines_keep_their_numbers() -> None:
    checked = CheckedReasoning("what is 3 plus 4")
    checked.add("3+4=7\n7+4=12\n")
    assert checked.exact_line() == "7+4=11"
    checked.withdraw()
    assert checked.text == "3+4=7\n"
    assert _verdicts(checked.add("7+4=11\n")) == [("7+4=11\n", "right", 2)]
    assert checked.text == "3+4=7\n7+4=11\n"
    assert (checked.unsure, checked.result.right) == (False, True)


def test_the_operands_of_a_plan_are_those_that_no_line_gave() -> None:
    checked = CheckedReasoning()
    checked.add("12+5: 2+5=7 1+0=1\n=17\n17*2: 7*2=14 1*2+1=3\n=34")
    checked.finish()
    assert checked.operands == ["12", "2", "5"]


# What a model may write: right and wrong steps, plans, results, prose.
lines = st.sampled_from(
    [
        "3+4=7",
        "3+4=8",
        "31+42: 1+2=3 3+4=7",
        "=73",
        "=74",
        "=7",
        "9*9=81",
        "9*9=18",
        "3<5",
        "5-3=2",
        "=-2",
        "=2",
        "so 6",
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["31+42: 1+2=3 3+4=7", "=73+4=7"], (2, 8), 73)
@example(["31+42: 1+2=3 3+4=7", "=74", "so 6"], (2, 8), 74)
@example(["3+4=8", "=8"], (5, 5), 8)
@given(
    st.lists(lines, min_size=1, max_size=6),
    st.sampled_from([(1, 9), (2, 8), (3, 7), (5, 5)]),
    st.sampled_from([2, 3, 6, 7, 8, 18, 73, 74, 81]),
)
def test_the_number_of_a_wrong_line_is_never_speakable(
    scripted: Any, written: list[str], ratio: tuple[int, int], wanted: int
) -> None:
    """The voice tries a number again and again while the reasoning grows, and after it.

    The result of an open line may be said if the line is right as it stands, so it counts if more is written behind it.
    """
    from model.numbers import number_to_words

    question = "3 and 4"
    thinker = scripted(number_to_words(wanted) + ".", "\n".join(written), "")
    schedule = InterleavedSchedule("interleaved", ratio, thinker.control)
    answer = InterleavedAnswer(
        thinker.prefill(""), schedule, NumberGuard(question), thinker.tokens.decode, thinker.tokens.encode,
        checked=CheckedReasoning(question),
    )  # fmt: skip
    spoken = ""
    while not answer.over:
        spoken += "".join(text.text for text in answer.step() if text.stream is Stream.SPOKEN)
    spoken += answer.closing()
    all_lines = [line for line in answer.reasoning.split("\n") if line.strip()]
    kept = []
    for at, (line, verdict) in enumerate(zip(all_lines, check_trace(all_lines, question).verdicts, strict=True)):
        if not verdict.wrong:
            kept.append(line)
        if result := re.match(r"=-?\d+", line):
            starts = [result[0][:end] for end in range(2, len(result[0]) + 1)]
            kept += [start for start in starts if check_trace([*all_lines[:at], start], question).verdicts[-1].right]
    known = {abs(n) for s in words_to_numbers("\n".join([question, *kept])) for n in (s.value, *s.parts)}
    assert {abs(span.value) for span in words_to_numbers(spoken)} <= known
    assert answer.drift == 0
