"""Questions on one or two operations with whole numbers of up to three digits, and those on single digits."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from model.corpus import reply
from model.corpus.formulas import aloud, tree
from model.corpus.problem import Problem, ReplyPart
from model.corpus.speech import capital, in_words, operation
from model.corpus.wording import ASK, TELL, Said, expand, fill, hesitated, spoken_number
from model.working import carry_out

NAMES = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
PHRASES: dict[str, dict[str, str]] = {
    "+": {"plus": "{a} plus {b}", "sum": "the sum of {a} and {b}", "together": "{a} and {b} together",
          "added": "{a} added to {b}", "total": "the total of {a} and {b}", "more": "{b} more than {a}",
          "increased": "{a} increased by {b}", "up": "{a} and {b}, added up", "and": "{a} and {b}",
          "altogether": "{a} and {b} altogether"},
    "-": {"minus": "{a} minus {b}", "difference": "the difference [between|of] {a} and {b}",
          "take-away": "{a} take away {b}", "less": "{a} less {b}", "fewer": "{b} less than {a}",
          "decreased": "{a} decreased by {b}", "without": "{a} without {b}", "from": "{b} from {a}",
          "left": "left [if|when] I take {b} from {a}", "subtracted": "{b} subtracted from {a}"},
    "*": {"times": "{a} times {b}", "product": "the product of {a} and {b}", "multiplied": "{a} multiplied by {b}",
          "lots": "{a} lots of {b}", "groups": "{a} groups of {b}", "by": "{a} by {b}", "sets": "{a} sets of {b}"},
    "/": {"divided": "{a} divided by {b}", "over": "{a} over {b}", "quotient": "the quotient of {a} and {b}",
          "shared": "{a} shared [by|among] {b}", "into": "{a} split into {b} [equal |]parts", "by": "{a} by {b}"},
}  # fmt: skip
ORDERS: dict[str, dict[str, str]] = {
    "+": {"add-and": "add {a} and {b}", "add-to": "add {a} to {b}", "put": "put {a} and {b} together",
          "sum-up": "sum up {a} and {b}"},
    "-": {"subtract": "subtract {b} from {a}", "take": "take {b} away from {a}", "deduct": "deduct {b} from {a}",
          "take-off": "take {b} off {a}"},
    "*": {"multiply-by": "multiply {a} by {b}", "multiply-and": "multiply {a} and {b}", "times-by": "times {a} by {b}"},
    "/": {"divide": "divide {a} by {b}", "share": "share {a} equally among {b}",
          "split": "split {a} into {b} equal parts"},
}  # fmt: skip
"""By the name of the family; the first of each is what most people say."""

QUESTIONS: dict[str, dict[str, str]] = {
    "+": {"how-much-together": "[How much|What] do {a} and {b} make?", "get": "What do I get if I add {a} to {b}?",
          "follows": "What number is {b} more than {a}?"},
    "-": {"how-much-more": "How much more is {a} than {b}?", "from-to": "How far is it from {b} to {a}?",
          "how-much-left": "How much is left of {a} if {b} [is|are] gone?",
          "number-less": "What number is {b} less than {a}?"},
    "*": {"how-much-times": "How much do I get for {a} times {b}?",
          "repeated": "What do {a} [bags|boxes] of {b} make?"},
    "/": {"how-often": "How [many times|often] does {b} go into {a}?",
          "each": "What is each part if {a} is split into {b}?"},
}  # fmt: skip
SPECIAL: dict[str, tuple[str, int, str, str]] = {
    "double": ("*", 2, "[double|twice] {a}", "{} doubled"), "half": ("/", 2, "half of {a}", "{} halved"),
    "triple": ("*", 3, "triple {a}", "{} tripled"), "third-of": ("/", 3, "a third of {a}", "a third of {}"),
    "quarter-of": ("/", 4, "a quarter of {a}", "a quarter of {}"),
}  # fmt: skip
HESITATIONS = 0.03
SPOKEN = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
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


def one_step(rng: Random) -> Problem:
    """One operation on whole numbers of up to three digits."""
    if rng.random() < 0.06:
        return special(rng)
    symbol = rng.choice("+-*/")
    a, b = operands(rng, symbol)
    return phrase_one(rng, symbol, a, b)


def special(rng: Random) -> Problem:
    """Double, half and the like."""
    name = rng.choice(list(SPECIAL))
    symbol, b, phrase, opening = SPECIAL[name]
    a = number(rng, rng.choices((1, 2, 3), (3, 5, 2))[0])
    a = a * b if symbol == "/" and a * b < 1000 else a - a % b if symbol == "/" else a
    made = built(rng, NAMES[symbol], name, asked_frame(rng), phrase, (a, symbol, b), signs=False)
    said_first = ReplyPart(0, reply.restated(rng, opening.format(in_words(str(a)))))
    return replace(made, reply=(said_first, *made.reply[1:]))


def phrase_one(rng: Random, symbol: str, a: int, b: int) -> Problem:
    """A question on a op b, in any of the families of wording."""
    form = rng.random()
    if form < 0.12:
        name, text = rng.choice(list(QUESTIONS[symbol].items()))
        return built(rng, NAMES[symbol], name, "{}", text, (a, symbol, b))
    table, frame = (PHRASES, asked_frame(rng)) if form < 0.8 else (ORDERS, ordered_frame(rng))
    usual = table is PHRASES and rng.random() < 0.6  # most people say "a plus b"
    items = list(table[symbol].items())
    name, phrase = items[0] if usual else rng.choice(items)
    return built(rng, NAMES[symbol], name, frame, phrase, (a, symbol, b))


def asked_frame(rng: Random) -> str:
    return expand(rng, rng.choice(ASK))


def ordered_frame(rng: Random) -> str:
    return expand(rng, rng.choice(TELL))


def said(rng: Random, value: int) -> Said:
    text = str(value)
    return Said(text, spoken_number(rng, text), text, in_words(text))


def built(rng: Random, kind: str, name: str, frame: str, phrase: str, step: tuple[int, str, int],
          hesitations: float = HESITATIONS, signs: bool = True) -> Problem:  # fmt: skip
    """frame: with {} for the phrase. hesitations: how often the first number is taken back, or comes after an "um".
    signs: whether it may be typed as "a+b".
    """
    a, symbol, b = step
    plan = (f"{a}{symbol}{b}",)
    working = carry_out(plan)
    core = expand(rng, phrase)
    slots = {"a": said(rng, a), "b": said(rng, b)}
    heard = slots | ({"a": hesitated(rng, slots["a"], str(a))} if rng.random() < hesitations else {})
    wording = fill(capital(frame.replace("{}", core)), heard)
    typed = fill(capital(frame.replace("{}", core)), slots).typed
    if signs and rng.random() < 0.5:
        typed = f"{a}{rng.choice(SIGNS[symbol])}{b}" + rng.choice(("", "", "=", " = ?", "?"))
    elif signs and rng.random() < 0.15:
        typed = "$" + TEX[symbol].format(a=a, b=b) + "$"
    opening = reply.restated(rng, operation(plan[0]))
    formula = f"{a}{symbol}{b}" if symbol != "/" or a % b == 0 else ""
    return Problem(kind, wording.question, working.lines, working.answer, reply.compose(rng, working, opening), typed,
                   family=f"{kind}/{name}", plan=plan, formula=formula, spoken=wording.spoken)  # fmt: skip


def digits_only(rng: Random) -> Problem:
    """A question on one-digit numbers, the kind that recordings of single words can be spliced into."""
    symbol = rng.choice("+-*")
    a, b = rng.randint(0, 9), rng.randint(0, 9)
    a, b = (max(a, b), min(a, b)) if symbol == "-" else (a, b)
    if rng.random() < 0.25:
        return chain(rng, [(a, symbol), (b, rng.choice("+-")), (rng.randint(0, 9), "")])
    name, phrase = rng.choice(list(PHRASES[symbol].items())[:4])
    return built(rng, NAMES[symbol], name, asked_frame(rng), phrase, (a, symbol, b), hesitations=0)


def chain(rng: Random, terms: list[tuple[int, str]]) -> Problem:
    """a op b op c as one expression, with the usual precedence."""
    (a, first), (b, second), (c, _) = terms
    if second in "*/" and first in "+-":
        steps = [(b, second, c), (a, first, eval_step(b, second, c))]
    else:
        steps = [(a, first, b), (eval_step(a, first, b), second, c)]
    formula = f"{a}{first}{b}{second}{c}"
    slots = {name: said(rng, value) for name, value in zip("abc", (a, b, c), strict=True)}
    core = f"{{a}} {SPOKEN[first]} {{b}} {SPOKEN[second]} {{c}}"
    text = capital(asked_frame(rng).replace("{}", core))
    typed = formula if rng.random() < 0.4 else ""
    words = aloud(tree(f"a{first}b{second}c"), {name: one.reply for name, one in slots.items()})
    return two_steps(rng, f"chain-{NAMES[first]}-{NAMES[second]}", text, slots, steps, formula, words, typed)


THEN = {
    "then": "{one}, [then|and then] {two}.", "first-then": "First {one}, then {two}.",
    "and": "[Please |]{one}[, and| and] {two}[. What do you get?|.]", "if": "If I {one} and then {two}, what do I get?",
    "start": "What do [I|you] get [when|if] [I|you] {one} and {two}?", "after": "[After you|When you] {one}, {two}.",
    "once": "Once you {one}, {two}. What is the [result|answer]?", "number": "{one}. [Now|Next] {two}.",
}  # fmt: skip
AFTER = {
    "+": ("add {c}", "add {c} to the result", "add {c} to that"), "-": ("subtract {c}", "take away {c}",
          "take {c} off"),
    "*": ("multiply by {c}", "multiply the result by {c}", "multiply that by {c}"),
    "/": ("divide by {c}", "divide the result by {c}", "divide that by {c}"),
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
        order, one = rng.choice(list(ORDERS[first].items()))
        name, frame = rng.choice(list(THEN.items()))
        text = expand(rng, frame).replace("{one}", expand(rng, one)).replace("{two}", rng.choice(AFTER[second]))
        slots = {key: said(rng, value) for key, value in zip("abc", (a, b, c), strict=True)}
        steps = [(a, first, b), (middle, second, c)]
        words = f"first {operation(f'{a}{first}{b}')}"
        return two_steps(rng, f"{name}-{order}", capital(text), slots, steps, f"({a}{first}{b}){second}{c}", words, "")


def two_steps(rng: Random, name: str, text: str, slots: dict[str, Said], steps: list[tuple[int, str, int]],
              formula: str, opening: str, typed: str) -> Problem:  # fmt: skip
    plan = tuple(f"{a}{symbol}{b}" for a, symbol, b in steps)
    working = carry_out(plan)
    wording = fill(text, slots)
    parts = reply.compose(rng, working, reply.restated(rng, opening))
    return Problem("two-step", wording.question, working.lines, working.answer, parts, typed or wording.typed,
                   family=f"two-step/{name}", plan=plan, formula=formula, spoken=wording.spoken)  # fmt: skip
