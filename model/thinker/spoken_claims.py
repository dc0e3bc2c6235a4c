"""The results that the speech gives, as pieces of text that `same_value` can read, the last of them the answer.

A result stands after words such as "is", "so" or "gives", or first in its sentence. Numbers after "than", "of" or
"for", in questions, in checks ("because five times three is fifteen") and in what comes next ("try ...") are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model.numbers import NumberSpan, words_to_numbers

_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s|$)|$)", re.DOTALL)
_CUE = re.compile(
    r"\b(?:is|are|was|equals?|equal to|makes?|gives?|gets?|got|leaves?|left with|costs?|have|has|takes?|needs?|pays?|"
    r"(?:comes?|rounds?|simplifies|works out) (?:out )?(?:to|at|as)|saves?|earns?|so|therefore|then|i mean|actually|"
    r"answer|result|total|namely|only|just|exactly|or)\b[\s,:]*|(?<=\w)['’](?:s|re)\b\s*|=\s*|[,;:]\s",
    re.IGNORECASE,
)
_NO_RESULT = re.compile(
    r"\b(?:than|of|for|by|from|since|because|with|per|in|if|times|plus|minus|over|after|before|not|isn't|isn’t|"
    r"every|between|on|step|number|question)(?: (?:the|all|these|those|a|an))?\s*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:check\w*|because|since|after all|remember|recall|for example|for instance|next|try|can you|could you|"
    r"suppose|imagine|let['’]s|if|instead|makes sense|if you want)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"[,;:]?\s*\b(?:since|because|as you know|after all)\b", re.IGNORECASE)
_END = re.compile(
    r"[,;:(—–]|\b(?:for|since|because|when|if|which|in all|altogether|in total|per|out of|from|than|and that|with|"
    r"each|at|left|to|more|after|of|or)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]\s|\b(?:so|then|therefore)\b")
_STEP = re.compile(
    r"\b(?:times|plus|minus|divided|over|add|added|subtract|multiplied|squared|take away|and|of)\b|[-+*/×÷]"
)
_OPERATION = re.compile(r"\s*(?:times|plus|minus|divided|multiplied|squared|cubed|[-+*/×÷])")
_AND_A_HALF = re.compile(
    r"\b(?:an?|one) (hour|day|week|year|metre|meter|kilo\w*|litre|liter|mile|dozen) and a (half|quarter)\b"
)
_AND_CENTS = re.compile(r"\b(pounds?|dollars?|euros?|metres?|meters?) ([a-z]+(?:-[a-z]+)?)[ .!]*$")
_OUT_OF = re.compile(
    r"\b([a-z]+(?:-[a-z]+)?|[0-9]+) (?:out of|in) (?:every )?([a-z]+(?:-[a-z]+)?|[0-9]+)\b", re.IGNORECASE
)
_AN_HOUR = re.compile(r"(?<=[a-z]s) an? (?=hour|minute|second|day|week|month|year|kilo|litre|piece)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A result in the speech.

    readings: texts that may be its value, the last one its number alone. span: that number. sentence: its index.
    clause: the words before it in its clause. before, after: its sentence before the number and from there on.
    """

    readings: tuple[str, ...]
    span: NumberSpan
    sentence: int
    clause: str
    before: str
    after: str

    @property
    def is_step(self) -> bool:
        """True for the result of an operation ("three times four is twelve")."""
        if _OPERATION.match(self.after, self.span.end - self.span.start):
            return True  # the first operand
        return bool(_STEP.search(self.clause) and words_to_numbers(self.clause))


def claims(speech: str) -> list[Claim]:
    """The results in the order in which they are said."""
    found: list[Claim] = []
    for number, match in enumerate(_SENTENCE.finditer(speech)):
        found += _in_sentence(match.group(), number)
    return found


def _in_sentence(sentence: str, number: int) -> Iterator[Claim]:
    if sentence.rstrip().endswith("?"):
        return
    if reason := _REASON.search(sentence, 1):
        sentence = sentence[: reason.start()]
    spans = words_to_numbers(sentence)
    if not spans or _ASIDE.search(sentence[: spans[0].start]) or "check" in sentence.lower():
        return
    starts = [0, *(match.end() for match in _CUE.finditer(sentence))]
    taken = -1
    for begin, following in zip(starts, [*starts[1:], len(sentence)], strict=True):
        span = next((s for s in spans if s.start >= begin), None)
        if span is None or span.start == taken or span.start >= following:
            continue
        between = sentence[begin : span.start]
        if _NO_RESULT.search(between):
            continue
        taken = span.start
        before = sentence[: span.start]
        clause = _CLAUSE.split(before)[-1]
        yield Claim(tuple(_readings(sentence, begin, span)), span, number, clause, before, sentence[span.start :])


def _readings(sentence: str, begin: int, span: NumberSpan) -> Iterator[str]:
    """The claim from its first word or its first number, up to places where it may end."""
    number = sentence[span.start : span.end]
    share = _OUT_OF.match(sentence, span.start)
    ends = [
        len(sentence),
        *([share.end()] if share else []),
        *(match.start() for match in _END.finditer(sentence, span.end)),
    ]
    texts = [_plain(sentence[start:end]).strip(" ,.!:;") for end in ends for start in (begin, span.start)]
    yield from dict.fromkeys(text for text in texts if text and text != number)
    yield number


def _plain(text: str) -> str:
    """Everyday forms as the parser reads them: "an hour and a half", "kilometres an hour", "three pounds fifty"."""
    text = _AND_A_HALF.sub(r"one and a \2 \1s", text)
    text = _OUT_OF.sub(_as_share, text)
    text = _AND_CENTS.sub(_with_cents, text)
    return _AN_HOUR.sub(" per ", text)


def _as_share(match: re.Match[str]) -> str:
    """ "two out of five" as "two over five"."""
    numbers = all(words_to_numbers(word) for word in match.groups())
    return f"{match[1]} over {match[2]}" if numbers else match[0]


def _with_cents(match: re.Match[str]) -> str:
    small = "centimetres" if match[1].startswith("met") else "pence" if match[1].startswith("pound") else "cents"
    return f"{match[1]} and {match[2]} {small}" if words_to_numbers(match[2]) else match[0]
