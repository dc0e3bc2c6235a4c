"""Words for single tokens: numbers, powers, roots, letters, unknown names."""

from __future__ import annotations

from itertools import pairwise
from math import gcd

from model.numbers.to_words import (
    digits_to_words,
    fraction_to_words,
    integer_to_words,
    number_to_words,
    ordinal_to_words,
)
from model.verbalizer import context
from model.verbalizer import symbols as sy
from model.verbalizer.lexer import Token, Tokens, is_command, is_kind, is_sign, token_at

_SHORT_WORDS = frozenset("a i an as at be by do go he if in is it me my no of on or so to up us we am".split())


def number_words(text: str) -> str:
    """A number token's words: "007" digit by digit, "1e5" as a power of ten."""
    text = text.lower()
    if "e" in text:
        mantissa, _, exponent = text.partition("e")
        power = number_to_words(int(exponent[:40]))
        return f"{number_words(mantissa)} times ten to the power of {power}"
    whole, _, decimals = text.partition(".")
    if len(whole) > 1 and whole.startswith("0") and not decimals:
        return digits_to_words(whole)
    words = integer_to_words(whole)
    return f"{words} point {digits_to_words(decimals)}" if decimals else words


def fraction_words(top: int, bottom: int) -> str:
    """ "three quarters"; "over" where the result is whole or the denominator has no handy name."""
    handy = 2 <= bottom <= 20 or bottom in (30, 40, 50, 60, 70, 80, 90, 100, 1000)
    if handy and gcd(top, bottom) != bottom and top:
        return fraction_to_words(top, bottom)
    return f"{number_to_words(top)} over {number_to_words(bottom)}"


def short_power(exponent: Tokens, base: Token | None) -> str | None:
    """ "squared", "degrees", "inverse", "prime"; None for a power that needs "to the power of"."""
    key = "".join(t.text for t in exponent)
    capital = is_kind(base, "letters") and len(base.text) == 1 and base.text.isupper()
    simple = {"2": "squared", "3": "cubed", "∘": "degrees", "°": "degrees", "′": "prime", "'": "prime",
              "*": "star", "′′": "double prime", "+": "plus", "-": "minus", "th": "th", "†": "dagger",
              "∁": "complement", "": "" if not exponent else None}  # fmt: skip
    if key in simple and all(t.kind in ("sign", "number", "letters", "prose") for t in exponent):
        return simple[key]
    if key in ("-1", "−1"):
        function = is_kind(base, "letters") and base.text in "fgh"
        return "inverse" if capital or function else "to the power of minus one" if base is None else None
    if capital and (key == "T" or is_command(exponent[0], "top")):
        return "transpose"
    return None


def root_words(index: Tokens, said: list[str]) -> list[str]:
    """The root's name: square, cube, fourth, n-th."""
    key = "".join(t.text for t in index)
    if not index or key == "2":
        return ["square root"]
    if key == "3":
        return ["cube root"]
    if key.isdecimal() and len(key) <= 9:
        return [f"{ordinal_to_words(int(key))} root"]
    return [*said, "th root"]


def letter_words(tokens: Tokens, i: int) -> list[str]:
    """A run of letters: a word stays, variables are spelled, in TeX maths and after a number."""
    token = tokens[i]
    text, before = token.text, token_at(tokens, i - 1)
    if len(text) <= 3 and all(c in sy.GREEK for c in text):
        return [sy.GREEK[c] for c in text]
    if len(text) == 1 or not text.isascii() or text == "th":
        return [text]
    if is_sign(before, "√", "∛", "∜") and len(text) <= 3:
        return [*text]
    if is_initials(tokens, i) or (len(text) == 2 and text[0] == "d" and text not in _SHORT_WORDS):
        return [*text]
    after_number = is_kind(before, "number") and not token.spaced
    if token.tex and (len(text) < 4 or not _pronounceable(text)) and text.lower() not in context.MATHS_WORDS:
        return [*text] if text not in _SHORT_WORDS or text in ("as", "am") else [text]
    if after_number and len(text) <= 3 and text.lower() not in context.MATHS_WORDS:
        return [*text]
    pair = len(text) == 2 and text.islower() and text not in _SHORT_WORDS and text not in context.MATHS_WORDS
    return [*text] if pair and (is_operand_sign_near(tokens, i) or is_kind(before, "command")) else [text]


def is_initials(tokens: Tokens, i: int) -> bool:
    """True if this is AB or ABC, the names of points, and not a word of a line in capitals."""
    text = tokens[i].text
    shouting = any(
        is_kind(t, "letters") and len(t.text) > 3 and t.text.isupper()
        for t in (token_at(tokens, i - 1), token_at(tokens, i + 1))
    )
    return 2 <= len(text) <= 3 and text.isupper() and text.lower() not in _SHORT_WORDS and not shouting


def is_operand_sign_near(tokens: Tokens, i: int) -> bool:
    return any(is_sign(token_at(tokens, k), "=", "+", "^", "<", ">", "(", "*", "/", "-") for k in (i - 1, i + 1))


def _pronounceable(word: str) -> bool:
    return any(c in "aeiouyAEIOUY" for c in word)


def spelled(name: str) -> list[str]:
    """An unknown command's name: a word if it can be said, else its letters; capitals start new words."""
    words: list[str] = []
    word = ""
    for before, c in pairwise(" " + "".join(c for c in name if c.isalpha())):
        if c.isupper() and before.islower():
            words.append(word)
            word = ""
        word += c
    words.append(word)
    return [piece for w in words if w for piece in ([w.lower()] if set(w.lower()) & set("aeiou") else w.lower())]
