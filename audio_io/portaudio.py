"""The PortAudio backend; the only module that imports sounddevice.

PortAudio is not thread-safe: everything but the callbacks runs under one lock for all streams. The callbacks run on
PortAudio's own thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import sys
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any, Final

from audio_io import sound_server
from audio_io.backend import Device, FloatArray, Kind, StreamCallback
from audio_io.errors import N_, AudioUnavailable

_PREFERRED_HOST_API: Final = {"win32": "Windows WASAPI"}
LINUX_LIBRARY: Final = "libportaudio.so.2"
_MAX_CHANNELS: Final = 8
_RawCallback = Callable[[FloatArray, int, Any, Any], None]
_lock = threading.RLock()
_open_streams: set[int] = set()


def load() -> types.ModuleType:
    """The sounddevice module. Raises AudioUnavailable if it or PortAudio is not installed."""
    try:
        with _found_by_the_linker():
            import sounddevice
    except ImportError as err:
        raise AudioUnavailable("sounddevice is not installed; run `pip install sounddevice`") from err
    except OSError as err:
        if sys.platform.startswith("linux"):
            raise AudioUnavailable(
                "PortAudio, which reaches the sound card, is missing; run {command}",
                command="`sudo apt install libportaudio2`",
            ) from err
        raise AudioUnavailable(
            "PortAudio, which reaches the sound card, is missing; install the PortAudio library"
        ) from err
    module: types.ModuleType = sounddevice
    return module


@contextlib.contextmanager
def _found_by_the_linker() -> Iterator[None]:
    """Lets sounddevice find a PortAudio that the dynamic linker knows and `ldconfig` does not.

    A packaged Aloud brings one in a folder of its own; sounddevice asks `find_library`, which reads ldconfig's list.
    """
    listed = ctypes.util.find_library
    on_linux = sys.platform.startswith("linux")

    def find(name: str) -> str | None:
        found = listed(name)
        if found is None and name == "portaudio" and on_linux:
            with contextlib.suppress(OSError):
                ctypes.CDLL(LINUX_LIBRARY)
                return LINUX_LIBRARY
        return found

    ctypes.util.find_library = find
    try:
        yield
    finally:
        ctypes.util.find_library = listed


def version() -> str:
    """PortAudio's version text. Raises AudioUnavailable."""
    return str(load().get_portaudio_version()[1])


@contextlib.contextmanager
def _using(template: str) -> Iterator[Any]:
    """Gives the library under the lock; its errors become AudioUnavailable, with their text as `reason`.

    The text is taken under the lock: the library looks it up, and must not be restarting at that time.
    """
    sd = load()
    with _lock:
        try:
            yield sd
        except (sd.PortAudioError, ValueError) as err:
            raise AudioUnavailable(template, reason=str(err)) from err


class PortAudioStream:
    """One PortAudio stream; see `audio_io.backend.DeviceStream`."""

    def __init__(self, raw: Any, kind: Kind, host_api: str) -> None:
        self._raw = raw
        self._kind = kind
        self.host_api = host_api
        self._last_time = 0.0
        with _lock:
            _open_streams.add(id(self))

    @property
    def rate(self) -> int:
        return int(self._raw.samplerate + 0.5)

    @property
    def channels(self) -> int:
        return int(self._raw.channels)

    @property
    def latency_s(self) -> float:
        return float(self._raw.latency)

    @property
    def active(self) -> bool:
        with _lock:
            try:
                return bool(self._raw.active)
            except load().PortAudioError:  # its device is gone, or it was closed
                return False

    def time(self) -> float:
        """The stream's clock, seconds; it stops when the device is gone."""
        try:
            self._last_time = float(self._raw.time)
        except load().PortAudioError:
            pass
        return self._last_time

    def start(self) -> None:
        with _using(_REFUSED[self._kind]):
            if not self._raw.stopped:  # ended by its callback: PortAudio requires a stop before a new start
                self._raw.stop(ignore_errors=True)
            self._raw.start()

    def abort(self) -> None:
        with _lock:
            self._raw.abort(ignore_errors=True)

    def close(self) -> None:
        with _lock:
            _open_streams.discard(id(self))
            self._raw.close(ignore_errors=True)


class PortAudioBackend:
    """The sound system through PortAudio; see `audio_io.backend.Backend`."""

    def devices(self, kind: Kind) -> list[Device]:
        """Every device of that direction. Raises AudioUnavailable without PortAudio."""
        with _using(_UNLISTED) as sd:
            apis, rows = sd.query_hostapis(), sd.query_devices()
        default = _default_index(kind, apis)
        return [
            Device(
                kind=kind,
                host_api=str(apis[row["hostapi"]]["name"]),
                name=str(row["name"]),
                index=index,
                channels=int(row[f"max_{kind}_channels"]),
                rate=int(row["default_samplerate"]),
                is_default=index == default,
            )
            for index, row in enumerate(rows)
            if row[f"max_{kind}_channels"] > 0
        ]

    def open(self, kind: Kind, device: Device | None, callback: StreamCallback, latency_s: float) -> PortAudioStream:
        """Opens the device at its own rate: one channel if it allows that, else all of them (at most 8)."""
        chosen = device or next((d for d in self.devices(kind) if d.is_default), None)
        if chosen is None:
            raise AudioUnavailable(_NONE[kind])
        failure: AudioUnavailable | None = None
        for channels in dict.fromkeys((1, 2, min(chosen.channels, _MAX_CHANNELS))):
            if channels > chosen.channels:
                continue
            try:
                return self._open(chosen, channels, callback, latency_s)
            except AudioUnavailable as err:
                failure = err
        raise failure or AudioUnavailable(_REFUSED[kind], reason="it has no channels")

    def _open(self, device: Device, channels: int, callback: StreamCallback, latency_s: float) -> PortAudioStream:
        with _using(_REFUSED[device.kind]) as sd, sound_server.aimed_at(device):
            make = sd.InputStream if device.kind == "input" else sd.OutputStream
            raw = make(
                samplerate=device.rate,
                device=device.index,
                channels=channels,
                dtype="float32",
                latency=latency_s,
                callback=(_adapt_input if device.kind == "input" else _adapt_output)(sd, callback),
            )
            # Registered as open before the lock is released: a `refresh` in between would end it unnoticed.
            return PortAudioStream(raw, device.kind, device.host_api)

    def refresh(self) -> bool:
        """Restarts PortAudio, which lists devices only at its start; returns False if a stream is open."""
        with _using(_UNLISTED) as sd:
            if _open_streams:
                return False
            if sd._initialized:  # False if the last start failed
                sd._terminate()
            sd._initialize()
        return True


_NONE: Final = {
    "input": N_("no microphone was found; plug one in, or type the question"),
    "output": N_("no speaker was found; plug one in, or type the question"),
}
_REFUSED: Final = {
    "input": N_("the microphone cannot be opened ({reason}); choose another one, or close what uses it"),
    "output": N_("the speaker cannot be opened ({reason}); choose another one, or close what uses it"),
}
_UNLISTED: Final = N_("the sound devices cannot be listed ({reason}); restart the sound server")


def _default_index(kind: Kind, apis: Any) -> int:
    """Index of the system's default device, -1 if none; on Windows that of WASAPI, since the plain default is MME."""
    wanted = _PREFERRED_HOST_API.get(sys.platform)
    defaults = {api["name"]: int(api[f"default_{kind}_device"]) for api in apis}
    if defaults.get(wanted, -1) >= 0:
        return defaults[wanted]
    return next((index for index in defaults.values() if index >= 0), -1)


def _adapt_input(sd: Any, callback: StreamCallback) -> _RawCallback:
    def on_block(data: FloatArray, _frames: int, time: Any, status: Any) -> None:
        if not callback(data, time.inputBufferAdcTime or time.currentTime, bool(status.input_overflow)):
            raise sd.CallbackAbort

    return on_block


def _adapt_output(sd: Any, callback: StreamCallback) -> _RawCallback:
    def on_block(data: FloatArray, _frames: int, time: Any, status: Any) -> None:
        if not callback(data, time.outputBufferDacTime or time.currentTime, bool(status.output_underflow)):
            raise sd.CallbackAbort

    return on_block
