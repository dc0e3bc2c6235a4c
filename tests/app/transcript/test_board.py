"""What is drawn together, and that the drawings hold what was written and nothing else."""

from __future__ import annotations

import time

import pytest

from app.transcript.board import Row, rows_of
from app.transcript.board_drawing import drawing_of
from app.transcript.drawing import Drawing, svg_of
from app.transcript.reasoning_steps import Steps
from model.working import carry_out


def rows(text: str, final: str | None = "right") -> list[Row]:
    steps = Steps()
    steps.add(text)
    if final is not None:
        steps.finish(final)  # type: ignore[arg-type]
    return rows_of(steps)


def drawn(text: str, final: str | None = "right") -> Drawing:
    made = drawing_of(rows(text, final)[0])
    assert made is not None
    return made


def lines_of(drawing: Drawing) -> list[str]:
    """The signs of a drawing from top to bottom, each line from left to right."""
    heights = sorted({sign.y for sign in drawing.signs})
    return ["".join(s.text for s in sorted(drawing.signs, key=lambda s: s.x) if s.y == y) for y in heights]


PLANS = [
    (["347+286"], ["sum", "result"]),
    (["905-398"], ["sum", "result"]),
    (["37-85"], ["text", "sum", "result"]),
    (["47*23"], ["sum", "result"]),
    (["347*286"], ["sum", "result"]),
    (["846/18"], ["sum", "result"]),
    (["12*7", "84-5"], ["sum", "sum", "result"]),
    (["47*23", "1081+5"], ["sum", "sum", "result"]),
    (["47*23", "47*5"], ["sum", "sum", "result"]),
    (["(3/4)+(1/6)"], ["equations", "result"]),
    (["2.75+1.5"], ["equations", "sum", "equations", "result"]),
    (["2x+3=11", "2x=11-3", "x=8/2"], ["equations", "equations", "equations", "result"]),
    (["prime(91)"], ["text", "result"]),
]


@pytest.mark.parametrize(("plan", "kinds"), PLANS, ids=lambda value: " ".join(value))
def test_the_lines_of_an_operation_are_drawn_together(plan: list[str], kinds: list[str]) -> None:
    made = rows("\n".join(carry_out(plan).lines))
    assert [row.kind for row in made] == kinds
    assert [row.kind for row in made if drawing_of(row) is None] == [k for k in kinds if k in ("text", "result")]


def test_written_addition() -> None:
    assert lines_of(drawn("347+286: 7+6=13 4+8+1=13 3+2+1=6\n=633")) == ["347", "+286", "11", "633"]


def test_written_subtraction_has_its_borrowed_tens() -> None:
    assert lines_of(drawn("905-398: 15-8=7 10-9-1=0 9-3-1=5\n=507")) == ["11", "905", "−398", "11", "507"]


def test_written_products() -> None:
    assert lines_of(drawn("347*6: 7*6=42 4*6+4=28 3*6+2=20\n=2082")) == ["347", "×6", "24", "2082"]
    text = "\n".join(carry_out(["47*23"]).lines)
    assert lines_of(drawn(text)) == ["47", "×23", "141", "940", "1081"]


def test_long_division() -> None:
    text = "846/18: 84-18*4=84-72=12 126-18*7=126-126=0\n=47"
    assert lines_of(drawn(text)) == ["47", "18)846", "72", "126", "126", "0"]
    assert lines_of(drawn("7/2: 7-2*3=7-6=1\n=3 r 1"))[0] == "3r1"


@pytest.mark.parametrize("plan", [plan for plan, _ in PLANS], ids=" ".join)
def test_digits_appear_as_they_are_thought_and_stay(plan: list[str]) -> None:
    text = "\n".join(carry_out(plan).lines)
    for end in range(1, len(text)):
        shown = rows(text[:end], None)
        assert "\n".join(line for row in shown for line in row.lines) == "\n".join(
            line.strip() for line in text[:end].strip("\n").split("\n")
        )
        for row in shown:
            if (made := drawing_of(row)) is not None:
                assert all(0 <= sign.x <= made.width and 0 < sign.y <= made.height for sign in made.signs)
    first = drawn("347+286: 7+6=13 4", None)
    assert lines_of(first) == ["347", "+286", "1", "3"]


def test_a_wrong_digit_is_shown_as_it_was_written() -> None:
    assert lines_of(drawn("347+286: 7+6=14 4+8+1=13 3+2+1=6\n=634"))[-1] == "634"


@pytest.mark.parametrize("line", ["347+286: 3+6=9", "84/0: 8-0*1=8", "846/18: 99-18*5=99-90=9", "47*23", "1e9*7: 1"])
def test_other_forms_stay_text(line: str) -> None:
    assert [drawing_of(row) for row in rows(line)] == [None]


@pytest.mark.parametrize("part", ["(1", "1", "((1+", "1/1=", "(-1)", "=(1+1)/", "1*1+"])
def test_long_lines_cost_little(part: str) -> None:
    """Patterns with nested repeats would take longer than the age of the universe."""
    line = "1=" + (part * 200)[:190]
    before = time.thread_time()
    for row in rows(f"{line}\n=({line}"):
        drawing_of(row)
    assert time.thread_time() - before < 2.0


def test_fractions_stand_above_a_bar() -> None:
    made = drawn("(3/4)+(1/6)=(9/12)+(2/12)\n=(9+2)/12\n=11/12")
    assert len(made.bars) == 6
    assert "/" not in "".join(sign.text for sign in made.signs)
    equals = {sign.x for sign in made.signs if sign.text == "="}
    assert len(equals) == 1
    assert len([sign for sign in made.signs if sign.text == "="]) == 3


def test_a_line_that_was_taken_back_stands_alone() -> None:
    steps = Steps()
    steps.add("12*7: 2*7=15\n12*7: 2*7=14 1*7+1=8\n=84\n")
    steps.judge(0, "withdrawn")
    steps.judge(1, "right")
    steps.judge(2, "right")
    steps.finish("right")
    assert [(row.kind, row.state) for row in rows_of(steps)] == [
        ("text", "withdrawn"),
        ("sum", "right"),
        ("result", "right"),
    ]


def test_the_result_is_named_at_the_end_only() -> None:
    assert [row.kind for row in rows("12/4=3\n=3", None)] == ["equations", "text"]
    assert [row.kind for row in rows("12/4=3\n=3", "unchecked")] == ["equations", "result"]
    assert rows("12/4=3\n=3", "unchecked")[-1].state == "unchecked"


def test_the_picture_for_a_page_is_escaped_and_has_words() -> None:
    svg = svg_of(drawn("(3/4)+(1/6)=(9/12)+(2/12)\n=(9+2)/12\n=11/12"))
    assert 'role="img"' in svg
    assert "<title>" in svg
    assert svg_of(Drawing(words='<"&')).count("<") == 4  # the tags of svg and title
