"""Pieces of spoken maths that are no words: what the grammar leaves for the joiner to resolve.

Owns: the marks. Must not know: who makes or reads them. Thread: constants.
"""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """Pieces that are no words: the joiner in `maths` resolves them."""

    HYPHEN = "\x02"  # the neighbours become one hyphenated word
    GLUE = "\x03"  # the neighbours become one word
    END = "\x04"  # "end root" and the like: said only if the formula goes on; the words follow the mark


def end(word: str) -> str:
    """The piece that closes a compound: "end root", or a pause, if something follows it."""
    return Mark.END + (f"end {word}" if word else "")
