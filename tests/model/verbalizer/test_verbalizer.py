"""Formulas and sentences as words: golden lines, and what may never come out."""

from __future__ import annotations

import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.numbers import words_to_numbers
from model.verbalizer import symbols as sy
from model.verbalizer import to_words

GOLDEN = [line.split("\t") for line in Path(__file__).with_name("golden.tsv").read_text("utf-8").splitlines() if line]


@pytest.mark.parametrize(("text", "words"), GOLDEN)
def test_golden(text: str, words: str) -> None:
    assert to_words(text) == words


def test_there_are_enough_golden_lines() -> None:
    assert len({text for text, _ in GOLDEN}) >= 1100


def test_lines_stay_apart() -> None:
    assert to_words("347+5\n7+5=12\n\n=352") == (
        "three hundred and forty-seven plus five\nseven plus five equals twelve\nequals three hundred and fifty-two"
    )


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "$", "$$", "{}", "\\", "\\frac", "\\frac{1}", "^", "_", "()", "😀", "🎉🎉"]
)
def test_nothing_to_say(text: str) -> None:
    assert not any(c.isdigit() for c in to_words(text))


def speakable(words: str) -> bool:
    return all(c.isalpha() or c in " \n'-,.;:?!" or unicodedata.category(c) in ("Mn", "Mc") for c in words)


COMMANDS = sorted(
    {
        *sy.SIGNS,
        *sy.FUNCTIONS,
        *sy.BIG,
        *sy.FRACTIONS,
        *sy.WRAPPERS,
        *sy.DROPPED,
        *sy.TEXTS,
        *sy.ACCENTS,
        *sy.SYMBOL_COMMANDS,
    }
    | {
        "sqrt",
        "binom",
        "left",
        "right",
        "mathbb",
        "begin",
        "end",
        "operatorname",
        "over",
        "weirdcommand",
        "qwrt",
    }
)
SIGNS = [
    *"+-−×*÷/=<>≤≥≠±^_()[]{}|!'′°%$£€,.;:?!#&~@√∑∫∞∈→…½²₃ⁿ∘∼Σ",
    " || ",
    "||",
    "->",
    "^{-2}",
    "\\\\",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\n",
    "'s",
]
ENVIRONMENTS = [
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{align}",
    "\\end{align}",
]
FRAGMENTS = st.one_of(
    st.sampled_from(COMMANDS).map(lambda name: "\\" + name),
    st.sampled_from([*SIGNS, *ENVIRONMENTS]),
    st.integers(-9999, 9999).map(str),
    st.sampled_from(
        [
            "x",
            "ab",
            "cm",
            "the",
            "sin",
            "pi",
            "dx",
            "lim",
            " x ",
            "C",
            "nCr",
            " May ",
            "Sept",
            "2026-11-21",
            "31/12/1999",
            "1990s",
            "ms",
            "in",
            "ft",
            "h",
            "{",
            "}",
            " ",
            "{x}",
            "{1}",
            "[",
            "]",
            "１",
            "٣",
            "é",
            "हि",
        ]
    ),
    st.text(max_size=3),
)
FORMULAS = st.lists(FRAGMENTS, max_size=25).map("".join)
SHAPES = ["\\frac{%s}{%s}", "%s^{%s}", "%s_%s", "\\sqrt[%s]{%s}", "[%s, %s)", "]%s,%s[", "{%s | %s}", "%s(%s)",
          "\\left|%s\\right|_{%s}", "\\sum_{%s}^{%s}", "$%s$ %s", "\\text{%s} %s", "\\foo{%s}{%s}",
          "\\begin{pmatrix}%s & %s\\end{pmatrix}", "%s / %s", "\\mathrm{%s}%s", "\\qty{%s}{%s}"]  # fmt: skip
NESTED = st.recursive(
    FRAGMENTS,
    lambda inner: st.tuples(st.sampled_from(SHAPES), inner, inner).map(lambda t: t[0] % t[1:]),
    max_leaves=12,
)


@settings(deadline=None, max_examples=400)
@given(st.one_of(FORMULAS, NESTED, st.text()))
@example("\\begin{pmatrix}1&2\\\\3")
@example("1{,}2{,}{3")
@example("\ud800 7")
@example("0\\mbox")
@example("\\sqrt[\\³]{x}")
def test_only_speakable_characters_come_out(text: str) -> None:
    words = to_words(text)
    assert speakable(words), (text, words)
    assert words == words.strip()


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4))
def test_no_command_is_read_as_backslash(names: list[str]) -> None:
    assert "backslash" not in to_words(" ".join("\\" + name for name in names))


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_date_is_said_the_same_however_it_is_written(day: date) -> None:
    written = [f"{day:%d/%m/}{day.year}", f"{day.year}{day:-%m-%d}", f"{day.day} {day:%B} {day.year}"]
    said = {to_words(text) for text in written}
    assert len(said) == 1
    assert speakable(said.pop())


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_sums_hold_the_same_numbers(a: int, b: int) -> None:
    assert [span.value for span in words_to_numbers(to_words(f"{a} + {b}"))] == [a, b]


LONG = [
    *(
        "x ",
        "3",
        "3 ",
        "(",
        "()",
        "[",
        "|",
        "{",
        "{x}",
        "$",
        "$x$ ",
        "^",
        "x^",
        "x_",
        "1/",
        "-",
        "3 cm ",
        "'",
        "a,",
    ),
    *("f(", "word ", "&", "²", "é", "文", "😀", "1.", "((x))"),
    *("\\sqrt", "\\sqrt{", "\\frac{", "\\left(", "\\begin{cases}", "\\alpha ", "\\\\"),
]


@pytest.mark.parametrize("unit", LONG)
def test_ten_thousand_characters_take_no_quadratic_time(unit: str) -> None:
    started = time.process_time()
    words = to_words(unit * (10_000 // len(unit)))
    assert time.process_time() - started < 2
    assert speakable(words)
