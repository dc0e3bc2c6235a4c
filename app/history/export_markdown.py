"""A saved session as Markdown. What people and models wrote is escaped: viewers find no tags, pictures or links."""

from __future__ import annotations

import re
from typing import Final

import app
from app.history.replay import exact_arithmetic, steps_of
from app.history.store import Saved, moment
from app.transcript.formula_svg import comparisons_in_words, formulas_in
from app.transcript.reasoning_steps import EXACT, IN_WORDS, Steps, is_result

_MARKS: Final = re.compile(r"[\\`*_\[\]<>&~|#]")
_LEAD: Final = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")


def markdown(saved: Saved) -> str:
    """The session to read: each question with what was heard of its answer, and the reasoning."""
    row = saved.row
    about = f"{moment(row.started)}, Aloud {app.__version__}, bundle {escaped(row.bundle)}"
    lines = [f"# {escaped(row.name)}", "", about, ""]
    for number, turn in enumerate(saved.turns, 1):
        lines += [f"## {number}. {escaped(turn.question) or 'A spoken question'}", ""]
        lines += [escaped(turn.heard) or "(nothing was heard)", ""]
        if turn.heard.strip() != turn.spoken.strip():
            lines += ["*The answer was stopped here.*", ""]
        if reasoning := _judged(steps_of(turn)):
            lines += ["Reasoning:", "", *_fenced(reasoning), ""]
        if exact_arithmetic(turn):
            lines += [f"{EXACT}.", ""]
        lines += [f"*{escaped(fact)}*" for fact in [", ".join(turn.facts)] if fact]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """One line that Markdown shows as it is; formulas stay LaTeX, for viewers that draw them."""
    line = " ".join(text.split())
    at, parts = 0, []
    for formula in formulas_in(line):
        parts += [_escape(line[at : formula.start]), _harmless(line[formula.start : formula.end])]
        at = formula.end
    whole = "".join(parts) + _escape(line[at:])
    return _LEAD.sub(lambda lead: f"{lead[0]}\\" if lead[0].isdigit() else f"\\{lead[0]}", whole)


def _escape(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _harmless(formula: str) -> str:
    """LaTeX that is no tag and no link to a viewer without formulas, and the same formula to others."""
    return comparisons_in_words(formula).replace("](", "] (")


def _judged(steps: Steps) -> str:
    """The lines of a reasoning, each with its verdict."""
    lines = [*steps.closed, *([steps.open] if steps.open.strip() else [])]
    verdicts = [IN_WORDS.get(steps.state(at), "") for at in range(len(lines))]
    if lines and is_result(lines[-1]) and steps.final:  # it rests on all the others
        verdicts[-1] = IN_WORDS[steps.final]
    return "\n".join(f"{line}  [{verdict}]" if verdict else line for line, verdict in zip(lines, verdicts, strict=True))


def _fenced(text: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, text.strip("\n"), fence]
