"""The queue that the audio callback plays from: jitter buffer, speed, volume, fades, underrun count and clock.

`fill` runs in the audio callback, which copies and counts and takes no lock; `push`, `mark_end` and `flush` belong to
one producer at a time; the rest may be read from any thread.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from audio_io.backend import FloatArray
from audio_io.output.time_stretch import PIECE_S, TimeStretcher
from audio_io.ring_buffer import RingBuffer

FADE_S: Final = 0.005
JITTER_MIN_S: Final = 0.12
JITTER_MAX_S: Final = 0.25
JITTER_STEP_S: Final = 0.05
_LOG_BLOCKS: Final = 512  # over 2 s of the shortest blocks in use; the device's buffer is far shorter
_SAFE_BLOCKS: Final = 448  # the oldest may be overwritten while they are read


class PlaybackBuffer:
    """Mono samples of one output stream at its rate, counted as pushed, from the first one on.

    Overflow policy: `push` takes what fits into `capacity_s` seconds and returns how many samples that were.
    Running dry is an underrun, except exactly where `mark_end` said that no more comes.
    After running dry the sound waits until the jitter buffer is full, but no longer than its length.
    """

    def __init__(self, rate: int, capacity_s: float, fade_s: float = FADE_S) -> None:
        self.rate = rate
        self.speed = 1.0  # takes effect with the next segment of `TimeStretcher`
        self.gain = 1.0  # 0..1; reached over one block
        self._gain = 1.0
        self._ring = RingBuffer(int(rate * capacity_s))
        self._stretcher = TimeStretcher(rate)
        self._piece = max(1, int(rate * PIECE_S))
        self._stretched = np.zeros(0, dtype=np.float32)
        self._pace = 1.0  # samples of the ring that each of these stands for
        self._fade = np.linspace(1.0, 0.0, int(rate * fade_s), dtype=np.float32)
        self._jitter = int(rate * JITTER_MIN_S)
        self._waited = 0
        self._playing = False
        self._last = np.float32(0.0)
        self._end = 0
        self._drop_to = 0
        self.underruns = 0
        self.blocks = 0
        # One row a block: when its first sample is heard, its position, the position after it, samples that sound.
        self._log = np.zeros((_LOG_BLOCKS, 4))
        self._logged = 0
        self._log_from = 0
        self._heard_floor = 0

    # Producer.

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
        """True if the last block held sound of the ring."""
        return self._playing

    @property
    def jitter_s(self) -> float:
        """Seconds of sound gathered before playback starts."""
        return self._jitter / self.rate

    def push(self, samples: FloatArray) -> int:
        """Appends samples, shape (n,), in [-1, 1]; returns how many fitted."""
        return self._ring.write(samples)

    def mark_end(self) -> None:
        """No more comes for now: to run dry at this point is not an underrun."""
        self._end = self._ring.written

    def flush(self) -> None:
        """Drops what has not gone out yet, with a short fade, at the next block."""
        self._end = self._drop_to = self._ring.written

    # Audio callback.

    def fill(self, out: FloatArray, dac_time: float) -> None:
        """Fills `out`, shape (n, channels), whose first frame is heard at `dac_time` seconds."""
        mono = out[:, 0]
        start = self._position
        if start < self._drop_to:
            count = self._fade_away(mono)
            end = start + count
        else:
            count = self._fill_from_ring(mono)
            end = self._position
        self._apply_gain(mono)
        out[:, 1:] = mono[:, None]
        self._log[self._logged % _LOG_BLOCKS] = dac_time, start, end, count
        self._logged += 1
        self.blocks += 1

    @property
    def _position(self) -> float:
        """The position that goes out next."""
        return self._ring.taken - self._stretcher.pending - len(self._stretched) * self._pace

    def _apply_gain(self, mono: FloatArray) -> None:
        """A new gain is spread over the block, so that it does not click."""
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
        count = self._read_into(out)
        if not self._playing:
            self._playing = True
            ramp = min(count, len(self._fade))
            out[:ramp] *= self._fade[::-1][:ramp]
        if count:
            self._last = out[count - 1]
        if count < len(out):
            self._run_dry(out[count:])
        return count

    def _read_into(self, out: FloatArray) -> int:
        """Fills `out` at the present speed; returns how many samples there were."""
        count, speed = 0, self.speed
        while count < len(out):
            if not len(self._stretched):
                if speed == 1.0 and not self._stretcher.pending:
                    return count + self._ring.read_into(out[count:])
                if not self._stretch(speed):
                    break
            part = self._stretched[: len(out) - count]
            out[count : count + len(part)] = part
            self._stretched = self._stretched[len(part) :]
            count += len(part)
        return count

    def _stretch(self, speed: float) -> bool:
        """Makes the next stretched piece; False if that needs more sound than there is."""
        before = self._stretcher.pending
        made = self._stretcher.take_rest() if speed == 1.0 else self._stretcher.pull(speed)
        while made is None:
            if len(piece := self._ring.read(self._piece)):
                self._stretcher.push(piece)
                before += len(piece)
                made = self._stretcher.pull(speed)
            elif self._ring.taken == self._end and before:
                made = self._stretcher.finish(speed)
            else:
                return False
        self._pace = (before - self._stretcher.pending) / max(1, len(made))
        self._stretched = made
        return True

    def _may_start(self, block: int) -> bool:
        ended = self._end == self._ring.written
        if not self._ring.available and not (ended and self._stretcher.pending):
            self._waited = 0
            return False
        if self._ring.available >= self._jitter or self._waited >= self._jitter or ended:
            return True
        self._waited += block
        return False

    def _run_dry(self, rest: FloatArray) -> None:
        """Fades the last value out, so that the silence begins without a click."""
        ramp = min(len(rest), len(self._fade))
        rest[:ramp] = self._last * self._fade[:ramp]
        rest[ramp:] = 0.0
        self._silent()
        if self._ring.taken != self._end:
            self.underruns += 1
            self._jitter = min(self._jitter + int(self.rate * JITTER_STEP_S), int(self.rate * JITTER_MAX_S))

    def _fade_away(self, out: FloatArray) -> int:
        count, rest = 0, self._take_stretched()
        if self._playing and len(rest):
            count = min(len(rest), len(self._fade), len(out))
            out[:count] = rest[:count]
        elif self._playing:
            count = self._ring.peek_into(out[: len(self._fade)])
        out[:count] *= self._fade[:count]
        out[count:] = 0.0
        self._silent()
        self._ring.skip_to(self._drop_to)
        return count

    def _take_stretched(self) -> FloatArray:
        """Removes and returns what was taken from the ring and has not gone out."""
        stretched, self._stretched = self._stretched, self._stretched[:0]
        return np.concatenate([stretched, self._stretcher.take_rest()])

    def _silent(self) -> None:
        self._playing = False
        self._waited = 0
        self._last = np.float32(0.0)

    # Only while nothing calls `fill`.

    def take_rest(self) -> FloatArray:
        """Removes and returns what has not gone out, shape (n,), at normal speed."""
        dropped, rest = self._position < self._drop_to, self._take_stretched()
        self._ring.skip_to(self._drop_to)
        return np.concatenate([rest[: 0 if dropped else len(rest)], self._ring.read()])

    def restart_clock(self, now: float) -> None:
        """The stream ended at stream time `now`, and another clock begins.

        The sound that was still in the device is lost; it counts as heard only if `flush` had dropped it.
        """
        self._heard_floor = max(self.heard(now), self._drop_to)
        self._log_from = self._logged
        self._silent()

    # Clock.

    def heard(self, now: float) -> int:
        """Number of pushed samples that have been heard at stream time `now`, whatever the speed.

        Dropped samples count as heard once the drop has happened; inserted silence does not count.
        """
        end = self._logged
        first = max(self._log_from, end - _SAFE_BLOCKS)
        if end <= first:
            return self._heard_floor
        log = self._log[np.arange(first, end) % _LOG_BLOCKS]
        past: npt.NDArray[np.intp] = np.nonzero(log[:, 0] <= now)[0]
        if not len(past):
            return max(self._heard_floor, int(log[0, 1]))
        dac, begin, done, count = map(float, log[past[-1]])
        share = min(1.0, (now - dac) * self.rate / count) if count else 0.0
        return max(self._heard_floor, round(begin + share * (done - begin)))
