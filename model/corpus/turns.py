"""Turns that teach: follow-up questions, explanations, hints, problems to practise, and checks of a student's result.

Most rest on the turn before, see `Problem.context`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from model.checking.slips import slips_in_result, slips_of
from model.corpus import arithmetic, reply
from model.corpus.family import families, loosely
from model.corpus.problem import Problem, ReplyPart
from model.corpus.speech import capital, operation, words
from model.corpus.wording import Wording, expand, fill, plain, said_number
from model.thinker.earlier_turn import EarlierTurn
from model.working import Working, carry_out, operand, slip_name, value_of
from model.working.numerals import decimal_text
from model.working.steps import plan_of

BASES = ("stories-1", "stories-2", "stories-3", "decimals", "percent", "large", "geometry", "averages")


def base(rng: Random, steps: int = 1) -> Problem:
    """A question that a turn may rest on, with at least `steps` operations."""
    while True:
        form = rng.random()
        if form < 0.35:
            problem = arithmetic.one_step(rng) if steps == 1 else arithmetic.two_step(rng)
        elif form < 0.5:
            problem = arithmetic.two_step(rng)
        else:
            problem = rng.choice(families(rng.choice(BASES))).draw(rng)
        said = all(operation(written) for written in problem.plan)
        if len(problem.plan) >= steps and said and value_of(problem.answer) is not None:
            return problem


def turn(
    kind: str, family: str, wording: Wording, plan: tuple[str, ...], working: Working, parts: list[ReplyPart],
    context: EarlierTurn | None, rng: Random, *, formula: str = "", keeps_answer: bool = False,
) -> Problem:  # fmt: skip
    return Problem(
        kind, wording.question, working.lines, working.answer, tuple(parts), loosely(rng, wording.typed),
        family=f"{kind}/{family}", plan=plan, formula=formula, spoken=wording.spoken, context=context,
        keeps_answer=keeps_answer,
    )  # fmt: skip


# "And times three?"

NEXT: dict[str, tuple[str, str]] = {
    "times": ("*", "[And|Now|Okay, and|What about] [times|multiplied by] {k}?"),
    "plus": ("+", "[And|Now|Okay, and] plus {k}?"),
    "minus": ("-", "[And|Now|Okay, and] minus {k}?"),
    "over": ("/", "[And|Now|Okay, and] divided by {k}?"),
    "that-times": ("*", "[What is|What's|How much is] [that|it] times {k}?"),
    "that-plus": ("+", "[What is|What's|How much is] [that|it] plus {k}?"),
    "that-minus": ("-", "[What is|What's|How much is] [that|it] minus {k}?"),
    "add": ("+", "[Now |Then |And ][add {k}[ to that| more|]|put {k} on top]."),
    "take-away": ("-", "[Now |Then |And ][take away|subtract] {k}[ from that|]."),
    "multiply": ("*", "[Now |Then |And ]multiply [that|it|the result] by {k}."),
    "divide": ("/", "[Now |Then |And ]divide [that|it|the result] by {k}."),
    "double": ("*2", "[And |Now |]double [that|it]."),
    "half": ("/2", "[And|What is] half of [that|it]?"),
    "and-if": ("+", "[And|What] if [I|you] add {k}?"),
}


def follow_up(rng: Random) -> Problem:
    """Goes on from the last answer, or asks the last question with another number."""
    if rng.random() < 0.2:
        return instead(rng)
    before = base(rng)
    name, (symbol, text) = rng.choice(list(NEXT.items()))
    last = before.answer
    number = symbol[1:] or _suitable(rng, symbol[0], last)
    plan: tuple[str, ...] = (f"{operand(last)}{symbol[0]}{number}",)
    try:
        if symbol[0] == "/":
            plan = plan_of("a/b", {"a": last, "b": number})
        working = carry_out(plan)
    except ValueError:
        return follow_up(rng)
    result = value_of(working.answer)
    if result is None or not 0 < result < 10**6 or len(working.answer) > 9:
        return follow_up(rng)
    change = {"*2": "doubled", "/2": "halved"}.get(symbol)
    opening = f"{words(last)} {change}" if change else operation(plan[0])
    parts = [*reply.compose(rng, working, reply.restated(rng, opening))]
    wording = fill(expand(rng, text), {"k": said_number(rng, number)})
    formula = f"({value_of(last)}){symbol[0]}{number}"
    return turn("follow-up", name, wording, plan, working, parts, before.as_context(), rng, formula=formula)


def _suitable(rng: Random, symbol: str, last: str) -> str:
    value = value_of(last)
    assert value is not None
    if symbol == "/":
        divisors = [d for d in range(2, 21) if (value / d).denominator == 1]
        return str(rng.choice(divisors or [2, 4, 5]))
    if symbol == "*":
        return str(rng.randint(2, 12))
    top = max(2, min(500, int(value) - 1)) if symbol == "-" else rng.choice((20, 100, 500))
    return str(rng.randint(1, top))


INSTEAD = ("[And|What] [if it is|if it's|if it were|about] {k} instead of {a}?", "And with {k} instead of {a}?",
           "[Now|Okay, and] with {k} instead of {a}[, please|]?")  # fmt: skip


def instead(rng: Random) -> Problem:
    """The last question with another number."""
    symbol = rng.choice("+-*")
    before = arithmetic.phrase_one(rng, symbol, *arithmetic.operands(rng, symbol))
    first, last = before.plan[0].split(symbol)
    other = str(arithmetic.number(rng, len(first)))
    if first in (last, other):
        return instead(rng)
    plan = (f"{other}{symbol}{last}",)
    working = carry_out(plan)
    parts = [*reply.compose(rng, working, reply.restated(rng, operation(plan[0])))]
    wording = fill(expand(rng, rng.choice(INSTEAD)), {"k": said_number(rng, other), "a": said_number(rng, first)})
    return turn("follow-up", "instead", wording, plan, working, parts, before.as_context(), rng, formula=plan[0])


# "Why?"

WHY = {
    "why": "[But |And |]why[ is that| is it that|]?", "how": "How did you [get|do|work out] that?",
    "explain": "[Can you explain|Explain|Please explain] that[ to me|][ again|].",
    "again": "[Once more|Again], please.",
    "not-understood": "I [don't understand|didn't get] that.", "show": "[Show me|Tell me] how you [did|got] that.",
    "how-come": "How come[ it's {g}|]?", "slowly": "[Can you go|Go] through that [slowly|step by step][, please|]?",
}  # fmt: skip


def why(rng: Random) -> Problem:
    """The last answer again, with each operation and its result."""
    before = base(rng)
    working = carry_out(before.plan)
    name, text = rng.choice(list(WHY.items()))
    wording = fill(expand(rng, text), {"g": said_number(rng, before.answer)})
    return turn("why", name, wording, before.plan, working, explained(rng, working), before.as_context(), rng)


def explained(rng: Random, working: Working) -> list[ReplyPart]:
    """ "We start with twelve times eight." "That's ninety-six." "Then we take ninety-six plus five." ..."""
    parts = []
    done = 0
    for number, step in enumerate(working.steps):
        start = rng.choice(("We start with {}.", "First comes {}.", "We take {}.") if not number else
                           ("Then we take {}.", "Next comes {}.", "After that, {}."))  # fmt: skip
        result = rng.choice(("That's {}.", "That makes {}.", "It gives {}."))
        parts.append(ReplyPart(done, start.format(operation(step.written))))
        parts.append(ReplyPart(step.end, result.format(words(step.result))))
        done = step.end
    return parts


# "Explain step two"

STEP = {
    "explain": "[Explain|Can you explain|Please explain] step {k}[, please|].",
    "what": "What [did you do|happened|was that] in step {k}?", "how": "How did you [get|do] step {k}?",
    "ordinal": "[Explain|Tell me about|What about] the {w} step[, please|].",
    "again": "[Say|Show me] step {k} again[, please|].",
}  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth")


def step(rng: Random) -> Problem:
    """One operation of the last answer with its working."""
    before = base(rng, steps=2)
    index = rng.randrange(min(len(before.plan), len(ORDINALS)))
    plan = (before.plan[index],)
    working = carry_out(plan)
    name, text = rng.choice(list(STEP.items()))
    wording = fill(expand(rng, text), {"k": said_number(rng, str(index + 1)), "w": plain(ORDINALS[index])})
    opening = rng.choice(("In the {} step we work out {}.", "The {} step is {}.", "In the {} step it's {}."))
    parts = [
        ReplyPart(0, opening.format(ORDINALS[index], operation(plan[0]))),
        ReplyPart(
            working.steps[0].end,
            rng.choice(("That gives {}.", "That's {}.", "It makes {}.")).format(words(working.answer)),
        ),
    ]
    return turn("explain", name, wording, plan, working, parts, before.as_context(), rng)


# "I got 12, is that right?"

CHECK = {
    "got-right": "I [got|get|have] {g}[, is|. Is] that right?", "is-it": "Is it {g}?", "think": "I think it's {g}.",
    "my-answer": "My [answer|result] is {g}.", "correct": "[Is|Would] {g} [correct|right|be right]?",
    "say": "[I'd say|I say|Maybe|I guess] {g}.", "just": "{g}.", "what-about": "What about {g}?",
    "did-i": "I [made|found] it {g}[. Did I do that right|, am I right]?",
}  # fmt: skip
RIGHT = ("Yes, {} is right.", "That's right, {}.", "Correct, it's {}.", "Well done, {} is right.", "Yes, it's {}.")
WRONG = (
    "Not quite, it's {}.",
    "No, it's {}.",
    "That's not it, it's {}.",
    "Almost, but it's {}.",
    "Sorry, no. It's {}.",
)
UNKNOWN = "unknown"
MISTAKES = {
    "added": ("It looks like you added.", "I think you added instead."),
    "subtracted": ("It looks like you subtracted.", "I think you subtracted instead."),
    "multiplied": ("It looks like you multiplied.", "I think you multiplied instead."),
    "divided": ("It looks like you divided.", "I think you divided instead."),
    "turned round": ("I think you took them the other way round.", "It looks like the numbers were turned round."),
    "forgot carry": ("It looks like a carry was forgotten.", "I think you forgot to carry."),
    "wrote whole column": ("I think you forgot to carry.", "Each column can only keep a single digit."),
    "misaligned": ("Line up the numbers by place value.", "I think the numbers were not lined up."),
    "borrow not paid": ("I think you borrowed, but did not pay it back.", "It looks like the borrowing was forgotten."),
    "smaller from larger": ("I think you took the smaller digit from the larger.",
                            "It looks like you turned a column round."),
    "table off by one": ("You are a step off in the times table.", "I think you took a step too many or too few."),
    "forgot zero": ("I think something is missing in the tens.", "Look at the tens again."),
    "cross terms": ("I think some of the products are missing.", "Multiply each part by each part."),
    "zero in quotient": ("Look at the empty places of the result.", "I think a place is missing in the result."),
    "decimals as whole": ("Look at the decimal point.", "Line up the decimal points."),
    "place value": ("Look at the place value.", "I think the decimal point has moved."),
    "sign": ("Look at the sign.", "I think the sign is wrong."),
    "off by one": ("You are just a little off.", "You are very close."),
    "off by ten": ("Look at the tens again.", "The tens are not right yet."),
    "digits swapped": ("I think some digits are swapped.", "It looks like digits changed places."),
    "percent not divided": ("I think you did not divide after multiplying.",
                            "Remember what percent means."),
    UNKNOWN: ("Try it again step by step.", "Let's look at the steps again."),
}  # fmt: skip
"""What is said about a mistake, by its name in `model.working.slip_name`."""


def check(rng: Random) -> Problem:
    """A student's result for the question before, or for one that is asked at once."""
    while True:
        asked, context = posed(rng)
        given, slip = result_of_student(rng, asked)
        if given:
            break
    name, text = rng.choice(list(CHECK.items()))
    text = expand(rng, text)
    slots = {"g": said_number(rng, given)}
    wording = fill(text, slots)
    if context is None:
        wording = Wording(*(f"{one.rstrip()} {two}" for one, two in zip(
            (asked.question, asked.spoken_question, asked.typed or asked.question),
            (wording.question, wording.spoken, wording.typed), strict=True)))  # fmt: skip
    working, plan = checked(asked, given, slip)
    parts = verdict(rng, asked, working, given, slip)
    return turn("check", name, wording, plan, working, parts, context, rng, formula=asked.formula)


def posed(rng: Random) -> tuple[Problem, EarlierTurn | None]:
    """A question and how it came up: the tutor gave it to practise, or the student asks it now (None)."""
    if rng.random() < 0.5:
        problem = practise(rng)
        return problem, problem.as_context()
    while True:
        problem = arithmetic.one_step(rng) if rng.random() < 0.6 else base(rng)
        if value_of(problem.answer) is not None:
            return problem, None


def result_of_student(rng: Random, problem: Problem) -> tuple[str, str]:
    """A right or wrong result, and the name of the mistake: "" for a right one. Both "" if there is none to be said."""
    right = value_of(problem.answer)
    assert right is not None
    if rng.random() < 0.4:
        return problem.answer, ""
    wrong = [value for value in wrong_results(problem, right) if value > 0 and value != right]
    if not wrong or rng.random() < 0.1:
        wrong = [right + off for off in (3, 4, 6, 7, 12)]
    given = decimal_text(rng.choice(wrong)) or ""
    slip = slip_name(problem.plan[-1].rpartition("=")[2], given) if given else ""
    return (given, slip if slip in MISTAKES else UNKNOWN) if given and len(given) <= 9 else ("", "")


def wrong_results(problem: Problem, right: Fraction) -> list[Fraction]:
    """What known mistakes in the last operation lead to."""
    match = re.fullmatch(r"([\d.]+)([+\-*/])([\d.]+)", problem.plan[-1])
    found = list(slips_of(match[2], Fraction(match[1]), Fraction(match[3]))) if match else []
    return [value for _, value in found or slips_in_result(right)]


def checked(problem: Problem, given: str, slip: str) -> tuple[Working, tuple[str, ...]]:
    """The problem worked out, the two results compared, and the mistake named."""
    right, wrong = value_of(problem.answer), value_of(given)
    assert right is not None
    assert wrong is not None
    sign = "=" if wrong == right else "<" if wrong < right else ">"
    entries = [*problem.plan, f"{given}{sign}{problem.answer}"]
    if slip and slip != UNKNOWN:
        entries.append(f"slip({problem.plan[-1]},{given})={slip}")
    return carry_out(entries), tuple(entries)


def verdict(rng: Random, problem: Problem, working: Working, given: str, slip: str) -> list[ReplyPart]:
    opening = rng.choice(("{}, and you got {}.", "So, {}, and you say {}.", "Let me check {}, you got {}."))
    first = operation(problem.plan[0])
    parts = [ReplyPart(0, capital(opening.format(first if len(problem.plan) == 1 else f"first {first}", words(given))))]
    for number, made in enumerate(working.steps[:-1]):
        parts.append(ReplyPart(made.end, reply.said_step(rng, made.written, made.result, first=number == 0)))
    at = len(working.lines) - 1  # the last line states the answer once more
    parts.append(ReplyPart(at, rng.choice(WRONG if slip else RIGHT).format(words(working.answer))))
    if slip:
        parts.append(ReplyPart(at, rng.choice(MISTAKES[slip])))
    return parts


# "Give me a hint"

HINT = {
    "give": "[Give me|Can I have|I need] a [hint|clue|tip][, please|].", "just": "[Just|Only] a hint[, please|].",
    "help": "How do I [start|begin]?", "first": "What do I do first?", "stuck": "I'm stuck[. Can you help me a bit|].",
    "do-not-tell": "Don't tell me[ the answer|], [just|only] [help me|give me a hint].",
    "where-start": "Where do I start?",
}  # fmt: skip


def hint(rng: Random) -> Problem:
    """The first step as an idea, without its result."""
    context = None
    if rng.random() < 0.5:
        asked = practise(rng)
        context = asked.as_context()
    else:
        asked = base(rng)
    plan = (asked.plan[0],)
    working = carry_out(plan)
    name, text = rng.choice(list(HINT.items()))
    wording = fill(expand(rng, text), {})
    if context is None:
        wording = Wording(*(f"{one} {two}" for one, two in zip(
            (asked.question, asked.spoken_question, asked.typed or asked.question),
            (wording.question, wording.spoken, wording.typed), strict=True)))  # fmt: skip
    idea = single_hint(rng, plan[0])
    if len(asked.plan) > 1:
        start = rng.choice(("First work out {}.", "Start with {}.", "Try {} first.", "Begin with {}."))
        idea = start.format(operation(plan[0]))
    end = rng.choice(("What do you get?", "Can you do that?", "What is that?", "Try it."))
    parts = [ReplyPart(0, idea), ReplyPart(0, end)]
    return turn("hint", name, wording, plan, working, parts, context, rng, keeps_answer=True)


def single_hint(rng: Random, written: str) -> str:
    """An idea for one operation, with its own numbers only."""
    said = operation(written)
    for sign, ideas in (
        ("+", ("Start with the larger number and count on.", "Add the ones first, then the tens.")),
        ("-", ("Take away the ones first, then the tens.", "Count up from the smaller number.")),
        ("*", ("Take the tens and the ones apart.", "Count in steps.")),
        ("/", ("Think of the times table.", "See how often it fits.")),
    ):
        if sign in written[1:]:
            return f"{capital(said)}: {rng.choice(ideas).lower()}"
    return f"It's {said}."


# "Give me one to practise"

PRACTISE: dict[str, tuple[str, str]] = {
    "any": ("+-*/", "[Give me|I want|Can I have] [one|something|a problem|a question] to practise[, please|]."),
    "add": ("+", "[Give me|Ask me] [an addition|a plus question|something with plus]."),
    "subtract": ("-", "[Give me|Ask me] [a subtraction|a minus question|something with minus]."),
    "times": ("*", "[Give me|Ask me] [a multiplication|a times question|a times table]."),
    "divide": ("/", "[Give me|Ask me] [a division|a divided by question]."),
    "quiz-me": ("+-*/", "[Quiz|Test] me."),
    "another": ("+-*/", "[Another one|One more|Next one|The next one], please."),
    "let-me": ("+-*/", "Let me [try|practise] [one|something]."),
}  # fmt: skip
POSED = ("What is {}?", "How much is {}?", "Here you are: {}.", "Try this: {}.", "Can you work out {}?")


def practise(rng: Random) -> Problem:
    """The tutor asks, and keeps the answer to itself."""
    name, (symbols, text) = rng.choice(list(PRACTISE.items()))
    symbol = rng.choice(symbols)
    while True:
        a, b = arithmetic.operands(rng, symbol)
        if min(a, b) > 1 and (symbol != "/" or a % b == 0) and a >= b:
            break
    plan = (f"{a}{symbol}{b}",)
    working = carry_out(plan)
    parts = [
        ReplyPart(0, rng.choice(("Sure.", "Okay.", "Of course.", "Alright.", "With pleasure."))),
        ReplyPart(working.steps[0].end, rng.choice(POSED).format(operation(plan[0]))),
    ]
    wording = fill(expand(rng, text), {})
    made = turn("practise", name, wording, plan, working, parts, None, rng, formula=plan[0], keeps_answer=True)
    if name == "another":
        other = arithmetic.phrase_one(rng, symbol, *arithmetic.operands(rng, symbol))
        made = replace(made, context=other.as_context())
    return made


MAKERS: dict[str, Callable[[Random], Problem]] = {
    "follow-up": follow_up, "why": why, "explain": step, "check": check, "hint": hint, "practise": practise,
}  # fmt: skip
