"""GSM8K's worked solutions as programs, which are carried out again with other numbers and names.

An annotated solution ("... <<48/2=24>>24 ...") becomes a list of operations whose operands are numbers of the question,
earlier results, or constants. A number of the question that occurs once in its text, in digits, can be changed; the
program is then worked out again, and kept if each result is as sensible as it was (whole where it was whole, positive,
and of like size).
"""

from __future__ import annotations

import ast
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from model.corpus import reply
from model.corpus.family import HE, SHE
from model.corpus.problem import Problem
from model.corpus.speech import in_words, words
from model.corpus.split import normalised
from model.corpus.wording import Said, fill, said_number
from model.errors import BadInput
from model.working import carry_out, lines_for, operand, result_of, value_of
from model.working.numerals import decimal_places, decimal_text

MAX_NOTES = 3  # annotated steps
MAX_STEPS = 6  # operations in them
MAX_WORDS = 130  # of the question; 60 s of speech
MAX_VALUE = 100_000
MAX_PLACES = 4
KEPT = 0.15  # share of problems drawn with their own numbers

_NOTE = re.compile(r"<<([^<>=]+)=([^<>=]+)>>")
_NUMBER = re.compile(r"(?<![\w.])(\$?)(\d+(?:,\d{3})+|\d+)(\.\d+)?(%?)(?![\w]|[.,/:]\d)")
_PLAIN = re.compile(r"[A-Za-z0-9 ,.?!'\-\"$%;:()&/]*")
_NAMES = re.compile(rf"\b({'|'.join(SHE + HE)})\b")
HIDDEN_NUMBERS: dict[str, tuple[int, ...]] = {
    r"half|halv|twice|double|pair|both|couple": (2,), r"thrice|triple|third": (3,), "quarter|fourth": (4,),
    "fifth": (5,),
    "dozen|feet|foot|inch": (12,), "week": (7, 52, 4), "year|month|annual": (12, 30, 31, 52, 365), "day": (24, 30, 7),
    "hour|minute|second": (60,), r"%|percent|cent\b|cents": (100,),
}  # fmt: skip
"""Numbers that a question's words stand for; in digits, they may be a number of their own or the same one."""


@dataclass(frozen=True)
class Operand:
    """kind: "question" (the index of a number in the text), "result" (of an earlier operation) or "constant"."""

    kind: str
    index: int = 0
    value: Fraction = Fraction(0)


@dataclass(frozen=True)
class Operation:
    left: Operand
    symbol: str
    right: Operand


@dataclass(frozen=True)
class Program:
    """text: the question with {0}, {1} ... for its numbers. numbers: their values. units: "$", "%" or "".
    fixed: numbers that are not to be changed. results: of the operations, with the numbers as they were.
    """

    text: str
    numbers: tuple[Fraction, ...]
    units: tuple[str, ...]
    fixed: frozenset[int]
    operations: tuple[Operation, ...]
    results: tuple[Fraction, ...]
    family: str

    def plan(self, numbers: Sequence[Fraction]) -> tuple[str, ...] | None:
        """The operations as they are written; None if one has no exact working."""
        written: list[str] = []
        results: list[str] = []
        for operation in self.operations:
            left, right = (self._text(side, numbers, results) for side in (operation.left, operation.right))
            if left is None or right is None:
                return None
            made = _written(left, operation.symbol, right)
            lines = lines_for(made)
            if lines is None or "r" in (result := result_of(lines)):
                return None
            written.append(made)
            results.append(result)
        return tuple(written)

    def _text(self, side: Operand, numbers: Sequence[Fraction], results: Sequence[str]) -> str | None:
        if side.kind == "result":
            return results[side.index]
        return decimal_text(numbers[side.index] if side.kind == "question" else side.value)

    def changed(self, rng: Random) -> tuple[tuple[Fraction, ...], tuple[str, ...]] | None:
        """Other numbers with their plan, or None if none were found that are as sensible as the first."""
        for _ in range(40):
            numbers = tuple(value if i in self.fixed else _like(rng, value) for i, value in enumerate(self.numbers))
            plan = self.plan(numbers)
            if plan is not None and self._sensible(plan):
                return numbers, plan
        return None

    def _sensible(self, plan: tuple[str, ...]) -> bool:
        values = [value_of(step.result) for step in carry_out(plan).steps]
        return len(values) == len(self.results) and all(
            value is not None and _as_sensible(value, first) for value, first in zip(values, self.results, strict=True)
        )


def _as_sensible(value: Fraction, first: Fraction) -> bool:
    """Whether a result is positive, has no more decimals than before, and is at most ten times as large or small."""
    places, before = decimal_places(value), decimal_places(first)
    if places is None or before is None or places > max(before, 0):
        return False
    return 0 < value <= MAX_VALUE and first / 10 <= value <= first * 10 and (value < 1) == (first < 1)


def _like(rng: Random, value: Fraction) -> Fraction:
    """A random number of the same kind: as many decimals, round where it was round, half to twice as large."""
    if value.denominator > 1:
        places = decimal_places(value) or 0
        unit = Fraction(1, 10**places)
    else:
        unit = Fraction(next((n for n in (1000, 100, 50, 10, 5) if value % n == 0 and value > n), 1))
    count = value / unit
    low, high = max(1, int(count / 2)), int(count * 2) + 2
    if value.denominator == 1 and value > 1:
        low = max(low, 2)
    return unit * rng.randint(low, max(low, high))


def _written(left: str, symbol: str, right: str) -> str:
    a, b = value_of(left), value_of(right)
    if symbol == "/" and a is not None and b and a.denominator == b.denominator == 1 and (a / b).denominator > 1:
        left = f"{left}.0"
    return f"{operand(left)}{symbol}{operand(right, right=True)}"


# From a row of the file


def program_of(question: str, solution: str, notes: int = MAX_NOTES, steps: int = MAX_STEPS) -> Program | str:
    """The program of an annotated solution, or the reason why there is none. notes, steps: at most so many."""
    found_notes = _NOTE.findall(solution)
    if not found_notes:
        return "no annotated step"
    if len(found_notes) > notes:
        return "too many annotated steps"
    if len(question.split()) > MAX_WORDS:
        return "too long"
    text = question.replace("’", "'").replace("\n", " ")
    if not _PLAIN.fullmatch(text) or re.search(r"[{}<>]|\d/\d|\d:\d|\d-\d", text):
        return "signs or forms that are not said plainly"
    found = list(_NUMBER.finditer(text))
    digits = sum(len(match[0].strip("$%").replace(",", "").replace(".", "")) for match in found)
    if digits != sum(c.isdigit() for c in text):
        return "numbers in another form"
    try:
        numbers = tuple(Fraction(match[2].replace(",", "") + (match[3] or "")) for match in found)
        operations, results = _operations(found_notes, numbers, steps)
    except (ValueError, SyntaxError, KeyError, ZeroDivisionError) as error:
        return str(error) if isinstance(error, _NoProgram) else "a note that is no arithmetic"
    final = solution.rsplit("####", 1)[1].strip().replace(",", "").lstrip("$")
    if not re.fullmatch(r"\d+(\.\d+)?", final) or results[-1] != Fraction(final):
        return "the last note is not the answer"
    family = f"gsm8k/{zlib.crc32(normalised(question).encode()):08x}"
    program = Program(_template(text, found), numbers, tuple(m[1] or m[4] for m in found), frozenset(), operations,
                      results, family)  # fmt: skip
    plan = program.plan(numbers)
    if plan is None or any(value <= 0 or value > MAX_VALUE for value in results):
        return "a step without an exact, positive result"
    used = {side.index for op in operations for side in (op.left, op.right) if side.kind == "question"}
    hidden = {value for words, values in HIDDEN_NUMBERS.items() if re.search(words, text, re.I) for value in values}
    once = {i for i in used if numbers.count(numbers[i]) == 1 and numbers[i] not in hidden}
    fixed = frozenset(range(len(numbers))) - once
    return Program(program.text, numbers, program.units, fixed, operations, results, family)


class _NoProgram(ValueError):
    """A solution whose notes do not fit together."""


def _operations(
    notes: Sequence[tuple[str, str]], numbers: Sequence[Fraction], steps: int
) -> tuple[tuple[Operation, ...], tuple[Fraction, ...]]:
    builder = _Builder(numbers)
    for expression, stated in notes:
        text = expression.replace(",", "").replace("$", "").replace("x", "*").replace("%", "/100")
        text = re.sub(r"(?<![\d.])0+(?=\d)", "", text)
        value = builder.take(ast.parse(text.strip(), mode="eval").body)
        said = re.sub(r"[,$%\s]", "", stated)
        if Fraction(said) != builder.value(value):
            raise _NoProgram("a note that is not exact")
        builder.name(value)
    if not 1 <= len(builder.operations) <= steps:
        raise _NoProgram("too many operations, or none")
    if builder.unused():
        raise _NoProgram("a step that is not used")
    return tuple(builder.operations), tuple(builder.results)


_SYMBOLS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class _Builder:
    """Collects the operations of all notes; a number that an earlier note gave stands for that result."""

    def __init__(self, numbers: Sequence[Fraction]) -> None:
        self.numbers = numbers
        self.operations: list[Operation] = []
        self.results: list[Fraction] = []
        self.known: dict[Fraction, Operand] = {}

    def value(self, side: Operand) -> Fraction:
        if side.kind == "result":
            return self.results[side.index]
        return self.numbers[side.index] if side.kind == "question" else side.value

    def name(self, side: Operand) -> None:
        """The result of a note, for the notes that follow; a number of the question keeps its own name."""
        if side.kind == "result" and self.value(side) not in self.numbers:
            self.known[self.value(side)] = side

    def take(self, node: ast.expr) -> Operand:
        if isinstance(node, ast.Constant):
            return self._operand(Fraction(str(node.value)))
        if not isinstance(node, ast.BinOp) or type(node.op) not in _SYMBOLS:
            raise _NoProgram("a note that is no arithmetic")
        left, right = self.take(node.left), self.take(node.right)
        symbol, a, b = _SYMBOLS[type(node.op)], self.value(left), self.value(right)
        if symbol == "/" and not b:
            raise _NoProgram("a division by zero")
        self.operations.append(Operation(left, symbol, right))
        self.results.append({"+": a + b, "-": a - b, "*": a * b}[symbol] if symbol != "/" else a / b)
        return Operand("result", len(self.results) - 1)

    def _operand(self, value: Fraction) -> Operand:
        if value in self.known:
            return self.known[value]
        if value in self.numbers:
            return Operand("question", self.numbers.index(value))
        return Operand("constant", value=value)

    def unused(self) -> bool:
        """Whether a result other than the last is used by no operation, so that its place in the plan is unclear."""
        used = {side.index for op in self.operations for side in (op.left, op.right) if side.kind == "result"}
        return any(i not in used for i in range(len(self.results) - 1))


def _template(text: str, found: Sequence[re.Match[str]]) -> str:
    pieces, at = [], 0
    for i, match in enumerate(found):
        pieces += [text[at : match.start()], f"{{n{i}}}"]
        at = match.end()
    return "".join(pieces) + text[at:]


# Drawing


def problem_of(program: Program, rng: Random, change: bool = True) -> Problem:
    """A problem with the program's own numbers and names, or with others."""
    numbers, plan = program.numbers, program.plan(program.numbers)
    if change and (other := program.changed(rng)):
        numbers, plan = other
    assert plan is not None
    working = carry_out(plan)
    texts = [decimal_text(value) or "" for value in numbers]
    slots: dict[str, Said] = {f"n{i}": said_number(rng, text, unit) for i, (text, unit) in
                              enumerate(zip(texts, program.units, strict=True))}  # fmt: skip
    text = renamed(program.text, rng) if change else program.text
    wording = fill(text, slots)
    used = dict.fromkeys(
        side.index for op in program.operations for side in (op.left, op.right) if side.kind == "question"
    )
    opening = reply.listed([slots[f"n{i}"].reply for i in used]) if used else words(working.steps[0].written[0])
    parts = reply.compose(rng, working, reply.restated(rng, opening))
    return Problem("gsm8k", wording.question, working.lines, working.answer, parts, wording.typed, "GSM8K",
                   program.family, plan, spoken=in_words(wording.spoken.replace("&", "and")))  # fmt: skip


def renamed(text: str, rng: Random) -> str:
    """Each of our names in the text exchanged for another one of the same gender."""
    names = dict.fromkeys(_NAMES.findall(text))
    others: dict[str, str] = {}
    for name in names:
        pool = [one for one in (SHE if name in SHE else HE) if one not in names and one not in others.values()]
        others[name] = rng.choice(pool)
    return _NAMES.sub(lambda match: others[match[1]], text)


@dataclass(frozen=True)
class Gsm8k:
    """All programs of a file. `draw` gives one with other numbers most of the time."""

    programs: tuple[Program, ...]

    def draw(self, rng: Random) -> Problem:
        return problem_of(rng.choice(self.programs), rng, change=rng.random() >= KEPT)


def read(path: Path, rejected: Counter[str]) -> Gsm8k:
    """The programs of a GSM8K .jsonl file; rejected rows are counted by reason.

    Raises BadInput for a file that cannot be read or is not GSM8K's.
    """
    programs = []
    for question, solution in _rows(path):
        program = program_of(question, solution)
        if isinstance(program, str):
            rejected[f"gsm8k: {program}"] += 1
        else:
            programs.append(program)
    return Gsm8k(tuple(programs))


@cache
def loaded(path: Path) -> Gsm8k:
    """The programs of a file, read once a process."""
    return read(path, Counter())


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path} ({error}): give GSM8K's train.jsonl") from error
    for number, line in enumerate(lines, start=1):
        try:
            row: Mapping[str, str] = json.loads(line)
            question, solution = row["question"], row["answer"]
            if "####" not in solution or not isinstance(question, str):
                raise ValueError("no ####")
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{path}:{number} is not a problem of GSM8K ({error!r}): give its train.jsonl") from error
        yield question, solution
