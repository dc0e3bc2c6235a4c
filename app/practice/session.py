"""One practice: ten problems of a kind, with hints and tries; what was missed comes again at the end.

Pure: nothing is spoken, shown or saved here. A seed and the pupil's acts give the same practice again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from app.practice.hints import hints
from app.practice.marking import Mark, marked
from model.corpus.exercises import Exercise, Kind, Level, exercise

PROBLEMS: Final = 10
AGAIN: Final = 2
"""How often a missed problem comes again."""
EARLIER: Final = 3
"""How many problems that were missed in earlier practices come first."""
_REDRAWS: Final = 30
Outcome = Literal["open", "first", "right", "hinted", "shown"]
"""first: right at once without a hint; right: after another try; hinted: with hints; shown: the answer was shown."""


@dataclass(slots=True)
class Item:
    """A problem with what the pupil did. again: how often it came before in this practice."""

    asked: Exercise
    tries: list[str] = field(default_factory=list)
    hints: int = 0
    outcome: Outcome = "open"
    again: int = 0

    @property
    def missed(self) -> bool:
        """True if it should come again: the answer was shown, or was wrong at first."""
        return self.outcome in ("shown", "right", "hinted")


@dataclass(slots=True)
class Practice:
    """items: in the order in which they come; `at` is the index of the present one, len(items) at the end.

    locked: the answer is shown only after all hints and a try.
    """

    kind: Kind
    level: Level
    items: list[Item]
    locked: bool = False
    at: int = 0
    started: float = field(default_factory=time.time)

    @property
    def over(self) -> bool:
        return self.at >= len(self.items)

    @property
    def item(self) -> Item:
        """The present problem. Raises IndexError when the practice is over."""
        return self.items[self.at]

    @property
    def solved(self) -> bool:
        """True if the present problem is done, so that the next one can come."""
        return not self.over and self.item.outcome != "open"

    def answer(self, given: str) -> Mark:
        """Marks an answer to the present problem."""
        item = self.item
        mark = marked(given, item.asked)
        if mark.state == "right":
            item.outcome = "hinted" if item.hints else "right" if item.tries else "first"
        if mark.state != "unclear":
            item.tries.append(" ".join(given.split()))
        return mark

    def matches(self, given: str) -> bool:
        """True if this would be right; nothing is marked."""
        return marked(given, self.item.asked).state == "right"

    def hint(self) -> str:
        """The next hint; empty if there is none left."""
        ladder = hints(self.item.asked)
        if self.item.hints >= len(ladder):
            return ""
        self.item.hints += 1
        return ladder[self.item.hints - 1]

    def hints_given(self) -> list[str]:
        return hints(self.item.asked)[: self.item.hints]

    @property
    def hints_left(self) -> int:
        return len(hints(self.item.asked)) - self.item.hints

    @property
    def may_show(self) -> bool:
        """True if the answer may be shown now: after a hint or a try; locked, after all hints and a try."""
        item = self.item
        if self.locked:
            return not self.hints_left and bool(item.tries)
        return bool(item.hints or item.tries)

    def show(self) -> str:
        """Gives up on the present problem; its answer. Raises ValueError if it may not be shown yet."""
        if not self.may_show:
            raise ValueError("hints come first")
        if self.item.outcome == "open":
            self.item.outcome = "shown"
        return self.item.asked.answer

    def next(self) -> None:
        """Goes on to the next problem; a missed one comes again at the end. Raises ValueError if it is still open."""
        item = self.item
        if item.outcome == "open":
            raise ValueError("the problem is still open")
        if item.missed and item.again < AGAIN:
            self.items.append(Item(item.asked, again=item.again + 1))
        self.at += 1


def begin(kind: Kind, level: Level, missed: list[Exercise], *, locked: bool, rng: Random | None = None) -> Practice:
    """A new practice of different problems. missed: those of earlier practices of this kind; a few come first."""
    rng = rng or Random()
    earlier = missed[-EARLIER:]
    chosen = [*earlier, *different(rng, kind, level, earlier, PROBLEMS - len(earlier))]
    return Practice(kind, level, [Item(one) for one in chosen], locked)


def different(rng: Random, kind: Kind, level: Level, others: Sequence[Exercise], count: int) -> list[Exercise]:
    """New problems that differ from each other and from `others`, as far as there are enough of that kind."""
    known = {one.question for one in others}
    drawn: list[Exercise] = []
    for _ in range(count):
        one = exercise(rng, kind, level)
        for _ in range(_REDRAWS):
            if one.question not in known:
                break
            one = exercise(rng, kind, level)
        known.add(one.question)
        drawn.append(one)
    return drawn
