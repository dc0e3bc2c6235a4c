"""A saved session as one HTML page without external resources: text, timelines, and the sound that was kept.

Everything that a person or a model wrote is escaped, formulas are drawn, and the page's content security policy forbids
scripts and the network.
"""

from __future__ import annotations

import base64
import io
import logging
from functools import lru_cache
from html import escape
from typing import Final

import app
from app.history.audio_store import AudioStore, Sound
from app.history.export_svg import timeline
from app.history.replay import exact_arithmetic, steps_of, transcript_of
from app.history.store import Saved, TurnRow, moment
from app.transcript.board import Row, rows_of
from app.transcript.board_drawing import drawing_of
from app.transcript.drawing import svg_of
from app.transcript.formula_svg import MAX_WORK, formulas_in, typeset, work
from app.transcript.reasoning_steps import EXACT, IN_WORDS, StepState

_INK: Final = "currentColor"
_VERDICTS: Final[dict[StepState, str]] = {"right": "✓", "wrong": "✗", "withdrawn": "✗", "unchecked": "–"}
log = logging.getLogger(__name__)


def html_of(text: str) -> str:
    """A text, escaped; each formula as inline SVG in the text's colour and size, with its words for screen readers.

    The formulas of a text together may take as long as the largest single one; those after it stay LaTeX.
    """
    at, left, parts = 0, MAX_WORK, []
    for formula in formulas_in(text):
        source = text[formula.start : formula.end]
        left -= work(formula.tex)
        drawn = _drawing(formula.tex, formula.display) if left >= 0 else ""
        parts += [escape(text[at : formula.start]), drawn or f"<code>{escape(source)}</code>"]
        at = formula.end
    return "".join(parts) + escape(text[at:])


@lru_cache(maxsize=512)
def _drawing(tex: str, display: bool) -> str:
    """The formula as an `<svg>`; empty if it cannot be typeset."""
    try:
        done = typeset(tex, display)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this LaTeX, its source is shown instead
        log.info("formula was not drawn", extra={"kind": type(error).__name__})
        return ""
    opening, _, shape = done.svg.replace('"black"', f'"{_INK}"').partition(">")
    box = opening.partition('viewBox="')[2].partition('"')[0]
    style = f"width:{done.width:.3f}em;height:{done.ascent + done.descent:.3f}em;vertical-align:{-done.descent:.3f}em"
    block = ' class="display"' if display else ""
    words = escape(done.words)
    return (
        f'<svg{block} role="img" aria-label="{words}" viewBox="{box}" style="{style}" '
        f'fill="{_INK}"><title>{words}</title>{shape}'
    )


_STYLE: Final = """
:root { color-scheme: light dark; --page: #f4f3ef; --card: #fff; --line: #e6e3db; --ink: #1d2230; --muted: #5f6675;
  --voice: #0b736e; --voice-soft: #d6efec; --thought: #5547c4; --thought-soft: #eceafb;
  --good: #1b6f40; --bad: #ad3127; }
@media (prefers-color-scheme: dark) { :root { --page: #13151b; --card: #1b1e27; --line: #2b303c; --ink: #e8eaf1;
  --muted: #a0a8b8; --voice: #55d3c7; --voice-soft: #17413f; --thought: #b0a7ff; --thought-soft: #2b2853;
  --good: #6fdc9b; --bad: #ff9183; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 17px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 40px 20px 60px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 4px; }
.muted { color: var(--muted); font-size: 14px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 22px 26px;
  margin: 22px 0; }
h2 { font-size: 17px; font-weight: 500; margin: 0 0 12px; padding: 8px 14px; background: var(--voice-soft);
  border-radius: 12px; width: fit-content; max-width: 100%; }
.answer { font-size: 22px; font-weight: 500; margin: 6px 0 14px; white-space: pre-wrap; }
.unheard { color: var(--muted); font-weight: 400; text-decoration: line-through; }
label { font-size: 14px; color: var(--muted); margin-right: 14px; display: inline-block; }
audio { height: 36px; max-width: 100%; margin: 4px 0 8px 6px; vertical-align: middle; }
figure { margin: 14px 0; overflow-x: auto; }
figcaption { font-size: 13px; color: var(--muted); }
.timeline { width: 100%; min-width: 640px; height: auto; display: block; }
.timeline text { font: 12px Inter, system-ui, sans-serif; fill: var(--muted); }
.timeline .word { fill: var(--voice); font-weight: 500; }
.timeline .step { fill: var(--thought); }
.timeline .result { fill: var(--thought); font-weight: 700; }
.timeline .second { font-size: 10px; }
.timeline .spoken, .timeline .sound { fill: var(--voice); }
.timeline .sound { opacity: .55; }
.timeline .thought { fill: var(--thought); }
.timeline .axis { stroke: var(--line); stroke-width: 1; }
svg.display { display: block; margin: 8px 0 8px 18px; }
code { font: .9em ui-monospace, monospace; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--thought); font-weight: 500; }
ol { margin: 10px 0 4px; padding: 12px 12px 12px 44px; background: var(--thought-soft); border-radius: 12px;
  font-variant-numeric: tabular-nums; }
li { white-space: pre-wrap; overflow-wrap: anywhere; }
li.result { font-weight: 700; }
li span { font-weight: 700; margin-left: 12px; vertical-align: top; color: var(--muted); }
li span.right { color: var(--good); }
li span.wrong { color: var(--bad); }
del { color: var(--muted); }
svg.written { font: 1em Inter, system-ui, sans-serif; vertical-align: top; max-width: 100%; }
.written .carry { fill: var(--thought); }
.written .quiet { fill: var(--muted); }
.written .result { font-weight: 600; }
@media print { section { break-inside: avoid; } label { display: none; } }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; media-src data:; img-src data:"


def page(saved: Saved, sounds: AudioStore) -> str:
    """The whole page."""
    row = saved.row
    turns = "\n".join(_turn(saved, turn, sounds) for turn in saved.turns)
    about = f"{moment(row.started)} · Aloud {app.__version__} · bundle {row.bundle}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="generator" content="Aloud {escape(app.__version__)}">
<title>{escape(row.name)}</title>
<style>{_STYLE}</style>
</head>
<body><main>
<h1>{escape(row.name)}</h1>
<p class="muted">{escape(about)}</p>
{turns}
</main></body>
</html>
"""


def _turn(saved: Saved, turn: TurnRow, sounds: AudioStore) -> str:
    place = saved.row.id, saved.row.started, turn.id
    question, answer = sounds.read(*place, "question"), sounds.read(*place, "answer")
    picture = timeline(transcript_of(turn, answer, unheard=True))
    players = _player(question, "Question") + _player(answer, "Answer")
    return "\n".join(
        part
        for part in (
            "<section>",
            f"<h2>{html_of(turn.question.strip() or 'A spoken question')}</h2>",
            f'<p class="answer">{_answer(turn)}</p>',
            f"<p>{players}</p>" if players else "",
            f"<figure>{picture}<figcaption>Above the line what was spoken, with its sound; below it what was "
            "thought. Seconds since the question ended.</figcaption></figure>"
            if picture
            else "",
            _reasoning(turn),
            f'<p class="muted">{escape(" · ".join([moment(turn.started), *turn.facts]))}</p>',
            "</section>",
        )
        if part
    )


def _answer(turn: TurnRow) -> str:
    heard, rest = turn.heard, ""
    if turn.spoken.startswith(heard):
        rest = turn.spoken[len(heard) :]
    unheard = f' <span class="unheard" title="not heard: the answer was stopped">{html_of(rest.strip())}</span>'
    return html_of(heard.strip()) + (unheard if rest.strip() else "")


def _reasoning(turn: TurnRow) -> str:
    """Each step as it is drawn in the window, with its verdict."""
    rows = rows_of(steps_of(turn))
    if not rows:
        return ""
    exact = f'<p class="muted">{EXACT}</p>' if exact_arithmetic(turn) else ""
    return f"<details open><summary>Reasoning</summary><ol>{''.join(map(_row, rows))}</ol>{exact}</details>"


def _row(row: Row) -> str:
    drawing = drawing_of(row)
    shown = svg_of(drawing) if drawing is not None else "<br>".join(html_of(line) for line in row.lines)
    if row.state == "withdrawn":
        shown = f"<del>{shown}</del>"
    mark = ""
    if row.state:
        sign, words = _VERDICTS[row.state], IN_WORDS[row.state]
        mark = f' <span class="{row.state}" role="img" aria-label="{words}" title="{words}">{sign}</span>'
    return f'<li class="{row.kind}">{shown}{mark}</li>'


def _player(sound: Sound | None, name: str) -> str:
    if sound is None or not len(sound.samples):
        return ""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, sound.samples, sound.rate, format="FLAC", subtype="PCM_16")
    data = base64.b64encode(buffer.getvalue()).decode()
    audio = f'<audio controls preload="metadata" src="data:audio/flac;base64,{data}"></audio>'
    return f"<label>{name} {audio}</label>"
