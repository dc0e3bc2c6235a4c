"""The turn before, as a trained model reads it in front of a new question.

    <user> question <tutor> notes of the reasoning <r_end> reply <s_end>  <user> new question <tutor> ...

The notes are its operations with their results ("230-153=77"), without the working.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.thinker.tokenizers import AnswerTokenizer
from model.working import notes_of


def earlier_turn_ids(question: str, reasoning: Sequence[str], reply: str, tokens: AnswerTokenizer) -> list[int]:
    """Ids to put before the new question. reasoning: the lines of the trace. reply: what was heard of it."""
    notes = tokens.encode("\n".join(notes_of(reasoning)))
    (before, after), (begin, end) = tokens.around(spoken=False), tokens.around_answer
    answer = [*notes, tokens.id("<r_end>"), *tokens.encode(reply), tokens.id("<s_end>")]
    return [*before, *tokens.encode(question), *after, *begin, *answer, *end]
