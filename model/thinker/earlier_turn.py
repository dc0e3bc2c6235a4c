"""The turn before, as a trained model reads it in front of a question that rests on it.

    <user> question <tutor> notes of the reasoning <r_end> reply <s_end>  <user> new question <tutor> ...

The notes are its operations with their results ("230-153=77"), without the working.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from model.numbers import digits_of, words_to_numbers
from model.working import Step, notes_of, steps_of

if TYPE_CHECKING:
    from model.thinker.tokenizers import AnswerTokenizer


@dataclass(frozen=True)
class EarlierTurn:
    """question: in writing. reasoning: the lines of the trace. reply: what was heard of it."""

    question: str
    reasoning: tuple[str, ...]
    reply: str

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> EarlierTurn:
        """From its row in a corpus or question set."""
        return cls(str(row["question"]), tuple(map(str, row["reasoning"])), str(row["reply"]))

    @property
    def steps(self) -> list[Step]:
        """Its operations, with the lines that they take."""
        return steps_of(self.reasoning)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Its operations with their results."""
        return notes_of(self.reasoning)

    @property
    def text(self) -> str:
        """All that a model is given of it."""
        return "\n".join((self.question, *self.notes, self.reply))

    def followed_by(self, turn: EarlierTurn) -> EarlierTurn:
        """What the next question rests on, after one more turn.

        A turn that has no operation (a refusal), or none but those of this one (it was explained, or a hint was
        given), leaves this one in place: "explain step three" may follow "explain step two".
        """
        return turn if set(turn.notes) - set(self.notes) else self


def earlier_turn_ids(turn: EarlierTurn, tokens: AnswerTokenizer) -> list[int]:
    """Ids to put before the new question."""
    notes = tokens.encode("\n".join(turn.notes))
    (before, after), (begin, end) = tokens.around(spoken=False), tokens.around_answer
    answer = [*notes, tokens.id("<r_end>"), *tokens.encode(turn.reply), tokens.id("<s_end>")]
    return [*before, *tokens.encode(turn.question), *after, *begin, *answer, *end]


# Training puts a turn before questions that rest on it, and before few others (`thinker_data.UNRELATED`).

_INSTEAD = re.compile(r"\binstead\b", re.IGNORECASE)
_CLAIM = re.compile(
    r"\W*(?:i (?:got|get|have|think|made|found|say|guess|believe)|i'd say|my (?:answer|result) is|maybe|is it|"
    r"what about)(?: it's| it| is)?\W*\d",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:that|step|hint|clue|tip|stuck|again|once more|another one|one more|next one|how come|right|correct|explain|"
    r"the (?:answer|result)|(?:understand|get) it|show me|"
    r"it (?:plus|minus|times|over|divided|multiplied)|(?:double|halve|half of|multiply|divide|times) it|"
    r"(?:do|should|can) i (?:start|begin|do first)|only help)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:(?:and|now|okay|ok|then|so|what|what about|if|but|i|you|we)\b\W*)*"
    r"(?:plus|minus|times|over|divided|multiplied|multiply|add|take away|subtract(?! from)|"
    r"put \d+|why(?! \w+ (?:the|an?|people)\b)|[-+*/])\b(?!.*\b(?:from|by|and)\W*$)",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"\W*(?:\d+[\d.,/ ]*(?:r \d+)?)\W*")
_PROBLEM = re.compile(
    r"\b(?:squared?|cubed?|root|prime|factors?|dozen|twice|double \d+|per ?cent(?:age)?|decimal|fraction|angles?|"
    r"sides?|itself|how many|change|convert|how does|how do i (?:do|work)|degrees)\b|[%°]",
    re.IGNORECASE,
)
"""What asks for something of one number alone."""


def rests_on_earlier(question: str) -> bool:
    """Whether a question needs the turn before, because it poses no problem of its own.

    Two numbers make a problem ("And what is 3 times 4?"), unless one is put "instead" of the other; so does one with
    what is asked of it ("the square root of 49"). Other questions need the turn before if they refer to it ("that",
    "step two", "again"), go on from its result ("And times 3?") or give one ("I got 12.").
    """
    text = digits_of(question)
    numbers = len(words_to_numbers(text))
    if _INSTEAD.search(text):
        return True
    if numbers > 1 or (numbers and _PROBLEM.search(text)):
        return False
    goes_on = any(of.match(text) for of in (_CLAIM, _GOES_ON)) or _NUMBER_ALONE.fullmatch(text)
    return bool(goes_on or _REFERS.search(question))
