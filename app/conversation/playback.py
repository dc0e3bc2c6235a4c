"""The answers as sound: which turn is being heard, how much of it, and playing one again.

Owns: handing chunks to the player, a bounded shelf of past answers, noticing that the sound is over. Threads: any;
`on_silent` comes from a thread of its own, or from `finish`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from app.conversation.protocols import Player
from model.events import FloatArray

KEPT_S: Final = 300.0
_POLL_S: Final = 0.05
_SCALE: Final = 32767.0


class AudioCache:
    """The sound of past answers as 16-bit samples. Overflow policy: beyond 300 s the oldest answer goes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, list[npt.NDArray[np.int16]]] = OrderedDict()
        self._rates: dict[int, int] = {}

    def add(self, turn: int, samples: FloatArray, rate: int) -> None:
        """The next samples of a turn, float32 (n,) in [-1, 1]."""
        self._rates[turn] = rate
        chunk = np.round(np.clip(samples, -1.0, 1.0) * _SCALE).astype(np.int16)
        self._kept.setdefault(turn, []).append(chunk)
        while len(self._kept) > 1 and self.seconds > KEPT_S:
            oldest, _ = self._kept.popitem(last=False)
            del self._rates[oldest]

    def get(self, turn: int) -> tuple[FloatArray, int] | None:
        """The sound of a turn, float32 (n,), and its rate; None if it is not kept."""
        if turn not in self._kept:
            return None
        return np.concatenate(self._kept[turn]).astype(np.float32) / np.float32(_SCALE), self._rates[turn]

    @property
    def seconds(self) -> float:
        """Sound kept, all turns together."""
        return sum(sum(map(len, chunks)) / self._rates[turn] for turn, chunks in self._kept.items())


class Playback:
    """Plays one answer at a time. on_silent(turn): the last sound of a finished answer is out."""

    def __init__(self, player: Player, on_silent: Callable[[int], None]) -> None:
        self.player = player
        self._on_silent = on_silent
        self._lock = threading.Lock()
        self._shelf = AudioCache()
        self._turn: int | None = None  # the turn that sounds
        self._rate = 1
        self._from_s = 0.0  # where a replay began
        self._pace = 1.0  # of a replay
        self._playing = 0  # counts what was begun, so that the end of a stopped sound is not that of its replay
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def add(self, turn: int, samples: FloatArray, rate: int) -> None:
        """Appends sound of a turn. Raises an expected error if the speaker cannot take it."""
        with self._lock:
            self._shelf.add(turn, samples, rate)
            self._turn, self._rate, self._from_s, self._pace = turn, rate, 0.0, 1.0
            self.player.play(samples, rate)

    def finish(self, turn: int) -> None:
        """All of a turn's sound is handed over: `on_silent` follows once it is out."""
        playing = self._playing
        self.player.finish()
        if self.player.queued_s() <= 0.0:
            self._over(turn, playing)
            return
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._drain, args=(turn, playing), name="loudspeaker-drain", daemon=True)
        self._threads.append(thread)
        thread.start()

    def shelve(self, turn: int, samples: FloatArray, rate: int) -> None:
        """Makes the sound of an answer of an earlier day ready for `replay`, if it is not yet."""
        with self._lock:
            if self._shelf.get(turn) is None:
                self._shelf.add(turn, samples, rate)

    def replay(self, turn: int, from_s: float = 0.0, pace: float = 1.0) -> bool:
        """Plays a past answer again from a second on; False if its sound is not kept any more.

        pace: 1.0 as it was spoken, less is slower.
        """
        with self._lock:
            kept = self._shelf.get(turn)
            if kept is None:
                return False
            from model.talker.time_stretch import stretched

            samples, rate = kept
            start = min(max(0, round(from_s * rate)), len(samples))
            self.player.stop()
            self._playing += 1
            self._turn, self._rate, self._from_s, self._pace = turn, rate, start / rate, pace
            rest = samples[start:]
            self.player.play(rest if pace == 1.0 else stretched(rest, rate, pace), rate)
        self.finish(turn)
        return True

    def stop(self) -> int:
        """Silence at once; returns how many samples of the answer had been heard."""
        with self._lock:
            self._turn = None
            self._playing += 1
            return self.player.stop()

    def playing_turn(self) -> int | None:
        """The turn whose sound is in the air."""
        return self._turn

    def played_s(self) -> float:
        """Seconds of that turn's sound that have been heard."""
        return self._from_s + self.player.heard_samples() / self._rate * self._pace

    def sounding(self) -> bool:
        """Whether anything is being heard now or is about to be."""
        return self.player.queued_s() > 0.0

    def close(self, timeout_s: float) -> None:
        """Silence, and the device is released."""
        self._closing.set()
        self.stop()
        for thread in self._threads:
            thread.join(timeout_s)
        self.player.close()

    def _drain(self, turn: int, playing: int) -> None:
        while (left := self.player.queued_s()) > 0.0:
            if self._closing.wait(min(left, _POLL_S)):
                return
            if self._turn != turn or self._playing != playing:
                return
        self._over(turn, playing)

    def _over(self, turn: int, playing: int) -> None:
        with self._lock:
            if self._turn not in (turn, None) or self._playing != playing:
                return
            self._turn = None
        self._on_silent(turn)
