"""Stage 1 and 2 for arithmetic: one- and two-step questions, phrased the way people ask them.

Owns: the phrasings and the ranges of the numbers. Must not know how a question is spoken or tokenised.
"""

from __future__ import annotations

from random import Random

from model.corpus.problem import Problem, reply, solve

NAMES = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
PHRASES: dict[str, tuple[str, ...]] = {
    "+": ("{a} plus {b}", "the sum of {a} and {b}", "{a} and {b} together", "{a} added to {b}"),
    "-": ("{a} minus {b}", "the difference between {a} and {b}", "{a} take away {b}", "{a} less {b}"),
    "*": ("{a} times {b}", "the product of {a} and {b}", "{a} multiplied by {b}"),
    "/": ("{a} divided by {b}", "{a} over {b}", "the quotient of {a} and {b}"),
}
ORDERS: dict[str, tuple[str, ...]] = {
    "+": ("add {a} and {b}", "add {a} to {b}"),
    "-": ("subtract {b} from {a}", "take {b} away from {a}"),
    "*": ("multiply {a} by {b}", "multiply {a} and {b}"),
    "/": ("divide {a} by {b}", "share {a} equally among {b}"),
}
ASK = (
    "What is {}?", "What's {}?", "How much is {}?", "Calculate {}.", "Work out {}.", "Tell me {}.", "{}?", "{}.",
    "Can you tell me what {} is?", "Please calculate {}.", "I'd like to know {}.", "Can you work out {}?",
    "Do you know what {} is?", "Hey, what is {}?", "Okay, what is {}?", "Find {}.", "Give me {}, please.",
)  # fmt: skip
TELL = (
    "{}.", "Please {}.", "Can you {}?", "Could you please {}?", "Now {}.", "I need you to {}.", "Help me {}.",
    "How do I {}?", "Can you help me {}?",
)  # fmt: skip
SIGNS = {"+": ("+", " + "), "-": ("-", " - "), "*": ("*", " * ", " x ", "×", " × "), "/": ("/", " / ", " ÷ ", "÷")}
TEX = {"+": "{a} + {b}", "-": "{a} - {b}", "*": "{a} \\times {b}", "/": "\\frac{{{a}}}{{{b}}}"}


def number(rng: Random, digits: int) -> int:
    """A whole number of `digits` digits; one-digit numbers include 0 now and then."""
    if digits == 1:
        return rng.randint(1, 9) if rng.random() < 0.95 else 0
    return rng.randint(10 ** (digits - 1), 10**digits - 1)


def operands(rng: Random, symbol: str) -> tuple[int, int]:
    """Numbers of one to three digits; harder sizes are rarer for products and quotients."""
    if symbol in "+-":
        a, b = (number(rng, rng.choices((1, 2, 3), (2, 4, 4))[0]) for _ in range(2))
        return (max(a, b), min(a, b)) if symbol == "-" and rng.random() < 0.9 else (a, b)
    if symbol == "*":
        sizes = rng.choices(((1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (3, 3)), (27, 27, 20, 16, 6, 4))[0]
        a, b = number(rng, sizes[0]), number(rng, sizes[1])
        return (a, b) if rng.random() < 0.5 else (b, a)
    b = max(1, number(rng, rng.choices((1, 2, 3), (70, 25, 5))[0]))
    top = 999 // b
    quotient = rng.randint(1, max(1, top)) if rng.random() < 0.6 else rng.randint(1, min(max(1, top), 12))
    rest = rng.randint(1, b - 1) if b > 1 and rng.random() < 0.15 else 0
    return min(999, b * quotient + rest), b


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def one_step(rng: Random) -> Problem:
    """One operation on whole numbers of up to three digits."""
    symbol = rng.choice("+-*/")
    a, b = operands(rng, symbol)
    return phrase_one(rng, symbol, a, b)


def phrase_one(rng: Random, symbol: str, a: int, b: int) -> Problem:
    lines, ends, answer = solve([(a, symbol, b)])
    ask, phrase = (ASK, PHRASES) if rng.random() < 0.75 else (TELL, ORDERS)
    first = rng.random() < 0.7 and ask is ASK  # the plain "a plus b" is what people say most
    core = (phrase[symbol][0] if first else rng.choice(phrase[symbol])).format(a=a, b=b)
    question = capital(rng.choice(ask).format(core))
    typed = question
    if rng.random() < 0.5:
        typed = f"{a}{rng.choice(SIGNS[symbol])}{b}" + rng.choice(("", "", "=", " = ?", "?"))
    elif rng.random() < 0.15:
        typed = "$" + TEX[symbol].format(a=a, b=b) + "$"
    return Problem(NAMES[symbol], question, tuple(lines), answer, reply(rng, answer, ends), typed)


def digits_only(rng: Random) -> Problem:
    """A question on one-digit numbers, the kind that recordings of single words can be spliced into."""
    symbol = rng.choice("+-*")
    a, b = rng.randint(0, 9), rng.randint(0, 9)
    a, b = (max(a, b), min(a, b)) if symbol == "-" else (a, b)
    if rng.random() < 0.25:
        return chain(rng, [(a, symbol), (b, rng.choice("+-")), (rng.randint(0, 9), "")])
    return phrase_one(rng, symbol, a, b)


SPOKEN = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def chain(rng: Random, terms: list[tuple[int, str]]) -> Problem:
    """a op b op c as one expression, with the usual precedence."""
    (a, first), (b, second), (c, _) = terms
    if second in "*/" and first in "+-":
        inner = eval_step(b, second, c)
        steps = [(b, second, c), (a, first, inner)]
    else:
        steps = [(a, first, b), (eval_step(a, first, b), second, c)]
    lines, ends, answer = solve(steps)
    core = f"{a} {SPOKEN[first]} {b} {SPOKEN[second]} {c}"
    question = capital(rng.choice(ASK).format(core))
    typed = f"{a}{first}{b}{second}{c}" if rng.random() < 0.4 else question
    said = reply(rng, answer, ends, firsts=[str(eval_step(*steps[0]))])
    return Problem("two-step", question, tuple(lines), answer, said, typed)


THEN = (
    "{one}, then {two}.", "{one} and then {two}.", "First {one}, then {two}.", "{one}, and {two}. What do you get?",
    "Please {one} and {two}.", "If I {one} and then {two}, what do I get?",
)  # fmt: skip
AFTER = {
    "+": ("add {c}", "add {c} to the result"), "-": ("subtract {c}", "take away {c}"),
    "*": ("multiply by {c}", "multiply the result by {c}"), "/": ("divide by {c}", "divide the result by {c}"),
}  # fmt: skip


def eval_step(a: int, symbol: str, b: int) -> int:
    """Whole-number value of one step; a quotient must be exact."""
    return {"+": a + b, "-": a - b, "*": a * b, "/": a // b if b else 0}[symbol]


def two_step(rng: Random) -> Problem:
    """Two operations, as an expression or as a request in two parts; intermediate results stay whole and positive."""
    while True:
        first, second = rng.choice("+-*"), rng.choice("+-*/")
        a, b = operands(rng, first) if first != "*" else (rng.randint(2, 99), rng.randint(2, 12))
        c = number(rng, rng.choices((1, 2, 3), (5, 4, 1))[0]) if second in "+-" else rng.randint(2, 12)
        expression = rng.random() < 0.5
        precedence = expression and second in "*/" and first in "+-"
        middle = eval_step(b, second, c) if precedence else eval_step(a, first, b)
        exact = (b if precedence else middle) % c == 0 if second == "/" else True
        final = eval_step(a, first, middle) if precedence else eval_step(middle, second, c)
        if not (exact and 0 < middle <= 9999 and 0 <= final <= 9999):
            continue
        if expression:
            return chain(rng, [(a, first), (b, second), (c, "")])
        lines, ends, answer = solve([(a, first, b), (middle, second, c)])
        one = rng.choice(ORDERS[first]).format(a=a, b=b)
        question = capital(rng.choice(THEN).format(one=one, two=rng.choice(AFTER[second]).format(c=c)))
        said = reply(rng, answer, ends, firsts=[str(middle)])
        return Problem("two-step", question, tuple(lines), answer, said, question)
