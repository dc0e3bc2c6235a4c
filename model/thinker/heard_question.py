"""Whether a transcription can be what was said: an instruct model may answer a question instead of writing it down.

A text is not taken as heard if it is longer than anybody speaks in that time, if it begins as an answer does, or if it
claims a result ("12 times 3 is 36") without asking or telling the tutor anything. An equation with an unknown is what
students ask about, so it stays.
"""

from __future__ import annotations

import re

from model.checking.verdict import check_line
from model.numbers import digits_of

CHARACTERS_A_SECOND = 25
SPARE_CHARACTERS = 25
"""Allowed beside them, so that a short question in digits and signs is not too long."""

_ANSWER = re.compile(
    r"\s*[*_#]*(?:notes?|speech|answer|solution|result|transcription|sure|certainly|of course|okay, let|to solve|"
    r"the (?:answer|result|solution) is|you (?:said|asked)|here(?:'s| is))\b\s*[:,!.]?",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(?:what|how|which|who|when|where|why|is it|are there|can|could|does|do|did|will|would|should|find|calculate|"
    r"solve|work out|tell|explain|give|show|simplify|convert|round|write|compute|evaluate|help|check|right|true|"
    r"correct|think|if|or)\b|^\s*(?:is|are|was|please|add|subtract|multiply|divide|share|take)\b",
    re.IGNORECASE,
)


def is_plausible(text: str, seconds: float) -> bool:
    """True if `text` can be a question that was spoken in `seconds`."""
    if len(text) > CHARACTERS_A_SECOND * seconds + SPARE_CHARACTERS or _ANSWER.match(text):
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return False
    return bool(_ASKS.search(text)) or not any(_claims(version) for version in (text, digits_of(text)))


def _claims(text: str) -> bool:
    verdict = check_line(text)
    return verdict.right or verdict.wrong
