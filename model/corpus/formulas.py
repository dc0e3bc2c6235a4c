"""Formulas over named numbers ("(a+b)*c"): their exact value, and how they are typed and said."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd, isqrt, lcm
from random import Random

from model.corpus.wording import Said


@lru_cache(maxsize=4096)
def tree(formula: str) -> ast.expr:
    return ast.parse(formula.replace("^", "**"), mode="eval").body


def exact(formula: str, values: Mapping[str, Fraction]) -> Fraction:
    """The value of a formula; 1 or 0 for a comparison. Raises ValueError if it has none."""
    return _value(tree(formula), values)


_CALLS: dict[str, Callable[..., Fraction]] = {
    "gcd": lambda a, b: Fraction(gcd(int(a), int(b))),
    "lcm": lambda a, b: Fraction(lcm(int(a), int(b))),
    "percent": lambda a, b: a * b / 100,
    "lowest": lambda a, b: a / b,
    "sqrt": lambda a: Fraction(isqrt(int(a))),
    "prime": lambda a: Fraction(a > 1 and all(a % d for d in range(2, isqrt(int(a)) + 1))),
}


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, values)
    if isinstance(node, ast.Compare):
        left, right = _value(node.left, values), _value(node.comparators[0], values)
        return Fraction({ast.Lt: left < right, ast.Gt: left > right, ast.NotEq: left != right,
                         ast.Eq: left == right}[type(node.ops[0])])  # fmt: skip
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _CALLS[node.func.id](*(_value(argument, values) for argument in node.args))
    if isinstance(node, ast.BinOp):
        return _binary(type(node.op), _value(node.left, values), _value(node.right, values))
    raise ValueError(f"not a formula: {ast.unparse(node)}")


def _binary(op: type[ast.operator], left: Fraction, right: Fraction) -> Fraction:
    if op is ast.Div and not right:
        raise ValueError("division by zero")
    if op is ast.Pow:
        return Fraction(left ** int(right))
    if op is ast.Mod:
        return left % right
    if op is ast.Add:
        return left + right
    return {ast.Sub: left - right, ast.Mult: left * right}[op] if op is not ast.Div else left / right


# Written and said

_LEVEL: dict[type[ast.operator], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.Pow: 3}
_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_NAMES = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def typed(rng: Random, formula: str, values: Mapping[str, Said]) -> str:
    """A formula as it is typed: "(3+4) × 5", "12/4=", "$\\frac{3}{4} + \\frac{1}{2}$"."""
    texts = {name: said.typed for name, said in values.items()}
    if rng.random() < 0.25:
        return f"${_latex(tree(formula), texts)}$"
    gap = rng.choice(("", " "))
    signs = {"*": rng.choice("*×x·" if gap else "*×"), "/": rng.choice("/÷:" if gap else "/÷")}
    if any("/" in text for text in texts.values()):
        gap, signs["/"] = " ", "÷"
    text = _plain(tree(formula), texts, signs, gap)
    return text + rng.choice(("", "", "=", " = ?", "?"))


def signs(formula: str, values: Mapping[str, str]) -> str:
    """A formula as it is printed: "(3 + 4) × 5"."""
    return _plain(tree(formula), values, {"-": "−", "*": "×", "/": "÷"}, " ")


def _plain(node: ast.expr, texts: Mapping[str, str], signs: Mapping[str, str], gap: str) -> str:
    if isinstance(node, ast.BinOp):
        sign = _SIGNS[type(node.op)]
        left, right = _sides(node, lambda side: _plain(side, texts, signs, gap), "(", ")")
        return f"{left}^{right}" if sign == "^" else f"{left}{gap}{signs.get(sign, sign)}{gap}{right}"
    return _leaf(node, texts, lambda argument: _plain(argument, texts, signs, gap))


def _latex(node: ast.expr, texts: Mapping[str, str]) -> str:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Div):
            return f"\\frac{{{_latex(node.left, texts)}}}{{{_latex(node.right, texts)}}}"
        left, right = _sides(node, lambda side: _latex(side, texts), "(", ")")
        if isinstance(node.op, ast.Pow):
            return f"{left}^{{{right}}}"
        sign = "\\times" if isinstance(node.op, ast.Mult) else _SIGNS[type(node.op)]
        return f"{left} {sign} {right}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sqrt":
        return f"\\sqrt{{{_latex(node.args[0], texts)}}}"
    text = _leaf(node, texts, lambda argument: _latex(argument, texts)).replace("%", "\\%")
    whole, _, fraction = text.rpartition(" ")
    top, slash, below = fraction.partition("/")
    return f"{whole}\\frac{{{top}}}{{{below}}}" if slash and top.isdigit() else text


def aloud(node: ast.expr, texts: Mapping[str, str], open_word: str = "open bracket") -> str:
    """A formula in words, with the numbers as `texts` has them: "open bracket 3 plus 4 close bracket times 5"."""
    if isinstance(node, ast.BinOp):
        close = "close " + open_word.split()[-1]
        left, right = _sides(node, lambda side: aloud(side, texts, open_word), f"{open_word} ", f" {close}")
        if isinstance(node.op, ast.Pow):
            power = {"2": "squared", "3": "cubed", "two": "squared", "three": "cubed"}.get(right)
            return f"{left} {power or f'to the power of {right}'}"
        return f"{left} {_NAMES[_SIGNS[type(node.op)]]} {right}"
    return _leaf(node, texts, lambda argument: aloud(argument, texts, open_word))


def _sides(node: ast.BinOp, show: Callable[[ast.expr], str], opening: str, closing: str) -> tuple[str, str]:
    """Both sides, in brackets where precedence needs them."""
    level = _LEVEL[type(node.op)]
    left, right = show(node.left), show(node.right)
    if isinstance(node.left, ast.BinOp) and _LEVEL[type(node.left.op)] < level:
        left = f"{opening}{left}{closing}"
    if isinstance(node.right, ast.BinOp) and _LEVEL[type(node.right.op)] <= level:
        right = f"{opening}{right}{closing}"
    return left, right


def _leaf(node: ast.expr, texts: Mapping[str, str], show: Callable[[ast.expr], str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return texts[node.id]
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    arguments = [show(argument) for argument in node.args]
    return " of ".join(arguments) if node.func.id == "percent" else f"{node.func.id}({', '.join(arguments)})"
