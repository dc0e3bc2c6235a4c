"""How much to doubt an answer: that the question was heard or understood wrong."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from model.checking.equivalence import same_value
from model.errors import BadInput
from model.events import DoubtSigns
from model.thinker.final_answer import reasoned_result
from model.thinker.text_streams import ThinkerAnswer

FILE = "doubt.json"
"""In a Thinker's folder; made by `aloud eval --fit-doubt`."""
LEAST = -10.0
"""Log-probabilities below count as this one."""


@dataclass(frozen=True, slots=True)
class DoubtScale:
    """A logistic curve over the signs of doubt, 0 to 1. The fields are weights.

    ask_from: the tutor asks back from this doubt on; above 1: never, as without a fit on questions that training does
    not have.
    """

    bias: float = -4.0
    disagreement: float = 3.5
    heard: float = 1.0
    reasoned: float = 0.0
    typed: float = 0.0
    ask_from: float = 2.0

    def doubt(self, signs: DoubtSigns) -> float:
        weights = self.bias, self.disagreement, self.heard, self.reasoned, self.typed
        score = sum(weight * sign for weight, sign in zip(weights, features(signs), strict=True))
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))

    @property
    def asks(self) -> bool:
        """Whether the tutor asks back at all."""
        return self.ask_from <= 1

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The scale in a Thinker's folder; the usual one if there is none. Raises BadInput if it is damaged."""
        file = folder / FILE
        if not file.is_file():
            return cls()
        try:
            return cls(**{name: float(value) for name, value in json.loads(file.read_text("utf-8")).items()})
        except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput("{file} is damaged: get the bundle again", file=file) from error

    def to_json(self) -> str:
        return json.dumps({name: round(value, 4) for name, value in asdict(self).items()}, indent=2) + "\n"


def features(signs: DoubtSigns) -> tuple[float, ...]:
    """What the curve weighs, in the order of its fields; the first is 1."""
    heard, reasoned = (-max(LEAST, value) for value in (signs.heard, signs.reasoned))
    return 1.0, float(signs.differ), heard, reasoned, float(signs.typed)


def readings_differ(one: ThinkerAnswer, other: ThinkerAnswer) -> bool:
    """Whether two readings of a question start from other numbers or come to another result."""
    results = reasoned_result(one.reasoning), reasoned_result(other.reasoning)
    if results[0] != results[1] and not same_value(*results):
        return True
    return one.checked.operands != other.checked.operands
