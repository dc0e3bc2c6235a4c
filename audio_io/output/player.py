"""Playing the tutor's answers: queued in order, heard with a clock, silent at once when asked.

Owns: what belongs to one answer (its rate conversion, how much of it was heard). Thread: every public method from any
thread.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import soxr

from audio_io.backend import Backend, FloatArray
from audio_io.devices import Wanted, default_backend
from audio_io.errors import AudioUnavailable, QueueFull
from audio_io.output.echo_reference import EchoReference
from audio_io.output.output_stream import OutputOptions, OutputStream
from audio_io.output.playback_buffer import Bends, PlaybackBuffer
from audio_io.resampler import Resampler

QUEUE_LIMIT_S: Final = 120.0
PACE_AHEAD_S: Final = 0.08
"""A new speed begins so far ahead of what the device takes next: more than one of its blocks."""
PACE_JOIN_S: Final = 0.01
DEVICE_LATENCY_S: Final = 0.18
"""A callback in Python waits up to 80 ms for a busy interpreter; the device's buffer must outlast that."""


@dataclass(frozen=True, slots=True)
class PlayerStats:
    """Counts since construction. underruns: the queue ran dry; xruns: the device reported a gap of its own.

    jitter_s: how much is gathered before sound starts. device_latency_s: the device's own buffer.
    """

    underruns: int
    xruns: int
    blocks: int
    lost: int
    jitter_s: float
    device_latency_s: float


class Player:
    """Plays answers one after another through one queue of at most 120 s (beyond that `play` raises).

    device: a Device, its key ("host api: name"), a part of its name, or None for the system's default.
    on_state: called with "ok" or "lost" on a thread of this module. While the speaker is lost the queue
    drains in real time, unheard, so that the conversation goes on; sound returns by itself with the device.
    """

    def __init__(
        self,
        device: Wanted = None,
        *,
        backend: Backend | None = None,
        latency_s: float = DEVICE_LATENCY_S,
        on_state: Callable[[str], None] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = OutputOptions(device, backend or default_backend(), latency_s, QUEUE_LIMIT_S + 1.0, now)
        self._on_state = on_state
        self._speaker: OutputStream | None = None
        self._closed = False
        self._resampler: Resampler | None = None
        self._answering = False
        self._rate = 1  # of the answer, Hz
        self._start = 0  # feed position of the answer's first sample
        self._gone = 0  # feed position up to which all was dropped, though the device may not have noticed yet
        self._edits = 0  # how often what waited was dropped
        self._carried = 0  # samples of the answer heard before the feed was exchanged, at `_rate`
        self._past_underruns = 0
        self._volume = 1.0
        self._bends = Bends()

    @property
    def state(self) -> str:
        """ "closed", "ok", or "lost" (there is no speaker at the moment)."""
        speaker = self._speaker
        if speaker is None:
            return "closed"
        return "lost" if speaker.stream is None else "ok"

    def open(self, patient: bool = False) -> None:
        """Opens the speaker now rather than at the first `play`. Raises AudioUnavailable.

        patient: a speaker that is not there is waited for, as if it had been lost, instead of raising.
        """
        if self._closed:
            raise AudioUnavailable("this player was closed; make a new one")
        if self._speaker is None:
            options = dataclasses.replace(self._options, patient=patient)
            self._speaker = OutputStream(options, self._move, self._tell)
            self._speaker.feed.gain = self._volume

    def play(self, samples: FloatArray, rate: int) -> None:
        """Queues samples, float32 mono, shape (n,), in [-1, 1], at `rate` Hz.

        The first one after `finish` or `stop` begins a new answer. Raises QueueFull beyond 120 s (nothing of
        the samples is queued then), AudioUnavailable if there is no speaker to begin with.
        """
        if rate < 1:
            raise ValueError(f"a sample rate must be positive, not {rate}")
        self.open()
        assert self._speaker is not None
        with self._speaker.lock:
            feed = self._speaker.feed
            if len(samples) / rate + self._queued(self._speaker) > QUEUE_LIMIT_S:
                raise QueueFull("more than {queue_limit_s:.0f} s of sound are queued", queue_limit_s=QUEUE_LIMIT_S)
            if not self._answering:
                self._answering, self._start, self._carried = True, feed.written, 0
                self._bends = Bends(feed.written)
            if self._resampler is None or self._resampler.rate_in != rate:
                self._flush_resampler(feed)
                self._resampler, self._rate = Resampler(rate, feed.rate), rate
            feed.push(self._resampler.push(np.clip(np.nan_to_num(samples), -1.0, 1.0)))

    def finish(self) -> None:
        """No more comes for this answer: running dry is no underrun."""
        if self._speaker is None:
            return
        with self._speaker.lock:
            self._flush_resampler(self._speaker.feed)
            self._speaker.feed.mark_end()
            self._answering = False

    def stop(self) -> int:
        """Silence at once, also in what the device had already taken; returns without waiting for it.

        Returns how many samples of the newest answer had been heard, at the rate of `play`.
        """
        if self._speaker is None:
            return 0
        with self._speaker.lock:
            heard = self._heard(self._speaker)
            self._edits += 1
            self._speaker.halt()
            self._resampler = None
            self._answering = False
            self._start = self._gone = self._speaker.feed.written
            self._carried = 0
            return heard

    def change_pace(self, stretch: Callable[[FloatArray, int], FloatArray], pace: float) -> None:
        """What is queued already is played at `pace` times its speed, from a moment ahead on; blocks meanwhile.

        stretch: float32 (n,) at a rate in Hz to about n / pace samples of the same voice. Sound that is handed over
        later is played as it is. `heard_samples` goes on to count what was handed over.
        """
        speaker = self._speaker
        if speaker is None:
            return
        with speaker.lock:
            feed = speaker.feed
            start, old = feed.ahead(PACE_AHEAD_S)
            edits = self._edits
        if len(old) < PACE_JOIN_S * feed.rate:
            return
        made = stretch(old, feed.rate)  # takes a while: sound goes on, and more may be handed over
        with speaker.lock:
            if speaker.feed is feed and self._edits == edits:
                self._put_in(feed, start, len(old), made, pace)

    def _put_in(self, feed: PlaybackBuffer, start: int, old: int, made: FloatArray, pace: float) -> None:
        """`made` in place of the `old` samples from `start` on, as far as they have not gone out meanwhile."""
        now, waiting = feed.ahead(PACE_AHEAD_S)
        end = start + old
        if now >= end or self._start > now:  # all of it went out meanwhile, or another answer waits behind this one
            return
        rest = made[round((now - start) / pace) :].copy()
        join = min(len(rest), round(PACE_JOIN_S * feed.rate), end - now)
        rising = np.linspace(0, 1, join, dtype=np.float32)
        rest[:join] = rest[:join] * rising + waiting[:join] * (1 - rising)
        later = waiting[end - now :]
        if not join or len(rest) + len(later) > feed.rate * QUEUE_LIMIT_S:
            return
        feed.replace(now, np.concatenate([rest, later]))
        self._bends.bend(now, end, len(rest))

    def set_volume(self, volume: float) -> None:
        """How loud it plays from now on, 0 (mute) to 1; what is queued already included."""
        self._volume = min(1.0, max(0.0, volume))
        if self._speaker is not None:
            self._speaker.feed.gain = self._volume

    def close(self) -> None:
        """Releases the speaker for good. May be called twice."""
        self._closed = True
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            speaker.close()
            self._past_underruns += speaker.feed.underruns

    def queued_s(self) -> float:
        """Seconds handed out and not heard yet (the device's own buffer included)."""
        if self._speaker is None:
            return 0.0
        with self._speaker.lock:
            return self._queued(self._speaker)

    def heard_samples(self) -> int:
        """How many samples of the newest answer have been heard, at the rate of `play`."""
        if self._speaker is None:
            return 0
        with self._speaker.lock:
            return self._heard(self._speaker)

    def underruns(self) -> int:
        """How often the queue ran dry before `finish`, since construction."""
        speaker = self._speaker
        return self._past_underruns + (speaker.feed.underruns if speaker else 0)

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """The device is let go for as long as the context lasts, and then opened again; sound waits for nothing."""
        speaker = self._speaker
        if speaker is not None:
            speaker.release()
        try:
            yield
        finally:
            if speaker is not None:
                speaker.resume()

    def use(self, device: Wanted) -> None:
        """Goes over to another speaker, also in the middle of an answer; the same one again changes nothing."""
        if device == self._options.wanted:
            return
        self._options = dataclasses.replace(self._options, wanted=device)
        if self._speaker is not None:
            self._speaker.release()
            self._speaker.resume(self._options)

    def watch(self, on_state: Callable[[str], None]) -> None:
        """Replaces the `on_state` of the constructor; calls it at once if the speaker is lost now."""
        self._on_state = on_state
        if self.state == "lost":
            on_state("lost")

    def _tell(self, state: str) -> None:
        if self._on_state is not None:
            self._on_state(state)

    def reference(self) -> EchoReference | None:
        """What the speaker really plays, for `audio_io.input.echo_control.EchoControl`; None without a speaker."""
        speaker = self._speaker
        return None if speaker is None or speaker.stream is None else speaker.reference

    def stats(self) -> PlayerStats:
        """The counters, for `aloud doctor` and the events."""
        speaker = self._speaker
        stream = speaker.stream if speaker else None
        return PlayerStats(
            underruns=self.underruns(),
            xruns=speaker.xruns if speaker else 0,
            blocks=speaker.feed.blocks if speaker else 0,
            lost=speaker.lost if speaker else 0,
            jitter_s=speaker.feed.jitter_s if speaker else 0.0,
            device_latency_s=stream.latency_s if stream else 0.0,
        )

    # -- under the speaker's lock -------------------------------------------------------------------------
    def _queued(self, speaker: OutputStream) -> float:
        feed = speaker.feed
        heard = max(self._gone, feed.heard(speaker.time()))
        pending = self._resampler.pending_s if self._resampler else 0.0
        return max(0, feed.written - heard) / feed.rate + pending

    def _heard(self, speaker: OutputStream) -> int:
        feed = speaker.feed
        return self._carried + self._past(feed, speaker.time())

    def _past(self, feed: PlaybackBuffer, now: float) -> int:
        """How much of what was handed over for the newest answer this feed has let out, at the rate of `play`."""
        past = self._bends.source(feed.heard(now)) - self._bends.source(self._start)
        return round(max(0.0, past) * self._rate / feed.rate)

    def _flush_resampler(self, feed: PlaybackBuffer) -> None:
        if self._resampler is not None:
            feed.push(self._resampler.flush())
            self._resampler = None

    def _move(self, old: PlaybackBuffer, new: PlaybackBuffer) -> None:
        """The device came back with another rate: what is left of the queue goes over to the new feed."""
        self._flush_resampler(old)
        self._carried += self._past(old, np.inf)
        self._bends = Bends()
        self._past_underruns += old.underruns
        new.gain = self._volume
        new.push(soxr.resample(old.take_rest(), old.rate, new.rate))
        if not self._answering:
            new.mark_end()
        self._start = self._gone = 0
