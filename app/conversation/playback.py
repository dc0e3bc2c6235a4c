"""Plays answers: which turn is heard, how much of it, and how fast; and plays earlier ones again.

Thread-safe; `on_silent` is called on a thread of its own, or by `finish`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from app.conversation.null_player import NullPlayer
from model.events import FloatArray

if TYPE_CHECKING:
    from audio_io.output.player import Player

KEPT_S: Final = 300.0
_POLL_S: Final = 0.05
_SCALE: Final = 32767.0


class AudioCache:
    """The sound of recent answers as 16-bit samples. Overflow policy: beyond 300 s the oldest answer goes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, list[npt.NDArray[np.int16]]] = OrderedDict()
        self._rates: dict[int, int] = {}

    def add(self, turn_id: int, samples: FloatArray, rate: int) -> None:
        """The next samples of a turn, float32 (n,) in [-1, 1]."""
        self._rates[turn_id] = rate
        chunk = np.round(np.clip(samples, -1.0, 1.0) * _SCALE).astype(np.int16)
        self._kept.setdefault(turn_id, []).append(chunk)
        while len(self._kept) > 1 and self.seconds > KEPT_S:
            oldest, _ = self._kept.popitem(last=False)
            del self._rates[oldest]

    def get(self, turn_id: int) -> tuple[FloatArray, int] | None:
        """The sound of a turn, float32 (n,), and its rate; None if it is not kept."""
        if turn_id not in self._kept:
            return None
        return np.concatenate(self._kept[turn_id]).astype(np.float32) / np.float32(_SCALE), self._rates[turn_id]

    @property
    def seconds(self) -> float:
        """Sound kept, all turns together."""
        return sum(sum(map(len, chunks)) / self._rates[turn_id] for turn_id, chunks in self._kept.items())


class Stopped(NamedTuple):
    """The answer that was stopped, None if nothing was heard, and how much of it was heard: samples and seconds."""

    turn_id: int | None
    samples: int
    seconds: float


class Playback:
    """Plays one answer at a time. on_silent(turn): the last sound of a finished answer was heard."""

    def __init__(self, player: Player | NullPlayer, on_silent: Callable[[int], None]) -> None:
        self.player = player
        self._on_silent = on_silent
        self._lock = threading.Lock()
        self._cache = AudioCache()
        self._turn_id: int | None = None  # the turn that is heard
        self._rate = 1
        self._from_s = 0.0  # where a replay began
        self._speed = 1.0
        self._pace = 1.0  # of a replay, relative to the speed
        self._playing = 0  # counts what was begun, so that the end of a stopped sound is not that of its replay
        self._silenced: Stopped | None = None
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def set_speed(self, speed: float) -> None:
        """Sets the playback speed at the same pitch, also for what is queued."""
        with self._lock:
            self._speed = speed
            self._set_pace(self._pace)

    def _set_pace(self, pace: float) -> None:
        self._pace = pace
        self.player.set_speed(self._speed * pace)

    def add(self, turn_id: int, samples: FloatArray, rate: int) -> None:
        """Appends sound of a turn. Raises an expected error if the speaker cannot take it."""
        with self._lock:
            self._cache.add(turn_id, samples, rate)
            if self._silenced is None:
                self._turn_id, self._rate, self._from_s = turn_id, rate, 0.0
                self.player.play(samples, rate)

    def finish(self, turn_id: int) -> None:
        """All of a turn's sound is handed over: `on_silent` follows once it was heard."""
        if self._silenced is not None:
            return
        playing = self._playing
        self.player.finish()
        if self.player.queued_s() <= 0.0:
            self._over(turn_id, playing)
            return
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._drain, args=(turn_id, playing), name="playback-drain", daemon=True)
        self._threads.append(thread)
        thread.start()

    def cache(self, turn_id: int, samples: FloatArray, rate: int) -> None:
        """Keeps the sound of an answer of an earlier session for `replay`, if it is not kept yet."""
        with self._lock:
            if self._cache.get(turn_id) is None:
                self._cache.add(turn_id, samples, rate)

    def replay(self, turn_id: int, from_s: float = 0.0, pace: float = 1.0) -> bool:
        """Plays an earlier answer again from a second on; False if its sound is not kept any more.

        pace: below 1 is slower than the speed of other answers, for this one only.
        """
        with self._lock:
            kept = self._cache.get(turn_id)
            if kept is None:
                return False
            samples, rate = kept
            start = min(max(0, round(from_s * rate)), len(samples))
            self._stop()
            self._turn_id, self._rate, self._from_s = turn_id, rate, start / rate
            self._set_pace(pace)
            self.player.play(samples[start:], rate)
        self.finish(turn_id)
        return True

    @property
    def silenced(self) -> bool:
        """True if `silence` waits for its `stop`."""
        return self._silenced is not None

    def silence(self) -> None:
        """Silence at once, until `stop` is called; that returns what this interrupted."""
        with self._lock:
            if self._turn_id is not None:
                self._silenced = self._stop()

    def stop(self) -> Stopped:
        """Silence at once."""
        with self._lock:
            silenced, self._silenced = self._silenced, None
            stopped = self._stop()
            return silenced or stopped

    def _stop(self) -> Stopped:
        turn_id, seconds = self._turn_id, self.played_s()
        self._turn_id = None
        self._playing += 1
        stopped = Stopped(turn_id, self.player.stop(), seconds)
        self._set_pace(1.0)
        return stopped

    def playing_turn(self) -> int | None:
        """The turn that is heard."""
        return self._turn_id

    def played_s(self) -> float:
        """Seconds of that turn's sound that have been heard, at normal speed."""
        return self._from_s + self.player.heard_samples() / self._rate

    def sounding(self) -> bool:
        """True if anything is heard now or soon."""
        return self.player.queued_s() > 0.0

    def close(self, timeout_s: float) -> None:
        """Silence; releases the device."""
        self._closing.set()
        self.stop()
        for thread in self._threads:
            thread.join(timeout_s)
        self.player.close()

    def _drain(self, turn_id: int, playing: int) -> None:
        while (left := self.player.queued_s()) > 0.0:
            if self._closing.wait(min(left, _POLL_S)):
                return
            if self._turn_id != turn_id or self._playing != playing:
                return
        self._over(turn_id, playing)

    def _over(self, turn_id: int, playing: int) -> None:
        with self._lock:
            if self._turn_id not in (turn_id, None) or self._playing != playing:
                return
            self._turn_id = None
            self._set_pace(1.0)
        self._on_silent(turn_id)
