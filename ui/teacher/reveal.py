"""Revealing an answer step by step: how much of its working is shown, and whether the result is."""

from __future__ import annotations

from dataclasses import dataclass

from app.transcript.reasoning_steps import Steps, is_result


@dataclass(slots=True)
class Reveal:
    """on: the pieces of the working are shown one by one. shown: how many of them; the result comes after the last."""

    on: bool = False
    shown: int = 0

    def restart(self) -> None:
        """Nothing is shown yet."""
        self.shown = 0

    def forward(self, steps: Steps) -> bool:
        """Show one more; False if everything is shown."""
        if self.all_shown(steps):
            return False
        self.shown += 1
        return True

    def back(self) -> bool:
        """Hide the last one; False if nothing is shown."""
        if not self.shown:
            return False
        self.shown -= 1
        return True

    def all_shown(self, steps: Steps) -> bool:
        """True if the result is shown too."""
        return not self.on or self.shown > len(_pieces(steps))

    def visible(self, steps: Steps) -> Steps:
        """The steps to show."""
        if self.all_shown(steps):
            return steps
        past = Steps()
        past.add("".join(_pieces(steps)[: self.shown]))
        past.judge_like(steps)
        return past


def _pieces(steps: Steps) -> list[str]:
    """The steps before the result, column work column by column, as they are appended one by one."""
    found: list[str] = []
    for line in steps.closed:
        if is_result(line):
            continue
        head, colon, work = line.partition(": ")
        if colon and "=" in work:
            columns = work.split(" ")
            found += [f"{head}:", *(f" {column}" for column in columns[:-1]), f" {columns[-1]}\n"]
        else:
            found.append(f"{line}\n")
    return found
