"""The verdict on one line of working: right, wrong (with the exact value), or unchecked (with the reason)."""

from __future__ import annotations

import re

from model.checking.chains import ChainCheck
from model.checking.findings import Context, State, Verdict, remainder_result
from model.checking.limits import DividedByZero, NotCheckable, Reason
from model.checking.lines import Line, parse_line
from model.checking.tree import Remainder
from model.checking.tree_value import evaluate, is_literal, whole_division

NO_CONTEXT = Context()
_DASH = re.compile(r"\s*[-−–]\s+(?=(\S))")


def check_line(line: str, context: Context = NO_CONTEXT) -> Verdict:
    """Never raises. RIGHT means that every claim of the line was read without ambiguity and is exactly true."""
    return examine(line, context)[0]


def examine(text: str, context: Context) -> tuple[Verdict, Line | None]:
    """The verdict and what was read; no Line where nothing could be read. A leading dash is a list mark or a sign."""
    dash = _DASH.match(text)
    if dash is None:
        return _examine(text, context)
    listed = _examine(" " * dash.end() + text[dash.end() :], context)
    if not (dash[1].isdigit() or dash[1] in "([√\\"):
        return listed
    signed = _examine(text, context)
    if listed[0].state is signed[0].state:
        return listed
    if context.lists:
        return listed if listed[0].right else signed
    return Verdict(State.UNCHECKED, Reason.AMBIGUOUS, start=dash.end() - 1, end=dash.end()), None


def _examine(text: str, context: Context) -> tuple[Verdict, Line | None]:
    try:
        line = parse_line(text)
    except NotCheckable as stop:
        return _unchecked(stop), None
    except RecursionError:
        return Verdict(State.UNCHECKED, Reason.TOO_DEEP), None
    if not line.chains:
        return _without_claim(line, context), line
    found: Verdict | None = None
    for chain in line.chains:
        try:
            verdict = ChainCheck(chain, line, context).verdict()
        except DividedByZero as stop:
            verdict = Verdict(State.WRONG, Reason.DIVISION_BY_ZERO, start=stop.position, end=stop.position + 1)
        except NotCheckable as stop:
            verdict = _unchecked(stop)
        if verdict.wrong:
            return verdict, line
        if found is None or found.right:
            found = verdict
    assert found is not None
    if found.right and any(not is_literal(side.node) for side in line.loose):
        found = Verdict(State.UNCHECKED, Reason.PLAN_OPEN, value=found.value, start=line.loose[0].start)
    return found, line


def _unchecked(stop: NotCheckable) -> Verdict:
    return Verdict(State.UNCHECKED, stop.reason, start=stop.position, end=stop.position + 1)


def _without_claim(line: Line, context: Context) -> Verdict:
    """A final answer by its name or box; a plan; or prose."""
    if len(line.loose) != 1:
        return Verdict(State.UNCHECKED, Reason.NO_CLAIM)
    side = line.loose[0]
    try:
        if isinstance(side.node, Remainder):
            return remainder_result(side.node, context)
        found = evaluate(side.node)
    except NotCheckable as stop:
        return _unchecked(stop)
    if not is_literal(side.node):
        plan = whole_division(side.node)
        return Verdict(State.UNCHECKED, Reason.PLAN_OPEN, "", side.start, side.end, found, division=plan)
    previous = context.previous
    if not (line.answer or line.prose) or previous is None:
        return Verdict(State.UNCHECKED, Reason.NO_CLAIM, value=found)
    same = found.agrees(previous)
    return Verdict(State.RIGHT if same else State.UNCHECKED, None if same else Reason.NO_RESULT_BEFORE, value=found)
