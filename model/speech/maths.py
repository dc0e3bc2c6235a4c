"""Text with numbers, TeX or Unicode maths in it -> words."""

from __future__ import annotations

import re
from decimal import Decimal

from model.speech.numbers import number_to_words


def to_words(text: str) -> str:
    """The text as it is said: no digit is left."""
    return re.sub(r"[0-9]+(?:\.[0-9]+)?", lambda m: number_to_words(Decimal(m.group())), text)
