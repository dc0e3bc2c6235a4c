"""How one answer is to be made. Pure data; must not know torch."""

from __future__ import annotations

from dataclasses import dataclass

from model.thinker.schedule import Mode


@dataclass(frozen=True, slots=True)
class Plan:
    """mode, ratio: see `schedule`. max_reasoning, max_spoken: tokens after which a stream is ended by force.
    think_first: reasoning tokens before anything is spoken. guarded: hold numbers back that nothing holds.
    """

    mode: Mode = "interleaved"
    ratio: tuple[int, int] = (2, 8)
    max_reasoning: int = 400
    max_spoken: int = 120
    think_first: int = 0
    guarded: bool = True
