"""What the teacher's view says about a turn: times, waits, tokens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.transcript.turn_transcript import TurnTranscript
from ui.services.translations import decimals
from ui.text.reasoning_view import how_checked


def way_of(turn: TurnTranscript) -> str:
    """The thinking mode of a turn in words."""
    ways = {
        "interleaved": QCoreApplication.translate("facts", "Thought while speaking"),
        "concurrent": QCoreApplication.translate("facts", "Thought while speaking"),
        "think-first": QCoreApplication.translate("facts", "Thought first"),
        "direct": QCoreApplication.translate("facts", "Spoke at once"),
    }
    return ways[turn.way]


def first_sound(turn: TurnTranscript) -> str:
    """The time to the first sound, in words; empty before it."""
    first = turn.ended.ttfa_s if turn.ended is not None else turn.timeline.first_sound_s
    if first is None:
        return ""
    return QCoreApplication.translate("facts", "first sound after {s} s").format(s=f"{first:.2f}")


def comparison(turn: TurnTranscript) -> str:
    """One line that compares a turn with another way to think."""
    parts = [way_of(turn), first_sound(turn)]
    if turn.ended is not None:
        said = QCoreApplication.translate("facts", "{n} words spoken")
        parts.append(said.format(n=turn.ended.spoken_words))
    return decimals("  ·  ".join(part for part in parts if part))


def facts(turn: TurnTranscript) -> str:
    """Times, waits and token counts of a turn, in words."""
    parts = [first_sound(turn)]
    if (span := turn.timeline.thinking_s) is not None:
        text = QCoreApplication.translate("facts", "thinking from {a} to {b} s")
        parts.append(text.format(a=f"{span[0]:.2f}", b=f"{span[1]:.2f}"))
    if waited := sum(end - start for start, end in turn.timeline.waits):
        text = QCoreApplication.translate("facts", "voice waited {s} s for the reasoning")
        parts.append(text.format(s=f"{waited:.2f}"))
    parts.append(how_checked(turn))
    if turn.ended is not None:
        text = QCoreApplication.translate("facts", "{r} reasoning tokens, {s} spoken")
        parts.append(text.format(r=turn.ended.reasoning_tokens, s=turn.ended.spoken_tokens))
    return decimals("  ·  ".join(part for part in parts if part))
