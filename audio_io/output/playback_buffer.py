"""The audio callback's side of playback: what the speaker gets next, and when each sample is heard.

Owns: the ring of samples to play, the jitter buffer, the fades, the underrun count, the log of which sample goes out
when. Thread: `fill` belongs to the audio callback, which copies and counts and takes no lock; `push`, `mark_end` and
`flush` belong to one producer at a time; the rest may be read anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import numpy as np
import numpy.typing as npt

from audio_io.backend import FloatArray
from audio_io.ring_buffer import RingBuffer

FADE_S: Final = 0.005
JITTER_MIN_S: Final = 0.12
JITTER_MAX_S: Final = 0.25
JITTER_STEP_S: Final = 0.05
_LOG_BLOCKS: Final = 512  # over 2 s of the shortest blocks in use; the device holds far less
_SAFE_BLOCKS: Final = 448  # the oldest may be overwritten while they are read


class PlaybackBuffer:
    """Samples of one speaker stream at its rate, mono, counted from its first sample on.

    Overflow policy: `push` takes what fits into `capacity_s` seconds and says how many samples that were.
    A dry ring is an underrun unless it ran dry exactly where `mark_end` said that nothing more comes.
    After dryness the sound waits until the jitter buffer is filled, or has been waited for as long.
    """

    def __init__(self, rate: int, capacity_s: float, fade_s: float = FADE_S) -> None:
        self.rate = rate
        self._ring = RingBuffer(int(rate * capacity_s))
        self._fade = np.linspace(1.0, 0.0, int(rate * fade_s), dtype=np.float32)
        self._jitter = int(rate * JITTER_MIN_S)
        self._waited = 0
        self._playing = False
        self._last = np.float32(0.0)
        self._end = 0
        self._drop_to = 0
        self.gain = 1.0  # loudness wanted, 0..1; reached over one block
        self._gain = 1.0
        self.underruns = 0
        self.blocks = 0
        self._dac = np.zeros(_LOG_BLOCKS)
        self._position = np.zeros(_LOG_BLOCKS, dtype=np.int64)
        self._count = np.zeros(_LOG_BLOCKS, dtype=np.int64)
        self._logged = 0
        self._log_from = 0
        self._heard_floor = 0

    # -- producer -----------------------------------------------------------------------------------------
    @property
    def written(self) -> int:
        """Samples pushed since the beginning."""
        return self._ring.written

    @property
    def free(self) -> int:
        """Samples that can be pushed now."""
        return self._ring.free

    @property
    def sounding(self) -> bool:
        """Whether the last block held sound of the ring."""
        return self._playing

    @property
    def jitter_s(self) -> float:
        """How much sound is gathered before it starts, seconds."""
        return self._jitter / self.rate

    def push(self, samples: FloatArray) -> int:
        """Appends samples, shape (n,), in [-1, 1]; returns how many fitted."""
        return self._ring.write(samples)

    def mark_end(self) -> None:
        """No more comes for now: to run dry at this point is no underrun."""
        self._end = self._ring.written

    def ahead(self, margin_s: float) -> tuple[int, FloatArray]:
        """The position of the sample that goes out in `margin_s` seconds, and a copy of all from there on."""
        start = min(max(self._ring.taken, self._drop_to) + int(margin_s * self.rate), self._ring.written)
        return start, self._ring.peek_from(start)

    def replace(self, start: int, samples: FloatArray) -> None:
        """Puts other samples in place of all from `start` on, which must come from `ahead` a moment ago.

        Raises ValueError if they do not fit.
        """
        ended = self._end == self._ring.written
        self._ring.rewrite(start, samples)
        if ended:
            self._end = self._ring.written

    def flush(self) -> None:
        """Drops what has not gone out yet, with a short fade, at the next block."""
        self._end = self._drop_to = self._ring.written

    # -- audio callback -----------------------------------------------------------------------------------
    def fill(self, out: FloatArray, dac_time: float) -> None:
        """Fills `out`, shape (n, channels), whose first frame is heard at `dac_time` seconds."""
        mono = out[:, 0]
        if self._ring.taken < self._drop_to:
            start, count = self._ring.taken, self._fade_away(mono)
        else:
            start, count = self._ring.taken, self._fill_from_ring(mono)
        self._turn_down(mono)
        out[:, 1:] = mono[:, None]
        self._log(dac_time, start, count)
        self.blocks += 1

    def _turn_down(self, mono: FloatArray) -> None:
        """The volume; a change is spread over the block, so that it does not click."""
        wanted = self.gain
        if wanted != self._gain:
            mono *= np.linspace(self._gain, wanted, len(mono), dtype=np.float32)
            self._gain = wanted
        elif wanted != 1.0:
            mono *= np.float32(wanted)

    def _fill_from_ring(self, out: FloatArray) -> int:
        if not self._playing and not self._may_start(len(out)):
            out[:] = 0.0
            return 0
        count = self._ring.read_into(out)
        if not self._playing:
            self._playing = True
            ramp = min(count, len(self._fade))
            out[:ramp] *= self._fade[::-1][:ramp]
        if count:
            self._last = out[count - 1]
        if count < len(out):
            self._run_dry(out[count:])
        return count

    def _may_start(self, block: int) -> bool:
        available = self._ring.available
        if not available:
            self._waited = 0
            return False
        if available >= self._jitter or self._waited >= self._jitter or self._end == self._ring.written:
            return True
        self._waited += block
        return False

    def _run_dry(self, rest: FloatArray) -> None:
        """Lets the last value die away, so that the silence begins without a click."""
        self._release(rest)
        if self._ring.taken != self._end:
            self.underruns += 1
            self._jitter = min(self._jitter + int(self.rate * JITTER_STEP_S), int(self.rate * JITTER_MAX_S))

    def _release(self, rest: FloatArray) -> None:
        ramp = min(len(rest), len(self._fade))
        rest[:ramp] = self._last * self._fade[:ramp]
        rest[ramp:] = 0.0
        self._silent()

    def _fade_away(self, out: FloatArray) -> int:
        count = 0
        if self._playing:
            count = self._ring.peek_into(out[: len(self._fade)])
            out[:count] *= self._fade[:count]
        out[count:] = 0.0
        self._silent()
        self._ring.skip_to(self._drop_to)
        return count

    def _silent(self) -> None:
        self._playing = False
        self._waited = 0
        self._last = np.float32(0.0)

    def _log(self, dac_time: float, position: int, count: int) -> None:
        at = self._logged % _LOG_BLOCKS
        self._dac[at], self._position[at], self._count[at] = dac_time, position, count
        self._logged += 1

    def take_rest(self) -> FloatArray:
        """Removes and returns what has not gone out, shape (n,). Only while nothing calls `fill`."""
        self._ring.skip_to(self._drop_to)
        return self._ring.read()

    # -- clock --------------------------------------------------------------------------------------------
    def heard(self, now: float) -> int:
        """How many samples since the beginning have been heard at stream time `now`.

        Dropped samples count as heard once the drop has happened; inserted silence does not count.
        """
        end = self._logged
        first = max(self._log_from, end - _SAFE_BLOCKS)
        if end <= first:
            return self._heard_floor
        order = np.arange(first, end) % _LOG_BLOCKS
        past: npt.NDArray[np.intp] = np.nonzero(self._dac[order] <= now)[0]
        if not len(past):
            return max(self._heard_floor, int(self._position[order[0]]))
        at = order[past[-1]]
        played = min(round(float(now - self._dac[at]) * self.rate), int(self._count[at]))
        return max(self._heard_floor, int(self._position[at]) + played)

    def restart_clock(self, now: float) -> None:
        """The stream ended at stream time `now`, and another clock goes on. Only while nothing calls `fill`.

        What the device still held is lost; it counts as heard only if it had been dropped by `flush`.
        """
        self._heard_floor = max(self.heard(now), self._drop_to)
        self._log_from = self._logged
        self._silent()


# -- Which sample of what was handed over a sample that is played stands for, after changes of speed in between.


class Bends:
    """Played positions to source positions; one to one until `bend` says otherwise."""

    def __init__(self, origin: int = 0) -> None:
        self._knots: list[tuple[float, float, float]] = [(origin, origin, 1.0)]  # played, source, pace from here

    def source(self, played: float) -> float:
        """The source position of a played one."""
        at, source, pace = self._knots[self._index(played)]
        return source + (played - at) * pace

    def bend(self, start: int, end: int, size: int) -> None:
        """What was to be played from `start` to `end` becomes `size` samples; what follows `end` comes after them."""
        pace = (end - start) / size
        first = self._index(start)
        kept = self._knots[: first + 1]
        inside = [knot for knot in self._knots[first + 1 :] if knot[0] < end]
        behind = [knot for knot in self._knots[first + 1 :] if knot[0] > end]
        moved = size - (end - start)
        after = (start + size, self.source(end), self._knots[self._index(end)][2])
        kept.append((start, self.source(start), self._knots[first][2] * pace))
        kept += [(start + (at - start) / pace, source, own * pace) for at, source, own in inside]
        self._knots = [*kept, after, *((at + moved, source, own) for at, source, own in behind)]

    def _index(self, played: float) -> int:
        return max(0, bisect_right(self._knots, played, key=lambda knot: knot[0]) - 1)
