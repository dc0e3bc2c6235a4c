"""A saved session as rich text for the preview in the history.

Owns: that text. Must not know: SQL, widgets. Any thread.
"""

from __future__ import annotations

from html import escape

from app.sessions import Saved, TurnRow
from ui.steps import is_result, pretty, result_text
from ui.theme import Colours


def preview(saved: Saved, colours: Colours, spoken_question: str) -> str:
    """HTML of Qt's subset. spoken_question: what stands for a question that was not written down."""
    return "".join(_turn(turn, colours, spoken_question) for turn in saved.turns)


def _turn(turn: TurnRow, colours: Colours, spoken_question: str) -> str:
    steps = "<br>".join(escape(_step(line)) for line in turn.reasoning.splitlines() if line.strip())
    question = escape(turn.question.strip() or spoken_question)
    return (
        f'<p style="color:{colours.voice}; font-weight:600; margin-top:14px; margin-bottom:4px">{question}</p>'
        f'<p style="margin-top:0; margin-bottom:4px">{escape(turn.heard.strip()) or "…"}</p>'
        f'<p style="color:{colours.thought}; margin-top:0; margin-bottom:10px">{steps}</p>'
    )


def _step(line: str) -> str:
    return f"= {result_text(line)}" if is_result(line) else pretty(line)
