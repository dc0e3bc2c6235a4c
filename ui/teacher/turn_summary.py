"""What there is to say about a turn in figures. Plain functions, no widgets.

Thread: GUI thread (translations).
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.transcript.turn import TurnTranscript


def way_of(turn: TurnTranscript) -> str:
    """How it thought."""
    ways = {
        "interleaved": QCoreApplication.translate("facts", "Thought while speaking"),
        "think-first": QCoreApplication.translate("facts", "Thought first"),
        "direct": QCoreApplication.translate("facts", "Spoke at once"),
    }
    return ways[turn.way]


def first_sound(turn: TurnTranscript) -> str:
    """When it could be heard, or nothing yet."""
    first = turn.ended.ttfa_s if turn.ended is not None else turn.timeline.first_sound_s
    if first is None:
        return ""
    return QCoreApplication.translate("facts", "first sound after {s} s").format(s=f"{first:.2f}")


def comparison(turn: TurnTranscript) -> str:
    """One line to set beside another way to think."""
    parts = [way_of(turn), first_sound(turn)]
    if turn.ended is not None:
        said = QCoreApplication.translate("facts", "{n} words spoken")
        parts.append(said.format(n=turn.ended.spoken_words))
    return "  ·  ".join(part for part in parts if part)


def facts(turn: TurnTranscript) -> str:
    """Times, waits and counts of a turn."""
    parts = [first_sound(turn)]
    if (span := turn.timeline.thinking_s) is not None:
        text = QCoreApplication.translate("facts", "thinking from {a} to {b} s")
        parts.append(text.format(a=f"{span[0]:.2f}", b=f"{span[1]:.2f}"))
    if waited := sum(end - start for start, end in turn.timeline.waits):
        text = QCoreApplication.translate("facts", "voice waited {s} s for the reasoning")
        parts.append(text.format(s=f"{waited:.2f}"))
    if turn.ended is not None:
        text = QCoreApplication.translate("facts", "{r} reasoning tokens, {s} spoken")
        parts.append(text.format(r=turn.ended.reasoning_tokens, s=turn.ended.spoken_tokens))
    return "  ·  ".join(part for part in parts if part)
