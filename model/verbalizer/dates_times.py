"""Reads dates and times: 21/11/2026, 3 May 1998, May 3, the 1990s, 3:05, 7:30 pm.

Each reader returns a `Reading`, or None if there is no date or time at i. Only a year that belongs to a date is said as
a year: "1998 apples" are one thousand nine hundred and ninety-eight.
"""

from __future__ import annotations

from model.numbers.to_words import integer_to_words, ordinal_to_words
from model.verbalizer.lexer import Reading, Token, Tokens, is_kind, is_sign, token_at

_MONTHS = "January February March April May June July August September October November December".split()
_SHORT = {name[:3]: name for name in _MONTHS} | {"Sept": "September"} | {name: name for name in _MONTHS}


def year_words(year: str) -> str:
    """ "1998" -> "nineteen ninety-eight", "2005" -> "two thousand and five", "1900" -> "nineteen hundred"."""
    century, rest = int(year[:2]), int(year[2:])
    if century % 10 == 0 and rest < 10:
        return integer_to_words(year)
    if rest == 0:
        return f"{integer_to_words(year[:2])} hundred"
    middle = " oh " if rest < 10 else " "
    return f"{integer_to_words(year[:2])}{middle}{integer_to_words(year[2:])}"


def read_date(tokens: Tokens, i: int) -> Reading | None:
    """A date that starts with the number or the month at i; not in TeX maths."""
    token = tokens[i]
    if token.tex:
        return None
    if token.kind == "number":
        return _in_figures(tokens, i) or _decade(tokens, i) or _day_month(tokens, i)
    return _day_month(tokens, i) if token.kind == "ordinal" else _month(tokens, i)


def _in_figures(tokens: Tokens, i: int) -> Reading | None:
    """Three numbers with slashes or hyphens between them, without spaces."""
    parts, signs = tokens[i : i + 5 : 2], tokens[i + 1 : i + 5 : 2]
    if len(parts) < 3 or len(signs) < 2 or any(t.kind != "number" or not t.text.isdecimal() for t in parts):
        return None
    sign = signs[0].text
    if sign not in "/-." or signs[1].text != sign or any(t.spaced for t in tokens[i + 1 : i + 5]):
        return None
    if is_sign(token_at(tokens, i + 5), "/", "-", "=") or is_sign(token_at(tokens, i - 1), "/", "-"):
        return None
    first, second, third = (t.text for t in parts)
    if sign == "-" and len(first) == 4 and len(second) == len(third) == 2:
        day, month, year = third, second, first
    elif sign == "/" and len(third) == 4 and max(len(first), len(second)) <= 2:
        day, month, year = (second, first, third) if int(second) > 12 else (first, second, third)
    else:
        return None
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12 and _is_year(year)):
        return None
    return [*_the(tokens, i), ordinal_to_words(int(day)), "of", _MONTHS[int(month) - 1], year_words(year)], i + 5


def _decade(tokens: Tokens, i: int) -> Reading | None:
    """the 1990s"""
    year, ending = tokens[i].text, token_at(tokens, i + 1)
    if not _is_year(year) or year[-1] != "0" or year[2:] == "00" or ending is None or ending.spaced:
        return None
    if ending.text != "s":
        return None
    tens = integer_to_words(year[2:])
    plural = f"{tens[:-1]}ies" if tens.endswith("y") else f"{tens}s"
    return [integer_to_words(year[:2]), plural], i + 2


def _day_month(tokens: Tokens, i: int) -> Reading | None:
    """3 May, 3rd May 1998"""
    day, month = tokens[i], _month_at(tokens, i + 1)
    if month is None or not _is_day(day) or not tokens[i + 1].spaced:
        return None
    year, after = _year_after(tokens, i + 2)
    return [*_the(tokens, i), ordinal_to_words(int(day.text)), "of", month, *year], after


def _month(tokens: Tokens, i: int) -> Reading | None:
    """May 3, 1998 and May 1998."""
    month, day = _month_at(tokens, i), token_at(tokens, i + 1)
    if month is None or day is None or not day.spaced:
        return None
    if _is_day(day):
        year, after = _year_after(tokens, i + 2)
        return [month, "the", ordinal_to_words(int(day.text)), *([","] if year else []), *year], after
    year, after = _year_after(tokens, i + 1)
    return ([month, *year], after) if year else None


def _month_at(tokens: Tokens, i: int) -> str | None:
    token = token_at(tokens, i)
    return _SHORT.get(token.text) if is_kind(token, "letters") and not token.tex else None


def _year_after(tokens: Tokens, i: int) -> Reading:
    """A year at i, or after a comma there."""
    k = i + 1 if is_sign(token_at(tokens, i), ",") else i
    year = token_at(tokens, k)
    if is_kind(year, "number") and _is_year(year.text) and year.spaced:
        return [year_words(year.text)], k + 1
    return [], i


def _the(tokens: Tokens, i: int) -> list[str]:
    before = token_at(tokens, i - 1)
    return [] if is_kind(before, "letters") and before.text.lower() == "the" else ["the"]


def _is_day(token: Token) -> bool:
    return (
        token.kind in ("number", "ordinal")
        and token.text.isdecimal()
        and len(token.text) <= 2
        and (1 <= int(token.text) <= 31)
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and "1000" <= text <= "2999"


_HOURS_IN_DAY = 24


def read_clock(tokens: Tokens, i: int) -> Reading | None:
    """3:05 "three oh five", 12:00 "twelve o'clock"; not in TeX maths, where it is a ratio."""
    hour, colon, minute = (token_at(tokens, i + k) for k in range(3))
    if hour is None or colon is None or minute is None or hour.tex:
        return None
    if not is_sign(colon, ":") or not is_kind(minute, "number"):
        return None
    if colon.spaced or minute.spaced or len(minute.text) != 2 or not (hour.text + minute.text).isdecimal():
        return None
    if len(hour.text) > 2 or int(hour.text) >= _HOURS_IN_DAY or int(minute.text) >= 60:
        return None
    if is_sign(token_at(tokens, i + 3), ":") and is_kind(token_at(tokens, i + 4), "number"):
        return _with_seconds(hour.text, minute.text, tokens[i + 4].text, i + 5)
    if hour.text == minute.text == "00":
        return ["midnight"], i + 3
    said = integer_to_words(hour.text)
    minutes = integer_to_words(minute.text)
    suffix, end = _half_day(tokens, i + 3)
    if minute.text == "00":
        return [said, *(suffix or ["o'clock"])], end
    words = [said, "oh", minutes] if minute.text[0] == "0" else [said, minutes]
    return words + suffix, end


def _with_seconds(hour: str, minute: str, second: str, after: int) -> Reading | None:
    """23:05:59, if a leading zero tells it from a ratio."""
    if len(second) != 2 or not any(part[0] == "0" for part in (hour, minute, second)):
        return None
    return [*map(integer_to_words, (hour, minute)), "and", integer_to_words(second), "seconds"], after


def _half_day(tokens: Tokens, i: int) -> Reading:
    """ "a m" or "p m" at i, if it is there."""
    token = token_at(tokens, i)
    if is_kind(token, "letters") and token.text.lower() in ("am", "pm"):
        return [token.text[0].lower(), "m"], i + 1
    return [], i
