"""Types shared by audio_io: sample arrays, devices, and the interface of a sound system.

`audio_io.portaudio` implements it; the tests have another one on a virtual clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

SAMPLE_RATE: Final = 16_000
"""Hz, of all sound that is analysed: questions, captured sound, and the echo reference."""
LOST_AFTER_S: Final = 0.5
"""A stream that has not called for so long has lost its device."""
START_GRACE_S: Final = 3.0
"""An idle sound server may take its time before the first block (a PulseAudio null sink up to 2 s)."""
RETRY_S: Final = 1.0
"""Between two attempts to reopen a lost device."""
FloatArray = npt.NDArray[np.float32]
Kind = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class Device:
    """One input or output, as the sound system names it.

    host_api + name identify it across restarts; `index` is valid only until the next refresh.
    rate: the device's own sample rate in Hz. channels: how many it has in this direction. target: the name by which a
    sound server knows it, "" for a device of PortAudio itself.
    """

    kind: Kind
    host_api: str
    name: str
    index: int
    channels: int
    rate: int
    is_default: bool = False
    target: str = ""

    @property
    def key(self) -> str:
        """The key that settings remember: `host api: name`."""
        return f"{self.host_api}: {self.name}"


StreamCallback = Callable[[FloatArray, float, bool], bool]
"""Called with (frames of shape (n, channels), stream time, xrun) on the sound system's own thread.

Returns True to continue, False to stop the stream at once and drop what the device has buffered (cleaner than
`DeviceStream.abort`, which may have to cancel the thread that waits for the interpreter here).

Input: `frames` was captured from `stream time` on. Output: `frames` is to be filled, and its first frame reaches
the speaker at `stream time`. xrun: the system lost or repeated sound before this block.
"""


class DeviceStream(Protocol):
    """An open stream. Closing it releases the device; a closed microphone is off, not muted."""

    @property
    def rate(self) -> int:
        """Sample rate it runs at, Hz."""

    @property
    def channels(self) -> int:
        """Channels of each block."""

    @property
    def latency_s(self) -> float:
        """The device's own buffer, seconds, as the sound system reports it."""

    @property
    def active(self) -> bool:
        """False once the sound system has stopped it."""

    def time(self) -> float:
        """Now, on the clock that the callback's stream time uses, seconds."""

    def start(self) -> None:
        """Starts the callbacks, also after the callback or `abort` stopped the stream."""

    def abort(self) -> None:
        """Stops at once and drops what the device has buffered; `start` may follow."""

    def close(self) -> None:
        """Stops and releases the device."""


class Backend(Protocol):
    """A sound system. Open and list from one thread at a time."""

    def devices(self, kind: Kind) -> list[Device]:
        """Every device of that direction, in the system's order."""

    def open(self, kind: Kind, device: Device | None, callback: StreamCallback, latency_s: float) -> DeviceStream:
        """Opens a device (None: the system's default) at its own rate, not yet started.

        Raises AudioUnavailable if there is none or it cannot be opened.
        """

    def refresh(self) -> bool:
        """Lists the devices again; returns False if that must wait because streams are open."""
