"""What the tutor can say truthfully while the reasoning is not done: its last finished step.

Owns: which step may be told, and in which words. Must not know: tokens, sound, torch. Pure; thread: whoever
drives it.
"""

from __future__ import annotations

from model.speech import to_words, words_to_numbers

LONGEST = 48
"""Characters of a step that can be told in one breath."""


class Progress:
    """Follows the reasoning. `sentence` gives each finished step at most once, and only the last one."""

    def __init__(self) -> None:
        self._line = ""
        self._step = ""

    def reason(self, text: str) -> None:
        """The reasoning goes on with `text`."""
        *complete, self._line = (self._line + text).split("\n")
        for line in complete:
            self._step = line.strip()

    def sentence(self) -> str:
        """A sentence about the last finished step, with a space before it; "" if there is no new one."""
        step, self._step = self._step, ""
        if not step or step.startswith("=") or len(step) > LONGEST or not words_to_numbers(step):
            return ""
        return f" So far, {to_words(step).strip(' .')}."
