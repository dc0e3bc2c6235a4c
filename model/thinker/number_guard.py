"""The number guard: the speech may only give numbers of the question or the reasoning.

A number is often several tokens ("six", " hundred", " and", "-three"). One that is still growing is allowed as long as
it can become a known number; it counts as settled when something else follows. Signs are not compared: "minus five" is
allowed by "5"; `final_answer` compares the result with its sign.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from model.numbers import NumberSpan, number_to_words, words_to_numbers
from model.thinker.everyday_numbers import in_phrase, is_hedged, rounded

# What may follow inside a number ("six hundred and", "forty-...", "one thousand, two ...", "three point"),
# with the letters of a word that may not be complete.
_BETWEEN = re.compile(r"[\s,\-]*(?:\b(?:and|point)\b)?[\s\-]*")
_JOINER = re.compile(_BETWEEN.pattern + r"[A-Za-z]*")
_BEGUN_AND = re.compile(r"\ban?$")
_SENTENCE_END = re.compile(r"[.!?](?=\s)")
# A word that may still grow into a number word, or a sign that belongs to a number.
_TAIL = re.compile(r"(?:\b(?:minus|negative|a|an)\s*|[A-Za-z]+|-\s*)$")


class NumberGuard:
    """Follows both streams of one answer. drift: numbers spoken before they were known."""

    def __init__(self, question: str = "") -> None:
        self._known: set[Fraction] = set()
        self._line = ""
        self._line_known: frozenset[Fraction] = frozenset()
        self._sentence = ""
        self._judged = 0
        self.drift = 0
        self.hear(question)

    def hear(self, question: str) -> None:
        """Adds the numbers of the question."""
        self._known |= _values(words_to_numbers(question))

    def reason(self, text: str) -> None:
        """Appends `text` to the reasoning; its numbers count once they are complete."""
        *complete, rest = (self._line + text).split("\n")
        for line in complete:
            self._known |= _values(words_to_numbers(line))
        self._line = rest
        spans = words_to_numbers(rest)
        if spans and not rest.startswith("=") and spans[-1].end == len(rest):
            spans.pop()  # "34" may become "347"; a result line counts at once, since the reply follows it
        self._line_known = frozenset(_values(spans))

    def reasoning_ended(self) -> None:
        """Ends the reasoning, which completes its last number."""
        self.reason("\n")

    @property
    def known(self) -> frozenset[Fraction]:
        """Absolute values of all numbers that may be spoken now."""
        return self._line_known | self._known

    def allows(self, piece: str) -> bool:
        """True if `piece` may follow the speech so far."""
        return not self._unknown(self._sentence + piece)

    def allows_end(self, tail: str = "") -> bool:
        """True if the speech may end after `tail`: its last number must be known as it stands."""
        return not self._unknown(self._sentence + tail + " .", whole=True)

    def speak(self, piece: str) -> None:
        """Appends `piece` to the speech; complete unknown numbers are counted in `drift`."""
        text = self._sentence + piece
        self._count(text)
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        cut = ends[-1] if ends else 0
        self._sentence, self._judged = text[cut:], max(0, self._judged - cut)

    def speech_ended(self) -> None:
        """Ends the speech, which completes its last number."""
        self._count(self._sentence + " .")

    def settled(self, text: str) -> int:
        """Length of the part of `text` without a number or word that may still grow.

        text: the end of the speech, from where an earlier settled part ended.
        """
        spans = words_to_numbers(text)
        growing = _growing(text, spans)
        if growing:
            return growing[0].start
        tail = _TAIL.search(text)
        cut = tail.start() if tail else len(text)
        # An everyday phrase waits until it is complete: "one" until "one way".
        begin, known = len(self._sentence), self.known
        whole = self._sentence + text
        starts = [span.start - begin for span in words_to_numbers(whole) if _waits(whole, span, known)]
        return min([cut, *(start for start in starts if start >= 0)])

    def _unknown(self, text: str, *, whole: bool = False) -> list[NumberSpan]:
        """Numbers of `text` that are neither known nor able to become a known number.

        whole: a phrase in which an unknown number is allowed must be complete.
        """
        known, spans = self.known, words_to_numbers(text)
        for first in _growing(text, spans):
            if _can_become(text, first, rounded(known) if is_hedged(text, first.start) else known):
                spans = spans[: spans.index(first)]
                break
        return [span for span in spans if not _may_be_said(text, span, known, whole=whole)]

    def _count(self, text: str) -> None:
        known, spans = self.known, words_to_numbers(text)
        growing = _growing(text, spans)
        for span in spans:
            if span.end <= self._judged or span in growing:
                continue
            if _waits(text, span, known):
                return
            self.drift += not _may_be_said(text, span, known, whole=True)
            self._judged = span.end


def _waits(text: str, span: NumberSpan, known: frozenset[Fraction]) -> bool:
    """True if an unknown number may be said only if the next words complete a phrase."""
    return _may_be_said(text, span, known, whole=False) and not _may_be_said(text, span, known, whole=True)


def _may_be_said(text: str, span: NumberSpan, known: frozenset[Fraction], *, whole: bool) -> bool:
    if _is_known(span, known) or (is_hedged(text, span.start) and abs(span.value) in rounded(known)):
        return True
    return in_phrase(text, span, known, whole=whole)


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
    """True if the last number is at the text's end, so that the next word may belong to it."""
    if text[span.end :].rstrip() == "." and text[span.end - 1].isdigit():
        return not text.endswith(" .")  # "3." may become "3.5"
    return _JOINER.fullmatch(text, span.end) is not None


def _can_become(text: str, span: NumberSpan, known: frozenset[Fraction]) -> bool:
    run = _plain(_BEGUN_AND.sub("", text[span.start :]))
    return any(form.startswith(run) for value in known for form in _forms(value))


@lru_cache(maxsize=4096)
def _forms(value: Fraction) -> tuple[str, ...]:
    """A number in words and digits, as `_plain` text."""
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
    """Lower-case words with single spaces, without "and" and signs; "a" becomes "one"."""
    words = re.sub(r"[^a-z0-9./]+", " ", text.lower()).split()
    names = {"a": "one", "an": "one"}
    kept = [names.get(word, word) for word in words if word not in ("and", "minus", "negative")]
    return " ".join(kept)
