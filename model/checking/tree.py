"""The tree of one expression. Every node has the positions of its first and past its last character."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from model.checking.unit_table import Unit


@dataclass(slots=True)
class Number:
    """value: exact. places: decimals as written. parts: the numbers that a mixed number is written with."""

    value: Fraction
    places: int
    start: int
    end: int
    parts: tuple[Fraction, ...] = ()


@dataclass(slots=True)
class Name:
    """An unknown, or pi."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Negative:
    arg: Node
    start: int
    end: int


@dataclass(slots=True)
class Binary:
    """op: one of + - * / ^. grouped: in brackets, or written as \\frac."""

    op: str
    left: Node
    right: Node
    start: int
    end: int
    grouped: bool = False


@dataclass(slots=True)
class Root:
    degree: int
    arg: Node
    start: int
    end: int


@dataclass(slots=True)
class Quantity:
    arg: Node
    unit: Unit
    start: int
    end: int


@dataclass(slots=True)
class Percent:
    arg: Node
    start: int
    end: int


@dataclass(slots=True)
class Remainder:
    """ "3 r 2"."""

    quotient: Number
    rest: Number
    start: int
    end: int


@dataclass(slots=True)
class Ratio:
    """ "3:4", "2:3:5", or a time of day ("10:30") where `clock` allows it."""

    parts: tuple[Number, ...]
    clock: bool
    start: int
    end: int
    afternoon: bool | None = None  # pm, am, neither


Node = Number | Name | Negative | Binary | Root | Quantity | Percent | Remainder | Ratio


@dataclass(slots=True)
class Side:
    """One side of a relation. nouns: what is counted ("apple"), in the singular."""

    node: Node
    start: int
    end: int
    nouns: frozenset[str] = frozenset()
