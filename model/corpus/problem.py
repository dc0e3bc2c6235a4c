"""A question with its reasoning, its answer and the reply, and what came before it in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from model.corpus.speech import in_words
from model.thinker.earlier_turn import EarlierTurn


@dataclass(frozen=True)
class ReplyPart:
    """A piece of the reply, to be spoken once `after` reasoning lines are complete (0: at once)."""

    after: int
    text: str


@dataclass(frozen=True)
class Problem:
    """kind: what the accuracy tables group by. question: as it is written down, with digits for numbers.
    reasoning: lines, the last one `=ANSWER`; none if declined. answer: "" if declined.
    reply: the spoken pieces in order, in words. typed: how the question is typed, if that differs from `question`.
    family: the pattern of its wording, which is trained on or held out as a whole.
    plan: the entries of `model.working.carry_out`. formula: the question as one expression, for checks; "" if none.
    spoken: how the question is said, if that is not `question` with its digits in words.
    context: the turn before, for a question that rests on it.
    declined: the reply says what the tutor can do, or asks for the rest. keeps_answer: the reply must not give it (a
    hint, a problem to practise).
    """

    kind: str
    question: str
    reasoning: tuple[str, ...]
    answer: str
    reply: tuple[ReplyPart, ...]
    typed: str = ""
    source: str = "generated"
    family: str = ""
    plan: tuple[str, ...] = ()
    formula: str = ""
    spoken: str = ""
    context: EarlierTurn | None = None
    declined: bool = False
    keeps_answer: bool = False

    @property
    def spoken_question(self) -> str:
        """The question in words, as a voice engine or a person says it."""
        return self.spoken or in_words(self.question)

    @property
    def said(self) -> str:
        """The whole reply."""
        return " ".join(part.text for part in self.reply)

    def as_context(self) -> EarlierTurn:
        """This turn, as what came before the next one."""
        return EarlierTurn(self.question, self.reasoning, self.said)

    @property
    def operands(self) -> Iterator[str]:
        """Operation and numbers of each step, also of the turn before; the same for a+b and b+a."""
        before = [step.written for step in self.context.steps] if self.context else []
        for written in (*self.plan, *before):
            yield operand_key(written)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Problem:
        """A problem back from its row in a corpus, which has more fields (voice, offset, ...)."""
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        if known.get("context"):
            known["context"] = EarlierTurn.from_row(known["context"])
        known["reply"] = tuple(ReplyPart(**part) for part in row["reply"])
        return replace(cls(**known), reasoning=tuple(row["reasoning"]), plan=tuple(row.get("plan", ())))


_COMMUTATIVE = re.compile(r"([^+*]+)([+*])([^+*]+)")


def operand_key(written: str) -> str:
    """ "x=38+47" and "47+38" -> "38+47"."""
    operation = written.rsplit("=", 1)[-1]
    match = _COMMUTATIVE.fullmatch(operation)
    return match[2].join(sorted((match[1], match[3]))) if match else operation
