"""Maps seconds of sound that were heard to characters of the spoken text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

Span = tuple[int, int]
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class PlaybackTimeline:
    """The spoken text and, for each chunk of sound, when it ends and how many characters are said by then.

    Seconds are those of the sound at normal speed.
    """

    text: str = ""
    _ends: list[float] = field(default_factory=list)
    _upto: list[int] = field(default_factory=list)

    def add_text(self, piece: str) -> None:
        self.text += piece

    def add_sound(self, seconds: float, text_upto: int) -> None:
        """Appends a chunk of sound that covers the text up to character `text_upto`."""
        self._ends.append(self.duration_s + seconds)
        self._upto.append(max(text_upto, self._upto[-1] if self._upto else 0))

    @property
    def duration_s(self) -> float:
        """Seconds of sound so far."""
        return self._ends[-1] if self._ends else 0.0

    def heard_text(self, played_s: float) -> str:
        """The text of the chunks that were heard to their end after `played_s` seconds."""
        chunks = bisect_right(self._ends, played_s + 1e-6)  # sums of lengths are not exact
        return self.text[: self._upto[chunks - 1]] if chunks else ""

    def chars_at(self, played_s: float) -> int:
        """Characters heard after `played_s` seconds, linear within a chunk."""
        if played_s <= 0 or not self._ends:
            return 0
        i = bisect_left(self._ends, played_s)
        if i >= len(self._ends):
            return min(self._upto[-1], len(self.text))
        start, low = self._begin(i)
        share = (played_s - start) / max(1e-9, self._ends[i] - start)
        return min(len(self.text), round(low + share * (self._upto[i] - low)))

    def word_at(self, played_s: float) -> Span | None:
        """The word that is heard, as (start, end); None before the first and after the last."""
        if not self._ends or played_s <= 0 or played_s >= self.duration_s:
            return None
        at = self.chars_at(played_s)
        found: Span | None = None
        for match in _WORD.finditer(self.text):
            if match.start() > at:
                break
            found = match.span()
        return found

    def time_of(self, char: int) -> float:
        """Seconds into the sound at which character `char` begins; the inverse of `chars_at`."""
        i = bisect_right(self._upto, char)
        if i >= len(self._upto):
            return self.duration_s
        start, low = self._begin(i)
        return start + (char - low) / max(1, self._upto[i] - low) * (self._ends[i] - start)

    def words(self) -> list[Span]:
        """The spans of all words."""
        return [m.span() for m in _WORD.finditer(self.text)]

    def _begin(self, chunk: int) -> tuple[float, int]:
        """Seconds and characters before a chunk."""
        return (self._ends[chunk - 1], self._upto[chunk - 1]) if chunk else (0.0, 0)
