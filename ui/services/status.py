"""What the tutor is doing, in words, icon and colour. Plain Python, no Qt widgets.

Owns: the list of states and how each is told. No state is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

State = Literal[
    "loading", "ready", "listening", "hearing", "thinking", "both", "speaking", "error", "no-microphone", "no-speaker"
]
Tone = Literal["muted", "voice", "thought", "good", "bad"]
ANSWERING: tuple[State, ...] = ("thinking", "both", "speaking")


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: `text` is translated when asked for."""

    icon: str
    tone: Tone
    source: str

    @property
    def text(self) -> str:
        return QCoreApplication.translate("status", self.source)


LOOKS: dict[State, Look] = {
    "loading": Look("wait", "muted", str(QT_TRANSLATE_NOOP("status", "Getting ready"))),
    "ready": Look("ready", "good", str(QT_TRANSLATE_NOOP("status", "Ready"))),
    "listening": Look("mic", "voice", str(QT_TRANSLATE_NOOP("status", "Listening"))),
    "hearing": Look("wave", "voice", str(QT_TRANSLATE_NOOP("status", "Hearing you"))),
    "thinking": Look("think", "thought", str(QT_TRANSLATE_NOOP("status", "Thinking"))),
    "both": Look("think", "thought", str(QT_TRANSLATE_NOOP("status", "Thinking and speaking"))),
    "speaking": Look("speak", "voice", str(QT_TRANSLATE_NOOP("status", "Speaking"))),
    "no-microphone": Look("alert", "bad", str(QT_TRANSLATE_NOOP("status", "No microphone"))),
    "no-speaker": Look("alert", "bad", str(QT_TRANSLATE_NOOP("status", "No speaker"))),
    "error": Look("alert", "bad", str(QT_TRANSLATE_NOOP("status", "Something is wrong"))),
}


def step_count(steps: int) -> str:
    """How many steps, in words: "1 step", "5 steps"."""
    if steps == 1:
        return QCoreApplication.translate("status", "1 step")
    return QCoreApplication.translate("status", "{n} steps").format(n=steps)
