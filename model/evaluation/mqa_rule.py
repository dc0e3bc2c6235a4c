"""Spoken-MQA's scoring rule, as its evaluation in AudioBench has it (task gsm8k of `answer_clean`).

The rule reads digits only, so speech is turned into digits first; that is the one step the original does not have.
"""

from __future__ import annotations

import re

from model.numbers import digits_of

_TRIGGERS = ("The answer is:", "The answer is", "the answer is", "####")
_NUMBER = re.compile(r"-?\d+/?\.?\d*")
_FRACTION = re.compile(r"(-?(?:0|[1-9]\d*))/(\d*\.?\d+|\d+\.)")
LONGEST = 100  # characters of a prediction


def predicted(text: str) -> str:
    """The number that counts: the first after the last trigger, else the last of the text; "" without one."""
    text = text.strip("\n")
    if any(text.count(trigger) > 1 for trigger in _TRIGGERS):
        text = text.split("\n\n")[0]  # the model went on with questions of its own
    *before, rest = re.split("|".join(_TRIGGERS), text)
    found = [without_extra_zeros(number) for number in _NUMBER.findall(rest.replace(",", ""))]
    if not found:
        return ""
    return (found[0] if before else found[-1]).rstrip(".").rstrip("/")


def without_extra_zeros(number: str) -> str:
    """A number in its shortest form: "5.10" -> "5.1", "7.0" -> "7", "3/4" -> "0.75"; other text as it is."""
    try:
        match = _FRACTION.fullmatch(number)
        value = float(match[1]) / float(match[2]) if match else float(number)
    except (ValueError, ZeroDivisionError):
        return number
    shortest = str(value).rstrip("0")
    return str(int(shortest[:-1])) if shortest.endswith(".") else str(float(shortest))


def reference(answer: str) -> str:
    """A reference of the word problems: a worked solution with "#### 12", or the number itself."""
    return without_extra_zeros(answer.split("#### ")[-1].replace(",", ""))


def is_right(speech: str, expected: str) -> bool:
    """Whether a spoken answer counts as `expected`, compared as text."""
    found = predicted(digits_of(speech)) or "empty"
    return found[:LONGEST].lower() == expected.lower()
