"""A turn in a terminal: both streams, line by line, with the time at which each line was finished.

Owns: layout and colours. Thread: one at a time (the engine's, then main).

Reasoning is dim and indented, speech is bold; without a terminal the labels alone tell them apart.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Final, TextIO

from model.events import Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# A spoken line ends after a sentence or a clause; never inside a number such as 3.5.
_PHRASE_END: Final = re.compile(r"[.?!,;:](?=\s)|\n")


class TurnView:
    """Prints a turn while it happens."""

    def __init__(self, out: TextIO | None = None, colour: bool | None = None) -> None:
        self._out = out or sys.stdout
        self._colour = _wants_colour(self._out) if colour is None else colour
        self._reasoning = ""
        self._spoken = ""

    def show(self, event: TurnEvent) -> None:
        """Takes the next event of the turn."""
        if isinstance(event, Heard):
            self._line(event.t, "heard", event.text)
        elif isinstance(event, ReasoningText):
            self._reasoning = self._lines(event, "think", self._reasoning + event.text, "\n")
        elif isinstance(event, SpokenText):
            self._spoken = self._lines(event, "speak", self._spoken + event.text, _PHRASE_END)
        elif isinstance(event, TurnEnded):
            self._flush(event)

    def _lines(self, event: TurnEvent, label: str, text: str, end: str | re.Pattern[str]) -> str:
        """Prints what is complete of a stream; returns the rest."""
        while found := re.search(end, text):
            self._line(event.t, label, text[: found.end()].strip())
            text = text[found.end() :]
        return text

    def _flush(self, event: TurnEnded) -> None:
        self._line(event.t, "think", self._reasoning.strip())
        self._line(event.t, "speak", self._spoken.strip())
        self._reasoning = self._spoken = ""

    def _line(self, t: float, label: str, text: str) -> None:
        if not text:
            return
        indent = "    " if label == "think" else ""
        line = f"{t:6.2f} s  {label:<5}  {indent}{text}"
        style = {"think": _DIM, "speak": _BOLD}.get(label, "") if self._colour else ""
        print(f"{style}{line}{_PLAIN}" if style else line, file=self._out, flush=True)


def summary(ended: TurnEnded) -> str:
    """Answer and waiting time, for people."""
    answer = f"answer: {ended.answer}" if ended.answer else "no answer was reached"
    if ended.reason == "length":
        answer += " (the reasoning was cut at its limit)"
    if ended.ttfa_s is None:
        return answer
    return f"{answer}\nfirst sound {ended.ttfa_s * 1000:.0f} ms after the question"


def _wants_colour(out: TextIO) -> bool:
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
