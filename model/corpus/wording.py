"""A small paraphrase grammar, and numbers as people say and type them.

`[a|b|]` is a choice, which may be empty and nested; `{name}` is filled in; `<um, >` is said but not written down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from model.corpus.speech import amount, capital, unit_name, words
from model.working.numerals import numeral

Node = str | tuple["Node", ...] | list["Node"]  # a text, a sequence, or a choice
_MARKS = re.compile(r"([\[\]|])")


@lru_cache(maxsize=8192)
def parse(template: str) -> Node:
    """The tree of a template. Raises ValueError for brackets that do not match."""
    tokens = [token for token in _MARKS.split(template) if token]
    node, at = _sequence(tokens, 0, nested=False)
    assert at == len(tokens)
    return node


def _sequence(tokens: list[str], at: int, nested: bool) -> tuple[Node, int]:
    parts: list[Node] = []
    while at < len(tokens):
        if nested and tokens[at] in "]|":
            break
        if tokens[at] == "[":
            choice: list[Node] = []
            while tokens[at] != "]":
                part, at = _sequence(tokens, at + 1, nested=True)
                if at >= len(tokens):
                    raise ValueError(f"a choice is not closed: {''.join(tokens)}")
                choice.append(part)
            parts.append(choice)
        else:
            parts.append(tokens[at])
        at += 1
    return tuple(parts), at


def expand(rng: Random, template: str) -> str:
    """One of the texts that a template stands for, with its {names} and <said> parts."""
    out: list[str] = []
    _expand(rng, parse(template), out)
    return "".join(out)


def _expand(rng: Random, node: Node, out: list[str]) -> None:
    if isinstance(node, str):
        out.append(node)
    elif isinstance(node, list):
        _expand(rng, rng.choice(node), out)
    else:
        for part in node:
            _expand(rng, part, out)


@dataclass(frozen=True, slots=True)
class Said:
    """Something filled in. written: as in a heard question. spoken, typed: one way of several. reply: the tutor's."""

    written: str
    spoken: str
    typed: str
    reply: str


def plain(text: str) -> Said:
    """A name or a thing, the same everywhere."""
    return Said(text, text, text, text)


@dataclass(frozen=True, slots=True)
class Wording:
    question: str
    spoken: str
    typed: str


def fill(template: str, slots: Mapping[str, Said]) -> Wording:
    """The three forms of an expanded template."""
    written = re.sub(r"<[^>]*>", "", template)
    aloud = template.replace("<", "").replace(">", "")
    return Wording(
        tidy(written.format_map({name: said.written for name, said in slots.items()})),
        tidy(aloud.format_map({name: said.spoken for name, said in slots.items()})),
        tidy(written.format_map({name: said.typed for name, said in slots.items()})),
    )


_SENTENCE = re.compile(r"(?:^|(?<=[.?!:] ))[a-z]")


def tidy(text: str) -> str:
    """Single spaces, and a capital at the start of each sentence."""
    text = re.sub(r" +([.,?!])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return _SENTENCE.sub(lambda match: match.group().upper(), text)


# Numbers


def said_number(rng: Random, text: str, unit: str = "") -> Said:
    """A number (as a trace writes it) with its unit: "$", "%", "cm", ..."""
    if unit == "$":
        return Said(_dollars(text), _spoken_dollars(rng, text), _typed_dollars(rng, text), amount(text, "$"))
    aloud = spoken_number(rng, text)
    if unit == "%":
        return Said(
            f"{text}%", f"{aloud} percent", f"{text}{rng.choice(('%', '%', ' percent', ' %'))}", amount(text, "%")
        )
    if unit == "deg":
        return Said(
            f"{text} degrees", f"{aloud} degrees", f"{text}{rng.choice(('°', ' degrees'))}", amount(text, "deg")
        )
    if unit:
        sign = unit.replace("2", "²").replace("3", "³")
        name = unit_name(text, unit)
        typed = rng.choice((f"{text} {sign}", f"{text}{sign}", f"{text} {name}")) if len(sign) < 4 else f"{text} {name}"
        written = f"{text} {sign}"
        return Said(written, f"{aloud} {name}", typed, amount(text, unit))
    return Said(text, aloud, text, words(text))


def spoken_number(rng: Random, text: str) -> str:
    """A number as people say it: with or without "and", "minus" or "negative", "three over four"."""
    usual, found = words(text), numeral(text)
    if found is None or rng.random() < 0.6:
        return usual
    if found.value < 0:
        return usual.replace("minus", "negative")
    if found.form == "whole":
        return _without_and(usual) if found.value < 10**6 else usual
    if found.form == "decimal":
        if text.startswith("0."):
            return rng.choice((usual.removeprefix("zero "), usual.replace("zero", "nought", 1), usual))
        return _without_and(usual)
    if found.form == "fraction":
        top, _, below = text.partition("/")
        ways = [usual, f"{words(top)} over {words(below)}"]
        if below == "4":
            ways.append("one fourth" if top == "1" else f"{words(top)} fourths")
        return rng.choice([*ways, "a half"] if text == "1/2" else ways)
    return usual


def _without_and(text: str) -> str:
    return text.replace("hundred and ", "hundred ").replace("thousand and ", "thousand ")


def _dollars(text: str) -> str:
    return f"${_cents(text)}"


def _cents(text: str) -> str:
    """ "3.5" -> "3.50"."""
    whole, point, rest = text.partition(".")
    return f"{whole}.{rest.ljust(2, '0')}" if point else text


def _spoken_dollars(rng: Random, text: str) -> str:
    whole, point, cents = _cents(text).partition(".")
    if not point:
        return f"{spoken_number(rng, whole)} {unit_name(whole, '$')}"
    count = str(int(cents))
    if whole == "0":
        return amount(count, "cents")
    return rng.choice((f"{amount(whole, '$')} and {amount(count, 'cents')}", f"{amount(whole, '$')} {words(count)}"))


def _typed_dollars(rng: Random, text: str) -> str:
    return rng.choice(
        (f"${_cents(text)}", f"${_cents(text)}", f"{_cents(text)} {unit_name(text, '$')}", f"{_cents(text)}$")
    )


SLIPS = ("{}, no, {}", "{}, sorry, {}", "{}, I mean {}", "{}, wait, {}", "{}, no wait, {}", "{}, uh, no, {}")
FILLERS = ("um, ", "uh, ", "er, ", "like, ")


def hesitated(rng: Random, said: Said, text: str) -> Said:
    """A whole number that the speaker first gets wrong, or finds after an "um"."""
    if rng.random() < 0.5 or not text.isdigit() or said.written != text:
        return Said(said.written, rng.choice(FILLERS) + said.spoken, said.typed, said.reply)
    first = str(max(1, int(text) + rng.choice((-10, -2, -1, 1, 2, 10))))
    if first == text:
        return said
    slip = rng.choice(SLIPS)
    written = slip.replace(" uh,", "").format(first, said.written)
    return Said(written, slip.format(words(first), said.spoken), said.typed, said.reply)


# Frames around a question

ASK = (
    "[What is|What's|How much is|What is|What's] {}?",
    "[Calculate|Work out|Find|Compute|Tell me|Give me] {}[, please|].",
    "{}?", "{}.", "{}[, please|, what's that|, what is that|, how much is that]?",
    "[Can|Could] you [please |][tell me|work out|calculate] [what {} is|{}]?", "Please [calculate|work out|find] {}.",
    "[I'd like|I want|I need] to know [what {} is|{}].", "[Do you know|Any idea|Can you see] what {} is?",
    "[Hey|Okay|So|Hi|Hello], [what is|what's|how much is] {}?", "[How do I|How can I] [work out|find|calculate] {}?",
    "[I'm stuck on|I need help with|Help me with] {}.", "What does {} [make|give|come to]?",
    "[My homework says|The question is|The next one is|It says]: {}.", "What do you get for {}?",
)  # fmt: skip
TELL = (
    "{}.", "Please {}.", "[Can|Could] you [please |]{}?", "[Now|Okay, now|So] {}.", "I need you to {}.",
    "[Help me|Help me to] {}.", "How do I {}?", "Can you help me {}?", "[Let's|Let us] {}.",
    "I [have|need|want] to {}.",
    "My [teacher|book|homework] says: {}.", "What do I get if I {}?", "I don't know how to {}.", "Show me how to {}.",
)  # fmt: skip
BEFORE = (
    "[Hey|Hi|Hello|Okay|So|Right|Alright], ",
    "[Here's|I have|I've got|Here is] [a problem|a question|one|a word problem]"
    "[ for you| from my homework|]. ", "[Can|Could] you help me[ with this| with my homework| with this one|]? ",
    "[I'm stuck|I don't get this one|I'm not sure about this]. ",
    "[The question is this|My homework says|It says here]. ",
    "[<Um, >|<Uh, >|<So, um, >]", "Listen. ", "[Next question|Next one|Another one]. ",
)  # fmt: skip
BEHIND = (
    " [Can you help|Can you help me|Could you help me|Help me please]?", " [Please|Thanks|Thank you].",
    " [How do I do that|How do I work that out|How does that go]?", " I [don't know|have no idea|can't work it out].",
    " [Tell me|Work it out], please.",
)  # fmt: skip


def asked(rng: Random, core: str) -> str:
    """A noun phrase as a question: "the sum of {a} and {b}" -> "Could you tell me the sum of {a} and {b}?"."""
    return expand(rng, rng.choice(ASK)).replace("{}", core)


def ordered(rng: Random, core: str) -> str:
    """An order: "add {a} and {b}" -> "How do I add {a} and {b}?"."""
    return expand(rng, rng.choice(TELL)).replace("{}", core)


def dressed(rng: Random, question: str) -> str:
    """A whole question with the words that people put around it."""
    if rng.random() < 0.4:
        before = expand(rng, rng.choice(BEFORE))
        question = before + (capital(question) if before.rstrip("> ")[-1:] in ".?:" else uncapital(question))
    if rng.random() < 0.2:
        question += expand(rng, rng.choice(BEHIND))
    return question


def uncapital(text: str) -> str:
    """After "Hey, ": "How many" -> "how many"; names and "I" keep their capital."""
    return text if text.startswith("I ") else text[:1].lower() + text[1:]
