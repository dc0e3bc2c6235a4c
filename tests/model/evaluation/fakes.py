"""An engine that answers from a script, on a thread of its own as the real one does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model.events import AudioChunk, Heard, ReasoningText, SpokenText, TurnEnded, TurnEvent

Step = tuple[str, str]


class ScriptedEngine:
    """Plays `script(question)`: steps ("heard" | "think" | "speak" | "sound", text) and ("end", answer)."""

    def __init__(self, sink: Callable[[TurnEvent], None], script: Callable[[Any], Sequence[Step]]) -> None:
        self._sink, self._script = sink, script
        self.asked: list[Any] = []
        self.cancelled = 0

    def start_turn(self, question: Any, options: Any = None, clock: Any = None) -> int:
        self.asked.append(question)
        turn = len(self.asked)
        threading.Thread(target=self._play, args=(turn, self._script(question)), daemon=True).start()
        return turn

    def cancel(self) -> None:
        self.cancelled += 1

    def _play(self, turn: int, steps: Sequence[Step]) -> None:
        words = 0
        self._sink(SpokenText(turn - 1, 0.0, "ninety-nine "))  # late, of an older turn
        for kind, text in steps:
            if kind == "heard":
                self._sink(Heard(turn, 0.0, text))
            elif kind == "think":
                self._sink(ReasoningText(turn, 0.0, text))
            elif kind == "speak":
                words += len(text.split())
                self._sink(SpokenText(turn, 0.0, text))
            elif kind == "sound":
                self._sink(AudioChunk(turn, 0.0, np.zeros(16_000, np.float32), 16_000, 0))
            else:
                self._sink(TurnEnded(turn, 0.0, text, "", 12, 5, words, 0.2, 0, 0, "complete"))


def sum_script(_: Any) -> Sequence[Step]:
    return [
        ("heard", "347+286"), ("speak", "Okay. "), ("sound", ""), ("think", "347+286\n=6"), ("think", "33\n"),
        ("speak", "It's six hundred "), ("speak", "and thirty-three."), ("sound", ""), ("end", "633"),
    ]  # fmt: skip
