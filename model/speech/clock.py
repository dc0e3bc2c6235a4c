"""Clock times in a token list: 3:05, 12:00, 7:30 pm. Gives pieces and where it stopped, or None.

Owns: what a time looks like. Must not know: the rest of the grammar. Thread: pure functions, any thread.
"""

from __future__ import annotations

from model.speech import token_kinds as kinds
from model.speech.numbers import integer_to_words
from model.speech.token_kinds import Tokens, at

Read = tuple[list[str], int]

_HOURS_IN_DAY = 24


def read_clock(tokens: Tokens, i: int) -> Read | None:
    """3:05 "three oh five", 12:00 "twelve o'clock"; not in TeX maths, where it is a ratio."""
    hour, colon, minute = (at(tokens, i + k) for k in range(3))
    if hour is None or colon is None or minute is None or hour.tex:
        return None
    if not kinds.is_sign(colon, ":") or not kinds.is_kind(minute, "number"):
        return None
    if colon.spaced or minute.spaced or len(minute.text) != 2 or not (hour.text + minute.text).isdecimal():
        return None
    if len(hour.text) > 2 or int(hour.text) >= _HOURS_IN_DAY or int(minute.text) >= 60:
        return None
    if kinds.is_sign(at(tokens, i + 3), ":") and kinds.is_kind(at(tokens, i + 4), "number"):
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


def _with_seconds(hour: str, minute: str, second: str, after: int) -> Read | None:
    """23:05:59, if a leading zero tells it from a ratio."""
    if len(second) != 2 or not any(part[0] == "0" for part in (hour, minute, second)):
        return None
    return [*map(integer_to_words, (hour, minute)), "and", integer_to_words(second), "seconds"], after


def _half_day(tokens: Tokens, i: int) -> Read:
    """ "a m" or "p m" at i, if it is there."""
    token = at(tokens, i)
    if token is not None and token.kind == "letters" and token.text.lower() in ("am", "pm"):
        return [token.text[0].lower(), "m"], i + 1
    return [], i
