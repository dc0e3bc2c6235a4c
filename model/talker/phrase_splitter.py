"""Splits the spoken stream into phrases that a voice can say in one breath.

Only a `SpokenText` can be added, so the reasoning cannot reach the Talker.
"""

from __future__ import annotations

import re

from model.events import SpokenText
from model.numbers import words_to_numbers

_CLAUSE_END = re.compile(r"[.!?,;:](?=\s|$)")
_SHORTEST = 12
"""Characters of a phrase that may end at a comma; the first phrase may be shorter, to be heard soon."""
_MOST_WORDS, _MOST_FIRST_WORDS = 14, 8
"""A phrase without a mark is split after so many; the first one sooner, as nothing is heard before it ends."""


class PhraseSplitter:
    """Collects spoken text and returns it in whole phrases; their concatenation is the whole text."""

    def __init__(self) -> None:
        self._text = ""
        self._first = True

    def add(self, event: SpokenText) -> list[str]:
        """The phrases that are complete now. Raises TypeError for anything but a `SpokenText`."""
        if type(event) is not SpokenText:
            raise TypeError(f"only SpokenText is spoken, not {type(event).__name__}")
        self._text += event.text
        phrases = []
        while end := self._end():
            phrases.append(self._text[:end])
            self._text, self._first = self._text[end:], False
        return phrases

    @property
    def waiting(self) -> int:
        """Characters that are not in a whole phrase yet."""
        return len(self._text)

    def finish(self) -> list[str]:
        """The rest, when no more text comes."""
        rest, self._text = self._text, ""
        return [rest] if rest.strip() else []

    def _end(self) -> int:
        """Length of the first whole phrase of the text, 0 if there is none yet."""
        numbers = [(span.start, span.end) for span in words_to_numbers(self._text)]
        for match in _CLAUSE_END.finditer(self._text):
            mark, end = match.group(), match.end()
            if any(start < end < stop for start, stop in numbers):
                continue  # the comma of "one thousand, two hundred"
            if any(stop == match.start() for _, stop in numbers) and (mark == "," or self._digits_end(end)):
                continue  # "one thousand," may continue, "3." may become "3.5"
            if mark in ".!?" or self._first or end >= _SHORTEST:
                return end
        return self._long_end(numbers)

    def _digits_end(self, end: int) -> bool:
        """True if the text stops right after digits and a mark."""
        return end == len(self._text) and self._text[end - 2].isdigit()

    def _long_end(self, numbers: list[tuple[int, int]]) -> int:
        """Length of a phrase that ends between two words, once there are too many without a mark."""
        spaces = [match.start() for match in re.finditer(r"(?<=\S)\s", self._text)]
        most = _MOST_FIRST_WORDS if self._first else _MOST_WORDS
        if len(spaces) <= most:
            return 0
        early = spaces[: most - 1]
        free = [at for at in early if not any(start < at <= stop for start, stop in numbers)]
        return free[-1] if free else 0
