"""The characters that the parallel Talker reads, and the cutting of long text into phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

UNKNOWN, START, END = 0, 1, 2
LETTERS = "abcdefghijklmnopqrstuvwxyz '-.,?!;:"
_IDS = {char: number for number, char in enumerate(LETTERS, 3)}
TABLE_SIZE = 3 + len(LETTERS)

_ALIASES = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "–": "-",
    "—": ", ",
    "…": "...",
    "&": " and ",
    "\u2212": "-",
    "/": " ",
}
_SENTENCE = re.compile(r"[.?!…。！？]+[\"')\]]*\s+")
_CLAUSE = re.compile(r"[,;:،，；][\"')\]]*\s+|\s+-\s+|\s*—\s*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text as character ids. ids: START, characters, END. sources: source characters before each id."""

    ids: tuple[int, ...]
    sources: tuple[int, ...]

    @property
    def speakable(self) -> bool:
        """True if it has a letter."""
        return any(3 <= number < 3 + 26 for number in self.ids)


def spell(text: str) -> Spelling:
    """Text to character ids, without case and accents; characters outside the table are dropped."""
    ids, sources = [START], [0]
    for place, char in enumerate(text):
        for plain in _plain(char):
            space = plain == " "
            if space and ids[-1] in (START, _IDS[" "]):
                continue
            ids.append(_IDS[plain])
            sources.append(place)
    if ids[-1] == _IDS[" "]:
        ids.pop()
        sources.pop()
    return Spelling((*ids, END), (*sources, len(text)))


def _plain(char: str) -> str:
    """The table characters for one character, possibly none."""
    if char in _ALIASES:
        return _ALIASES[char]
    if char.isspace():
        return " "
    folded = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in folded if c in _IDS)


def phrases(text: str, limit: int = 160) -> Iterator[tuple[int, int]]:
    """Cuts text into stretches (start, end) that cover it without gaps.

    Cuts are after sentences; a sentence longer than `limit` characters is cut after a clause, else between words, else
    at the limit.
    """
    start = 0
    for stop in [match.end() for match in _SENTENCE.finditer(text)] + [len(text)]:
        while stop - start > limit:
            cut = _cut(text, start, start + limit)
            yield start, cut
            start = cut
        if stop > start:
            yield start, stop
            start = stop


def _cut(text: str, start: int, most: int) -> int:
    """The last place in text[start:most] to cut at: after a clause, a word, or `most`."""
    least = start + (most - start) // 3
    for pattern in (_CLAUSE, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, start, most) if match.end() >= least]
        if ends:
            return ends[-1]
    return most
