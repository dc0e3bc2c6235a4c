"""Plays the tutor's answers in order, counts what was heard, sets speed and volume, is silent at once when asked.

Every public method may be called from any thread.
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
from audio_io.output.playback_buffer import PlaybackBuffer
from audio_io.resampler import Resampler

QUEUE_LIMIT_S: Final = 120.0
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
    drains in real time, unheard, so that the conversation continues; sound returns by itself with the device.
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
        self._output: OutputStream | None = None
        self._closed = False
        self._resampler: Resampler | None = None
        self._answering = False
        self._rate = 1  # of the answer, Hz
        self._start = 0  # buffer position of the answer's first sample
        self._gone = 0  # buffer position up to which all was dropped, perhaps not by the device yet
        self._carried = 0  # samples of the answer heard before the buffer was exchanged, at `_rate`
        self._handed_s = 0.0  # sound of the answer
        self._past_underruns = 0
        self._speed = self._volume = 1.0

    @property
    def state(self) -> str:
        """ "closed", "ok", or "lost" (there is no speaker at the moment)."""
        output = self._output
        if output is None:
            return "closed"
        return "lost" if output.stream is None else "ok"

    def open(self, patient: bool = False) -> None:
        """Opens the speaker now rather than at the first `play`. Raises AudioUnavailable.

        patient: where there is no speaker, wait for one as if it had been lost, instead of raising.
        """
        if self._closed:
            raise AudioUnavailable("this player was closed; make a new one")
        if self._output is None:
            options = dataclasses.replace(self._options, patient=patient)
            self._output = OutputStream(options, self._move, self._report_state)
            self._adjust(self._output.buffer)

    def play(self, samples: FloatArray, rate: int) -> None:
        """Queues samples, float32 mono, shape (n,), in [-1, 1], at `rate` Hz.

        The first one after `finish` or `stop` begins a new answer. Raises QueueFull beyond 120 s (nothing of
        the samples is queued then), AudioUnavailable if there is no speaker to begin with.
        """
        if rate < 1:
            raise ValueError(f"a sample rate must be positive, not {rate}")
        self.open()
        assert self._output is not None
        with self._output.lock:
            buffer = self._output.buffer
            if len(samples) / rate + self._waiting(self._output) > QUEUE_LIMIT_S:
                raise QueueFull("more than {queue_limit_s:.0f} s of sound are queued", queue_limit_s=QUEUE_LIMIT_S)
            if not self._answering:
                self._answering, self._start, self._carried, self._handed_s = True, buffer.written, 0, 0.0
            if self._resampler is None or self._resampler.rate_in != rate:
                self._flush_resampler(buffer)
                self._resampler, self._rate = Resampler(rate, buffer.rate), rate
            buffer.push(self._resampler.push(np.clip(np.nan_to_num(samples), -1.0, 1.0)))
            self._handed_s += len(samples) / rate

    def finish(self) -> None:
        """No more comes for this answer: running dry is not an underrun."""
        if self._output is None:
            return
        with self._output.lock:
            self._flush_resampler(self._output.buffer)
            self._output.buffer.mark_end()
            self._answering = False

    def stop(self) -> int:
        """Silence at once, in the device's own buffer too; returns without waiting for it.

        Returns how many samples of the newest answer had been heard, at the rate of `play`.
        """
        if self._output is None:
            return 0
        with self._output.lock:
            heard = self._heard(self._output)
            self._output.halt()
            self._resampler = None
            self._answering = False
            self._start = self._gone = self._output.buffer.written
            self._carried = 0
            return heard

    def set_speed(self, speed: float) -> None:
        """Playback speed, 0.5 to 2, at the same pitch; what is queued included. Heard within about 0.2 s."""
        self._speed = min(2.0, max(0.5, speed))
        if self._output is not None:
            self._adjust(self._output.buffer)

    def set_volume(self, volume: float) -> None:
        """Volume, 0 (mute) to 1; what is queued included."""
        self._volume = min(1.0, max(0.0, volume))
        if self._output is not None:
            self._adjust(self._output.buffer)

    def close(self) -> None:
        """Releases the speaker for good. May be called twice."""
        self._closed = True
        output, self._output = self._output, None
        if output is not None:
            output.close()
            self._past_underruns += output.buffer.underruns

    def queued_s(self) -> float:
        """Seconds handed out and not heard yet (the device's own buffer included)."""
        if self._output is None:
            return 0.0
        with self._output.lock:
            return self._queued(self._output)

    def heard_samples(self) -> int:
        """Number of samples of the newest answer have been heard, at the rate of `play`."""
        if self._output is None:
            return 0
        with self._output.lock:
            return self._heard(self._output)

    def underruns(self) -> int:
        """Number of times the queue ran dry before `finish`, since construction."""
        output = self._output
        return self._past_underruns + (output.buffer.underruns if output else 0)

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Closes the device for as long as the context lasts; what is queued drains unheard."""
        output = self._output
        if output is not None:
            output.release()
        try:
            yield
        finally:
            if output is not None:
                output.resume()

    def use(self, device: Wanted) -> None:
        """Switches to another speaker, also in the middle of an answer; does nothing for the present one."""
        if device == self._options.wanted:
            return
        self._options = dataclasses.replace(self._options, wanted=device)
        if self._output is not None:
            self._output.release()
            self._output.resume(self._options)

    def watch(self, on_state: Callable[[str], None]) -> None:
        """Replaces the `on_state` of the constructor; calls it at once if the speaker is lost now."""
        self._on_state = on_state
        if self.state == "lost":
            on_state("lost")

    def _report_state(self, state: str) -> None:
        if self._on_state is not None:
            self._on_state(state)

    def reference(self) -> EchoReference | None:
        """The sound that the speaker plays, for `audio_io.input.echo_control.EchoControl`; None without a speaker."""
        output = self._output
        return None if output is None or output.stream is None else output.reference

    def stats(self) -> PlayerStats:
        """The counters, for `aloud doctor` and the events."""
        output = self._output
        stream = output.stream if output else None
        return PlayerStats(
            underruns=self.underruns(),
            xruns=output.xruns if output else 0,
            blocks=output.buffer.blocks if output else 0,
            lost=output.lost if output else 0,
            jitter_s=output.buffer.jitter_s if output else 0.0,
            device_latency_s=stream.latency_s if stream else 0.0,
        )

    def _adjust(self, buffer: PlaybackBuffer) -> None:
        buffer.speed, buffer.gain = self._speed, self._volume

    # Under the output's lock.

    def _queued(self, output: OutputStream) -> float:
        return self._waiting(output) / self._speed

    def _waiting(self, output: OutputStream) -> float:
        """Seconds of sound handed over and not heard yet, at normal speed."""
        buffer = output.buffer
        heard = max(self._gone, buffer.heard(output.time()))
        pending = self._resampler.pending_s if self._resampler else 0.0
        return max(0, buffer.written - heard) / buffer.rate + pending

    def _heard(self, output: OutputStream) -> int:
        # The conversion rounds up to a whole sample of the device, which may be several of the answer's.
        return min(self._carried + self._past(output.buffer, output.time()), round(self._handed_s * self._rate))

    def _past(self, buffer: PlaybackBuffer, now: float) -> int:
        """Samples of the newest answer that this buffer has let out, at the rate of `play`."""
        return round(max(0, buffer.heard(now) - self._start) * self._rate / buffer.rate)

    def _flush_resampler(self, buffer: PlaybackBuffer) -> None:
        if self._resampler is not None:
            buffer.push(self._resampler.flush())
            self._resampler = None

    def _move(self, old: PlaybackBuffer, new: PlaybackBuffer) -> None:
        """The device came back with another rate: what is left of the queue moves to the new buffer."""
        self._flush_resampler(old)
        self._carried += self._past(old, np.inf)
        self._past_underruns += old.underruns
        self._adjust(new)
        new.push(soxr.resample(old.take_rest(), old.rate, new.rate))
        if not self._answering:
            new.mark_end()
        self._start = self._gone = 0
