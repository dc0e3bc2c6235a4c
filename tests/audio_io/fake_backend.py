"""A sound system on a virtual clock: every block is pulled by the test, so every fault can be staged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from audio_io.backend import Device, Kind, StreamCallback
from audio_io.errors import AudioUnavailable

FloatArray = npt.NDArray[np.float32]


class Clock:
    """Seconds; moves only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> bool:
        """Moves on; True, so that a waiting condition can begin with it."""
        self.now += seconds
        return True


@dataclass
class FakeStream:
    """Blocks are pulled by `run`; sound is heard `latency_s` after it was pulled."""

    clock: Clock
    kind: Kind
    callback: StreamCallback
    rate: int
    channels: int
    latency_s: float
    block: int = 480
    active: bool = False
    closed: bool = False
    starts: int = 0
    pulled: list[FloatArray] = field(default_factory=list)
    xrun: bool = False

    def time(self) -> float:
        return self.clock.now

    def start(self) -> None:
        self.active = True
        self.starts += 1

    def abort(self) -> None:
        self.active = False

    def close(self) -> None:
        self.active = False
        self.closed = True

    def run(self, seconds: float) -> FloatArray:
        """Lets `seconds` pass, block by block; returns what was pulled, shape (n, channels)."""
        pulled = [np.zeros((0, self.channels), dtype=np.float32)]
        for _ in range(round(seconds * self.rate / self.block)):
            if self.active:
                pulled.append(self.pull(self.block))
            self.clock.now += self.block / self.rate
        return np.concatenate(pulled)

    def pull(self, frames: int) -> FloatArray:
        """One output block, now."""
        out = np.full((frames, self.channels), np.nan, dtype=np.float32)
        self.active = self.callback(out, self.clock.now + self.latency_s, self.xrun)
        self.xrun = False
        self.pulled.append(out)
        return out

    def feed(self, frames: FloatArray) -> None:
        """Delivers captured frames, shape (n, channels), block by block; time passes with them."""
        for at in range(0, len(frames), self.block):
            part = frames[at : at + self.block]
            if self.active:
                self.active = self.callback(part, self.clock.now, self.xrun)
                self.xrun = False
            self.clock.now += len(part) / self.rate


class FakeBackend:
    """Lists `known`; opens streams that a test drives."""

    def __init__(self, *, rate: int = 48_000, channels: int = 2, latency_s: float = 0.0) -> None:
        self.clock = Clock()
        self.rate, self.channels, self.latency_s = rate, channels, latency_s
        self.known: dict[Kind, list[Device]] = {}
        for kind in ("input", "output"):
            names = ["Built-in", "USB headset"]
            self.known[kind] = [
                Device(kind, "Fake", name, index, channels, rate, is_default=not index)
                for index, name in enumerate(names)
            ]
        self.opened: list[FakeStream] = []
        self.refused = False
        self.refreshed = 0

    @property
    def stream(self) -> FakeStream:
        """The one opened last."""
        return self.opened[-1]

    def devices(self, kind: Kind) -> list[Device]:
        return list(self.known[kind])

    def open(self, kind: Kind, device: Device | None, callback: StreamCallback, latency_s: float) -> FakeStream:
        if self.refused:
            raise AudioUnavailable("the fake device is busy")
        chosen = device or self.known[kind][0]
        stream = FakeStream(self.clock, kind, callback, chosen.rate, chosen.channels, self.latency_s)
        stream.block = chosen.rate // 100
        self.opened.append(stream)
        return stream

    def refresh(self) -> bool:
        self.refreshed += 1
        return True
