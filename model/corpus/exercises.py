"""Problems to practise: the corpus's generators without the words that people put around a question.

An exercise has one exact answer and its exact working. Pure Python: nothing is loaded but the families' texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final, Literal, get_args

from model.corpus import family, formulas, stories
from model.corpus.family import Family
from model.corpus.problem import Problem
from model.corpus.speech import capital, in_words
from model.corpus.wording import Said, expand, fill, said_number
from model.working import carry_out

Kind = Literal[
    "plus-minus", "times-divide", "order", "stories", "large", "negatives", "decimals", "fractions", "percent",
    "powers", "equations", "units", "geometry", "averages", "factors", "sequences",
]  # fmt: skip
Level = Literal["easy", "medium", "hard"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
_DRAWS: Final = 12
"""Of so many drawn problems, an easy one is in the third with the shortest working, a hard one in the longest."""
_UNFIT: Final = frozenset({"averages/simplify-ratio"})
"""Families whose answer can be written in other ways than as a number."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """question: as it is written. spoken: in words. answer: exact, as a trace writes it ("3/4", "2 1/2", "yes").

    plan: its operations. lines: their working, the last one "=ANSWER".
    """

    question: str
    spoken: str
    answer: str
    plan: tuple[str, ...]
    lines: tuple[str, ...]


def exercise(rng: Random, kind: Kind, level: Level) -> Exercise:
    """A problem of a kind and difficulty."""
    if kind in ("plus-minus", "times-divide"):
        return _sum(rng, *_numbers(rng, kind, level))
    if kind == "stories" and level != "hard":
        return _story(rng, stories.ONE_STEP if level == "easy" else stories.TWO_STEP)
    families = family.families("stories-3" if kind == "stories" else kind)
    fit = [one for one in families if one.label not in _UNFIT]
    return _of_level(rng, level, lambda: _from_family(rng, rng.choice(fit)))


def _of_level(rng: Random, level: Level, draw: Callable[[], Exercise]) -> Exercise:
    drawn = sorted((draw() for _ in range(_DRAWS)), key=_effort)
    third = LEVELS.index(level) * _DRAWS // len(LEVELS)
    return rng.choice(drawn[third : third + _DRAWS // len(LEVELS)])


def _effort(one: Exercise) -> int:
    """How much there is to work out: operations, small sums and digits."""
    return 3 * len(one.plan) + "".join(one.lines).count("=") + 2 * len(one.answer)


# Two whole numbers


def _numbers(rng: Random, kind: Kind, level: Level) -> tuple[int, str, int]:
    if kind == "plus-minus":
        if level == "easy":
            return _to_twenty(rng)
        return _digits(rng, 11, 99) if level == "medium" else _digits(rng, 101, 999)
    first, second = {"easy": ((2, 10), (2, 10)), "medium": ((11, 99), (3, 9)), "hard": ((12, 99), (11, 25))}[level]
    return _product_or_quotient(rng, rng.randint(*first), rng.randint(*second))


def _to_twenty(rng: Random) -> tuple[int, str, int]:
    total = rng.randint(3, 20)
    part = rng.randint(1, total - 1)
    return (part, "+", total - part) if rng.random() < 0.5 else (total, "-", part)


def _digits(rng: Random, least: int, most: int) -> tuple[int, str, int]:
    a, b = rng.randint(least, most), rng.randint(least, most)
    return (a, "+", b) if rng.random() < 0.5 or a == b else (max(a, b), "-", min(a, b))


def _product_or_quotient(rng: Random, a: int, b: int) -> tuple[int, str, int]:
    return (a, "*", b) if rng.random() < 0.5 else (a * b, "/", b)


_SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_NAMES: Final = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def _sum(rng: Random, a: int, symbol: str, b: int) -> Exercise:
    asked = rng.choice(("What is {}?", "How much is {}?"))
    plan = (f"{a}{symbol}{b}",)
    working = carry_out(plan)
    spoken = asked.format(f"{in_words(str(a))} {_NAMES[symbol]} {in_words(str(b))}")
    return Exercise(asked.format(f"{a} {_SIGNS[symbol]} {b}"), spoken, working.answer, plan, working.lines)


# Families


def _story(rng: Random, templates: list[stories.Template]) -> Exercise:
    return _shown(stories.story(rng, templates))


def _shown(problem: Problem) -> Exercise:
    return Exercise(problem.question, problem.spoken_question, problem.answer, problem.plan, problem.reasoning)


def _from_family(rng: Random, chosen: Family) -> Exercise:
    values, plan, working = chosen.numbers(rng)
    said = {slot.name: _number(values[slot.name], slot.unit) for slot in chosen.slots}
    mark, template = rng.choice(chosen.texts)
    text = expand(rng, template)
    asked = {"~": f"What is {text}?", "^": f"{capital(text)}."}.get(mark, text)
    fills = said | family.people(rng)
    spoken = fill(asked.replace("@", chosen.core(rng)), fills).spoken
    question = fill(asked.replace("@", formulas.signs(chosen.formula, values)), fills).question
    if "=" in plan[0]:
        question = f"Solve {_spaced(plan[0])}. What is x?"
    return Exercise(question, spoken, working.answer, plan, working.lines)


def _spaced(equation: str) -> str:
    """ "2x-3=11" -> "2x − 3 = 11"."""
    return re.sub(r"(?<=[\dx)])([+\-=])", r" \1 ", equation).replace(" - ", " − ")


class _Usual(Random):
    """Draws what is most usual: the first of each choice."""

    def random(self) -> float:
        return 0.0


def _number(text: str, unit: str) -> Said:
    """A number with its unit, said as most people do."""
    return said_number(_Usual(), text, unit)
