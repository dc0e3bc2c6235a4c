"""Markdown as a stream: where blocks end, what is a formula, what is plain."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcript.formula_svg import formulas_in
from app.transcript.reasoning_steps import Blocks, formula_open, is_plain, plain, without_lead


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so $x^2$ and \\(y\\)", [("x^2", False), ("y", False)]),
        ("$$a*b$$ then \\[c_1\\]", [("a*b", True), ("c_1", True)]),
        ("it costs $5 and $6", []),
        ("from $ 5 to $ 6", []),
        ("`$x$` is code, $x$ is not", [("x", False)]),
        ("$x", []),
        (r"\$5 for $y$", [("y", False)]),
        ("$3$, $4$", [("3", False), ("4", False)]),
    ],
)
def test_formulas(text: str, found: list[tuple[str, bool]]) -> None:
    assert [(f.tex, f.display) for f in formulas_in(text)] == found


def test_plain_text() -> None:
    assert is_plain("It's six hundred and thirty-three.")
    assert is_plain("644+481: 4+1=5")
    assert not is_plain("so **bold**")
    assert not is_plain("- a list")
    assert not is_plain("costs $3")


def test_list_and_heading_marks_go() -> None:
    assert without_lead("1. first") == "first"
    assert without_lead("## Then") == "Then"
    assert without_lead("-3+5=2") == "-3+5=2"
    assert without_lead("- ") == "- "


def test_blocks_end_at_blank_lines_but_not_within_code_or_formulas() -> None:
    blocks = Blocks()
    blocks.add("one\n\n```\na\n\nb\n```\n\n$$\nx\n\ny\n$$\n\nlast")
    assert [b.strip() for b in blocks.closed] == ["one", "```\na\n\nb\n```", "$$\nx\n\ny\n$$"]
    assert blocks.open == "last"
    assert formula_open("so $$ x")
    assert not formula_open("$$ x $$")


@given(st.text(alphabet="ab\n$`*", max_size=60), st.lists(st.integers(0, 60), max_size=10))
def test_how_the_stream_is_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    whole, pieces = Blocks(), Blocks()
    whole.add(text)
    for a, b in pairwise(sorted({0, len(text), *(min(c, len(text)) for c in cuts)})):
        pieces.add(text[a:b])
    assert "".join(pieces.closed) + pieces.open == text == "".join(whole.closed) + whole.open
    assert (pieces.closed, pieces.open) == (whole.closed, whole.open)


def cpu_of(text: str) -> float:
    """CPU seconds to read a text a character at a time."""
    blocks, begun = Blocks(), time.process_time()
    for char in text:
        blocks.add(char)
    is_plain(text)
    return time.process_time() - begun


@pytest.mark.parametrize("run", ["\n", "a\n\n", "```\n\n", "$$\n\n", " \n", "\n1", "\t", "a\n"])
def test_reading_takes_time_in_proportion_to_the_length(run: str) -> None:
    """It was the fourth power for line ends: 16 times as long for twice the text."""
    cpu_of(run * 200)
    short, long = (min(cpu_of(run * n) for _ in range(3)) for n in (1000, 4000))
    assert long < 12 * short  # 4 is linear, 16 square


@pytest.mark.parametrize(
    "tex", [r"\verb", r"\begin{bmatrix}\end{bmatrix}", r"\textcolor", r"\frac", "{" * 2000, r"\sqrt" * 500, r"\begin{x"]
)
def test_labels_of_odd_formulas(tex: str) -> None:
    import pylatexenc.latex2text  # noqa: F401 - the typesetting thread loads it

    assert plain(f"so ${tex}$ *is*").startswith("so ")


def test_labels_hold_no_marks() -> None:
    import pylatexenc.latex2text  # noqa: F401 - the typesetting thread loads it

    assert plain("so **half** of `x`, $5$ and *six*") == "so half of x, 5 and six"
    assert "√" in plain("$$x = \\sqrt{2}$$")
    assert plain("3 * 4 = 12") == "3 * 4 = 12"
