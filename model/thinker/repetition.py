"""Loops of greedy decoding: the same piece of text three times in a row."""

from __future__ import annotations

TIMES = 3
SHORTEST, LONGEST = 6, 240
"""Characters of a piece that counts as repeated."""


def is_loop(text: str) -> bool:
    """True if `text` ends with one piece three times: a step, a line or a sentence, not digits or a ruler of dashes."""
    for length in range(SHORTEST, min(LONGEST, len(text) // TIMES) + 1):
        piece = text[-length:]
        if text[-2 * length : -length] == piece and text.endswith(piece * TIMES):
            return len(set(piece)) > 2 and any(char.isalnum() for char in piece)
    return False
