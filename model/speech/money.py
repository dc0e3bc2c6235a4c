"""Money in a token list: £3.50, $5 million, US$20. Gives pieces and where it stopped, or None.

Owns: what belongs to an amount of money. Must not know: the rest of the grammar. Thread: pure functions, any thread.
"""

from __future__ import annotations

from model.speech import number_shapes as shapes
from model.speech import token_kinds as kinds
from model.speech import token_words as tw
from model.speech.number_words import words
from model.speech.quantities import read_per
from model.speech.token_kinds import Tokens, at
from model.speech.units import CURRENCIES, DOLLARS, SCALES, money_words

Read = tuple[list[str], int]

_BIG_WORDS = frozenset(words("thousand million billion trillion hundred"))


def read_money(tokens: Tokens, i: int) -> Read | None:
    """A currency sign and its amount: "$5 million", "£3.50"."""
    sign, amount = tokens[i], at(tokens, i + 1)
    if sign.text not in CURRENCIES:
        return None
    if kinds.is_sign(amount, "-", "−") and kinds.is_kind(at(tokens, i + 2), "number"):  # $-5
        found = read_money([sign, *tokens[i + 2 : i + 6]], 0)
        return found and (["minus", *found[0]], i + 1 + found[1])
    if amount is None or amount.kind != "number" or not amount.text.replace(".", "").isdecimal():
        return [], i + 1
    many = CURRENCIES[sign.text][1]
    scale = at(tokens, i + 2)
    if scale is not None and scale.kind == "letters" and scale.text.lower() in _BIG_WORDS:
        return [tw.number_words(amount.text), scale.text.lower(), many], i + 3
    if scale is not None and scale.text in SCALES and not scale.spaced:  # £3m
        return [tw.number_words(amount.text), SCALES[scale.text], many], i + 3
    if pair := shapes.slashed(tokens, i + 1):
        return [tw.fraction_words(*pair), "of a", CURRENCIES[sign.text][0]], i + 4
    words = money_words(sign.text, amount.text) or f"{tw.number_words(amount.text)} {many}"
    per, after = read_per(tokens, i + 2)
    return [words, *per], after


def read_dollars(tokens: Tokens, i: int) -> Read | None:
    """US$20, from the letters at i."""
    country, sign = DOLLARS.get(tokens[i].text), at(tokens, i + 1)
    if country is None or not kinds.is_sign(sign, "$") or sign is None or sign.spaced:
        return None
    found = read_money(tokens, i + 1)
    return found and ([word.replace("dollar", f"{country} dollar", 1) for word in found[0]], found[1])
