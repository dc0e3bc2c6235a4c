"""A plan of operations carried out one after another, and the steps of a trace that is already written."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from model.checking.written_methods import result_of
from model.working.numerals import numeral
from model.working.operations import lines_for, operand


@dataclass(frozen=True, slots=True)
class Step:
    """written: the operation. result: "=" is not part of it. end: how many lines of the trace are there after it."""

    written: str
    result: str
    end: int


@dataclass(frozen=True, slots=True)
class Working:
    """lines: all of the trace, the last one "=ANSWER"."""

    lines: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def answer(self) -> str:
        return self.lines[-1][1:]


def carry_out(plan: Sequence[str]) -> Working:
    """The trace of a plan. An entry that is no operation is a line that is given, such as the equation to be solved.

    Raises ValueError for a plan without an operation at its end, or with one that has no exact working.
    """
    lines: list[str] = []
    steps: list[Step] = []
    for written in plan:
        made = lines_for(written)
        if made is None and not _is_given(written):
            raise ValueError(f"no exact working for {written}")
        lines += made or [written]
        if made is not None:
            steps.append(Step(written, result_of(made), len(lines)))
    if not steps:
        raise ValueError("no operation")
    if lines[-1] != f"={steps[-1].result}":
        lines.append(f"={steps[-1].result}")
    return Working(tuple(lines), tuple(steps))


def _is_given(line: str) -> bool:
    """Whether a line only states something: an equation, two numbers compared, or the name of a slip."""
    return re.fullmatch(r"[^=<>]+[<>=][^=<>]+", line) is not None


def steps_of(lines: Sequence[str]) -> list[Step]:
    """The operations of a written trace with their results; lines that belong to none are left out."""
    steps: list[Step] = []
    at = 0
    while at < len(lines):
        found = next((made for head in _heads(lines[at]) if (made := _matching(head, lines[at:]))), None)
        if found is None:
            at += 1
            continue
        written, count = found
        at += count
        steps.append(Step(written, lines[at - 1].rsplit("=", 1)[1], at))
    return steps


def notes_of(lines: Sequence[str]) -> tuple[str, ...]:
    """A trace without its working, a line a step: "230-153=77"; what a later turn is given of it."""
    return tuple(f"{step.written}={step.result}" for step in steps_of(lines))


def _heads(line: str) -> list[str]:
    """What a line may begin to carry out, the longest first."""
    less = re.fullmatch(r"(\d+)<(\d+)", line)
    if less:
        return [f"{less[1]}-{less[2]}"]
    cuts = [match.start() for match in re.finditer("[:=]", line)]
    return [line, *(line[:cut] for cut in reversed(cuts))]


def _matching(written: str, lines: Sequence[str]) -> tuple[str, int] | None:
    made = lines_for(written)
    return (written, len(made)) if made and list(lines[: len(made)]) == made else None


# Formulas


@lru_cache(maxsize=4096)
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}


def plan_of(formula: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The operations of a formula in the order in which they are worked out: "(a+b)*c" -> ("12+8", "20*3").

    values: the number for each name, as a trace writes it. A whole-number division that is not exact becomes one of
    decimals. Raises ValueError for what has no exact working.
    """
    plan: list[str] = []
    _evaluate(_tree(formula), values, plan)
    return tuple(plan)


def _evaluate(node: ast.expr, values: Mapping[str, str], plan: list[str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return f"-{_evaluate(node.operand, values, plan)}"
    if isinstance(node, ast.BinOp):
        left, right = (_evaluate(side, values, plan) for side in (node.left, node.right))
        written = f"{operand(left)}{_OPERATORS[type(node.op)]}{operand(right, right=True)}"
        if isinstance(node.op, ast.Pow) and left.startswith("-"):
            written = f"({left})^{right}"
        if isinstance(node.op, ast.Div):
            written = _exact_division(left, right, written)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        arguments = [_evaluate(argument, values, plan) for argument in node.args]
        name = node.func.id
        written = f"{arguments[0]}% of {arguments[1]}" if name == "percent" else f"{name}({','.join(arguments)})"
        if name == "lowest":
            written = f"({arguments[0]}/{arguments[1]})"
    else:
        raise ValueError(f"not a formula: {ast.unparse(node)}")
    lines = lines_for(written)
    if lines is None:
        raise ValueError(f"no exact working for {written}")
    plan.append(written)
    return result_of(lines)


def _exact_division(left: str, right: str, written: str) -> str:
    a, b = numeral(left), numeral(right)
    if a and b and a.form == b.form == "whole" and b.value and a.whole % b.whole:
        return f"{left}.0/{operand(right, right=True)}"
    return written
