"""The exact value of a formula by Python's own parser and `Fraction`; shares nothing with the corpus."""

from __future__ import annotations

import ast
import operator
from fractions import Fraction
from typing import Any

OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def common_divisor(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(max(d for d in range(1, int(min(a, b)) + 1) if a % d == 0 and b % d == 0))


def common_multiple(a: Fraction, b: Fraction) -> Fraction:
    return next(a * k for k in range(1, int(b) + 1) if (a * k) % b == 0)


def root(a: Fraction) -> Fraction:
    return next(Fraction(n) for n in range(int(a) + 1) if n * n == a)


def is_prime(a: Fraction) -> Fraction:
    return Fraction(a > 1 and not any(a % d == 0 for d in range(2, int(a))))


CALLS: dict[str, Any] = {
    "gcd": common_divisor, "lcm": common_multiple, "sqrt": root, "prime": is_prime, "percent": lambda a, b: a * b / 100,
    "lowest": lambda a, b: a / b,
}  # fmt: skip


def value_of_formula(formula: str) -> Fraction:
    return _value(ast.parse(formula.replace("^", "**"), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand)
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        return Fraction(CALLS[node.func.id](*map(_value, node.args)))
    assert isinstance(node, ast.BinOp)
    right = _value(node.right)
    power = int(right) if isinstance(node.op, ast.Pow) else right
    return Fraction(OPERATORS[type(node.op)](_value(node.left), power))


def value_of_answer(answer: str) -> Fraction:
    """ "3/4", "2 1/3", "-0.5", "yes"."""
    if answer in ("yes", "no"):
        return Fraction(answer == "yes")
    whole, _, part = answer.rpartition(" ")
    if not whole:
        return Fraction(part)
    return (abs(int(whole)) + Fraction(part)) * (-1 if whole.startswith("-") else 1)
