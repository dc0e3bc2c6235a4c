"""The drift guard: a number is spoken only when the question or the reasoning holds it.

Owns: what numbers are known so far, whether a piece of speech may follow, and which part of the speech is settled.
Pure; thread: whoever drives it.

A number is often spread over several tokens ("six", " hundred", " and", "-three"), so one that is still
growing is allowed as long as it can become a known number; it counts as settled when something else follows.
Signs are not compared ("minus five" rests on "-5", and on "5"): the final result is, in `result`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from model.numbers import NumberSpan, number_to_words, words_to_numbers

# What may follow inside a number ("six hundred and", "forty-...", "one thousand, two ...", "three point"),
# with the letters of a word that may not be complete.
_BETWEEN = re.compile(r"[\s,\-]*(?:\b(?:and|point)\b)?[\s\-]*")
_JOINER = re.compile(_BETWEEN.pattern + r"[A-Za-z]*")
_BEGUN_AND = re.compile(r"\ban?$")
_SENTENCE_END = re.compile(r"[.!?](?=\s)")
# A word that may still grow into a number word, or a sign that belongs to a number.
_TAIL = re.compile(r"(?:\b(?:minus|negative|a|an)\s*|[A-Za-z]+|-\s*)$")


class NumberGuard:
    """Follows both streams of one answer. `question`: as typed, or as heard once that is known."""

    def __init__(self, question: str = "") -> None:
        self._known: set[Fraction] = set()
        self._line = ""
        self._line_known: frozenset[Fraction] = frozenset()
        self._sentence = ""
        self._judged = 0
        self.drift = 0
        self.hear(question)

    def hear(self, question: str) -> None:
        """The numbers of the question may be spoken from now on."""
        self._known |= _values(words_to_numbers(question))

    def reason(self, text: str) -> None:
        """The reasoning goes on with `text`; numbers count once they are complete."""
        *complete, rest = (self._line + text).split("\n")
        for line in complete:
            self._known |= _values(words_to_numbers(line))
        self._line = rest
        spans = words_to_numbers(rest)
        if spans and not rest.startswith("=") and spans[-1].end == len(rest):
            spans.pop()  # "34" may be on its way to "347"; the result's line is the reply's cue, so it counts
        self._line_known = frozenset(_values(spans))

    def reasoning_ended(self) -> None:
        """No more reasoning: its last number is complete."""
        self.reason("\n")

    @property
    def known(self) -> frozenset[Fraction]:
        """Absolute values of all numbers that may be spoken now."""
        return self._line_known | self._known

    def allows(self, piece: str) -> bool:
        """Whether the speech so far may go on with `piece`."""
        return not self._strangers(self._sentence + piece)

    def allows_end(self, tail: str = "") -> bool:
        """Whether the speech may end after `tail`: its last number must be known as it stands."""
        return not self._strangers(self._sentence + tail + " .")

    def speak(self, piece: str) -> None:
        """The speech goes on with `piece`; complete numbers that nothing holds are counted in `drift`."""
        text = self._sentence + piece
        self._count(text)
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        cut = ends[-1] if ends else 0
        self._sentence, self._judged = text[cut:], max(0, self._judged - cut)

    def speech_ended(self) -> None:
        """Nothing more is spoken: the last number is complete."""
        self._count(self._sentence + " .")

    def settled(self, text: str) -> int:
        """How much of the speech's end `text` holds no number that may still grow; an index into it.

        `text` must start where an earlier answer of this method ended, or at the start of the speech.
        """
        growing = _growing(text, words_to_numbers(text))
        if growing:
            return growing[0].start
        tail = _TAIL.search(text)
        return tail.start() if tail else len(text)

    def _strangers(self, text: str) -> list[NumberSpan]:
        """Numbers of `text` that are not known and cannot become known."""
        known, spans = self.known, words_to_numbers(text)
        for first in _growing(text, spans):
            if _can_become(text, first, known):
                spans = spans[: spans.index(first)]
                break
        return [span for span in spans if not _is_known(span, known)]

    def _count(self, text: str) -> None:
        known, spans = self.known, words_to_numbers(text)
        growing = _growing(text, spans)
        for span in spans:
            if span.end > self._judged and span not in growing:
                self.drift += not _is_known(span, known)
                self._judged = span.end


def _values(spans: list[NumberSpan]) -> set[Fraction]:
    return {abs(value) for span in spans for value in (span.value, *span.parts)}


def _is_known(span: NumberSpan, known: frozenset[Fraction]) -> bool:
    return abs(span.value) in known or (bool(span.parts) and all(abs(part) in known for part in span.parts))


def _growing(text: str, spans: list[NumberSpan]) -> list[NumberSpan]:
    """The numbers at the text's end that the next words may change.

    More than one where only "and", "point" or a comma is between: "two and two" may become "two and two thirds".
    """
    if not spans or not _grows(text, spans[-1]):
        return []
    first = len(spans) - 1
    while first and _BETWEEN.fullmatch(text, spans[first - 1].end, spans[first].start):
        first -= 1
    return spans[first:]


def _grows(text: str, span: NumberSpan) -> bool:
    """Whether the last number is at the text's end, so that the next word may belong to it."""
    if text[span.end :].rstrip() == "." and text[span.end - 1].isdigit():
        return not text.endswith(" .")  # "3." may become "3.5"
    return _JOINER.fullmatch(text, span.end) is not None


def _can_become(text: str, span: NumberSpan, known: frozenset[Fraction]) -> bool:
    run = _plain(_BEGUN_AND.sub("", text[span.start :]))
    return any(form.startswith(run) for value in known for form in _forms(value))


@lru_cache(maxsize=4096)
def _forms(value: Fraction) -> tuple[str, ...]:
    """The ways to say or write a number, plain."""
    forms = [number_to_words(value), str(value)]
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and value.denominator > 1:
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        forms += [number_to_words(decimal), format(decimal, "f")]
    return tuple(_plain(form) for form in forms)


def _plain(text: str) -> str:
    """Lower case, words parted by one space, without "and" and signs; "a" counts as "one"."""
    words = re.sub(r"[^a-z0-9./]+", " ", text.lower()).split()
    names = {"a": "one", "an": "one"}
    kept = [names.get(word, word) for word in words if word not in ("and", "minus", "negative")]
    return " ".join(kept)
