"""Problems: one- and two-step arithmetic, word problems from templates, and those of GSM8K that fit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from model.corpus.problem import Problem, reply, solve
from model.errors import BadInput

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
    first = rng.random() < 0.7 and ask is ASK  # most people say "a plus b"
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


# Word problems

SHE = (
    "Anna Maria Emma Sofia Lucy Mia Nina Zoe Julia Clara Alice Ella Grace Hannah Ruby Amy Sarah Kate Lena Rosa"
).split()
HE = ("Tom Ben Sam Leo Max Paul Jack David Peter Adam Omar Luis Felix Daniel Oscar Henry Noah James Carl Mark").split()
THINGS = (
    "apples pears oranges plums lemons cookies cakes muffins candies eggs books pencils pens stickers marbles cards "
    "stamps coins shells stones flowers roses balloons toys cars buttons beads tickets photos cups plates bottles "
    "boxes bags hats socks shirts keys nuts carrots"
).split()

ONE = """
a+b | {n} has {a} {t} and gets {b} more. How many {t} does {n} have now? ;; {n} had {a} {t}. Then {p} found {b} more. How many does {p} have now? | {n} has {} {t} now.
a+b | There are {a} red {t} and {b} blue {t} in a box. How many {t} are there in all? ;; A box holds {a} red {t} and {b} green {t}. How many {t} is that? | There are {} {t} in all.
a+b | {n} has {a} {t} and {m} has {b}. How many {t} do they have together? ;; {n} and {m} put their {t} together. {n} has {a} and {m} has {b}. How many is that? | Together they have {} {t}.
a+b | {n} read {a} pages on Monday and {b} pages on Tuesday. How many pages did {p} read? ;; On Monday {n} read {a} pages, on Tuesday {b}. How many pages is that in total? | {n} read {} pages.
a+b | A train carries {a} people and {b} more get on. How many people are on the train? ;; There are {a} people on a train. At the station {b} more get on. How many are there now? | There are {} people on the train.
a+b | {n} paid {a} dollars for a book and {b} dollars for a game. How much did {p} spend? ;; A book costs {a} dollars and a game costs {b} dollars. How much do both cost? | That's {} dollars altogether.
a+b | A farmer has {a} cows and {b} sheep. How many animals is that? ;; On a farm there are {a} cows and {b} sheep. How many animals does the farmer have? | The farmer has {} animals.
a-b | {n} has {a} {t} and gives {b} to {m}. How many {t} does {n} have left? ;; {n} had {a} {t} but gave {b} of them away. How many are left? | {n} has {} {t} left.
a-b | There are {a} {t} on the table. {n} takes {b} of them. How many are left? ;; {n} takes {b} {t} from a table with {a} {t}. How many {t} stay there? | There are {} {t} left.
a-b | {n} has {a} dollars and spends {b} dollars. How much money is left? ;; {n} had {a} dollars and bought a toy for {b} dollars. How much does {p} have left? | {n} has {} dollars left.
a-b | A bus has {a} people in it and {b} get off. How many people are still on the bus? ;; There were {a} people on a bus and {b} got off. How many stayed? | There are {} people still on the bus.
a-b | {n} baked {a} cookies and ate {b} of them. How many cookies are left? ;; Of {a} cookies {n} ate {b}. How many are left? | There are {} cookies left.
a-b | {n} has {a} {t} and {m} has {b}. How many more does {n} have than {m}? ;; {m} has {b} {t} and {n} has {a}. How many more {t} does {n} have? | {n} has {} more.
a-b | A book has {a} pages. {n} has read {b} of them. How many pages are left to read? ;; {n} is on page {b} of a book with {a} pages. How many pages are left? | There are {} pages left.
a-b | A rope is {a} meters long. {n} cuts off {b} meters. How long is the rope now? ;; {n} cuts {b} meters from a rope of {a} meters. How many meters are left? | The rope is {} meters long now.
a-b | {n} is {a} years old and {m} is {b}. How many years older is {n}? ;; {m} is {b} and {n} is {a} years old. What is the difference? | {n} is {} years older.
a*b | {n} has {a} bags with {b} {t} in each. How many {t} does {p} have? ;; There are {b} {t} in a bag. How many {t} are in {a} bags? | That's {} {t}.
a*b | A box holds {b} {t}. How many {t} are in {a} boxes? ;; {n} packs {a} boxes with {b} {t} each. How many {t} is that? | There are {} {t}.
a*b | One ticket costs {b} dollars. How much do {a} tickets cost? ;; {n} buys {a} tickets for {b} dollars each. How much does {p} pay? | That costs {} dollars.
a*b | {n} walks {b} miles every day. How many miles does {p} walk in {a} days? ;; Every day {n} runs {b} miles. How far is that in {a} days? | That's {} miles.
a*b | There are {a} rows of {b} chairs. How many chairs are there? ;; A hall has {a} rows with {b} chairs in each row. How many chairs is that? | There are {} chairs.
a*b | {n} earns {b} dollars an hour. How much does {p} earn in {a} hours? ;; {n} works {a} hours for {b} dollars an hour. How much money is that? | {n} earns {} dollars.
a*b | {n} reads {b} pages a day. How many pages does {p} read in {a} days? ;; In {a} days {n} reads {b} pages each day. How many pages is that? | {n} reads {} pages.
a*b | A garden is {a} meters long and {b} meters wide. What is its area? ;; What is the area of a room that is {a} meters by {b} meters? | The area is {} square meters.
a/b | {n} shares {a} {t} equally among {b} friends. How many does each friend get? ;; {b} friends share {a} {t} equally. How many {t} does each of them get? | Each friend gets {}.
a/b | {n} puts {a} {t} into {b} bags, the same number in each. How many are in one bag? ;; {a} {t} are packed equally into {b} bags. How many go in each bag? | There are {} in each bag.
a/b | {b} tickets cost {a} dollars. How much does one ticket cost? ;; {n} pays {a} dollars for {b} tickets. What is the price of one? | A ticket costs {} dollars.
a/b | {n} has {a} {t} and puts {b} in each box. How many boxes does {p} need? ;; How many boxes of {b} can {n} fill with {a} {t}? | That takes {} boxes.
a/b | A class of {a} children is split into {b} equal teams. How many children are in a team? ;; {a} children make {b} teams of the same size. How big is a team? | There are {} children in each team.
a/b | {n} drives {a} miles in {b} hours. How many miles is that per hour? ;; A car goes {a} miles in {b} hours. How fast is it? | That's {} miles per hour.
"""

TWO = """
a+b-c | {n} has {a} {t} and gets {b} more. Then {p} gives away {c}. How many {t} are left? ;; {n} had {a} {t}, found {b} more and lost {c}. How many does {p} have now? | {n} has {} {t} now.
a-b-c | {n} has {a} {t}. {p} gives {b} to {m} and eats {c}. How many are left? ;; Of {a} {t} {n} sold {b} in the morning and {c} in the afternoon. How many are left? | There are {} left.
a-b+c | There were {a} people on a bus. {b} got off and {c} got on. How many are on the bus now? ;; A bus with {a} people stops. {b} people get off and {c} get on. How many people are there now? | There are {} people on the bus now.
a-b+c | {n} had {a} dollars, spent {b} and then earned {c}. How much does {p} have now? ;; {n} spends {b} of {a} dollars and later gets {c} dollars. How much money is that now? | {n} has {} dollars now.
a+b+c | {n} picked {a} {t}, {m} picked {b}, and their mother picked {c}. How many {t} is that? ;; There are {a} red, {b} blue and {c} green {t}. How many {t} are there in all? | That's {} {t} in all.
a*b+c | {n} has {a} bags with {b} {t} each and {c} more. How many {t} does {p} have? ;; There are {a} boxes of {b} {t} and {c} loose ones. How many {t} is that? | That's {} {t}.
a*b-c | {n} buys {a} boxes of {b} {t} and gives away {c}. How many are left? ;; {n} has {a} bags with {b} {t} in each and eats {c} of them. How many {t} are left? | There are {} {t} left.
a*b-c | {n} earns {a} dollars an hour and works {b} hours. Then {p} spends {c} dollars. How much is left? ;; {n} worked {b} hours for {a} dollars an hour and then spent {c} dollars. How much does {p} have left? | {n} has {} dollars left.
a*b*c | A shop has {a} shelves. Each shelf has {b} boxes, and each box has {c} {t}. How many {t} are there? ;; {n} has {a} bags with {b} boxes in each, and {c} {t} in each box. How many {t} is that? | There are {} {t}.
(a+b)*c | {n} has {a} {t} and {m} has {b}. A third friend has {c} times as many as both together. How many is that? ;; Every day {n} eats {a} {t} and {m} eats {b}. How many {t} do they eat in {c} days? | That's {} {t}.
(a-b)*c | {n} has {a} {t} and gives {b} away. Each one left is worth {c} dollars. How much are they worth? ;; {n} buys something for {b} dollars and sells it for {a} dollars. How much does {p} make if {p} does it {c} times? | That's {} dollars.
(a+b)/c | {n} has {a} {t} and {m} has {b}. They share them equally among {c} friends. How many does each get? ;; {a} red {t} and {b} blue {t} are put equally into {c} bags. How many are in each bag? | Each gets {}.
(a-b)/c | {n} has {a} {t}, eats {b} and shares the rest equally among {c} friends. How many does each get? ;; Of {a} {t} {b} are broken. The rest go equally into {c} boxes. How many are in a box? | Each gets {}.
a*b/c | {n} has {a} bags with {b} {t} each and shares them among {c} friends. How many does each get? ;; {a} boxes with {b} {t} in each are shared equally by {c} children. How many does each child get? | Each gets {}.
a/b+c | {n} shares {a} {t} equally among {b} bags and puts {c} more into each. How many are in one bag? ;; {b} friends share {a} {t} equally. Then {n}, one of the friends, gets {c} more. How many does {p} have? | That makes {}.
a/b-c | {n} shares {a} {t} equally among {b} children. Each child eats {c}. How many does each have left? ;; {a} {t} are split equally into {b} bags. Then {c} are taken out of a bag. How many stay in that bag? | There are {} left.
a+(b*c) | {n} has {a} {t} and buys {b} boxes with {c} in each. How many does {p} have now? ;; {n} had {a} dollars and then earned {c} dollars a day for {b} days. How much is that? | That makes {}.
a-(b*c) | {n} has {a} dollars and buys {b} {t} for {c} dollars each. How much is left? ;; {n} has {a} {t} and fills {b} bags with {c} each. How many are left over? | There are {} left.
"""


class Template:
    """One line of the tables above."""

    def __init__(self, line: str, kind: str) -> None:
        plan, texts, closing = (part.strip() for part in line.split(" | "))
        self.plan, self.kind, self.closing = plan, kind, closing
        self.texts = [t.strip() for t in texts.split(";;")]

    def steps(self, values: dict[str, int]) -> list[tuple[int, str, int]] | None:
        """Operations with their numbers, or None if a step is not a positive whole number."""
        order = [ch for ch in self.plan if ch not in "()"]
        bracket = "(" in self.plan and self.plan.index("(") > 0
        if len(order) == 3:
            todo = [(order[0], order[1], order[2])]
        elif bracket:
            todo = [(order[2], order[3], order[4]), (order[0], order[1], "_")]
        else:
            todo = [(order[0], order[1], order[2]), ("_", order[3], order[4])]
        known, made = dict(values), []
        for left, symbol, right in todo:
            x, y = known[left], known[right]
            if (symbol == "/" and (x % y or x == y)) or (symbol == "-" and x <= y):
                return None
            made.append((x, symbol, y))
            known["_"] = eval_step(x, symbol, y)
        return made if known["_"] <= 2000 else None

    def numbers(self, rng: Random) -> tuple[dict[str, int], list[tuple[int, str, int]]]:
        """Random numbers that suit the plan: small factors, larger terms."""
        factors = {ch for pair in re.findall(r"([a-c])\)?[*/]|[*/]\(?([a-c])", self.plan) for ch in pair if ch}
        if re.search(r"\)[*/]", self.plan):
            factors -= set(re.findall(r"\(([a-c])[+-]([a-c])\)", self.plan)[0])
        while True:
            values = {}
            for ch in "abc":
                top = rng.choice((12, 12, 25)) if ch in factors else rng.choice((20, 60, 100, 400))
                values[ch] = rng.randint(2, top)
            for x, y in re.findall(r"([a-c])/([a-c])", self.plan):  # make the quotient exact
                values[x] = values[y] * rng.randint(2, 25)
            if (steps := self.steps(values)) is not None:
                return values, steps


ONE_STEP = [Template(line, "story-1") for line in ONE.strip().splitlines()]
TWO_STEP = [Template(line, "story-2") for line in TWO.strip().splitlines()]


def story(rng: Random, templates: list[Template]) -> Problem:
    """A word problem from a random template with random names, things and numbers."""
    template = rng.choice(templates)
    values, steps = template.numbers(rng)
    if rng.random() < 0.5:
        name, pronoun = rng.choice(SHE), "she"
    else:
        name, pronoun = rng.choice(HE), "he"
    other = rng.choice([x for x in SHE + HE if x != name])
    fill = {"n": name, "m": other, "p": pronoun, "t": rng.choice(THINGS)} | values
    text = rng.choice(template.texts).format(**fill)
    text = re.sub(r"(?<=[.?] )(she|he)\b", lambda m: capital(m.group()), text)
    lines, ends, answer = solve(steps)
    closing = template.closing.replace("{}", "\0").format(**fill).replace("\0", "{}")
    firsts = [str(eval_step(*steps[0]))] if len(steps) == 2 else []
    return Problem(template.kind, text, tuple(lines), answer, reply(rng, answer, ends, closing, firsts), text)


# GSM8K: problems whose worked solution is one or two whole-number steps

NOTE = re.compile(r"<<(\d+)([+\-*/])(\d+)=(\d+)>>")


def collect(path: Path, rng: Random, rejected: Counter[str]) -> Iterator[Problem]:
    """Problems from a GSM8K .jsonl file; rejected ones are counted by reason.

    Raises BadInput for a file that cannot be read or is not GSM8K's.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {path} ({error}): give GSM8K's train.jsonl") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            problem = rewrite(row["question"], row["answer"], rng)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise BadInput(f"{path}:{number} is not a problem of GSM8K ({error!r}): give its train.jsonl") from error
        if isinstance(problem, str):
            rejected[f"gsm8k: {problem}"] += 1
        else:
            yield problem


def rewrite(question: str, solution: str, rng: Random) -> Problem | str:
    """The problem in our form, or the reason why it is left out."""
    notes = re.findall(r"<<(.*?)>>", solution)
    steps = [NOTE.fullmatch(f"<<{note}>>") for note in notes]
    final = solution.rsplit("####", 1)[1].strip().replace(",", "")
    if not 1 <= len(steps) <= 2 or not all(steps):
        return "not one or two whole-number steps"
    if len(question) > 180 or not final.isdigit():
        return "too long, or the answer is not a whole number"
    text = re.sub(r"\$(\d+)", r"\1 dollars", question.replace(",", "") if re.search(r"\d,\d", question) else question)
    if re.search(r"[^A-Za-z0-9 ,.?!'\-]", text := text.replace("%", " percent").replace("’", "'")):
        return "symbols that are not said plainly"
    operations = [(int(m[1]), m[2], int(m[3])) for m in steps if m]
    if any(b == 0 or (s == "/" and a % b) or (s == "-" and a < b) for a, s, b in operations):
        return "a step that is not whole"
    lines, ends, answer = solve(operations)
    if answer != final:
        return "notes do not reach the answer"
    return Problem("gsm8k", text, tuple(lines), answer, reply(rng, answer, ends), text, source="GSM8K")
