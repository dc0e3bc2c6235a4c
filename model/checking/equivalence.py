"""True if two answers are the same value: "3/4" and "three quarters", "10:30" and "half past ten"."""

from __future__ import annotations

import re

from model.checking.limits import MAX_LENGTH, NotCheckable
from model.checking.lines import parse_line
from model.checking.tree import Name, Node, Ratio, Remainder
from model.checking.tree_value import evaluate
from model.checking.unit_table import TIME
from model.checking.value import Value
from model.checking.verdict import check_line
from model.numbers.from_words import digits_of

_QUARTER = re.compile(r"\b(?:a )?(half|quarter) (past|to)\b")
_PAST = re.compile(r"\b([0-9]{1,2})(?: minutes?)? (past|to) ([0-9]{1,2})\b")
_TO = re.compile(r"\b([0-9]+) to ([0-9]+)\b")
_OCLOCK = re.compile(r"\b([0-9]{1,2}) o['’]?clock\b")
_LEFT_OVER = re.compile(r"\b(?:with )?([0-9]+) left over\b")
_HOURS_MINUTES = re.compile(r"([0-9]{1,2}) ([0-5][0-9])")
_FILLER = re.compile(
    r"^\s*(?:(?:so|and|well|okay|then|therefore|the answer|the result|answer|result|it|that|this|we get|you get|i get"
    r"|i got|i think|final answer)\b['’]?(?:s\b)?[\s,:]*(?:is|are|makes|gives|was|comes to|equals)?[\s,:]*)+",
    re.IGNORECASE,
)

Answer = Value | Ratio | Remainder


def same_value(one: str, other: str) -> bool | None:
    """None where one of the two is not wholly one value, so that nothing can be said.

    A unit that only one of them names does not count: "12 cm^2" and "twelve" are the same.
    """
    found = [_same(a, b) for a in _readings(one) for b in _readings(other)]
    return True if True in found else None if None in found or not found else False


def _same(a: Answer, b: Answer) -> bool | None:
    if isinstance(a, Remainder) and isinstance(b, Remainder):
        return a.quotient.value == b.quotient.value and a.rest.value == b.rest.value
    if isinstance(a, Remainder) or isinstance(b, Remainder):
        return None
    if isinstance(a, Ratio) or isinstance(b, Ratio):
        return _same_ratio(a, b)
    if a.unknown or b.unknown:
        return None
    if a.percent != b.percent:  # "25%" and "25"
        return a.number == b.number or 100 * a.number == b.number or a.number == 100 * b.number
    return a.agrees(b)


def _same_ratio(a: Answer, b: Answer) -> bool | None:
    """Ratios and times of day: part by part; "ten thirty" is 10:30, too."""
    if isinstance(a, Ratio) and isinstance(b, Ratio):
        if a.clock and b.clock:
            return evaluate(a).number % 43_200 == evaluate(b).number % 43_200
        first, second = a.parts[0].value, b.parts[0].value
        pairs = list(zip(a.parts, b.parts, strict=False))
        return len(a.parts) == len(b.parts) and all(x.value * second == y.value * first for x, y in pairs)
    ratio, plain = (a, b) if isinstance(a, Ratio) else (b, a)
    if not isinstance(ratio, Ratio) or not isinstance(plain, Value) or not ratio.clock or plain.symbols:
        return None
    if plain.dimension == TIME:
        return plain.number == evaluate(ratio).number
    return plain.number == ratio.parts[0].value if not ratio.parts[1].value and not plain.dimension else None


def answer_value(text: str) -> Answer | None:
    """The value of an answer, written or in words; None if it is not wholly one value."""
    return next(iter(_readings(text)), None)


def _readings(text: str) -> list[Answer]:
    """The values that an answer may have: "twelve to five" is a time or a ratio."""
    if len(text) > MAX_LENGTH:
        return []
    digits = _in_digits(text)
    versions = [text, digits, _TO.sub(r"\1:\2", digits)] if _TO.search(digits) else [text, digits]
    found: list[Answer] = []
    for version in versions:
        try:
            node = _node(_clocks(version))
            if node is not None:
                found.append(node if isinstance(node, Remainder | Ratio) else evaluate(node))
        except NotCheckable:
            continue
        if found and len(versions) == 2:
            break
    return found


def _node(text: str) -> Node | None:
    """The one expression of an answer, without its name and the words around it."""
    line = parse_line(_FILLER.sub("", text))
    if len(line.loose) == 1 and not line.chains and line.numbers_in <= 1:
        return line.loose[0].node
    if len(line.chains) != 1 or line.loose:
        return None
    chain = line.chains[0]
    named = len(chain.sides) == 1 or (len(chain.sides) == 2 and isinstance(chain.sides[0].node, Name))
    if not set(chain.relations) <= {"=", "≈"} or not (named or check_line(text).right):
        return None
    return chain.sides[-1].node


def _in_digits(text: str) -> str:
    """Number words in digits."""
    text = _QUARTER.sub(lambda match: f"{30 if match[1] == 'half' else 15} {match[2]}", text.lower())
    return _LEFT_OVER.sub(r"r \1", digits_of(text))


def _clocks(text: str) -> str:
    """Phrases for times of day as 10:30."""
    text = _OCLOCK.sub(r"\1:00", _PAST.sub(_clock, text))
    return _HOURS_MINUTES.sub(r"\1:\2", text) if _HOURS_MINUTES.fullmatch(text.strip(" .")) else text


def _clock(match: re.Match[str]) -> str:
    minutes, hour = int(match[1]), int(match[3])
    if match[2] == "to":
        minutes, hour = 60 - minutes, (hour - 2) % 12 + 1
    return f"{hour}:{minutes:02d}"
