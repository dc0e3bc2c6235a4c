"""Microphone recording: plain, by hand or hands-free with turn detection, at 16 kHz, surviving a lost device.

The device is open only between `start` and `stop`. The audio callback copies into a ring buffer and counts; one
consumer thread does everything else and calls the callbacks. The methods may be called from any thread.
"""

from __future__ import annotations

import collections
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio_io.backend import (
    LOST_AFTER_S,
    RETRY_S,
    SAMPLE_RATE,
    START_GRACE_S,
    Backend,
    DeviceStream,
    FloatArray,
)
from audio_io.devices import Wanted, default_backend, find
from audio_io.errors import AudioFileError, AudioUnavailable
from audio_io.input.turn_detector import EndpointEvent, EndpointOptions, TurnDetector
from audio_io.levels import FLOOR_DBFS, level_dbfs
from audio_io.resampler import Resampler
from audio_io.ring_buffer import RingBuffer

MAX_RECORDING_S: Final = 60.0
_RING_S: Final = 2.0
_POLL_S: Final = 0.01
_LATENCY_S: Final = 0.05
_RELEASE_S: Final = 2.0
_PIECES: Final = 8192  # of a question, kept for `drain`; the oldest are dropped
_LEVEL_DECAY_DB_S: Final = 40.0


@dataclass(frozen=True, slots=True)
class RecorderOptions:
    """endpoint: times of the turn detection, None without it. process: see `Recorder`."""

    endpoint: EndpointOptions | None = None
    latency_s: float = _LATENCY_S
    process: Callable[[FloatArray, float], FloatArray] | None = None


@dataclass(frozen=True, slots=True)
class RecorderStats:
    """Counts since `start`. overruns: samples lost because they were not fetched in time; xruns: gaps that the
    device reported; bad: samples that were NaN or infinite; lost: how often the device went away."""

    overruns: int
    xruns: int
    bad: int
    lost: int


class Recorder:
    """Records from one microphone. `start` opens it, `stop` closes it and returns the sound.

    device: a Device, its key ("host api: name"), a part of its name, or None for the system's default.
    on_turn_end(question): float32 mono 16 kHz with 300 ms before the first word and after the last; also of what was
    open at `stop`, before that returns. The microphone stays open, since the turn can be revised: on_reopen() means
    that speech continued and the answer is to be dropped; a second on_turn_end then brings the whole question.
    on_event: every event, for display.
    on_state: "ok" or "lost"; a lost microphone is reopened by itself. All callbacks run on the consumer thread
    and must be quick; none may call `stop` or `start`.
    options.process(samples, captured_at): changes the 16 kHz sound first of all (echo control); captured_at is the
    stream time of the last sample.
    """

    def __init__(
        self,
        device: Wanted = None,
        *,
        on_turn_end: Callable[[FloatArray], None] | None = None,
        on_reopen: Callable[[], None] | None = None,
        on_event: Callable[[EndpointEvent], None] | None = None,
        on_state: Callable[[str], None] | None = None,
        options: RecorderOptions | None = None,
        backend: Backend | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted = device
        self._backend = backend or default_backend()
        self._on_turn_end = on_turn_end or (lambda _question: None)
        self._on_reopen = on_reopen or (lambda: None)
        self._on_event = on_event or (lambda _event: None)
        self._on_state = on_state or (lambda _state: None)
        self._options = options or RecorderOptions(EndpointOptions() if on_turn_end else None)
        self._now = now
        self._lock = threading.Lock()
        self._capture: Capture | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._release = threading.Event()  # requested by `released`
        self._is_released = threading.Event()
        self._state = "ok"  # as last passed to on_state
        self._turns: TurnDetector | None = None
        self._recording = RecordingBuffer()
        self._pieces: collections.deque[FloatArray] = collections.deque(maxlen=_PIECES)
        self._seen_at = self._retry_at = 0.0
        self._bad = self._lost = self._past_overruns = self._past_xruns = 0

    @property
    def level(self) -> float:
        """Present level, dBFS (-120: silence or closed); falls slowly, as a meter does."""
        return self._recording.level

    @property
    def quiet_s(self) -> float:
        """Seconds of sound since the last speech or since `start`; 0 without turn detection."""
        return self._turns.quiet_s if self._turns is not None else 0.0

    @property
    def recording(self) -> bool:
        """True between `start` and `stop`."""
        return self._thread is not None

    def start(self) -> None:
        """Opens the microphone. Raises AudioUnavailable; does nothing while recording."""
        with self._lock:
            if self._thread is not None:
                return
            self._reset()
            self._capture = self._open()
            # After opening, since it takes a while the first time: the ring keeps what is captured.
            self._turns = self._detector(self._capture)
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)
            self._thread.start()

    def stop(self) -> FloatArray:
        """Closes the microphone. Returns what was recorded since `start`, float32 mono 16 kHz, shape (n,).

        At most the last 60 s; empty if it was not recording.
        """
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is None:
                return np.zeros(0, dtype=np.float32)
            self._stopping.set()
            thread.join()
            recording, self._recording = self._recording, RecordingBuffer()
            return recording.recorded()

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Closes the device for as long as the context lasts, then opens it again."""
        self._is_released.clear()
        self._release.set()
        try:
            if self.recording:
                self._is_released.wait(_RELEASE_S)
            yield
        finally:
            self._retry_at = self._now()
            self._release.clear()

    def drain(self) -> FloatArray:
        """Returns the audio of the current question since the last call, float32 mono 16 kHz, shape (n,).

        Without turn detection: all that was recorded. With it: only what certainly belongs to the question; the pieces,
        joined, are the beginning of the final question. Never blocks; any thread.
        """
        pieces = [self._pieces.popleft() for _ in range(len(self._pieces))]
        return np.concatenate([np.zeros(0, dtype=np.float32), *pieces])

    def stats(self) -> RecorderStats:
        """Returns the counters."""
        capture = self._capture
        return RecorderStats(
            overruns=self._past_overruns + (capture.overruns if capture else 0),
            xruns=self._past_xruns + (capture.xruns if capture else 0),
            bad=self._bad,
            lost=self._lost,
        )

    # Consumer thread.

    def _run(self) -> None:
        while not self._stopping.wait(_POLL_S):
            if self._release.is_set():
                if self._capture is not None:
                    self._close(self._capture)
                self._is_released.set()
            elif self._capture is None:
                self._reopen()
            else:
                self._consume(self._capture)
        if self._capture is not None:
            self._close(self._capture)
        if self._turns is not None:
            self._report(self._turns.finish())

    def _consume(self, capture: Capture) -> None:
        frames, at = capture.take()
        if len(frames):
            self._seen_at = self._now()
            samples = self._convert(capture, frames)
            self._take(samples, at - capture.resampler.pending_s)
        elif not capture.stream.active or self._now() - self._seen_at > LOST_AFTER_S:
            self._lost += 1
            self._close(capture)
            self._retry_at = self._now() + RETRY_S
            self._report_state("lost")

    def _convert(self, capture: Capture, frames: FloatArray) -> FloatArray:
        good = np.isfinite(frames)
        if not good.all():
            self._bad += int(frames.size - good.sum())
            frames = np.where(good, frames, np.float32(0.0))
        return capture.resampler.push(np.clip(frames, -1.0, 1.0))

    def _take(self, samples: FloatArray, at: float) -> None:
        if not len(samples):
            return
        samples = np.clip(samples, -1.0, 1.0)  # the conversion overshoots around a clipped wave
        if self._options.process is not None:
            samples = self._options.process(samples, at)
        self._recording.push(samples)
        if self._turns is None:
            self._pieces.append(samples)
            return
        events = self._turns.push(samples)
        if any(event.question is not None for event in events):
            self._pieces.clear()  # on_turn_end gets the whole question
        self._report(events)
        if len(piece := self._turns.drain()):
            self._pieces.append(piece)

    def _report(self, events: list[EndpointEvent]) -> None:
        for event in events:
            self._on_event(event)
            if event.kind == "reopened":
                self._on_reopen()
            elif event.question is not None:
                self._on_turn_end(event.question)

    def _close(self, capture: Capture) -> None:
        capture.stream.close()
        frames, at = capture.take()
        tail = self._convert(capture, frames)
        self._take(np.concatenate([tail, capture.resampler.flush()]), at)
        self._past_overruns += capture.overruns
        self._past_xruns += capture.xruns
        self._capture = None

    def _reopen(self) -> None:
        if self._now() < self._retry_at:
            return
        try:
            self._backend.refresh()
            self._capture = self._open()
        except AudioUnavailable:
            self._retry_at = self._now() + RETRY_S
            self._report_state("lost")
            return
        self._report_state("ok")

    def _report_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _open(self) -> Capture:
        device = find("input", self._wanted, self._backend)
        capture = Capture(lambda callback: self._backend.open("input", device, callback, self._options.latency_s))
        # An idle sound server delays the first block; a loss is measured from here.
        self._seen_at = self._now() + START_GRACE_S - LOST_AFTER_S
        return capture

    def _reset(self) -> None:
        self._recording = RecordingBuffer()
        self._pieces.clear()
        self._bad = self._lost = self._past_overruns = self._past_xruns = 0
        self._seen_at = self._retry_at = 0.0
        self._state = "ok"
        self._turns = None

    def _detector(self, capture: Capture) -> TurnDetector | None:
        if self._options.endpoint is None:
            return None
        try:
            return TurnDetector(self._options.endpoint)
        except AudioFileError:
            capture.stream.close()
            self._capture = None
            raise


class RecordingBuffer:
    """The last 60 s of captured sound and its present level. Overflow policy: the oldest is dropped."""

    def __init__(self) -> None:
        self.level = FLOOR_DBFS
        self._chunks: collections.deque[FloatArray] = collections.deque()
        self._kept = 0

    def push(self, samples: FloatArray) -> None:
        """Takes the next samples, shape (n,), 16 kHz."""
        fall = _LEVEL_DECAY_DB_S * len(samples) / SAMPLE_RATE
        self.level = max(level_dbfs(samples), self.level - fall, FLOOR_DBFS)
        self._chunks.append(samples)
        self._kept += len(samples)
        while self._kept - len(self._chunks[0]) > MAX_RECORDING_S * SAMPLE_RATE:
            self._kept -= len(self._chunks.popleft())

    def recorded(self) -> FloatArray:
        """Returns all that is kept, shape (n,)."""
        whole = np.concatenate([np.zeros(0, dtype=np.float32), *self._chunks])
        return whole[-int(MAX_RECORDING_S * SAMPLE_RATE) :]


class Capture:
    """An open input stream with its ring buffer. Overflow policy: what does not fit is dropped and counted."""

    def __init__(self, open_stream: Callable[[Callable[[FloatArray, float, bool], bool]], DeviceStream]) -> None:
        self.overruns = 0
        self.xruns = 0
        self._captured_at = 0.0
        self.stream = open_stream(self._callback)
        self._scratch = np.zeros(1 << 16, dtype=np.float32)
        self._ring = RingBuffer(int(self.stream.rate * _RING_S))
        self.resampler = Resampler(self.stream.rate, SAMPLE_RATE)
        try:
            self.stream.start()
        except AudioUnavailable:
            self.stream.close()
            raise

    def take(self) -> tuple[FloatArray, float]:
        """Returns the sound since the last call, mono at the device's rate, and the stream time of its end."""
        frames = self._ring.read()
        return frames, self._captured_at

    def _callback(self, frames: FloatArray, at: float, xrun: bool) -> bool:
        self.xruns += xrun
        mono = self._scratch[: len(frames)]
        # Two channels are averaged; of a microphone array the first two are used.
        np.mean(frames[:, :2], axis=1, out=mono)
        self.overruns += len(mono) - self._ring.write(mono)
        self._captured_at = at + len(mono) / self.stream.rate
        return True
