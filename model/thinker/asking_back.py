"""Asking back where the tutor is in doubt, and understanding what is said to that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from model.events import DoubtSigns
from model.numbers import digits_of, number_to_words, words_to_numbers
from model.thinker.doubt import DoubtScale
from model.thinker.text_streams import ThinkerAnswer
from model.verbalizer import to_words

SAY_AGAIN = "I'm not sure that I heard that. Please say it again."
OTHER_WORDS = "I'm not sure that I understand this one. Can you ask it in other words?"
MOST_WORDS = 6
"""Of an answer to "Did you say fifteen or fifty?"; more is a question of its own."""

_YES = re.compile(r"\W*(?:yes|yeah|yep|yup|right|correct|exactly|i did|that's right|that is right)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedBack:
    """What the tutor asks. candidates: the questions that it may have heard, in writing; may be none."""

    text: str
    candidates: tuple[str, ...] = ()


def ask_back(
    question: str, signs: DoubtSigns, scale: DoubtScale, answer: ThinkerAnswer, second: ThinkerAnswer | None
) -> AskedBack:
    """What to ask about a doubtful question. question: as it was heard or typed; second: the reading of its sound."""
    if signs.typed:
        return AskedBack(OTHER_WORDS)
    if signs.differ and second is not None:
        return _between(question, answer, second) or AskedBack(SAY_AGAIN)
    if scale.heard * signs.heard > scale.reasoned * signs.reasoned:  # both are negative: the hearing is the surer
        return AskedBack(OTHER_WORDS)
    said = to_words(question).rstrip(" .?!")
    return AskedBack(f"Did you say: {said}?", (question,))


def _between(question: str, answer: ThinkerAnswer, second: ThinkerAnswer) -> AskedBack | None:
    """The two questions, if the readings start from numbers that differ in one; else None."""
    one, other = Counter(answer.checked.operands), Counter(second.checked.operands)
    ours, theirs = list((one - other).elements()), list((other - one).elements())
    if len(ours) != 1 or len(theirs) != 1:
        return None
    text = digits_of(question)
    places = [span for span in words_to_numbers(text) if span.value == Fraction(ours[0])]
    if len(places) != 1:
        return None
    changed = text[: places[0].start] + theirs[0] + text[places[0].end :]
    words = [number_to_words(Fraction(number)) for number in (*ours, *theirs)]
    return AskedBack(f"Did you say {words[0]} or {words[1]}?", (question, changed))


def chosen(candidates: Sequence[str], said: str) -> str:
    """The candidate that an answer chooses: "yes", "fifty", "I said fifty", or its text; "" if it chooses none."""
    if said in candidates:
        return said
    if not candidates or len(said.split()) > MOST_WORDS:
        return ""
    if len(candidates) == 1:
        return candidates[0] if _YES.match(said) else ""
    named = {span.value for span in words_to_numbers(said)}
    numbers = [{span.value for span in words_to_numbers(one)} for one in candidates]
    shared = set.intersection(*numbers)
    fitting = [one for one, values in zip(candidates, numbers, strict=True) if named and named <= values - shared]
    return fitting[0] if len(fitting) == 1 else ""
