"""Coming back to earlier answers: playing one again, and the spoken commands "go on", "repeat" and "slower".

Owns: what of the last answer can be taken up again, and fetching the sound of an answer of an earlier day. Must not
know: devices, engines. Threads: any.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import EXPECTED, describe
from app.loudspeaker import Loudspeaker
from app.messages import Message, Notice
from app.ports import FloatArray
from app.saved_turns import SavedTurns
from app.sessions import row_of

if TYPE_CHECKING:
    from model.engine import TurnOptions

SLOWER: Final = 0.8  # of the ordinary pace
BACK_S: Final = 0.5  # "go on" goes on a little before the place where the answer was cut


@dataclass(slots=True)
class Asked:
    """The last question. whole: its answer came to its end, so that all of its sound is there.

    left_s: where the answer was cut, in seconds of its sound; None if it was heard to its end or not at all.
    """

    turn: int
    question: FloatArray | str
    options: TurnOptions | None
    whole: bool = False
    left_s: float | None = None


class Again:
    """saved: the history, if there is one. tell: gives a notice to everybody. stop: silence. ask: puts a question."""

    def __init__(
        self,
        speaker: Loudspeaker,
        saved: SavedTurns | None,
        *,
        tell: Callable[[Message], None],
        stop: Callable[[], None],
        ask: Callable[[FloatArray | str, TurnOptions | None], int],
    ) -> None:
        self._speaker, self._saved = speaker, saved
        self._tell, self._stop, self._ask = tell, stop, ask
        self._lock = threading.Lock()
        self._asked: Asked | None = None

    def asked(self, turn: int, question: FloatArray | str, options: TurnOptions | None) -> None:
        """A question was put: it is the last one now."""
        with self._lock:
            self._asked = Asked(turn, question, options)

    def ended(self, turn: int, whole: bool) -> None:
        """An answer was thought and said to its end, or ended before."""
        with self._lock:
            if self._asked is not None and self._asked.turn == turn:
                self._asked.whole = whole

    def cut(self) -> None:
        """What sounds is about to be cut off: "go on" will go on from there."""
        with self._lock:
            if self._asked is not None and self._speaker.playing_turn() == self._asked.turn:
                self._asked.left_s = self._speaker.played_s()

    def replay(self, turn: int, from_s: float = 0.0, pace: float = 1.0) -> None:
        """Plays the sound of an earlier answer again, from a second on; a pace below 1 is slower."""
        self._stop()
        try:
            self._recall(turn)
            if not self._speaker.replay(turn, from_s, pace):
                self._tell(Notice("the sound of that answer is not kept any more; ask it again"))
        except EXPECTED as error:
            self._tell(Notice(describe(error)))

    def obey(self, command: str) -> None:
        """Does what "go on", "repeat" or "slower" says; what cannot be done is told in a notice."""
        with self._lock:
            asked, left = self._asked, None
            if asked is not None:
                left, asked.left_s = asked.left_s, None
        if asked is None:
            self._tell(Notice("there is no answer yet to come back to; ask a question first"))
        elif not asked.whole:  # what was not thought and said to its end cannot be played
            self._ask(asked.question, asked.options)
        elif command == "go on":
            if left is not None:
                self.replay(asked.turn, max(0.0, left - BACK_S))
        else:
            self.replay(asked.turn, pace=SLOWER if command == "slower" else 1.0)

    def _recall(self, turn: int) -> None:
        """Fetches the sound of a turn of an earlier day, if it was kept."""
        sound = self._saved.sound(row_of(turn)) if self._saved is not None else None
        if sound is not None:
            self._speaker.shelve(turn, sound.samples, sound.rate)
