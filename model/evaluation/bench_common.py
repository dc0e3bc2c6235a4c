"""What every section of the benchmark shares: its form, its effort, the question asked."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

Section = dict[str, Any]


QUESTION = "What is 347 plus 286?"


REPLY = "Okay, let me work that out. It's six hundred and thirty-three."


@dataclass(frozen=True, slots=True)
class Effort:
    """tokens: per Thinker measurement. repeats: of each measurement after a warm-up; the median counts."""

    tokens: int = 96
    repeats: int = 3

    def seconds(self, work: Callable[[], object]) -> float:
        """Median wall time of `work`, everything on the device finished."""
        import torch

        times: list[float] = []
        for _ in range(self.repeats + 1):
            started = time.perf_counter()
            work()
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            times.append(time.perf_counter() - started)
        return statistics.median(times[1:])


def section(figure: float, reference: float, *, unit: str, reference_is: str, rate: bool, **more: Any) -> Section:
    """One section's fields. rate: higher figures are better; else they are seconds."""
    ratio = figure / reference if rate else reference / figure
    return {
        "figure": round(figure, 4), "unit": unit, "reference": "generate", "reference_is": reference_is,
        "reference_figure": round(reference, 4), "ratio": round(ratio, 3), **more,
    }  # fmt: skip
