"""Reads amounts with units and money, and tells units from variables.

Each reader returns a `Reading`, or None if there is no amount at i.
"""

from __future__ import annotations

from dataclasses import replace

from model.verbalizer import context
from model.verbalizer import token_words as tw
from model.verbalizer.lexer import Reading, Token, Tokens, is_kind, is_sign, token_at
from model.verbalizer.units import (
    ALWAYS_UNITS,
    CURRENCIES,
    DOLLARS,
    FACTORS,
    PER_WORDS,
    SCALES,
    UNITS,
    money_words,
    unit_words,
)

_TIMES = frozenset("s h min sec hr".split())


def read_amount(tokens: Tokens, i: int) -> Reading | None:
    """A number with its unit at i ("5 cm", "9.8 m/s^2", "20°C"), or a unit alone at i ("in cm")."""
    number = tokens[i]
    at = i + 1 if number.kind == "number" else i
    if number.kind == "number" and context.slashed(tokens, i):
        return None
    at += number.kind == "number" and is_sign(token_at(tokens, at), "\u2009")  # 5\,cm
    following = token_at(tokens, at)
    if is_kind(following, "prose", "group") and sum(map(len, following.args)) > 1:
        return _in_group(tokens, i, at)
    one = number.kind == "number" and number.text == "1"
    words = [tw.number_words(number.text)] if number.kind == "number" else []
    found = (
        _primes(tokens, i) or _temperature(tokens, at, one) or _hundredths(tokens, at, one) or _unit(tokens, at, i, one)
    )
    return None if found is None else (words + found[0], found[1])


def _in_group(tokens: Tokens, i: int, group: int) -> Reading | None:
    r"""5 \text{kg m s}^{-2}: the unit within, if all of the group is one."""
    inner = [replace(token, tex=False) for token in tokens[group].args[0]]
    found = read_amount([tokens[i], *inner, *tokens[group + 1 : group + 3]], 0) if group > i else None
    end = found[1] - len(inner) if found else 0
    return (found[0], group + end) if found and end > 0 else None


def _primes(tokens: Tokens, i: int) -> Reading | None:
    """5'10" in feet and inches; the minutes and seconds of 45°30'15"."""
    prime, second, mark = (token_at(tokens, i + k) for k in (1, 2, 3))
    arc = is_sign(token_at(tokens, i - 1), "°")
    both = is_kind(second, "number") and is_sign(mark, '"', "″", "”")
    if not is_sign(prime, "'", "’", "′") or not (arc or both) or tokens[i].kind != "number":
        return None
    small = [tokens[i + 2].text] if both else []
    words = [unit_words("min" if arc else "ft", tokens[i].text == "1")]
    for text in small:
        words += [tw.number_words(text), unit_words("s" if arc else "inch", text == "1")]
    return words, i + 2 + 2 * len(small)


def _temperature(tokens: Tokens, i: int, one: bool) -> Reading | None:
    """ "°C", "°F", "°", "℃", after a number."""
    token, after = token_at(tokens, i), token_at(tokens, i + 1)
    if i == 0 or not is_sign(token, "°", "℃", "℉"):
        return None
    degrees = "degree" if one else "degrees"
    scale = {"℃": "C", "℉": "F"}.get(token.text)
    if scale is None and is_kind(after, "letters") and after.text in ("C", "F"):
        scale, i = after.text, i + 1
    return [degrees, *({"C": ["Celsius"], "F": ["Fahrenheit"]}.get(scale or "", []))], i + 1


def _hundredths(tokens: Tokens, i: int, one: bool) -> Reading | None:
    if i and is_sign(token_at(tokens, i), "¢"):
        return ["cent" if one else "cents"], i + 1
    return None


def _unit(tokens: Tokens, at: int, start: int, one: bool) -> Reading | None:
    token = token_at(tokens, at)
    if _is_inch(tokens, at):
        return ["inch" if one else "inches"], at + 1
    name = _unit_name(token)
    if token is None or name is None or not _is_unit(tokens, at, start, name):
        return None
    joined = _negative_power(tokens, at + 1)
    if name == "ms" and joined is not None:  # 9.8 ms^-2, as it is printed without a space
        return [unit_words("m", one), "per", "second", *joined[0]], joined[1]
    words, after = _product(tokens, at, name, one)
    per, after = read_per(tokens, after)
    while (inverse := _inverse(tokens, after))[0]:
        per, after = [*per, *inverse[0]], inverse[1]
    return [*words, *per], after


def _product(tokens: Tokens, i: int, name: str, one: bool) -> Reading:
    """The "kg m" of "5 kg m s^-2": all but the last are said in the singular."""
    words: list[str] = []
    while True:
        power, after = _unit_power(tokens, i + 1)
        k = after + 1 if is_sign(token_at(tokens, after), "·", "⋅") else after
        factor = _factor(tokens, k)
        if factor is None or (k == after and not tokens[k].spaced):
            return [*words, unit_words(name, one, power)], after
        words.append(unit_words(name, True, power))
        i, name = k, factor


def _factor(tokens: Tokens, i: int) -> str | None:
    """A unit at i that the one before is multiplied by."""
    name = _unit_name(token_at(tokens, i))
    if name not in FACTORS or _negative_power(tokens, i + 1) is not None:
        return None
    return None if tokens[i].tex or is_sign(token_at(tokens, i + 1), "=", "(", "+") else name


def _negative_power(tokens: Tokens, i: int) -> Reading | None:
    """^-1 "", ^{-2} "squared", ^{-3} "cubed" at i."""
    if not is_sign(token_at(tokens, i), "^"):
        return None
    script = token_at(tokens, i + 1)
    grouped = is_kind(script, "group")
    inner = script.args[0] if script is not None and grouped else tokens[i + 1 : i + 3]
    if len(inner) != 2 or not is_sign(inner[0], "-", "−") or inner[1].text not in _POWERS:
        return None
    return list(_POWERS[inner[1].text]), i + (2 if grouped else 3)


_POWERS = {"1": (), "2": ("squared",), "3": ("cubed",)}


def _inverse(tokens: Tokens, i: int) -> Reading:
    """The "s^{-2}" of "m s^{-2}"."""
    name, power = _unit_name(token_at(tokens, i)), _negative_power(tokens, i + 1)
    if name is None or power is None:
        return [], i
    if name in _TIMES:
        return ["per", unit_words(name, True), *power[0]], power[1]
    return ["per", unit_words(name, True, {"squared": 2, "cubed": 3}.get("".join(power[0]), 1))], power[1]


def _unit_name(token: Token | None) -> str | None:
    if token is None:
        return None
    if token.kind == "letters":
        text = token.text
    elif token.kind in ("group", "prose") and token.args and len(token.args[0]) == 1:
        text = token.args[0][0].text
    else:
        return None
    return text if text in UNITS else None


def _is_unit(tokens: Tokens, at: int, start: int, name: str) -> bool:
    """Letters after a number, or an abbreviation that is nothing else; neighbours tell variables."""
    token = tokens[at]
    if at == start:
        return name in ALWAYS_UNITS or _is_rate(tokens, at) or _follows_power_of_ten(tokens, at)
    if token.kind != "letters" or name in ALWAYS_UNITS:
        return True
    if name in ("min", "deg", "sec") and is_sign(token_at(tokens, at + 1), "("):
        return False
    if len(name) > 1:
        return True
    if token.tex:
        return is_sign(token_at(tokens, at + 2), "^") and _inverse(tokens, at + 1)[0] != []
    if name == "K" and not token.spaced:  # a 10K run
        return False
    if name == "h" and is_kind(token_at(tokens, at + 1), "number") and _unit_name(token_at(tokens, at + 2)) in _MINUTES:
        return True
    after, before = token_at(tokens, at + 1), token_at(tokens, start - 1)
    if is_sign(after, "·", "⋅") and _factor(tokens, at + 2):
        return True
    algebra = _is_algebra(after) or is_sign(before, "+", "-", "−", "=", "(", "*", "<", ">", "≤", "≥", "×")
    return not algebra and not is_kind(after, "number")


def _is_algebra(after: Token | None) -> bool:
    return is_sign(after, "+", "-", "−", "=", "(", "*", "<", ">", "≤", "≥", "×", "·", ")")


def _is_rate(tokens: Tokens, i: int) -> bool:
    """m/s after a word: "in m/s"."""
    before, slash, time = (token_at(tokens, k) for k in (i - 1, i + 1, i + 2))
    words = is_kind(before, "letters") and len(before.text) > 1
    return words and is_sign(slash, "/") and not tokens[i + 1].spaced and time is not None and time.text in _TIMES


def _follows_power_of_ten(tokens: Tokens, i: int) -> bool:
    """The m of 5 × 10^-3 m."""
    ten = next((k - 1 for k in (i - 2, i - 3) if is_sign(token_at(tokens, k), "^")), None)
    number = token_at(tokens, ten) if ten is not None else None
    return number is not None and number.text == "10" and tokens[i].spaced and not _is_algebra(token_at(tokens, i + 1))


_MINUTES = frozenset("min mins m".split())


def _is_inch(tokens: Tokens, i: int) -> bool:
    """The "in" of "5 ft 6 in"; elsewhere it is a word."""
    unit, feet = token_at(tokens, i), token_at(tokens, i - 2)
    after_feet = is_kind(feet, "letters") and feet.text in ("ft", "feet", "foot")
    return after_feet and is_kind(unit, "letters") and unit.text == "in"


def _unit_power(tokens: Tokens, i: int) -> tuple[int, int]:
    """The power after a unit: ^2, ², ^{3}."""
    if not is_sign(token_at(tokens, i), "^"):
        return 1, i
    script = token_at(tokens, i + 1)
    text = script.text if is_kind(script, "number") else ""
    if is_kind(script, "group") and len(script.args[0]) == 1:
        text = script.args[0][0].text
    return (int(text), i + 2) if text in ("2", "3") else (1, i)


def read_per(tokens: Tokens, i: int) -> Reading:
    """ "/h", "/s^2", "/hour" after a unit, a word or money."""
    slash, unit = token_at(tokens, i), token_at(tokens, i + 1)
    if not is_sign(slash, "/") or unit is None:
        return [], i
    if is_sign(unit, "(") and (first := _unit_name(token_at(tokens, i + 2))) is not None:  # J/(kg K)
        words, after = _product(tokens, i + 2, first, one=True)
        return (["per", *words], after + 1) if is_sign(token_at(tokens, after), ")") else ([], i)
    name = _unit_name(unit)
    if name is not None:
        power, after = _unit_power(tokens, i + 2)
        if name in _TIMES:
            more, after = read_per(tokens, after)  # m/s/s
            return ["per", unit_words(name, True), *(["squared"] if power == 2 else []), *more], after
        return ["per", unit_words(name, True, power)], after
    if unit.kind == "letters" and unit.text.lower() in PER_WORDS:
        return ["per", unit.text.lower()], i + 2
    return [], i


_BIG_WORDS = frozenset("thousand million billion trillion hundred".split())


def read_money(tokens: Tokens, i: int) -> Reading | None:
    """A currency sign and its amount: "$5 million", "£3.50"."""
    sign, amount = tokens[i], token_at(tokens, i + 1)
    if sign.text not in CURRENCIES:
        return None
    if is_sign(amount, "-", "−") and is_kind(token_at(tokens, i + 2), "number"):  # $-5
        found = read_money([sign, *tokens[i + 2 : i + 6]], 0)
        return found and (["minus", *found[0]], i + 1 + found[1])
    if amount is None or amount.kind != "number" or not amount.text.replace(".", "").isdecimal():
        return [], i + 1
    many = CURRENCIES[sign.text][1]
    scale = token_at(tokens, i + 2)
    if is_kind(scale, "letters") and scale.text.lower() in _BIG_WORDS:
        return [tw.number_words(amount.text), scale.text.lower(), many], i + 3
    if scale is not None and scale.text in SCALES and not scale.spaced:  # £3m
        return [tw.number_words(amount.text), SCALES[scale.text], many], i + 3
    if pair := context.slashed(tokens, i + 1):
        return [tw.fraction_words(*pair), "of a", CURRENCIES[sign.text][0]], i + 4
    words = money_words(sign.text, amount.text) or f"{tw.number_words(amount.text)} {many}"
    per, after = read_per(tokens, i + 2)
    return [words, *per], after


def read_dollars(tokens: Tokens, i: int) -> Reading | None:
    """US$20, from the letters at i."""
    country, sign = DOLLARS.get(tokens[i].text), token_at(tokens, i + 1)
    if country is None or not is_sign(sign, "$") or sign.spaced:
        return None
    found = read_money(tokens, i + 1)
    return found and ([word.replace("dollar", f"{country} dollar", 1) for word in found[0]], found[1])
