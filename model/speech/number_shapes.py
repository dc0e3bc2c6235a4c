"""Numbers as they are written: fractions with a slash, pairs of integers, remainders, ordinals as powers.

Owns: recognising these shapes in tokens. Must not know: words, signs' meanings. Thread: pure functions, any thread.
"""

from __future__ import annotations

from model.speech import symbols as sy
from model.speech.lexer import Token
from model.speech.token_kinds import Tokens, at, is_command, is_kind, is_sign

_LONGEST_NUMBER = 300  # digits of a fraction's parts that are compared as numbers


def slashed(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """The two integers of "a/b" at i, if written without spaces and not followed by a third."""
    top, slash, bottom, after = (at(tokens, i + k) for k in range(4))
    if top is None or slash is None or bottom is None or not is_sign(slash, "/", "⁄", "∕"):
        return None
    if top.kind != "number" or bottom.kind != "number":
        return None
    if slash.spaced or bottom.spaced or is_sign(after, "/") or is_sign(at(tokens, i - 1), "/"):
        return None
    return _integers(top.text, bottom.text)


def _integers(top: str, bottom: str) -> tuple[int, int] | None:
    if not (top.isdecimal() and bottom.isdecimal()) or len(top) + len(bottom) > _LONGEST_NUMBER:
        return None
    return int(top), int(bottom)


def is_number_command(token: Token | None) -> bool:
    """A fraction command over two whole numbers."""
    return is_command(token, *sy.FRACTIONS) and token is not None and len(token.args) == 2 and _pair(token) is not None


def _pair(token: Token) -> tuple[int, int] | None:
    return integer_pair(token.args[0], token.args[1])


def integers_of(token: Token) -> tuple[int, int]:
    pair = _pair(token)
    assert pair is not None
    return pair


def integer_pair(top: Tokens, bottom: Tokens) -> tuple[int, int] | None:
    if len(top) == 2 and is_sign(top[0], "-", "−"):
        pair = integer_pair(top[1:], bottom)
        return (-pair[0], pair[1]) if pair else None
    if len(top) != 1 or len(bottom) != 1 or top[0].kind != "number" or bottom[0].kind != "number":
        return None
    return _integers(top[0].text, bottom[0].text)


def is_remainder(tokens: Tokens, i: int) -> bool:
    """ "7 r 2", as the result of a division is written."""
    before, after = at(tokens, i - 1), at(tokens, i + 1)
    spaced = tokens[i].spaced and after is not None and after.spaced
    return tokens[i].text in ("r", "R") and spaced and is_kind(before, "number") and is_kind(after, "number")


def is_ordinal_power(tokens: Tokens, i: int) -> bool:
    """5^{th}"""
    script = at(tokens, i + 2)
    if not is_sign(at(tokens, i + 1), "^") or script is None or not script.args or not tokens[i].text.isdecimal():
        return False
    inner = script.args[0]
    inner = inner[0].args[0] if len(inner) == 1 and inner[0].kind == "prose" and inner[0].args else inner
    return "".join(t.text for t in inner) in ("th", "st", "nd", "rd")
