"""A written line -> chains of expressions ("12*3 = 36"), with the prose around them set aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from model.checking.grammar import NOT_UNKNOWNS, ExpressionParser
from model.checking.limits import MAX_LENGTH, NotCheckable, Reason
from model.checking.tokens import Token, tokenize
from model.checking.tree import Side
from model.checking.tree_value import is_literal
from model.checking.unit_table import UNITS
from model.numbers import number_words as nw


@dataclass(slots=True)
class Chain:
    """Sides joined by relations ("=", "≈", "<", ...).

    bare: starts with its first relation ("= 44"), so there is one more relation than there are gaps.
    label: the words before the first relation ("Total"), "" if none. is_statement: says what a number "is".
    """

    sides: list[Side]
    relations: list[str]
    bare: bool = False
    label: str = ""
    is_statement: bool = False


@dataclass(slots=True)
class Line:
    """chains: what is claimed. loose: expressions without a relation. place: to which is rounded, ("dp", 2),
    ("sf", 3) or ("step", 10). numbers_in: how many clauses hold numbers. answer: named or boxed as the answer.
    prose: whether there are words around.
    """

    chains: list[Chain] = field(default_factory=list)
    loose: list[Side] = field(default_factory=list)
    place: tuple[str, Fraction] | None = None
    numbers_in: int = 0
    answer: bool = False
    prose: bool = False


_NEGATIONS = frozenset("not no never isn't isn’t aren't aren’t doesn't doesn’t wrong incorrect false if".split())
_ANSWERS = frozenset("answer ans result solution total".split())
_LIST_MARK = re.compile(
    r"\s*(?:[*•]\s+)?(?:\*\*)?(?:(?:step|part|question)\s*[0-9]{1,2}\s*(?:[.:)]|-\s)|(?:[0-9]{1,2}|[a-h])[.)]\s)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"[\[(]?(?:(?:correct |rounded |rounding )?to )?(?:(?:the )?nearest (?P<step>[a-z]+)(?: number)?"
    r"|(?P<count>[0-9]{1,2}|one|two|three|four) ?(?P<kind>d\.?p\.?|decimals?(?: places?)?|s\.?f\.?"
    r"|significant (?:figures?|digits?)))[\])]?",
    re.IGNORECASE,
)
_STEPS = {
    "one": Fraction(1), "whole": Fraction(1), "unit": Fraction(1), "integer": Fraction(1), "ten": Fraction(10),
    "hundred": Fraction(100), "thousand": Fraction(1000), "tenth": Fraction(1, 10), "hundredth": Fraction(1, 100),
    "thousandth": Fraction(1, 1000),
}  # fmt: skip


def parse_line(text: str) -> Line:
    """Raises NotCheckable with the reason and the position where reading stopped."""
    if len(text) > MAX_LENGTH:
        raise NotCheckable(Reason.TOO_LONG)
    line = Line()
    if mark := _LIST_MARK.match(text):
        text = " " * mark.end() + text[mark.end() :]
    if (place := _PLACE.search(text)) and (found := _place(place)):
        line.place = found
        text = text[: place.start()] + " " * (place.end() - place.start()) + text[place.end() :]
    for clause in _clauses(tokenize(text), line):
        _take_clause(clause, line)
    if len(line.chains) > 1:  # "there are 7 days in a week" claims nothing beside a computation
        line.chains = [chain for chain in line.chains if not chain.is_statement] or line.chains[-1:]
    return line


def _place(match: re.Match[str]) -> tuple[str, Fraction] | None:
    if match["step"]:
        step = _STEPS.get(match["step"].lower())
        return ("step", step) if step else None
    count = match["count"].lower()
    number = int(count) if count.isdigit() else nw.SMALL[count]
    return ("dp" if match["kind"][0] in "dD" else "sf"), Fraction(number)


def _clauses(tokens: list[Token], line: Line) -> list[list[Token]]:
    """The tokens between the breaks; a comma between two numbers ends a clause only where one has been claimed."""
    clauses: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        if token.kind == "box":
            line.answer = True
        elif token.kind != "break":
            clauses[-1].append(token)
        else:
            beside = tokens[max(0, i - 1) : i + 2]
            listed = token.text == "," and len(beside) == 3 and beside[0].kind == beside[2].kind == "number"
            if listed and not any(t.kind == "relation" for t in clauses[-1]):
                clauses[-1].append(token._replace(kind="odd"))
            else:
                clauses.append([])
    return [clause for clause in clauses if clause]


def _take_clause(tokens: list[Token], line: Line) -> None:
    if len(tokens) > 1 and tokens[0].kind == "op" and tokens[1].kind == "relation":
        del tokens[0]  # a list mark
    numbers = any(token.kind == "number" for token in tokens)
    line.numbers_in += numbers
    line.answer |= any(token.kind == "word" and token.text.lower() in _ANSWERS for token in tokens)
    line.prose |= any(token.kind == "word" and len(token.text) > 1 and token.text not in UNITS for token in tokens)
    relations = [i for i, token in enumerate(tokens) if token.kind == "relation"]
    if not relations:
        if numbers and not any(token.kind == "odd" for token in tokens):
            _take_loose(tokens, line)
        return
    try:
        chain = _chain(tokens, relations)
    except NotCheckable:
        if any(token.kind == "op" or (token.kind == "relation" and token.text != "is") for token in tokens):
            raise
        return  # a sentence with "is"
    if chain.bare and line.numbers_in > 1:
        raise NotCheckable(Reason.AMBIGUOUS, tokens[0].start)
    line.chains.append(chain)


def _take_loose(tokens: list[Token], line: Line) -> None:
    """An expression that claims nothing; prose with numbers is left out."""
    try:
        line.loose.append(ExpressionParser(tokens).side(first=True, last=True))
    except NotCheckable:
        if any(token.kind in ("op", "percent", "root", "frac") for token in tokens):
            raise


def _chain(tokens: list[Token], relations: list[int]) -> Chain:
    for token in tokens:
        if token.kind == "odd":
            raise NotCheckable(Reason.UNKNOWN_SIGN, token.start)
        if token.kind == "word" and token.text.lower() in _NEGATIONS:
            raise NotCheckable(Reason.WORDS, token.start)
    spelled = [token for token in tokens if token.spelled]
    if spelled and len(spelled) < sum(token.kind == "op" for token in tokens):
        raise NotCheckable(Reason.AMBIGUOUS, spelled[0].start)  # "100 / 5 = 20 times 2 people have come"
    texts = [tokens[i].text for i in relations]
    chain = Chain([], ["=" if text == "is" else text for text in texts])
    bounds = [-1, *relations, len(tokens)]
    for n, (before, after) in enumerate(pairwise(bounds)):
        part = tokens[before + 1 : after]
        if n == 0 and _is_label(part, texts[0]):
            chain.label = " ".join(token.text for token in part) or ("it" if texts[0] == "is" else "")
            chain.bare = not chain.label
            continue
        if not part:
            raise NotCheckable(Reason.NO_CLAIM, tokens[min(after, len(tokens) - 1)].start)
        prose_before = n == 0 or texts[n - 1] == "is"
        chain.sides.append(ExpressionParser(part).side(first=prose_before, last=after == len(tokens)))
    chain.is_statement = texts == ["is"] and len(chain.sides) == 1 and is_literal(chain.sides[0].node)
    return chain


def _is_label(tokens: list[Token], relation: str) -> bool:
    """True if the left side only names what follows: words, or a number of things ("30 lines are 30*10 = 300")."""
    if all(token.kind == "word" for token in tokens):
        return not _ends_in_name(tokens)
    if relation != "is" or any(token.kind in ("op", "percent", "root", "frac") for token in tokens):
        return False
    try:
        side = ExpressionParser(list(tokens)).side(first=True, last=True)
    except NotCheckable:
        return True
    return is_literal(side.node) and any(token.kind == "word" for token in tokens)


def _ends_in_name(tokens: list[Token]) -> bool:
    """True if words end in an unknown, as in "Let x"."""
    return bool(tokens) and len(tokens[-1].text) == 1 and tokens[-1].text not in NOT_UNKNOWNS
