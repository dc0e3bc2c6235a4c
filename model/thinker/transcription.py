"""The question written down by the Thinker that answers it.

Owns: the `hear` task as a second tape beside the answer, so that it can wait for a quiet moment. Thread: the engine's
worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.lm.sequence import TokenSequence


class Transcription:
    """Call `step` until `text` is there. tape: forked after `<tutor>`, with the task's mode token pushed."""

    def __init__(
        self,
        sequence: TokenSequence,
        end: int,
        special: frozenset[int],
        decode: Callable[[Iterable[int]], str],
        most: int = 120,
    ) -> None:
        self._sequence, self._end, self._decode, self._most = sequence, end, decode, most
        self._forbidden = special - {end}
        self._ids: list[int] = []
        self.text: str | None = None

    def step(self) -> None:
        """One more token."""
        if self.text is not None:
            return
        token = self._sequence.choose(self._forbidden)[0]
        if token != self._end:
            self._ids.append(token)
            self._sequence.push(token)
        if token == self._end or len(self._ids) == self._most or self._sequence.room < 1:
            self.text = self._decode(self._ids).strip()
