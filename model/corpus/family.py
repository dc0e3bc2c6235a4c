"""Families of wording: one formula, many ways to ask for it. They are written in `families/KIND.txt`.

    [shop-change]                       the family's name, unique in its kind
    (a-b*c) | a=20..100:$ b=2..6 c=2..9:$ a>b*c
    ? {n} has {a} and buys {b} {t} [for|at] {c} each. [How much|What] is left?
    ~ {a} minus {b} times {c}           a noun phrase, put into a frame: "What is ...?"
    ^ take {b} times {c} from {a}       an order, put into a frame: "Please ..."
    = ...                               the plan, if it does not follow from the formula; "@" is the result before
    ! {a}, and {b} {t} at {c}           what the tutor takes up at once
    . {n} has {} left.                  how the answer is said; several lines are a choice

Numbers: `a=2..99` whole, `/1` with one decimal, `:$` with a unit, `F9` a proper fraction and `M9` a mixed number with a
denominator of up to 9, `2,4,5` one of these; `c:=a*3+b` follows from others.
Names: {n} {m} people, {p} {s} {o} pronouns
of {n} (she, her, her), {t} {u} things. Words after the numbers: a condition ("a>b"), `signed` for results below zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import gcd
from pathlib import Path
from random import Random

from model.corpus import formulas, reply
from model.corpus.problem import Problem
from model.corpus.speech import operation
from model.corpus.wording import Said, asked, dressed, expand, fill, hesitated, ordered, plain, said_number
from model.working import Working, carry_out
from model.working.numerals import decimal_places, decimal_text, numeral
from model.working.steps import plan_of

FOLDER = Path(__file__).with_name("families")
MAX_RESULT = 200_000
MAX_PLACES = 3
HESITATIONS = 0.04  # share of questions with an "um" or a number taken back

SHE = (
    "Anna Maria Emma Sofia Lucy Mia Nina Zoe Julia Clara Alice Ella Grace Hannah Ruby Amy Sarah Kate Lena Rosa"
).split()
HE = ("Tom Ben Sam Leo Max Paul Jack David Peter Adam Omar Luis Felix Daniel Oscar Henry Noah James Carl Mark").split()
THINGS = (
    "apples pears oranges plums lemons cookies cakes muffins candies eggs books pencils pens stickers marbles cards "
    "stamps coins shells stones flowers roses balloons toys cars buttons beads tickets photos cups plates bottles "
    "boxes bags hats socks shirts keys nuts carrots"
).split()

_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)(?:/(\d))?")
_NAME = re.compile(r"\{([a-z]\w*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A number that is drawn (`source` is a range, a list or "F9") or derived (`derived`, a formula)."""

    name: str
    source: str
    unit: str
    derived: bool

    def draw(self, rng: Random, known: Mapping[str, str]) -> str:
        if self.derived:
            value = formulas.exact(self.source, {name: fraction_of(text) for name, text in known.items()})
            return decimal_text(value) or str(value)
        if self.source[0] in "FM":
            return _fraction(rng, int(self.source[1:]), mixed=self.source[0] == "M")
        if match := _RANGE.fullmatch(self.source):
            places = int(match[3] or 0)
            value = Fraction(_between(rng, int(match[1]), int(match[2]), places), 10**places)
            return decimal_text(value) or ""
        return rng.choice(self.source.split(","))


def _between(rng: Random, low: int, high: int, places: int) -> int:
    """Evenly, but one in three from the lower part of a wide range, as people ask more about small numbers."""
    low, high = low * 10**places, high * 10**places
    if high - low > 100 and rng.random() < 0.33:
        high = low + (high - low) // 10
    return rng.randint(low, high)


def _fraction(rng: Random, most: int, mixed: bool) -> str:
    below = rng.randint(2, most)
    above = rng.choice([n for n in range(1, below) if gcd(n, below) == 1])
    return f"{rng.randint(1, most)} {above}/{below}" if mixed else f"{above}/{below}"


def fraction_of(text: str) -> Fraction:
    found = numeral(text)
    assert found is not None, text
    return found.value


@dataclass(frozen=True)
class Family:
    """See the module. texts: (mark, template)."""

    kind: str
    name: str
    formula: str
    slots: tuple[Slot, ...]
    conditions: tuple[str, ...]
    flags: frozenset[str]
    texts: tuple[tuple[str, str], ...]
    plan: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.kind}/{self.name}"

    def draw(self, rng: Random) -> Problem:
        """A problem with random numbers, names and wording."""
        values, plan, working = self.numbers(rng)
        said = {slot.name: said_number(rng, values[slot.name], slot.unit) for slot in self.slots}
        names = people(rng)
        opening = self._reply_text(rng, self.openings, said | names) or self._operations(plan, said)
        closing = self._reply_text(rng, self.closings, said | names, end="")
        mark, template = rng.choice(self.texts)
        text = _framed(rng, mark, expand(rng, template).replace("@", self.core(rng)))
        heard = dict(said)
        if "=" not in plan[0] and rng.random() < HESITATIONS:  # an equation must stay whole
            number = rng.choice(self.slots)
            heard[number.name] = hesitated(rng, said[number.name], values[number.name])
        wording = fill(text, heard | names)
        typed = fill(text, said | names).typed
        if "=" in plan[0] and rng.random() < 0.5:
            typed = typed_equation(rng, plan[0])
        elif mark in "~^" and "text" not in self.flags and rng.random() < 0.5:
            typed = formulas.typed(rng, self.formula, said)
        parts = reply.compose(rng, working, reply.restated(rng, opening), closing)
        return Problem(
            self.kind, wording.question, working.lines, working.answer, parts, loosely(rng, typed), family=self.label,
            plan=plan, formula=self._filled(values), spoken=wording.spoken,
        )  # fmt: skip

    def numbers(self, rng: Random) -> tuple[dict[str, str], tuple[str, ...], Working]:
        """Numbers that fit all conditions, as a trace writes them, and how they are worked with."""
        for _ in range(2000):
            values: dict[str, str] = {}
            for slot in self.slots:
                values[slot.name] = slot.draw(rng, values)
            if found := self._worked(values):
                return values, *found
        raise ValueError(f"{self.label}: no numbers fit")

    def _worked(self, values: Mapping[str, str]) -> tuple[tuple[str, ...], Working] | None:
        """Plan and working, if the numbers fit."""
        numbers = {name: fraction_of(text) for name, text in values.items()}
        if not all(formulas.exact(condition, numbers) for condition in self.conditions):
            return None
        try:
            plan = self._plan(values)
            working = carry_out(plan)
        except ValueError:
            return None
        whole = not ({"decimal", "fraction"} & self.flags) and all("." not in text for text in values.values())
        return (plan, working) if all(self._sensible(step.result, whole) for step in working.steps) else None

    def _sensible(self, result: str, whole: bool) -> bool:
        found = numeral(result)
        if found is None:
            return "text" in self.flags or "x" in result
        if abs(found.value) > MAX_RESULT or (found.value <= 0 and "signed" not in self.flags):
            return False
        if found.form in ("fraction", "mixed"):
            return "fraction" in self.flags and found.value.denominator <= 100
        return found.form == "whole" or (not whole and (decimal_places(found.value) or 0) <= MAX_PLACES)

    def _plan(self, values: Mapping[str, str]) -> tuple[str, ...]:
        if not self.plan:
            return plan_of(self.formula, values)
        done: list[str] = []
        for entry in self.plan:
            written = entry.format_map(values)
            if "@" in written:
                written = written.replace("@", carry_out(done).steps[-1].result)
            done.append(written.replace("+-", "-"))
        return tuple(done)

    def _filled(self, values: Mapping[str, str]) -> str:
        """The formula with its numbers, fractions as quotients: the exact value by Python's own rules."""
        number = {name: str(fraction_of(text)) for name, text in values.items()}
        return re.sub(r"\b[a-z]\b", lambda match: f"({number[match.group()]})", self.formula)

    def _reply_text(self, rng: Random, texts: tuple[str, ...], said: Mapping[str, Said], end: str = "") -> str:
        if not texts:
            return end
        text = expand(rng, rng.choice(texts))
        return _NAME.sub(lambda match: said[match[1]].reply, text)

    def _operations(self, plan: tuple[str, ...], said: Mapping[str, Said]) -> str:
        """The first operation in words, or the numbers where it has no short name."""
        text = operation(plan[0]) if self.plan == () else ""
        if text:
            return text if len(plan) == 1 else f"first {text}"
        used = dict.fromkeys(re.findall(r"\b[a-z]\b", self.formula))
        return reply.listed([said[name].reply for name in used])

    def core(self, rng: Random) -> str:
        """The formula in words, with its numbers to be filled in."""
        bracket = rng.choice(("open bracket", "open bracket", "open parenthesis"))
        return formulas.aloud(
            formulas.tree(self.formula), {slot.name: f"{{{slot.name}}}" for slot in self.slots}, bracket
        )


def _framed(rng: Random, mark: str, text: str) -> str:
    if mark == "~":
        return asked(rng, text)
    return ordered(rng, text) if mark == "^" else dressed(rng, text)


def people(rng: Random) -> dict[str, Said]:
    """{n}, {m}, the pronouns of {n}, and two things."""
    she = rng.random() < 0.5
    name = rng.choice(SHE if she else HE)
    other = rng.choice([one for one in SHE + HE if one != name])
    thing, more = rng.sample(THINGS, 2)
    pronouns = ("she", "her", "her") if she else ("he", "his", "him")
    fills = dict(zip("npsomtu", (name, *pronouns, other, thing, more), strict=True))
    return {key: plain(text) for key, text in fills.items()}


def typed_equation(rng: Random, equation: str) -> str:
    """ "2x+3=11" as it is typed: "Solve 2x + 3 = 11", "2x+3=11, x=?"."""
    spaced = re.sub(r"(?<=.)([+=-])", r" \1 ", equation)
    text = rng.choice((equation, spaced, spaced, f"${spaced}$"))
    return rng.choice(("{}", "{}", "Solve {}", "Solve for x: {}", "{}, x = ?", "What is x if {}?")).format(text)


def loosely(rng: Random, text: str) -> str:
    """A question as it is typed: now and then without capitals or a full stop."""
    if rng.random() < 0.2:
        text = text[:1].lower() + text[1:]
    return text.rstrip(".?") if rng.random() < 0.2 and not text.endswith(("= ?", "=?")) else text


@dataclass
class _Draft:
    name: str
    head: str = ""
    lines: dict[str, list[str]] = field(default_factory=dict)


@cache
def families(kind: str) -> tuple[Family, ...]:
    """All families of a kind. Raises ValueError for a line that cannot be read."""
    drafts: list[_Draft] = []
    for line in (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text[0] == "[" and text[-1] == "]" and " " not in text:
            drafts.append(_Draft(text[1:-1]))
        elif text[0] in "?~^=!." and text[1:2] == " ":
            drafts[-1].lines.setdefault(text[0], []).append(text[2:])
        elif not drafts[-1].head:
            drafts[-1].head = text
        else:
            raise ValueError(f"{kind}.txt: {text}")
    return tuple(_family(kind, draft) for draft in drafts)


def _family(kind: str, draft: _Draft) -> Family:
    formula, _, numbers = draft.head.partition(" | ")
    slots, conditions, flags = [], [], set()
    for word in numbers.split():
        if match := re.fullmatch(r"([a-z]):=(.+?)(?::([$%\w]+))?", word):
            slots.append(Slot(match[1], match[2], match[3] or "", derived=True))
        elif match := re.fullmatch(r"([a-z])=([^:=]+)(?::([$%\w]+))?", word):
            slots.append(Slot(match[1], match[2], match[3] or "", derived=False))
        elif word.isalpha():
            flags.add(word)
        else:
            conditions.append(word)
    texts = tuple((mark, text) for mark in "?~^" for text in draft.lines.get(mark, ()))
    return Family(kind, draft.name, formula, tuple(slots), tuple(conditions), frozenset(flags), texts,
                  tuple(draft.lines.get("=", ())), tuple(draft.lines.get("!", ())),
                  tuple(draft.lines.get(".", ())))  # fmt: skip
