"""An output stream that survives the loss of its device.

The audio callback runs `_callback`; a monitor thread halts and restarts the stream, notices a lost device and reopens
it. The rest may be called from any thread. Nothing slow happens under the lock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio_io.backend import LOST_AFTER_S, RETRY_S, START_GRACE_S, Backend, DeviceStream, FloatArray
from audio_io.devices import Wanted, find
from audio_io.errors import AudioUnavailable
from audio_io.output.echo_reference import EchoReference
from audio_io.output.playback_buffer import PlaybackBuffer

_TICK_S: Final = 0.05
_HALT_WAIT_S: Final = 0.25
_RATE_WITHOUT: Final = 48_000  # of the queue while no speaker has been found yet


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """wanted: which device. latency_s: its buffer. capacity_s: the queue. now: the clock without a device.

    patient: a device that is missing at the start counts as lost instead of raising.
    """

    wanted: Wanted
    backend: Backend
    latency_s: float
    capacity_s: float
    now: Callable[[], float] = time.monotonic
    patient: bool = False


class OutputStream:
    """One output. `lock` guards `buffer` and `time`.

    While the device is lost the buffer drains in real time, unheard. on_new_buffer(old, new) is called under the lock
    when the device came back with another rate; on_state("ok" | "lost") outside it.
    """

    def __init__(
        self,
        options: OutputOptions,
        on_new_buffer: Callable[[PlaybackBuffer, PlaybackBuffer], None],
        on_state: Callable[[str], None] | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.xruns = 0
        self.lost = 0
        self._options = options
        self._now = options.now
        self._on_new_buffer = on_new_buffer
        self._on_state = on_state or (lambda _state: None)
        self._wake = threading.Condition(self.lock)
        self._halting = False
        self._closing = False
        self._released = False
        self._state = "ok"  # as last passed to on_state
        self._seen_blocks = 0
        self._seen_at = self._drained_at = self._retry_at = options.now()
        self.stream: DeviceStream | None = self._first_stream()
        rate = self.stream.rate if self.stream is not None else _RATE_WITHOUT
        self.buffer = PlaybackBuffer(rate, options.capacity_s)
        self.reference = EchoReference(rate)
        if self.stream is not None:
            self._expect_start()
            self.stream.start()
        self._thread = threading.Thread(target=self._watch, name="speaker-watch", daemon=True)
        self._thread.start()

    def time(self) -> float:
        """Now, on the clock that `buffer.heard` needs."""
        return self.stream.time() if self.stream is not None else self._now()

    def halt(self) -> None:
        """Drops the sound in buffer and device; returns at once, the stream restarts by itself."""
        with self.lock:
            sounding = self.buffer.heard(self.time()) < self.buffer.written
            self.buffer.flush()
            if sounding and self.stream is not None:
                self._halting = True
                self._wake.notify_all()

    def release(self) -> None:
        """Closes the device until `resume`; what is queued drains unheard."""
        deadline = time.monotonic() + 2 * _HALT_WAIT_S
        while self._halting and time.monotonic() < deadline:
            time.sleep(0.002)
        with self.lock:
            self._released = True
        self._close_stream()

    def resume(self, options: OutputOptions | None = None) -> None:
        """Opens the device again, with `options` if given; on the monitor thread."""
        with self.lock:
            self._options = options or self._options
            self._released = False
            self._retry_at = self._now()
            self._wake.notify_all()

    def close(self) -> None:
        """Releases the device; may be called twice."""
        with self.lock:
            self._closing = True
            self._wake.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=5.0)
        with self.lock:
            stream, self.stream = self.stream, None
        if stream is not None:
            stream.close()

    # Audio callback.

    def _callback(self, out: FloatArray, at: float, xrun: bool) -> bool:
        self.xruns += xrun and self.buffer.sounding  # nobody hears a gap in silence
        if self._halting:
            out[:] = 0.0
            return False
        self.buffer.fill(out, at)
        self.reference.write(out[:, 0], at)
        return True

    # Monitor thread.

    def _watch(self) -> None:
        while True:
            with self.lock:
                if not self._closing and not self._halting:
                    self._wake.wait(_TICK_S)
                if self._closing:
                    return
            if self.stream is None:
                self._drain()
                if not self._released:
                    self._try_again()
            elif self._halting:
                self._finish_halt(self.stream)
            elif self._is_lost(self.stream):
                self._lose()

    def _finish_halt(self, stream: DeviceStream) -> None:
        deadline = time.monotonic() + _HALT_WAIT_S
        while stream.active and time.monotonic() < deadline:
            time.sleep(0.002)
        if stream.active:  # the callback does not come any more
            stream.abort()
        try:
            with self.lock:
                self.buffer.restart_clock(stream.time())
                self._halting = False
                self._expect_start()
            stream.start()
        except AudioUnavailable:
            self._lose()

    def _is_lost(self, stream: DeviceStream) -> bool:
        now = self._now()
        if self.buffer.blocks != self._seen_blocks:
            self._seen_blocks, self._seen_at = self.buffer.blocks, max(self._seen_at, now)
        return not stream.active or now - self._seen_at > LOST_AFTER_S

    def _expect_start(self) -> None:
        self._seen_at = self._now() + START_GRACE_S - LOST_AFTER_S

    def _lose(self) -> None:
        if self._released:  # closed on purpose while it was checked
            return
        self.lost += 1
        self._close_stream()
        self._report_state("lost")

    def _report_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _close_stream(self) -> None:
        with self.lock:
            stream, self.stream = self.stream, None
            self._halting = False
            self._drained_at = self._now()
            self._retry_at = self._drained_at + RETRY_S
        if stream is not None:
            at = stream.time()
            stream.close()  # no callback comes after this
            with self.lock:
                self.buffer.restart_clock(at)

    def _drain(self) -> None:
        with self.lock:
            now = self._now()
            count = int((now - self._drained_at) * self.buffer.rate)
            if count > 0:
                self.buffer.fill(np.zeros((count, 1), dtype=np.float32), self._drained_at)
                self._drained_at += count / self.buffer.rate

    def _try_again(self) -> None:
        if self._now() < self._retry_at:
            return
        try:
            self._options.backend.refresh()
            stream = self._open_stream()
        except AudioUnavailable:
            self._retry_at = self._now() + RETRY_S
            self._report_state("lost")
            return
        with self.lock:
            if self._released or self._closing:
                stream.close()
                return
            self.buffer.restart_clock(self._now())
            if stream.rate != self.buffer.rate:
                old, self.buffer = self.buffer, PlaybackBuffer(stream.rate, self._options.capacity_s)
                self._on_new_buffer(old, self.buffer)
            self._expect_start()
            self.reference = EchoReference(stream.rate)
            self.stream = stream
        try:
            stream.start()
        except AudioUnavailable:
            self._lose()
            return
        self._report_state("ok")

    def _first_stream(self) -> DeviceStream | None:
        try:
            return self._open_stream()
        except AudioUnavailable:
            if not self._options.patient:
                raise
            self.lost += 1
            self._state = "lost"
            return None

    def _open_stream(self) -> DeviceStream:
        options = self._options
        device = find("output", options.wanted, options.backend)
        return options.backend.open("output", device, self._callback, options.latency_s)
