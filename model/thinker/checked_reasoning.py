"""The reasoning of one answer, line by line, with a verdict for each line that is closed."""

from __future__ import annotations

import re

from model.checking.findings import State, Verdict
from model.checking.trace import Trace
from model.thinker.types import Stream, StreamText
from model.working import lines_for

_PARTS = re.compile(r"[^\n]*\n|[^\n]+")


class CheckedReasoning:
    """Follows a reasoning. text: all of it without withdrawn lines; open: its open line.

    question: its numbers are what the working may start from; "" if it is not known in writing. earlier: the turn that
    it follows, whose numbers may be used too. Lines are counted from 0, withdrawn ones too, blank ones not.
    """

    def __init__(self, question: str = "", earlier: str = "") -> None:
        self._trace = Trace(question, earlier, lines_for)
        self._lines: list[str] = []  # those of the trace, with their numbers and the verdicts that were returned
        self._numbers: list[int] = []
        self._given: list[State] = []
        self._next = 0
        self._last = Verdict(State.UNCHECKED)
        self.text = self.open = ""
        self.closed: list[str] = []  # lines, "" for a wrong one

    def add(self, text: str) -> list[StreamText]:
        """Appends text. Returns it in pieces, each with the verdict on the line that it closes, if it closes one.

        A piece without text changes the verdict on an earlier line: a plan is right once it is carried out.
        """
        pieces: list[StreamText] = []
        for part in _PARTS.findall(text):
            self.text += part
            self.open += part
            if part.endswith("\n"):
                pieces += self._close(part)
            else:
                pieces.append(StreamText(Stream.REASONING, part))
        return pieces

    def finish(self) -> list[StreamText]:
        """Closes the last line at the end of the reasoning."""
        return self._close("")

    def exact_line(self) -> str:
        """What to write instead of the line that was closed last, if it is wrong; "" if that is not known."""
        return _corrected(self._lines[-1], self._last, self._trace.without_last())

    def withdraw(self) -> None:
        """Takes the line back that was closed last."""
        self._trace = self._trace.without_last()
        for of_lines in (self._lines, self._numbers, self._given):
            of_lines.pop()
        before = self.text.rstrip("\n").rpartition("\n")
        self.text = before[0] + before[1]

    def open_is_right(self) -> bool:
        """Whether the open line is right as it stands."""
        return self._trace.preview(self.open.strip()).right

    @property
    def result(self) -> Verdict:
        """The verdict on the result and on all that it rests on."""
        return self._trace.report().final

    @property
    def unsure(self) -> bool:
        """Whether a line is wrong, so that the result cannot be relied on."""
        return any(verdict.wrong for verdict in self._trace.verdicts)

    @property
    def operands(self) -> list[str]:
        """The numbers that the plan starts from, sorted."""
        return sorted(map(str, self._trace.operands))

    def _close(self, part: str) -> list[StreamText]:
        line, self.open = self.open.strip(), ""
        if not line:
            return [StreamText(Stream.REASONING, part)] if part else []
        self._last = self._trace.add(line)
        self._lines.append(line)
        self._numbers.append(self._next)
        self._given.append(self._last.state)
        self.closed.append("" if self._last.wrong else line)
        pieces = [StreamText(Stream.REASONING, part, self._last.state.value, self._next)]
        self._next += 1
        return pieces + self._changes()

    def _changes(self) -> list[StreamText]:
        changed: list[StreamText] = []
        for at, verdict in enumerate(self._trace.verdicts):
            if verdict.state is not self._given[at]:
                self._given[at] = verdict.state
                changed.append(StreamText(Stream.REASONING, "", verdict.state.value, self._numbers[at]))
        return changed


def _corrected(line: str, verdict: Verdict, before: Trace) -> str:
    """The line with the exact value in place of the first wrong one, where that makes it right; else ""."""
    if not verdict.wrong or not verdict.expected:
        return ""
    head = line[: verdict.start] + verdict.expected
    candidates = head + line[verdict.end :], head
    return next((exact for exact in candidates if not before.preview(exact).wrong), "")
