"""Word problems of the first corpus, from 48 templates with two texts each.

Newer ones are in `families/stories-*.txt`; these stay because the accuracy of all versions is known for them.
"""

from __future__ import annotations

import re
from random import Random

from model.corpus import reply
from model.corpus.arithmetic import eval_step
from model.corpus.family import people
from model.corpus.problem import Problem
from model.corpus.wording import Said, fill, said_number
from model.working import carry_out

# A line: plan | texts, parted by ;; | how the answer is said
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

    def __init__(self, line: str, kind: str, number: int) -> None:
        plan, texts, closing = (part.strip() for part in line.split(" | "))
        self.plan, self.kind, self.closing = plan, kind, closing
        self.texts = [t.strip() for t in texts.split(";;")]
        self.family = f"{kind}/{number:02d}"

    def steps(self, values: dict[str, int]) -> list[tuple[int, str, int]] | None:
        """The operations with their numbers, or None if a step is not a positive whole number."""
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


ONE_STEP = [Template(line, "story-1", i) for i, line in enumerate(ONE.strip().splitlines(), start=1)]
TWO_STEP = [Template(line, "story-2", i) for i, line in enumerate(TWO.strip().splitlines(), start=1)]


def story(rng: Random, templates: list[Template]) -> Problem:
    """A word problem from a random template with random names, things and numbers."""
    template = rng.choice(templates)
    values, steps = template.numbers(rng)
    names = people(rng)
    slots = {name: said_number(rng, str(value)) for name, value in values.items()} | names
    index = rng.randrange(len(template.texts))
    wording = fill(template.texts[index], slots)
    plan = tuple(f"{a}{symbol}{b}" for a, symbol, b in steps)
    working = carry_out(plan)
    closing = re.sub(r"\{(\w+)\}", lambda match: slots[match[1]].reply, template.closing)
    opening = reply.restated(rng, opening_of(template.plan, slots))
    return Problem(
        template.kind, wording.question, working.lines, working.answer, reply.compose(rng, working, opening, closing),
        wording.typed, family=template.family, plan=plan, formula=formula_of(template.plan, values), spoken=wording.spoken,
    )  # fmt: skip


def opening_of(plan: str, slots: dict[str, Said]) -> str:
    """The numbers of the question in its plan's order, said with "times" or "shared by" where that is all there is."""
    names = re.findall(r"[a-c]", plan)
    words = [slots[name].reply for name in names]
    if len(words) == 2:
        joint = {"+": ", and ", "-": ", take away ", "*": " times ", "/": " shared by "}[plan[1]]
        return joint.join(words)
    return reply.listed(words)


def formula_of(plan: str, values: dict[str, int]) -> str:
    """A plan with its numbers; it is worked out from left to right where it has no brackets."""
    bracketed = plan if "(" in plan or len(plan) == 3 else f"({plan[:3]}){plan[3:]}"
    return re.sub(r"[a-c]", lambda match: str(values[match.group()]), bracketed)
