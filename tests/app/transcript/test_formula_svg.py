"""Formulas that would take too long, or bring more than shapes, are not drawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from app.transcript.formula_svg import MAX_WORK, comparisons_in_words, typeset, work
from app.transcript.safe_svg import shapes

GENEROUS_S = 4.0  # CPU time; 1 s is the aim, and a busy machine measures twice that


def nested(before: str, after: str) -> Callable[[int], str]:
    return lambda levels: before * levels + "2" + after * levels


NESTED = {
    "fractions": nested(r"\frac{1}{", "}"),
    "numerators": nested(r"\frac{", "}{1}"),
    "continued fraction": nested(r"1+\frac{1}{", "}"),
    "roots": nested(r"\sqrt{", "}"),
    "exponents": nested("x^{", "}"),
    "fences": nested(r"\left(", r"\right)"),
    "matrices": nested(r"\begin{pmatrix}1&", r"\end{pmatrix}"),
    "hats": nested(r"\hat{", "}"),
    "over": nested(r"{1\over ", "}"),
    "braces": nested("{", "}"),
    "underbraces": nested(r"\underbrace{", "}"),
}
FLAT = ["1+", "x_1^2", r"\frac{1}{2}", "(", "}", "[", "α", r"\int ", r"\left(1\right)", "x^{y^{z^{w}}}", r"\text{ab}"]


def largest(formula: Callable[[int], str]) -> int:
    """How many levels or repetitions are drawn."""
    return next(n for n in range(1, 5000) if work(formula(n + 1)) > MAX_WORK)


def cpu_s(tex: str) -> float:
    begun = time.process_time()
    typeset(tex, display=False)
    return time.process_time() - begun


@pytest.mark.parametrize("name", NESTED)
def test_nested_formulas_have_a_limit_that_is_soon_set(name: str) -> None:
    formula = NESTED[name]
    levels = largest(formula)
    assert 7 <= levels <= 11
    assert cpu_s(formula(levels)) < GENEROUS_S
    with pytest.raises(ValueError, match="too large"):
        typeset(formula(levels + 1), display=False)
    with pytest.raises(ValueError, match="too large"):
        typeset(formula(400), display=False)


@pytest.mark.parametrize("part", FLAT)
def test_long_formulas_have_a_limit_that_is_soon_set(part: str) -> None:
    assert cpu_s(part * largest(lambda n: part * n)) < GENEROUS_S


def test_a_continued_fraction_of_eight_levels_is_drawn() -> None:
    assert typeset(NESTED["continued fraction"](8), display=True).svg.count("<path") > 16


def test_counting_stops_where_it_is_too_much() -> None:
    """2^100000 is no number to compute with."""
    assert MAX_WORK < work("{" * 100_000) < 4 * MAX_WORK
    assert work("}" * 5) == 10
    assert work(r"\leftarrow\rightarrow") == work("ab")


@pytest.mark.parametrize(
    ("tex", "safe"),
    [("a<b", r"a\lt b"), (r"\left<a\right>", r"\left\lt a\right\gt "), (r"\<b", r"\lt b"), (r"\\<b", r"\\\lt b")],
)
def test_comparisons_mean_the_same_without_their_signs(tex: str, safe: str) -> None:
    assert comparisons_in_words(tex) == safe
    assert typeset("a<b", display=False).svg == typeset(r"a\lt b", display=False).svg


def test_text_in_a_formula_is_no_mathml() -> None:
    """It would bring nesting that nobody has counted."""
    assert typeset(r"\text{<b}", display=False).svg
    drawn = typeset(r"\mbox{a</mtext><mfrac><mn>1</mn><mn>2</mn></mfrac><mtext>b}", display=False)
    assert "<rect" not in drawn.svg  # the line of a fraction
    assert drawn.svg.count("<path") > 20  # its letters


def test_only_shapes_and_known_values_are_kept() -> None:
    kept = shapes(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -2.5 3 4" onload="x"><g fill="url(#a)" style="x">'
        '<path d="M 1 2 L -3.5 4 Z" fill="red" href="x" transform="translate(1 2)"/>'
        '<rect x="1" width="2em" stroke="url(http://e)" fill="rgb(1,2,3)" transform="url(x)"/></g></svg>'
    )
    assert [dict(element.items()) for element in ElementTree.fromstring(kept).iter()] == [
        {"viewBox": "-1 -2.5 3 4"},
        {},
        {"d": "M 1 2 L -3.5 4 Z", "fill": "red", "transform": "translate(1 2)"},
        {"x": "1", "width": "2em", "fill": "rgb(1,2,3)"},
    ]


@pytest.mark.parametrize("inside", ["<script/>", "<image/>", "<g>text</g>", "<a/>", "<g>", "&lol;"])
def test_other_pictures_are_refused(inside: str) -> None:
    with pytest.raises(ValueError, match="the picture"):
        shapes(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


@pytest.mark.parametrize("colour", ["url(http://e)", "red", "#ff0000"])
def test_colours_are_names_or_numbers(colour: str) -> None:
    assert ("url" in typeset(rf"\textcolor{{{colour}}}{{x}}", display=False).svg) is False
    assert (colour in typeset(rf"\textcolor{{{colour}}}{{x}}", display=False).svg) is ("url" not in colour)
