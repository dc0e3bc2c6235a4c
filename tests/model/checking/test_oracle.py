"""Random expressions in many notations, against a slow evaluation of their own."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from model.checking.limits import Reason
from model.checking.verdict import check_line

Tree = int | tuple[str, "Tree", "Tree"]
PLUS, MINUS = ("+", " + ", "+"), ("-", " - ", " − ", "−", " – ")
TIMES = ("*", " * ", " × ", "×", " · ", r" \times ", r" \cdot ", " x ")
DIVIDED = (" / ", " ÷ ", "÷", r" \div ")


def random_tree(rng: Random, depth: int) -> Tree:
    if depth == 0 or rng.random() < 0.25:
        return rng.choice((rng.randint(0, 12), rng.randint(0, 99), rng.randint(1000, 9999)))
    return rng.choice("+-*/^"), random_tree(rng, depth - 1), random_tree(rng, depth - 1)


def slow_value(tree: Tree) -> Fraction | None:
    if isinstance(tree, int):
        return Fraction(tree)
    op, a, b = tree[0], slow_value(tree[1]), slow_value(tree[2])
    if a is None or b is None:
        return None
    if op == "^":
        return a ** int(b) if b.denominator == 1 and 0 < b <= 4 and abs(a) < 1000 else None
    if op == "/":
        return a / b if b else None
    return {"+": a + b, "-": a - b, "*": a * b}[op]


def written(rng: Random, tree: Tree, above: int = 0) -> str:
    if isinstance(tree, int):
        return f"{tree:,}" if tree >= 1000 and rng.random() < 0.5 else str(tree)
    op, left, right = tree
    if op == "/" and rng.random() < 0.4:
        return rf"\frac{{{written(rng, left)}}}{{{written(rng, right)}}}" if above < 3 else f"({written(rng, tree)})"
    if op == "^":
        base = str(left) if isinstance(left, int) else f"({written(rng, left)})"
        power = written(rng, right)
        text = f"{base}^{{{power}}}" if not isinstance(right, int) or rng.random() < 0.5 else f"{base}^{right}"
        return text if above < 3 else f"({text})"
    strength = {"+": 1, "-": 1, "*": 2, "/": 2}[op]
    sign = rng.choice({"+": PLUS, "-": MINUS, "*": TIMES, "/": DIVIDED}[op])
    text = written(rng, left, strength) + sign + written(rng, right, strength + 1)
    if strength < above or rng.random() < 0.1:
        opening, closing = rng.choice((("(", ")"), ("[", "]"), (r"\left(", r"\right)")))
        return f"{opening}{text}{closing}"
    return text


def written_value(rng: Random, value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}" if rng.random() < 0.3 else str(value.numerator)
    above, below = abs(value.numerator), value.denominator
    sign = rng.choice("-−") if value < 0 else ""
    whole, rest = divmod(above, below)
    forms = [f"{sign}{above}/{below}", rf"{sign}\frac{{{above}}}{{{below}}}"]
    if whole and value > 0:
        forms += [f"{whole} {rest}/{below}", rf"{whole}\frac{{{rest}}}{{{below}}}"]
    if 10**4 % below == 0:
        forms.append(sign + str(whole) + (rest * 10**4 // below / 10**4).__str__()[1:] if above < 10**9 else forms[0])
    return rng.choice(forms)


def decorated(rng: Random, line: str) -> str:
    forms = ("{}", "{}", "**{}**", r"\( {} \)", "${}$", "So {}.", "Then she gets {} apples.", "3) {}", "`{}`")
    return rng.choice(forms).format(line)


@pytest.mark.parametrize("seed", range(4))
def test_right_and_wrong_equations(seed: int) -> None:
    rng = Random(seed)
    checked = 0
    while checked < 1000:
        tree = random_tree(rng, rng.randint(1, 4))
        value = slow_value(tree)
        if value is None or isinstance(tree, int) or value.denominator > 10**6 or abs(value.numerator) > 10**15:
            continue
        line = decorated(rng, f"{written(rng, tree)} = {written_value(rng, value)}")
        verdict = check_line(line)
        assert verdict.right, (line, verdict)
        off = value + rng.choice((1, -1, 10, -10, Fraction(1, 2), value + 1 or 1))
        wrong = decorated(rng, f"{written(rng, tree)} = {written_value(rng, off)}")
        verdict = check_line(wrong)
        # A quotient cut to whole is a remainder left out where words stand around it, a rounded one may be meant.
        doubtful = (Reason.REMAINDER, Reason.ROUNDED, Reason.WORDS)
        assert verdict.wrong or verdict.reason in doubtful, (wrong, verdict)
        checked += 1


def test_chains_are_checked_link_by_link() -> None:
    rng = Random(9)
    for _ in range(500):
        numbers = [rng.randint(1, 99) for _ in range(4)]
        total = sum(numbers)
        sides = [" + ".join(map(str, numbers)), f"{numbers[0] + numbers[1]} + {numbers[2] + numbers[3]}", str(total)]
        assert check_line(" = ".join(sides)).right
        at = rng.randrange(1, 3)
        sides[at] = f"{sides[at]} + 1"
        assert check_line(" = ".join(sides)).wrong
