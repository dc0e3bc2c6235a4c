"""Amounts in a token list: units, money, clock times. Each reader gives pieces and where it stopped, or None.

Owns: when letters after a number are a unit and not a variable. Must not know: the rest of the grammar.
Thread: pure functions, any thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.speech import number_shapes as shapes
from model.speech import token_kinds as kinds
from model.speech import token_words as tw
from model.speech.lexer import Token
from model.speech.number_words import words
from model.speech.numbers import integer_to_words
from model.speech.units import ALWAYS_UNITS, CURRENCIES, PER_WORDS, UNITS, money_words, unit_words

Tokens = Sequence[Token]
Read = tuple[list[str], int]

_BIG_WORDS = frozenset(words("thousand million billion trillion hundred"))
_HOURS_IN_DAY = 24
_TIMES = frozenset(words("s h min sec hr"))


def _at(tokens: Tokens, i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


# -- clock --------------------------------------------------------------------------------------------


def read_clock(tokens: Tokens, i: int) -> Read | None:
    """3:05 "three oh five", 12:00 "twelve o'clock"; not in TeX maths, where it is a ratio."""
    hour, colon, minute = (_at(tokens, i + k) for k in range(3))
    if hour is None or colon is None or minute is None or hour.tex:
        return None
    if not kinds.is_sign(colon, ":") or not kinds.is_kind(minute, "number"):
        return None
    if colon.spaced or minute.spaced or len(minute.text) != 2 or not (hour.text + minute.text).isdigit():
        return None
    if len(hour.text) > 2 or int(hour.text) >= _HOURS_IN_DAY or int(minute.text) >= 60:
        return None
    if kinds.is_sign(_at(tokens, i + 3), ":") and kinds.is_kind(_at(tokens, i + 4), "number"):
        return None
    said = integer_to_words(hour.text)
    minutes = integer_to_words(minute.text)
    if minute.text == "00":
        after = _at(tokens, i + 3)
        half_day = kinds.is_kind(after, "letters") and after is not None and after.text.lower() in ("am", "pm")
        suffix, end = _half_day(tokens, i + 3)
        return [said, *(suffix if half_day else ["o'clock"])], end
    words = [said, "oh", minutes] if minute.text[0] == "0" else [said, minutes]
    suffix, end = _half_day(tokens, i + 3)
    return words + suffix, end


def _half_day(tokens: Tokens, i: int) -> Read:
    token = _at(tokens, i)
    if token is not None and token.kind == "letters" and token.text.lower() in ("am", "pm"):
        return [token.text[0].lower(), "m"], i + 1
    return [], i


# -- money --------------------------------------------------------------------------------------------


def read_money(tokens: Tokens, i: int) -> Read | None:
    """A currency sign and its amount: "$5 million", "£3.50"."""
    sign, amount = tokens[i], _at(tokens, i + 1)
    if sign.text not in CURRENCIES:
        return None
    if amount is None or amount.kind != "number" or not amount.text.replace(".", "").isdigit():
        return [], i + 1
    many = CURRENCIES[sign.text][1]
    scale = _at(tokens, i + 2)
    if scale is not None and scale.kind == "letters" and scale.text.lower() in _BIG_WORDS:
        return [tw.number_words(amount.text), scale.text.lower(), many], i + 3
    if shapes.slashed(tokens, i + 1) and (pair := shapes.slashed(tokens, i + 1)):
        return [tw.fraction_words(*pair), "of a", CURRENCIES[sign.text][0]], i + 4
    words = money_words(sign.text, amount.text) or f"{tw.number_words(amount.text)} {many}"
    per, after = _per(tokens, i + 2)
    return [words, *per], after


# -- units --------------------------------------------------------------------------------------------


def read_amount(tokens: Tokens, i: int) -> Read | None:
    """A number with its unit at i ("5 cm", "9.8 m/s^2", "20°C"), or a unit alone at i ("in cm")."""
    number = tokens[i]
    at = i + 1 if number.kind == "number" else i
    if number.kind == "number" and shapes.slashed(tokens, i):
        return None
    one = number.kind == "number" and number.text == "1"
    words = [tw.number_words(number.text)] if number.kind == "number" else []
    found = _temperature(tokens, at, one) or _hundredths(tokens, at, one) or _unit(tokens, at, i, one)
    return None if found is None else (words + found[0], found[1])


def _temperature(tokens: Tokens, i: int, one: bool) -> Read | None:
    """ "°C", "°F", "°", "℃", after a number."""
    token, after = _at(tokens, i), _at(tokens, i + 1)
    if i == 0 or not kinds.is_sign(token, "°", "℃", "℉"):
        return None
    assert token is not None
    degrees = "degree" if one else "degrees"
    scale = {"℃": "C", "℉": "F"}.get(token.text)
    if scale is None and kinds.is_kind(after, "letters") and after is not None and after.text in ("C", "F"):
        scale, i = after.text, i + 1
    return [degrees, *({"C": ["Celsius"], "F": ["Fahrenheit"]}.get(scale or "", []))], i + 1


def _hundredths(tokens: Tokens, i: int, one: bool) -> Read | None:
    if i and kinds.is_sign(_at(tokens, i), "¢"):
        return ["cent" if one else "cents"], i + 1
    return None


def _unit(tokens: Tokens, at: int, start: int, one: bool) -> Read | None:
    token = _at(tokens, at)
    if _is_inch(tokens, at):
        return ["inch" if one else "inches"], at + 1
    name = _unit_name(token)
    if token is None or name is None or not _is_unit(tokens, at, start, name):
        return None
    joined = _negative_power(tokens, at + 1)
    if name == "ms" and joined is not None:  # 9.8 ms^-2, as it is printed without a space
        return [unit_words("m", one), "per", "second", *joined[0]], joined[1]
    power, after = _unit_power(tokens, at + 1)
    words = unit_words(name, one, power)
    per, after = _per(tokens, after)
    if not per:
        per, after = _inverse(tokens, after)
    return [words, *per], after


def _negative_power(tokens: Tokens, i: int) -> Read | None:
    """^-1 "", ^{-2} "squared", ^{-3} "cubed" at i."""
    if not kinds.is_sign(_at(tokens, i), "^"):
        return None
    script = _at(tokens, i + 1)
    grouped = script is not None and script.kind == "group"
    inner = script.args[0] if script is not None and grouped else tokens[i + 1 : i + 3]
    if len(inner) != 2 or not kinds.is_sign(inner[0], "-", "−") or inner[1].text not in _POWERS:
        return None
    return list(_POWERS[inner[1].text]), i + (2 if grouped else 3)


_POWERS = {"1": (), "2": ("squared",), "3": ("cubed",)}


def _inverse(tokens: Tokens, i: int) -> Read:
    """The "s^{-2}" of "m s^{-2}"."""
    name, power = _unit_name(_at(tokens, i)), _negative_power(tokens, i + 1)
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
        return name in ALWAYS_UNITS
    if token.kind != "letters" or name in ALWAYS_UNITS:
        return True
    if name in ("min", "deg", "sec") and kinds.is_sign(_at(tokens, at + 1), "("):
        return False
    if len(name) > 1:
        return True
    if token.tex:
        return kinds.is_sign(_at(tokens, at + 2), "^") and _inverse(tokens, at + 1)[0] != []
    if name == "K" and not token.spaced:  # a 10K run
        return False
    if name == "h" and kinds.is_kind(_at(tokens, at + 1), "number") and _unit_name(_at(tokens, at + 2)) in _MINUTES:
        return True
    after, before = _at(tokens, at + 1), _at(tokens, start - 1)
    algebra = kinds.is_sign(after, "+", "-", "−", "=", "(", "*", "<", ">", "≤", "≥", "×", "·", ")")
    algebra = algebra or kinds.is_sign(before, "+", "-", "−", "=", "(", "*", "<", ">", "≤", "≥", "×")
    return not algebra and not kinds.is_kind(after, "number")


_MINUTES = frozenset(words("min mins m"))


def _is_inch(tokens: Tokens, i: int) -> bool:
    """The "in" of "5 ft 6 in"; elsewhere it is a word."""
    unit, feet = _at(tokens, i), _at(tokens, i - 2)
    return (
        kinds.is_kind(unit, "letters")
        and unit is not None
        and unit.text == "in"
        and (kinds.is_kind(feet, "letters") and feet is not None and feet.text in ("ft", "feet", "foot"))
    )


def _unit_power(tokens: Tokens, i: int) -> tuple[int, int]:
    """The power after a unit: ^2, ², ^{3}."""
    if not kinds.is_sign(_at(tokens, i), "^"):
        return 1, i
    script = _at(tokens, i + 1)
    text = script.text if script is not None and script.kind == "number" else ""
    if script is not None and script.kind == "group" and len(script.args[0]) == 1:
        text = script.args[0][0].text
    return (int(text), i + 2) if text in ("2", "3") else (1, i)


def _per(tokens: Tokens, i: int) -> Read:
    """ "/h", "/s^2", "/hour" after a unit, a word or money."""
    slash, unit = _at(tokens, i), _at(tokens, i + 1)
    if not kinds.is_sign(slash, "/") or unit is None:
        return [], i
    name = _unit_name(unit)
    if name is not None:
        power, after = _unit_power(tokens, i + 2)
        if name in _TIMES:
            return ["per", unit_words(name, True), *(["squared"] if power == 2 else [])], after
        return ["per", unit_words(name, True, power)], after
    if unit.kind == "letters" and unit.text.lower() in PER_WORDS:
        return ["per", unit.text.lower()], i + 2
    return [], i
