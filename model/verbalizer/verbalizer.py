"""Text with numbers, TeX, Unicode maths or plain formulas -> the words a teacher would say.

`lexer` and `latex` cut the text into tokens, `walker` says them as pieces, and the pieces are joined here.
"""

from __future__ import annotations

import re
import unicodedata

from model.numbers.to_words import digits_to_words
from model.verbalizer.latex import parse
from model.verbalizer.lexer import lex, normalise
from model.verbalizer.symbols import END, HYPHEN
from model.verbalizer.walker import say

_STOPS = ",.;:?!"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def to_words(text: str) -> str:
    """The text as it is said: "3/4 + $x^2$" -> "three quarters plus x squared".

    Sentences pass through; every number, sign and TeX command becomes words. The result has letters,
    spaces, line ends, hyphens, apostrophes and `, . ; : ? !` only: never a digit, brace, dollar, or
    backslash. Accepts any input; signs and emoji without a spoken form are left out.
    """
    text = normalise(_CONTROL.sub(" ", text))
    try:
        pieces = say(parse(text))
    except RecursionError:  # thousands of nested commands: read the letters and numbers alone
        pieces = say(lex(re.sub(r"[\\{}$()\[\]^_]+", " ", text)))
    return _join(pieces)


def _join(pieces: list[str]) -> str:
    out: list[str] = []
    for i, piece in enumerate(pieces):
        if piece.startswith(END):
            if _continues(pieces, i + 1):
                out += [",", piece[1:], ","] if piece[1:] else [","]
        elif piece:
            out.append(piece)
    return _spaced(out)


def _continues(pieces: list[str], i: int) -> bool:
    """True if a word follows the compound that ends before piece i."""
    while i < len(pieces) and (pieces[i].startswith(END) or not pieces[i]):
        i += 1
    return i < len(pieces) and pieces[i][0] not in _STOPS + "\n"


def _spaced(pieces: list[str]) -> str:
    """Pieces with spaces between them, punctuation attached, doubled punctuation and line ends merged."""
    out: list[str] = []
    glued = True
    for piece in pieces:
        last = out[-1] if out else "\n"
        if piece == HYPHEN:
            if not glued and last not in (*_STOPS, "\n"):
                out += ["-"]
                glued = True
        elif piece == "\n":
            if last == ",":
                out.pop()
            if out and last != "\n":
                out.append("\n")
            glued = True
        elif piece in _STOPS:
            _add_stop(out, piece)
            glued = False
        else:
            word = _clean(piece)
            if word:
                out += [word] if glued else [" ", word]
                glued = False
    return "".join(out).strip(" \n-" + ",").strip()


def _add_stop(out: list[str], stop: str) -> None:
    """Appends a stop; a comma gives way to a stronger one, and no line starts with one."""
    if out and out[-1] == "-":
        out.pop()
    if not out or out[-1] == "\n":
        return
    if out[-1] in _STOPS:
        if stop != "," and out[-1] == ",":
            out[-1] = stop
        return
    out.append(stop)


def _clean(word: str) -> str:
    """The characters that `to_words` may return; a last check on the walker's pieces."""
    if word.isascii() and word.replace(" ", "").isalpha():
        return word
    return "".join(_allowed(c) for c in word).strip()


def _allowed(c: str) -> str:
    if c.isalpha() or c in " '-" + _STOPS or unicodedata.category(c) in ("Mn", "Mc"):
        return c
    if c.isdecimal():
        return " " + digits_to_words(str(unicodedata.decimal(c))) + " "
    return " " if c.isspace() else ""
