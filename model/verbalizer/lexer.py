"""Cuts plain ASCII and Unicode maths into tokens. `latex` does so for TeX. Linear in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeGuard

from model.numbers.number_words import VULGAR

Kind = Literal["number", "ordinal", "letters", "sign", "group", "command", "table", "prose", "newline"]


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of a formula or a sentence.

    text: digits without separators, the letters, the sign, or the command's or environment's name.
    spaced: white space stood before it. tex: it stands inside TeX maths, where letters are variables.
    args: token lists of a group (one), a command's arguments, or a table's rows (each a list of groups).
    """

    kind: Kind
    text: str
    spaced: bool = False
    tex: bool = False
    args: tuple[tuple[Token, ...], ...] = ()


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₓ", "0123456789+-=()aeijkmnx")

# Superscripts, subscripts and ½ are letters to Python's \w.
_LETTER = "[^\\W\\d_⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱᵀ₀₁₂₃₄₅₆₇₈₉ₐₑᵢⱼₖₘₙₓ½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒]"

_LEX = re.compile(
    r"(?P<newline>\s*\n\s*)"
    r"|(?P<space>\s+)"
    r"|(?P<ordinal>[0-9]+(?:st|nd|rd|th)\b)"
    r"|(?P<section>[0-9]+(?:\.[0-9]+){2,}(?![0-9]))"
    r"|(?P<short>\b(?:e\.g|i\.e|[ap]\.m|d\.p|s\.f)\.|\bNo\.(?=\s?[0-9]))"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![\w]))?|(?<![\w.])\.[0-9]+)"
    r"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])"
    r"|(?P<sup>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ]+)"
    r"|(?P<sub>[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₓ]+)"
    rf"|(?P<letters>{_LETTER}+(?:['’]{_LETTER}+)*)"
    r"|(?P<parallel>(?<=\s)\|\|(?=\s))"
    r"|(?P<sign>\|\||\*\*|<->|<=|>=|=<|<>|(?<![0-9)])!=|==|=>|->|:=|~=|\+-|\.\.\.+|---?|[\s\S])",
)
_SCRIPTS = re.compile(r"[µμ][mgsl]$|[Ͱ-Ͽ]+|[^Ͱ-Ͽ]+")
_SHORT = {"e.g.": "for example", "i.e.": "that is", "No.": "number"}
_ALPHANUMERICS = re.compile(
    "[\U0001d400-\U0001d7ff\uff01-\uff5e\u2460-\u249b\u24ea\u2160-\u2188\u3000\u2100-\u214f\u212a\u212b]"
)
_KEPT_LETTERLIKE = frozenset("ℝℕℤℚℂℓℏ℃℉ℵ")
_JOINED_THOUSANDS = re.compile(
    r"(?<![0-9.])[0-9]{1,3}(?:(?:[\u00a0\u2009\u202f][0-9]{3})+|(?: [0-9]{3})? 000|(?: [0-9]{3}){2,})(?![0-9])"
)


def normalise(text: str) -> str:
    """NFC, with mathematical, full-width and circled characters and other scripts' digits made plain."""
    text = unicodedata.normalize("NFC", text)
    text = _JOINED_THOUSANDS.sub(lambda m: re.sub(r"\s", "", m.group()), text)
    if text.isascii():
        return text
    text = _ALPHANUMERICS.sub(
        lambda m: m.group() if m.group() in _KEPT_LETTERLIKE else unicodedata.normalize("NFKC", m.group()),
        text,
    )
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def lex(text: str, tex: bool = False, spaced: bool = False) -> list[Token]:
    """The tokens of a normalised text without TeX structure. `spaced` is for the first token."""
    tokens: list[Token] = []
    for match in _LEX.finditer(text):
        kind, raw = match.lastgroup, match.group()
        if kind == "space" or (kind == "newline" and tex):
            spaced = True
            continue
        tokens += _token(str(kind), raw, spaced, tex)
        spaced = kind == "newline"
    return tokens


def _token(kind: str, raw: str, spaced: bool, tex: bool) -> list[Token]:
    match kind:
        case "newline":
            return [Token("newline", "\n", True, tex)]
        case "ordinal":
            return [Token("ordinal", raw[:-2], spaced, tex)]
        case "number":
            return [Token("number", raw.replace(",", ""), spaced, tex)]
        case "section":  # 2.1.3
            return lex(raw.replace(".", " point "), tex, spaced)
        case "short":
            return lex(_SHORT.get(raw, raw.replace(".", "")), tex, spaced)
        case "vulgar":
            value = VULGAR[raw]
            parts = tuple((Token("number", str(n), False, tex),) for n in value.as_integer_ratio())
            return [Token("command", "frac", spaced, tex, parts)]
        case "sup":
            inner = tuple(lex(raw.translate(_SUPERSCRIPTS), True))
            return [Token("sign", "^", False, tex), Token("group", "", False, tex, (inner,))]
        case "sub":
            inner = tuple(lex(raw.translate(_SUBSCRIPTS), True))
            return [Token("sign", "_", False, tex), Token("group", "", False, tex, (inner,))]
        case "letters":
            runs = _SCRIPTS.findall(raw.replace("’", "'"))  # "2πr", "Δx": Greek letters among others stand alone
            return [Token("letters", run, spaced and k == 0, tex) for k, run in enumerate(runs)]
        case "parallel":
            return [Token("sign", "∥", spaced, tex)]
        case _:
            return [Token("sign", _sign(raw), spaced, tex)]


def _sign(raw: str) -> str:
    """One sign for several spellings."""
    return "..." if raw.startswith("...") else {"||": "‖", "=<": "≤", "<>": "≠"}.get(raw, raw)


Tokens = Sequence[Token]
Reading = tuple[list[str], int]  # pieces, and the index after the last token that they say


def is_kind(token: Token | None, *kinds: str) -> TypeGuard[Token]:
    return token is not None and token.kind in kinds


def is_sign(token: Token | None, *signs: str) -> TypeGuard[Token]:
    return token is not None and token.kind == "sign" and token.text in signs


def is_command(token: Token | None, *names: str) -> TypeGuard[Token]:
    return token is not None and token.kind == "command" and token.text in names


def token_at(tokens: Tokens, i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None
