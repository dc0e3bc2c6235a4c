"""Prints a turn in a terminal: both streams, line by line, with the time at which each line was finished.

Reasoning is dim and indented, speech is bold; without colours the labels tell them apart.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Final, TextIO

from app.transcript.reasoning_steps import StepState
from app.transcript.turn_transcript import TurnTranscript
from model.errors import printable
from model.events import TurnEnded, TurnEvent

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# A spoken line ends after a sentence or a clause; never inside a number such as 3.5.
_PHRASE_END: Final = re.compile(r"[.?!,;:](?=\s)|\n")
_MARKS: Final[dict[StepState, str]] = {
    "": "",
    "right": "  [right]",
    "wrong": "  [wrong]",
    "unchecked": "  [-]",
    "withdrawn": "  [wrong, taken back]",
}
_SPACE: Final = re.compile(r"\s")
_TEXT_END: Final = re.compile(r"(?<=.)\Z", re.DOTALL)


class TurnPrinter:
    """Prints a turn while it happens."""

    def __init__(self, out: TextIO | None = None, colour: bool | None = None) -> None:
        self._out = out or sys.stdout
        self._colour = _wants_colour(self._out) if colour is None else colour
        self._turn = TurnTranscript(0)
        self._printed: dict[str, int] = {}  # characters, by label

    def show(self, event: TurnEvent) -> None:
        """Takes the next event of the turn."""
        if event.turn_id != self._turn.turn_id:
            self._turn, self._printed = TurnTranscript(event.turn_id), {}
        turn = self._turn
        if turn.apply(event):
            self._print(event.t, "heard", turn.question, _TEXT_END)
            self._print_steps(event.t)
            self._print(event.t, "speak", turn.caption.text, _PHRASE_END)

    def _print(self, t: float, label: str, text: str, end: re.Pattern[str]) -> None:
        """Prints the finished lines of a text, and at the turn's end the rest."""
        at = self._printed.get(label, 0)
        while found := end.search(text, at):
            if found.end() == at:
                break
            self._line(t, label, text[at : found.end()].strip())
            at = found.end()
        if self._turn.ended is not None:
            self._line(t, label, text[at:].strip())
        self._printed[label] = at

    def _print_steps(self, t: float) -> None:
        """Prints the finished steps, each with its verdict."""
        steps, at = self._turn.steps, self._printed.get("think", 0)
        for step in range(at, len(steps.closed)):
            self._line(t, "think", steps.closed[step] + _MARKS[steps.state(step)])
        self._printed["think"] = len(steps.closed)

    def _line(self, t: float, label: str, text: str) -> None:
        if not text:
            return
        indent, clean = "    " if label == "think" else "", printable(_SPACE.sub(" ", text))
        line = f"{t:6.2f} s  {label:<5}  {indent}{clean}"
        style = {"think": _DIM, "speak": _BOLD}.get(label, "") if self._colour else ""
        print(f"{style}{line}{_PLAIN}" if style else line, file=self._out, flush=True)


def summary(ended: TurnEnded) -> str:
    """Answer and waiting time, for people."""
    answer = f"answer: {printable(ended.answer)}" if ended.answer else "no answer was reached"
    if ended.declined:
        answer = "no answer: the tutor is not sure"
    elif ended.answer and ended.verdict is not None:
        answer += " (checked)" if ended.verdict == "right" else " (could not be checked)"
    if ended.reason == "length":
        answer += " (the reasoning was cut at its limit)"
    if ended.ttfa_s is None:
        return answer
    return f"{answer}\nfirst sound {ended.ttfa_s * 1000:.0f} ms after the question"


def _wants_colour(out: TextIO) -> bool:
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
