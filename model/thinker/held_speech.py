"""Speech that waits until it is known whether the tutor is in doubt: from the first number that was not asked about."""

from __future__ import annotations

from model.numbers import words_to_numbers


class HeldSpeech:
    """question: its numbers may be said at once ("Twelve plus five, okay."). text: what waits."""

    def __init__(self, question: str) -> None:
        self._asked = {span.value for span in words_to_numbers(question)}
        self.text = ""

    def take(self, piece: str) -> str:
        """The next piece of the speech, in which no number is cut; returns what may be said now."""
        if self.text or any(span.value not in self._asked for span in words_to_numbers(piece)):
            self.text += piece
            return ""
        return piece
