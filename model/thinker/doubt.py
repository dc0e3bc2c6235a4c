"""How much to doubt what was heard, from two readings of one recording and the likelihood of the transcription."""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.checking.equivalence import same_value
from model.thinker.final_answer import reasoned_result
from model.thinker.text_streams import ThinkerAnswer


@dataclass(frozen=True, slots=True)
class DoubtScale:
    """A logistic curve: bias + disagreement (if the readings differ) - likelihood * log-probability, 0 to 1.

    A bundle's manifest may have its own constants, `doubt = [bias, disagreement, likelihood]`, fitted on its dev data.
    """

    bias: float = -4.0
    disagreement: float = 3.5
    likelihood: float = 1.0

    def doubt(self, log_probability: float, differ: bool) -> float:
        """log_probability: of the transcription's least likely token."""
        score = self.bias + self.disagreement * differ - self.likelihood * log_probability
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


def readings_differ(one: ThinkerAnswer, other: ThinkerAnswer) -> bool:
    """Whether two readings of a question start from other numbers or come to another result."""
    results = reasoned_result(one.reasoning), reasoned_result(other.reasoning)
    if results[0] != results[1] and not same_value(*results):
        return True
    return one.checked.operands != other.checked.operands
