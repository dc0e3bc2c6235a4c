"""What kind of token stands at a place: the questions that every other module of the grammar asks.

Owns: nothing but the look. Must not know: grammar, words. Thread: pure functions, any thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.speech.lexer import Token

Tokens = Sequence[Token]


def is_kind(token: Token | None, *kinds: str) -> bool:
    return token is not None and token.kind in kinds


def is_sign(token: Token | None, *signs: str) -> bool:
    return token is not None and token.kind == "sign" and token.text in signs


def is_command(token: Token | None, *names: str) -> bool:
    return token is not None and token.kind == "command" and token.text in names


def at(tokens: Tokens, i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None
