"""Which word of the spoken text is being heard. Plain Python, no Qt.

Owns: the map from seconds of playback to a span of characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

Span = tuple[int, int]
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class CaptionTrack:
    """The spoken text and, for each piece of sound, how far into it the sound reaches."""

    text: str = ""
    _ends: list[float] = field(default_factory=list)
    _upto: list[int] = field(default_factory=list)

    def add_text(self, piece: str) -> None:
        self.text += piece

    def add_sound(self, seconds: float, text_upto: int) -> None:
        """Append a piece of sound of `seconds` that covers the text up to character `text_upto`."""
        self._ends.append(self.duration_s + seconds)
        self._upto.append(max(text_upto, self._upto[-1] if self._upto else 0))

    @property
    def duration_s(self) -> float:
        """Seconds of sound so far."""
        return self._ends[-1] if self._ends else 0.0

    def chars_at(self, played_s: float) -> int:
        """How many characters have been heard after `played_s` seconds (linear within a piece of sound)."""
        if played_s <= 0 or not self._ends:
            return 0
        i = bisect_left(self._ends, played_s)
        if i >= len(self._ends):
            return min(self._upto[-1], len(self.text))
        start = self._ends[i - 1] if i else 0.0
        low = self._upto[i - 1] if i else 0
        share = (played_s - start) / max(1e-9, self._ends[i] - start)
        return min(len(self.text), round(low + share * (self._upto[i] - low)))

    def word_at(self, played_s: float) -> Span | None:
        """The word being heard as (start, end), or None before the first and after the last."""
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
        """Seconds into the sound where character `char` begins (the inverse of `chars_at`)."""
        for i, upto in enumerate(self._upto):
            if upto > char:
                low = self._upto[i - 1] if i else 0
                start = self._ends[i - 1] if i else 0.0
                return start + (char - low) / max(1, upto - low) * (self._ends[i] - start)
        return self.duration_s

    def words(self) -> list[Span]:
        """The spans of all words."""
        return [m.span() for m in _WORD.finditer(self.text)]
