"""The final answer in either stream ("65", "-3", "3 r 2"), and the words that correct the speech."""

from __future__ import annotations

import re
from fractions import Fraction

from model.numbers import Remainder, number_to_words, words_to_numbers

_REMAINDER = re.compile(r"remainder|left over|remaining", re.IGNORECASE)


def reasoned_result(reasoning: str) -> str:
    """The result of the last reasoning line that starts with "="; "" if there is none."""
    for line in reversed(reasoning.splitlines()):
        if line.startswith("=") and line[1:].strip():
            return line[1:].strip()
    return ""


def spoken_result(speech: str) -> str:
    """The last number of the speech in digits, "Q r R" where a remainder is named; "" if there is none."""
    spans = words_to_numbers(speech)
    if not spans:
        return ""
    if len(spans) > 1:
        quotient, rest = spans[-2:]
        between = speech[quotient.end : rest.end]
        if _REMAINDER.search(between) and not re.search(r"[.!?]\s", between):
            return str(Remainder(quotient.value, rest.value))
    return str(spans[-1].value)


def contradicts(result: str, speech: str) -> bool:
    """True if the speech lacks the reasoned result: none of its numbers (pairs, with a remainder) is it."""
    expected = _values(result)
    if not expected:
        return False
    spoken = [span.value for span in words_to_numbers(speech)]
    return not any(spoken[at : at + len(expected)] == expected for at in range(len(spoken)))


def repair(result: str, speech: str) -> str:
    """Words to say after `speech` so that it gives `result`; "" if it does already.

    A wrong number is taken back; a sentence that stopped before its number is finished; otherwise the result
    is said in a new sentence.
    """
    if not contradicts(result, speech):
        return ""
    words, said = result_in_words(result), speech.rstrip()
    if said and said[-1] not in ".!?":
        last = re.split(r"[.!?]\s", said)[-1]
        return f" {words}." if not words_to_numbers(last) else f". Sorry, I mean it's {words}."
    gap = " " if said else ""
    if words_to_numbers(speech):
        return f"{gap}Sorry, I mean it's {words}."
    return f"{gap}The answer is {words}."


def result_in_words(result: str) -> str:
    """ "633" -> "six hundred and thirty-three", "3 r 2" -> "three remainder two"; anything else as it is."""
    values = _values(result)
    return " remainder ".join(number_to_words(value) for value in values) or result


def _values(result: str) -> list[Fraction]:
    if remainder := Remainder.parse(result):
        return list(remainder)
    return [span.value for span in words_to_numbers(result)][-1:]
